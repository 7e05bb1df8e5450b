//! `/data-management/{year}/copy`: factors, settings and objectives of an earlier year as the starting point, after
//! saying what that means.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use form_urlencoded::parse;
use serde_json::json;
use sqlx::PgConnection;

use super::cards::Card;
use super::place;
use crate::access::Acting;
use crate::audit::{self, Act, Action};
use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::Target;
use crate::ingestion::copying::{FactorFile, enqueue_copies, types_of};
use crate::ledger::factor_copies;
use crate::operations::words;
use crate::platform::App;
use crate::web::{Flash, Flashes, Frame, Lang, Page, Problem, filters};
use crate::years;

#[derive(Template)]
#[template(path = "data_management/copy.html")]
struct CopyPage {
    title: String,
    year: Year,
    action: String,
    back: String,
    /// Years to copy from: number, whether it is the one.
    sources: Vec<(i16, bool)>,
    /// What is copied and what is left alone, in sentences.
    facts: Vec<(String, String)>,
    /// Fields that name the one file to copy; none when it is everything.
    only: Option<(&'static str, &'static str)>,
    is_nothing: bool,
}

/// Every factor file there is.
fn every_file() -> Vec<FactorFile> {
    let mut files: Vec<FactorFile> = Vec::new();
    for definition in definitions() {
        let module = definition.data_type.module();
        let file = (module, definition.has_own_factor_file().then_some(definition.data_type));
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// What is asked for: one file, or every one; and from which year.
struct Asked {
    from: Option<Year>,
    only: Option<FactorFile>,
    settings: bool,
    objectives: bool,
}

impl Asked {
    fn read(text: &[u8]) -> Result<Self, Problem> {
        let mut asked = Self { from: None, only: None, settings: false, objectives: false };
        for (key, value) in parse(text) {
            match &*key {
                "from" => asked.from = Some(place::year(&value)?),
                "type" => {
                    let data_type = DataEntryType::from_str(&value).map_err(|_| Problem::NotFound)?;
                    asked.only = Some((data_type.module(), Some(data_type)));
                }
                "module" => asked.only = Some((ModuleType::from_str(&value).map_err(|_| Problem::NotFound)?, None)),
                "settings" => asked.settings = true,
                "objectives" => asked.objectives = true,
                _ => {}
            }
        }
        match asked.only {
            Some(file) if !every_file().contains(&file) => Err(Problem::NotFound),
            _ => Ok(asked),
        }
    }

    fn files(&self) -> Vec<FactorFile> {
        self.only.map_or_else(every_file, |only| vec![only])
    }
}

/// What copying would do.
struct Outlook {
    /// Files with something to copy.
    files: Vec<FactorFile>,
    factors: i64,
    types: usize,
    /// Types that have factors already.
    left_alone: Vec<DataEntryType>,
}

async fn outlook(conn: &mut PgConnection, (from, to): (Year, Year), files: Vec<FactorFile>) -> sqlx::Result<Outlook> {
    let (there, here) = (factor_copies::counts(conn, from).await?, factor_copies::counts(conn, to).await?);
    let has = |data_type: &DataEntryType| here.iter().any(|(other, _)| other == data_type);
    let mut outlook = Outlook { files: Vec::new(), factors: 0, types: 0, left_alone: Vec::new() };
    for file in files {
        let types = types_of(file);
        outlook.left_alone.extend(types.iter().copied().filter(has));
        let copied: Vec<_> = there.iter().filter(|(other, _)| types.contains(other) && !has(other)).collect();
        if !copied.is_empty() {
            outlook.files.push(file);
        }
        outlook.types += copied.len();
        outlook.factors += copied.iter().map(|(_, count)| count).sum::<i64>();
    }
    Ok(outlook)
}

/// Other years that were prepared, newest first; the one before comes first of all.
async fn sources(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<Year>> {
    let mut sources = Vec::new();
    for other in years::all(conn).await?.into_iter().rev() {
        if other < year && years::is_provisioned(conn, other).await? {
            sources.push(other);
        }
    }
    Ok(sources)
}

/// `GET /data-management/{year}/copy?from&type|module`
pub(super) async fn ask(
    State(app): State<App>,
    frame: Frame,
    Path(year): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let lang = frame.lang;
    let asked = Asked::read(query.unwrap_or_default().as_bytes())?;
    let mut conn = app.db.acquire().await?;
    years::require_provisioned(&mut conn, year).await.map_err(|error| error.problem(lang))?;
    let sources = sources(&mut conn, year).await?;
    let from = asked.from.filter(|from| sources.contains(from)).or(sources.first().copied());
    let from = from.ok_or_else(|| no_source(year, lang))?;
    let outlook = outlook(&mut conn, (from, year), asked.files()).await?;
    let names = |types: &[DataEntryType]| {
        types.iter().map(|data_type| words::data_type(*data_type, lang)).collect::<Vec<_>>().join(", ")
    };
    let counts = [("factors", outlook.factors.into()), ("types", outlook.types.into())];
    let mut facts = vec![(lang.t("copy-factors"), lang.t_with("copy-factors-counts", &counts))];
    if !outlook.left_alone.is_empty() {
        facts.push((lang.t("copy-left-alone"), names(&outlook.left_alone)));
    }
    let only = asked.only.map(|(module, data_type)| match data_type {
        Some(data_type) => ("type", data_type.key()),
        None => ("module", module.key()),
    });
    let page = CopyPage {
        title: lang.t_with("copy-title", &[("from", from.to_string().into()), ("year", year.to_string().into())]),
        year,
        action: place::deed_of_year(year, "copy"),
        back: asked.only.map_or_else(|| place::of_year(year), |(module, _)| place::of_module(year, module)),
        sources: sources.into_iter().map(|source| (source.get(), source == from)).collect(),
        facts,
        is_nothing: only.is_some() && outlook.files.is_empty(),
        only,
    };
    Ok(Page(frame, page).into_response())
}

/// `POST /data-management/{year}/copy`
pub(super) async fn start(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
    RawForm(form): RawForm,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let lang = frame.lang;
    let asked = Asked::read(&form)?;
    let mut transaction = app.db.begin().await?;
    years::require_provisioned(&mut transaction, year).await.map_err(|error| error.problem(lang))?;
    let sources = sources(&mut transaction, year).await?;
    let from = asked.from.filter(|from| sources.contains(from)).ok_or_else(|| no_source(year, lang))?;
    if asked.settings && asked.only.is_none() {
        years::copy_settings(&mut transaction, from, year).await.map_err(|error| error.problem(lang))?;
    }
    if asked.objectives && asked.only.is_none() {
        years::copy_objectives(&mut transaction, from, year).await.map_err(|error| error.problem(lang))?;
    }
    let files = outlook(&mut transaction, (from, year), asked.files()).await?.files;
    let jobs = enqueue_copies(&mut transaction, &actor, (from, year), &files).await?;
    let mut act = Act::new(&actor, app.clock.now(), Action::Update, "year", format!("copied from {from} to {year}"));
    act.entity_id = Some(year.to_string());
    act.details = json!({
        "from": from.get(), "jobs": jobs.iter().map(|(job, _)| job).collect::<Vec<_>>(),
        "settings": asked.settings, "objectives": asked.objectives,
    });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    let flash = Flash::done("copy-begun").with("from", from.to_string()).with("count", jobs.len());
    flashes.keep(flash).await?;
    let back = asked.only.map_or_else(|| place::of_year(year), |(module, _)| place::of_module(year, module));
    Ok(Redirect::to(&back).into_response())
}

fn no_source(year: Year, lang: Lang) -> Problem {
    let detail = lang.t_with("copy-no-source", &[("year", year.to_string().into())]);
    Problem::Conflict { code: "no_earlier_year", detail }
}

/// Where factors of the year before can be copied from.
pub(super) struct Offer {
    from: Year,
    types: Vec<DataEntryType>,
}

impl Offer {
    pub(super) async fn read(conn: &mut PgConnection, year: Year) -> sqlx::Result<Option<Self>> {
        let Some(from) = sources(conn, year).await?.first().copied() else { return Ok(None) };
        let types = factor_copies::counts(conn, from).await?.into_iter().map(|(data_type, _)| data_type).collect();
        Ok(Some(Self { from, types }))
    }

    /// Puts the offer on a card of factors that are missing.
    pub(super) fn put_on(&self, card: &mut Card, lang: Lang) {
        let Some(module) = card.slot.module.filter(|_| card.slot.target == Target::Factors && card.is_missing) else {
            return;
        };
        let file = (module, card.slot.data_type);
        if !types_of(file).iter().any(|data_type| self.types.contains(data_type)) {
            return;
        }
        let of = file.1.map_or_else(|| format!("module={}", module.key()), |of| format!("type={}", of.key()));
        let url = format!("{}?from={}&{of}", place::deed_of_year(card.slot.year, "copy"), self.from);
        card.copy = Some((url, lang.t_with("card-copy", &[("year", self.from.to_string().into())])));
    }
}
