//! `/data-management/{year}/recalculate` and `/data-management/{year}/{module}/recalculate`: what would be done, before
//! it is done.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::types::TypeRow;
use super::words::duration;
use super::{PATH, place};
use crate::access::{Acting, Visitor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::ledger::staleness::units_of_year;
use crate::operations::comparison::Change;
use crate::operations::parts::PipelineLine;
use crate::operations::words;
use crate::pipeline::recalculation::{Asked, Recalculation, Selection, ask};
use crate::pipeline::staleness::{self, TypeRecalculation};
use crate::pipeline::{self, PipelineId};
use crate::platform::{App, database};
use crate::web::{Flash, Flashes, Frame, Lang, Page, Problem, figures, filters};
use crate::years;

/// Address of the page of a module, or of the whole year.
pub(super) fn url(year: i16, module: Option<ModuleType>) -> String {
    match module {
        Some(module) => format!("{PATH}/{year}/{}/recalculate", module.key()),
        None => format!("{PATH}/{year}/recalculate"),
    }
}

/// What may be recalculated at once.
#[derive(Debug, Clone, Copy)]
struct Subject {
    year: Year,
    module: Option<ModuleType>,
}

impl Subject {
    fn url(self) -> String {
        url(self.year.get(), self.module)
    }

    /// Where the subject stands on the page of its year.
    fn place(self) -> String {
        self.module.map_or_else(|| place::of_year(self.year), |module| place::of_module(self.year, module))
    }

    fn name(self, lang: Lang) -> String {
        self.module.map_or_else(|| lang.t("data-all-modules"), |module| words::module(module, lang))
    }
}

#[derive(Template)]
#[template(path = "data_management/recalculate.html")]
struct RecalculatePage {
    title: String,
    subject: String,
    year: i16,
    action: String,
    back: String,
    /// When factors or lists last changed that something stale depends on.
    changed: Option<String>,
    stale: Choice,
    all: Choice,
    /// Whether the first choice is taken.
    takes_stale: bool,
    /// Entries of the choice that is taken at first.
    chosen_entries: i64,
    types: Vec<TypeRow>,
    validated: i64,
    /// A recalculation of it that runs or waits.
    active: Option<PipelineLine>,
    estimate: Option<Estimate>,
    is_live: bool,
    here: String,
}

/// One of the two choices.
struct Choice {
    types: usize,
    entries: i64,
    units: i64,
    duration: String,
}

impl Choice {
    /// `entries` counts those of a type.
    fn of(types: &[&TypeRecalculation], entries: fn(&TypeRecalculation) -> i64, units: i64, lang: Lang) -> Self {
        let entries = types.iter().copied().map(entries).sum();
        Self { types: types.len(), entries, units, duration: duration(entries, lang) }
    }
}

/// What a recalculation would change, as far as it was asked for.
struct Estimate {
    line: PipelineLine,
    /// Total and each data type, once it is known.
    changes: Vec<(String, Change)>,
    validated: u64,
}

/// `GET /data-management/{year}/recalculate`
pub(super) async fn of_year(
    state: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(year): Path<String>,
    query: RawQuery,
) -> Result<Response, Problem> {
    show(state, visitor, frame, subject(&year, None)?, query).await
}

/// `GET /data-management/{year}/{module}/recalculate`
pub(super) async fn of_module(
    state: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((year, module)): Path<(String, String)>,
    query: RawQuery,
) -> Result<Response, Problem> {
    show(state, visitor, frame, subject(&year, Some(&module))?, query).await
}

fn subject(year: &str, module: Option<&str>) -> Result<Subject, Problem> {
    let year = Year::from_str(year).map_err(|_| Problem::NotFound)?;
    let module = module.map(ModuleType::from_str).transpose().map_err(|_| Problem::NotFound)?;
    Ok(Subject { year, module })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    subject: Subject,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let lang = frame.lang;
    let mut conn = database::moment(&app.db).await?;
    if years::summary(&mut conn, subject.year).await?.is_none() {
        return Err(Problem::NotFound);
    }
    let modules = staleness::of_year(&mut conn, subject.year).await?;
    let units = units_of_year(&mut conn, subject.year).await?.remove(&subject.module).unwrap_or_default();
    let of_subject =
        modules.iter().filter(|standing| subject.module.is_none_or(|module| module.id() == standing.module_type_id));
    let types: Vec<&TypeRecalculation> =
        of_subject.flat_map(|standing| &standing.data_entry_types).filter(|of_type| of_type.entry_count > 0).collect();
    let stale: Vec<&TypeRecalculation> = types.iter().copied().filter(|of_type| of_type.needs_recalculation).collect();
    let active = types.iter().find_map(|of_type| of_type.active_job_id);
    let active = match active {
        Some(job) => pipeline::pipeline_of_job(&mut conn, &visitor.scope, job).await?,
        None => None,
    };
    let active = match active {
        Some(id) => pipeline::pipeline(&mut conn, &visitor.scope, id).await?,
        None => None,
    };
    let asked = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes())
        .find(|(key, _)| key == "estimate")
        .and_then(|(_, id)| Uuid::parse_str(&id).ok());
    let estimate = match asked {
        Some(id) => {
            pipeline::pipeline(&mut conn, &visitor.scope, PipelineId(id)).await?.map(|read| estimate(&read, &frame))
        }
        None => None,
    };
    let is_estimating = estimate.as_ref().is_some_and(|estimate| estimate.line.is_live);
    let name = subject.name(lang);
    let year = subject.year.get();
    let of_stale = Choice::of(&stale, |of_type| of_type.entries_stale, units.stale, lang);
    let of_all = Choice::of(&types, |of_type| of_type.entry_count, units.all, lang);
    let page = RecalculatePage {
        title: lang.t_with("recalculate-title", &[("subject", (&name).into()), ("year", year.to_string().into())]),
        subject: name,
        year,
        action: subject.url(),
        back: subject.place(),
        changed: stale.iter().filter_map(|of_type| of_type.changed_at).max().map(figures::date_time),
        takes_stale: !stale.is_empty(),
        validated: types.iter().map(|of_type| of_type.staleness.validated_stale).max().unwrap_or(0),
        is_live: active.is_some() || is_estimating,
        active: active.map(|pipeline| PipelineLine::new(&pipeline, frame.now, lang)),
        chosen_entries: if stale.is_empty() { of_all.entries } else { of_stale.entries },
        stale: of_stale,
        all: of_all,
        types: types.iter().map(|of_type| TypeRow::new(of_type, lang)).collect(),
        here: asked.map_or_else(|| subject.url(), |id| format!("{}?estimate={id}", subject.url())),
        estimate,
    };
    Ok(Page(frame, page).into_response())
}

