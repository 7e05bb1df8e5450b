//! `/data-management?year=&open=`

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::cards::{self, Card};
use super::copying::Offer;
use super::objectives::Objectives;
use super::panel::{self, Panel};
use super::year_bar::{self, Step, YearBar};
use super::{PATH, place, recalculate};
use crate::access::Visitor;
use crate::carbon::entry::ReferenceKind;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::ledger::holdings;
use crate::operations::parts::PipelineLine;
use crate::operations::words;
use crate::pipeline::staleness;
use crate::pipeline::{self, JobKind, Pipeline, PipelineFilter};
use crate::platform::{App, Scope, database};
use crate::web::{Frame, Page, Problem, filters};
use crate::years::{self, Configuration};

/// Pipelines shown on one page at most: those that run, and the newest of each module.
const NEWEST: u32 = 100;

#[derive(Template)]
#[template(path = "data_management/page.html")]
struct DataManagementPage {
    year: Year,
    bar: YearBar,
    content: Content,
    is_live: bool,
    here: String,
}

impl DataManagementPage {
    /// Where factors and settings of an earlier year are copied, when there is one.
    fn copy(&self) -> Option<&str> {
        self.bar.year.as_ref().and_then(|shown| shown.copy.as_deref())
    }
}

/// What stands under the bar.
enum Content {
    /// The year does not exist: where it is created.
    Absent(String),
    /// It is being prepared.
    Preparing(Vec<PipelineLine>),
    /// That failed: why, and where it is run again.
    Failed(String, String, Vec<PipelineLine>),
    /// It takes files and settings.
    Ready(Box<ReadyYear>),
}

/// A year that takes files and settings.
struct ReadyYear {
    /// Modules that keep it from being opened: name, address, what they lack.
    incomplete: Vec<(String, String, String)>,
    /// Modules with results out of date: name, address.
    stale: Vec<(String, String)>,
    entries_stale: i64,
    recalculate: String,
    /// Pipelines that concern the year as a whole.
    running: Vec<PipelineLine>,
    modules: Vec<Panel>,
    /// Lists that belong to no module.
    lists: Vec<Card>,
    objectives: Objectives,
    open_all: String,
    close_all: String,
}

/// `GET /data-management?year=&open=`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let asked = |name: &'static str| {
        form_urlencoded::parse(query.as_bytes())
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let wanted = asked("year").next().and_then(|year| year.parse::<Year>().ok());
    let opened: Vec<String> = asked("open").collect();
    let mut conn = database::moment(&app.db).await?;
    let known = years::all(&mut conn).await?;
    let year = wanted.or_else(|| known.last().copied()).or_else(|| year_bar::present(frame.now));
    let year = year.ok_or(Problem::NotFound)?;
    let configuration = years::configuration(&mut conn, &visitor.scope, year).await?;
    let bar = YearBar::new(&known, year, configuration.as_ref(), frame.lang, frame.now);
    let (content, is_live) =
        content(&mut conn, &visitor.scope, (year, configuration.as_ref()), &opened, &frame).await?;
    let here = opened.iter().fold(place::of_year(year), |here, key| {
        format!("{here}&open={}", form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>())
    });
    Ok(Page(frame, DataManagementPage { year, bar, content, is_live, here }).into_response())
}

/// Also whether something of it may change by itself.
async fn content(
    conn: &mut PgConnection,
    scope: &Scope,
    (year, configuration): (Year, Option<&Configuration>),
    opened: &[String],
    frame: &Frame,
) -> Result<(Content, bool), Problem> {
    let Some(configuration) = configuration else {
        return Ok((Content::Absent(place::deed_of_year(year, "create")), false));
    };
    let filter = PipelineFilter { years: vec![year.get()], ..PipelineFilter::default() };
    let pipelines = pipeline::pipelines(conn, scope, &filter, 1, NEWEST).await?.rows;
    let is_live = pipelines.iter().any(|pipeline| !pipeline.status.is_final());
    if !configuration.summary.is_provisioned() {
        let newest = pipelines.iter().find(|pipeline| pipeline.job_kind() == Some(JobKind::UnitSync));
        let lines = newest.map(|pipeline| PipelineLine::new(pipeline, frame.now, frame.lang)).into_iter().collect();
        let content = if configuration.state == "provisioning" {
            Content::Preparing(lines)
        } else {
            let cause = configuration.summary.failure.clone().unwrap_or_default();
            Content::Failed(cause, place::deed_of_year(year, "create"), lines)
        };
        return Ok((content, is_live));
    }
    let ready = ready(conn, (year, configuration), &pipelines, opened, frame).await?;
    Ok((Content::Ready(Box::new(ready)), is_live))
}

async fn ready(
    conn: &mut PgConnection,
    (year, configuration): (Year, &Configuration),
    pipelines: &[Pipeline],
    opened: &[String],
    frame: &Frame,
) -> sqlx::Result<ReadyYear> {
    let standings = staleness::of_year(conn, year).await?;
    let rates = holdings::listed(conn, year, ReferenceKind::ExchangeRates).await?;
    let lang = frame.lang;
    let panels = ModuleType::DISPLAY_ORDER.iter().filter_map(|module| {
        let standing = standings.iter().find(|standing| standing.module_type_id == module.id());
        Some(Panel::new(year, *module, configuration.module(*module)?, standing, pipelines, opened, frame))
    });
    let mut modules: Vec<Panel> = panels.collect();
    if let Some(offer) = Offer::read(conn, year).await? {
        modules.iter_mut().flat_map(Panel::cards).for_each(|card| offer.put_on(card, lang));
    }
    let kept = holdings::kept_factors(conn, year).await?;
    modules.iter_mut().flat_map(Panel::cards).for_each(|card| card.tell_kept(&kept, lang));
    let incomplete = ModuleType::DISPLAY_ORDER.iter().filter_map(|module| {
        let configured = configuration.module(*module).filter(|configured| configured.incomplete)?;
        let needs = panel::needs(configured, lang).join("; ");
        Some((words::module(*module, lang), place::of_module(year, *module), needs))
    });
    let stale = standings.iter().filter(|standing| standing.needs_recalculation).filter_map(|standing| {
        let module = standing.module_type_id.try_into().ok()?;
        Some((words::module(module, lang), place::of_module(year, module)))
    });
    let of_year = pipelines.iter().filter(|pipeline| pipeline.module_type_id.is_none() && !pipeline.status.is_final());
    Ok(ReadyYear {
        incomplete: incomplete.collect(),
        stale: stale.collect(),
        entries_stale: standings.iter().map(|standing| standing.entries_stale).sum(),
        recalculate: recalculate::url(year.get(), None),
        running: of_year.map(|pipeline| PipelineLine::new(pipeline, frame.now, lang)).collect(),
        modules,
        objectives: Objectives::read(conn, year, configuration, lang).await?,
        lists: cards::of_exchange_rates(year, &configuration.exchange_rate_jobs(), rates, lang),
        open_all: format!("{PATH}?year={year}&open=all#modules-title"),
        close_all: format!("{PATH}?year={year}#modules-title"),
    })
}
