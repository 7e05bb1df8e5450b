//! `/data-management/{year}/{module}/{type}/settings`: what is set for a data entry type.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::place::{self, TypePath};
use super::switches;
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::operations::words;
use crate::platform::App;
use crate::web::{FieldProblem, Flash, Flashes, Frame, Lang, Page, Problem, figures, filters, numbers};
use crate::years::{self, Setting, TypeSettings};

#[derive(Template)]
#[template(path = "data_management/settings.html")]
struct SettingsPage {
    title: String,
    year: Year,
    action: String,
    back: String,
    enabled: bool,
    /// As typed; none when the type takes none.
    threshold: Option<String>,
    inputs_off: bool,
    /// Whether units never enter data by hand, whatever is set.
    is_fixed: bool,
    errors: Vec<FieldProblem>,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    enabled: Option<String>,
    #[serde(default)]
    threshold: String,
    inputs_off: Option<String>,
}

impl Typed {
    fn of(settings: TypeSettings) -> Self {
        let checked = |is: bool| is.then(|| "on".to_owned());
        Self {
            enabled: checked(settings.enabled),
            threshold: settings.threshold_kg.map(figures::plain).unwrap_or_default(),
            inputs_off: checked(settings.inputs_deactivated),
        }
    }

    /// What was typed, as far as it has a meaning for the type; else the key of what is wrong with the threshold.
    fn settings(&self, data_type: DataEntryType) -> Result<TypeSettings, &'static str> {
        let threshold_kg = match self.threshold.trim() {
            text if text.is_empty() || !years::takes_threshold(data_type) => None,
            text => Some(numbers::typed(text).ok_or("threshold-not-a-number")?),
        };
        if threshold_kg.is_some_and(|kg| kg < 0.0) {
            return Err("threshold-negative");
        }
        Ok(TypeSettings {
            enabled: self.enabled.is_some(),
            threshold_kg,
            inputs_deactivated: self.inputs_off.is_some(),
        })
    }

    fn page(self, year: Year, data_type: DataEntryType, errors: Vec<FieldProblem>, lang: Lang) -> SettingsPage {
        let name = words::data_type(data_type, lang);
        SettingsPage {
            title: lang.t_with("settings-title", &[("name", name.into()), ("year", year.to_string().into())]),
            year,
            action: place::deed_of_type(year, data_type, "settings"),
            back: place::of_type(year, data_type),
            enabled: self.enabled.is_some(),
            threshold: years::takes_threshold(data_type).then_some(self.threshold),
            inputs_off: self.inputs_off.is_some() || years::takes_no_inputs(data_type),
            is_fixed: years::takes_no_inputs(data_type),
            errors,
        }
    }
}

/// `GET /data-management/{year}/{module}/{type}/settings`
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    Path(path): Path<TypePath>,
) -> Result<Response, Problem> {
    let (year, data_type) = path.read()?;
    let lang = frame.lang;
    let mut conn = app.db.acquire().await?;
    years::require_provisioned(&mut conn, year).await.map_err(|error| error.problem(lang))?;
    let settings = years::type_settings(&mut conn, year, data_type).await?;
    Ok(Page(frame, Typed::of(settings).page(year, data_type, Vec::new(), lang)).into_response())
}

/// `POST /data-management/{year}/{module}/{type}/settings`
pub(super) async fn save(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(path): Path<TypePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (year, data_type) = path.read()?;
    let lang = frame.lang;
    let settings = match typed.settings(data_type) {
        Ok(settings) => settings,
        Err(key) => {
            let errors = vec![FieldProblem::new("threshold", "invalid", lang.t(key))];
            let page = typed.page(year, data_type, errors, lang);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(frame, page)).into_response());
        }
    };
    switches::set(&app, &actor, year, Setting::Type(data_type, settings), lang).await?;
    let flash = match settings.threshold_kg {
        Some(kg) => Flash::done("settings-saved-threshold").with("kg", figures::plain(kg)),
        None => Flash::done("settings-saved"),
    };
    flashes.keep(flash.with("name", words::data_type(data_type, lang))).await?;
    Ok(Redirect::to(&place::of_type(year, data_type)).into_response())
}