fn estimate(read: &pipeline::Pipeline, frame: &Frame) -> Estimate {
    let lang = frame.lang;
    let done = read.jobs.iter().flatten().find(|job| job.is_finished()).and_then(|job| job.recalculation.clone());
    let done = done.and_then(|done| serde_json::from_value::<Recalculation>(done).ok()).unwrap_or_default();
    let mut changes = Vec::new();
    if !done.types.is_empty() {
        changes.push((lang.t("recalculate-total"), Change::of(done.total_before_kg, done.total_after_kg)));
    }
    changes.extend(done.types.iter().filter(|_| done.types.len() > 1).filter_map(|of_type| {
        let data_type = of_type.data_entry_type_id.try_into().ok()?;
        Some((words::data_type(data_type, lang), Change::of(of_type.total_before_kg, of_type.total_after_kg)))
    }));
    Estimate { line: PipelineLine::new(read, frame.now, lang), changes, validated: done.validated_modules_changed }
}

/// `POST /data-management/{year}/recalculate`
pub(super) async fn start_of_year(
    state: State<App>,
    acting: Acting,
    flashes: Flashes,
    Path(year): Path<String>,
    form: RawForm,
) -> Result<Response, Problem> {
    start(state, acting, flashes, subject(&year, None)?, form).await
}

/// `POST /data-management/{year}/{module}/recalculate`
pub(super) async fn start_of_module(
    state: State<App>,
    acting: Acting,
    flashes: Flashes,
    Path((year, module)): Path<(String, String)>,
    form: RawForm,
) -> Result<Response, Problem> {
    start(state, acting, flashes, subject(&year, Some(&module))?, form).await
}

async fn start(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    subject: Subject,
    RawForm(form): RawForm,
) -> Result<Response, Problem> {
    if !years::is_provisioned(&mut *app.db.acquire().await?, subject.year).await? {
        return Err(Problem::NotFound);
    }
    let field = |name: &str| form_urlencoded::parse(&form).find(|(key, _)| key == name).map(|(_, value)| value);
    let with_current = field("scope").is_some_and(|scope| scope == "all");
    let is_estimate = field("do").is_some_and(|what| what == "estimate");
    let selection = Selection { year: subject.year, module: subject.module, data_type: None, with_current };
    let (flash, target) = match ask(&app, &actor, selection, is_estimate).await? {
        Asked::Queued(_, pipeline) if is_estimate => (None, format!("{}?estimate={}", subject.url(), pipeline.0)),
        Asked::Queued(..) => (Some(Flash::done("recalculate-queued")), subject.place()),
        Asked::Active(..) => (Some(Flash::done("recalculate-active")), subject.place()),
        Asked::NothingStale => (Some(Flash::failed("recalculation-nothing-stale")), subject.url()),
    };
    if let Some(flash) = flash {
        flashes.keep(flash).await?;
    }
    Ok(Redirect::to(&target).into_response())
}
