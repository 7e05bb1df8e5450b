//! Settings of one click: modules and types on and off, how sure the numbers of a module are.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::confirm::Confirmation;
use super::place::{self, ModulePath, TypePath};
use crate::access::Acting;
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::presence::{self, Presence};
use crate::operations::words;
use crate::platform::App;
use crate::web::{Flash, Flashes, Frame, Lang, Problem, figures};
use crate::years::{self, Setting, StateError, TypeSettings, Uncertainty};

/// The form of the four choices.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    value: String,
}

/// `POST /data-management/{year}/{module}/uncertainty`
pub(super) async fn set_uncertainty(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<ModulePath>,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let (year, module) = path.read()?;
    let lang = frame.lang;
    let chosen = Uncertainty::parse(&choice.value)
        .ok_or_else(|| Problem::bad_request("invalid", lang.t("uncertainty-choices")))?;
    set(&app, &actor, year, Setting::Uncertainty(module, chosen), lang).await?;
    let value = lang.t(&format!("uncertainty-{}", chosen.key()));
    flashes
        .keep(Flash::done("uncertainty-saved").with("module", words::module(module, lang)).with("value", value))
        .await?;
    Ok(Redirect::to(&place::of_module(year, module)).into_response())
}

/// `POST /data-management/{year}/{module}/on`
pub(super) async fn module_on(
    app: State<App>,
    acting: Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<ModulePath>,
) -> Result<Response, Problem> {
    let (year, module) = path.read()?;
    switch_module(app, acting, flashes, frame.lang, (year, module), true).await
}

/// `POST /data-management/{year}/{module}/off`
pub(super) async fn module_off(
    app: State<App>,
    acting: Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<ModulePath>,
) -> Result<Response, Problem> {
    let (year, module) = path.read()?;
    switch_module(app, acting, flashes, frame.lang, (year, module), false).await
}

async fn switch_module(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    lang: Lang,
    (year, module): (Year, ModuleType),
    on: bool,
) -> Result<Response, Problem> {
    set(&app, &actor, year, Setting::Module(module, on), lang).await?;
    flashes.keep(switched(on).with("name", words::module(module, lang))).await?;
    Ok(Redirect::to(&place::of_module(year, module)).into_response())
}

/// `GET /data-management/{year}/{module}/off`
pub(super) async fn ask_module_off(
    State(app): State<App>,
    frame: Frame,
    Path(path): Path<ModulePath>,
) -> Result<Response, Problem> {
    let (year, module) = path.read()?;
    let types: Vec<_> = DataEntryType::of_module(module).collect();
    let hidden = hidden(&app, year, &types, frame.lang).await?;
    let name = words::module(module, frame.lang);
    let (action, back) = (place::deed_of_module(year, module, "off"), place::of_module(year, module));
    Ok(question(year, &name, hidden, (action, back), frame.lang).answer(frame))
}

/// `POST /data-management/{year}/{module}/{type}/on`
pub(super) async fn type_on(
    app: State<App>,
    acting: Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<TypePath>,
) -> Result<Response, Problem> {
    let (year, data_type) = path.read()?;
    switch_type(app, acting, flashes, frame.lang, (year, data_type), true).await
}

/// `POST /data-management/{year}/{module}/{type}/off`
pub(super) async fn type_off(
    app: State<App>,
    acting: Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<TypePath>,
) -> Result<Response, Problem> {
    let (year, data_type) = path.read()?;
    switch_type(app, acting, flashes, frame.lang, (year, data_type), false).await
}

async fn switch_type(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    lang: Lang,
    (year, data_type): (Year, DataEntryType),
    on: bool,
) -> Result<Response, Problem> {
    let now = years::type_settings(&mut *app.db.acquire().await?, year, data_type).await?;
    let setting = Setting::Type(data_type, TypeSettings { enabled: on, ..now });
    set(&app, &actor, year, setting, lang).await?;
    flashes.keep(switched(on).with("name", words::data_type(data_type, lang))).await?;
    Ok(Redirect::to(&place::of_type(year, data_type)).into_response())
}

/// `GET /data-management/{year}/{module}/{type}/off`
pub(super) async fn ask_type_off(
    State(app): State<App>,
    frame: Frame,
    Path(path): Path<TypePath>,
) -> Result<Response, Problem> {
    let (year, data_type) = path.read()?;
    let hidden = hidden(&app, year, &[data_type], frame.lang).await?;
    let name = words::data_type(data_type, frame.lang);
    let (action, back) = (place::deed_of_type(year, data_type, "off"), place::of_type(year, data_type));
    Ok(question(year, &name, hidden, (action, back), frame.lang).answer(frame))
}

fn switched(on: bool) -> Flash {
    Flash::done(if on { "switched-on" } else { "switched-off" })
}

async fn hidden(app: &App, year: Year, types: &[DataEntryType], lang: Lang) -> Result<Presence, Problem> {
    let mut conn = app.db.acquire().await?;
    years::require_provisioned(&mut conn, year).await.map_err(|error| error.problem(lang))?;
    Ok(presence::of_types(&mut conn, year, types).await?)
}

fn question(year: Year, name: &str, hidden: Presence, (action, back): (String, String), lang: Lang) -> Confirmation {
    let arguments = [("name", name.into()), ("year", year.to_string().into())];
    Confirmation {
        title: lang.t_with("switch-off-title", &arguments),
        year,
        consequence: lang.t("switch-off-consequence"),
        facts: vec![
            (lang.t("data-entries"), figures::count(hidden.entries)),
            (lang.t("switch-off-units"), figures::count(hidden.units)),
            (lang.t("switch-off-validated"), figures::count(hidden.validated)),
        ],
        button: lang.t_with("switch-off-button", &[("name", name.into())]),
        is_dangerous: true,
        action,
        back,
    }
}

pub(super) async fn set(app: &App, actor: &Actor, year: Year, setting: Setting, lang: Lang) -> Result<(), Problem> {
    let set: Result<bool, StateError> = years::set(app, actor, year, setting).await;
    set.map(|_| ()).map_err(|error| error.problem(lang))
}
