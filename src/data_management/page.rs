//! `/data-management?year=`

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

use super::types::TypeRow;
use super::{PATH, recalculate};
use crate::access::Visitor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::operations::parts::{Badge, PipelineLine};
use crate::operations::words;
use crate::pipeline::staleness::{self, ModuleRecalculation};
use crate::pipeline::{self, Pipeline, PipelineFilter};
use crate::platform::App;
use crate::web::{Frame, Lang, Page, Problem, filters};
use crate::years;

/// Pipelines shown on one page at most: those that run, and the newest of each module.
const NEWEST: u32 = 100;

#[derive(Template)]
#[template(path = "data_management/page.html")]
struct DataManagementPage {
    /// Year, address, whether it is shown.
    years: Vec<(i16, String, bool)>,
    year: Option<ShownYear>,
    is_live: bool,
    here: String,
}

/// The year shown.
struct ShownYear {
    year: i16,
    state: Badge,
    units: i64,
    failure: Option<String>,
    has_factors: bool,
    /// Names and anchors of modules with results out of date.
    stale: Vec<(String, String)>,
    entries_stale: i64,
    recalculate: String,
    /// Pipelines that concern the year as a whole.
    running: Vec<PipelineLine>,
    modules: Vec<Module>,
}

/// A module of the year.
struct Module {
    key: &'static str,
    name: String,
    badges: Vec<Badge>,
    recalculate: String,
    /// Look and words of the link to recalculate: one stands out where there is something to do.
    button: (&'static str, String),
    needs_recalculation: bool,
    is_open: bool,
    /// What runs or waits, then the last that ended.
    pipelines: Vec<PipelineLine>,
    types: Vec<TypeRow>,
}

/// `GET /data-management?year=`
pub(super) async fn show(
    State(app): State<App>,
    _visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let lang = frame.lang;
    let wanted = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(key, _)| key == "year")
        .and_then(|(_, year)| year.parse::<Year>().ok());
    let mut conn = app.db.acquire().await?;
    let known = years::all(&mut conn).await?;
    let year = wanted.filter(|year| known.contains(year)).or_else(|| known.last().copied());
    let years = known.iter().rev().map(|other| (other.get(), format!("{PATH}?year={other}"), Some(*other) == year));
    let mut page = DataManagementPage { years: years.collect(), year: None, is_live: false, here: PATH.to_owned() };
    if let Some(year) = year
        && let Some(summary) = years::summary(&mut conn, year).await?
    {
        let modules = staleness::of_year(&mut conn, year).await?;
        let filter = PipelineFilter { years: vec![year.get()], ..PipelineFilter::default() };
        let pipelines = pipeline::pipelines(&mut conn, &filter, 1, NEWEST).await?.rows;
        page.is_live = pipelines.iter().any(|pipeline| !pipeline.status.is_final());
        page.here = format!("{PATH}?year={year}");
        page.year = Some(shown_year(summary, &modules, &pipelines, &frame, lang));
    }
    Ok(Page(frame, page).into_response())
}

fn shown_year(
    summary: years::YearSummary,
    modules: &[ModuleRecalculation],
    pipelines: &[Pipeline],
    frame: &Frame,
    lang: Lang,
) -> ShownYear {
    let year = summary.year;
    let rows: Vec<Module> = ModuleType::DISPLAY_ORDER
        .iter()
        .filter_map(|module| {
            let standing = modules.iter().find(|standing| standing.module_type_id == module.id())?;
            Some(shown_module(*module, standing, pipelines, frame))
        })
        .collect();
    let of_year = pipelines.iter().filter(|pipeline| pipeline.module_type_id.is_none() && !pipeline.status.is_final());
    let stale = rows.iter().filter(|module| module.needs_recalculation);
    ShownYear {
        year,
        state: year_badge(&summary.state, lang),
        units: summary.unit_count,
        failure: summary.failure,
        has_factors: !modules.is_empty(),
        stale: stale.map(|module| (module.name.clone(), format!("#{}", module.key))).collect(),
        entries_stale: modules.iter().map(|module| module.entries_stale).sum(),
        recalculate: recalculate::url(year, None),
        running: of_year.map(|pipeline| PipelineLine::new(pipeline, frame.now, lang)).collect(),
        modules: rows,
    }
}

fn year_badge(state: &str, lang: Lang) -> Badge {
    let (family, icon) = match state {
        "open" => ("ok", "lock-open"),
        "provisioning" => ("run", "loader"),
        "provisioning_failed" => ("bad", "circle-x"),
        _ => ("", "lock"),
    };
    Badge { family, icon, words: lang.t(&format!("year-state-{}", state.replace('_', "-"))) }
}

fn shown_module(module: ModuleType, standing: &ModuleRecalculation, pipelines: &[Pipeline], frame: &Frame) -> Module {
    let lang = frame.lang;
    let of_module = || pipelines.iter().filter(|pipeline| pipeline.module_type_id == Some(module.id()));
    let active: Vec<_> = of_module().filter(|pipeline| !pipeline.status.is_final()).collect();
    let last = of_module().find(|pipeline| pipeline.status.is_final());
    let has_failed = standing.data_entry_types.iter().any(|of_type| of_type.reasons.contains(&"failed"));
    let mut badges = Vec::new();
    badges.extend(active.first().map(|pipeline| Badge::of_pipeline(pipeline, lang)));
    if standing.needs_recalculation {
        badges.push(Badge { family: "warn", icon: "refresh-cw", words: lang.t("data-recalculation-needed") });
    }
    if has_failed {
        badges.push(Badge { family: "bad", icon: "circle-x", words: lang.t("data-last-recalculation-failed") });
    }
    if badges.is_empty() {
        let has_entries = standing.data_entry_types.iter().any(|of_type| of_type.entry_count > 0);
        badges.push(if has_entries {
            Badge { family: "ok", icon: "circle-check", words: lang.t("data-up-to-date") }
        } else {
            Badge { family: "", icon: "circle-dashed", words: lang.t("data-no-entries") }
        });
    }
    let shown = active.iter().copied().chain(last);
    let look = match (standing.needs_recalculation, standing.active_job_id) {
        (true, None) => "button-primary",
        (true, Some(_)) => "",
        (false, _) => "button-text",
    };
    let label = lang.t(if has_failed { "data-retry-recalculation" } else { "data-recalculate" });
    Module {
        key: module.key(),
        name: words::module(module, lang),
        recalculate: recalculate::url(standing.year, Some(module)),
        needs_recalculation: standing.needs_recalculation,
        button: (look, label),
        is_open: standing.needs_recalculation || !active.is_empty(),
        pipelines: shown.map(|pipeline| PipelineLine::new(pipeline, frame.now, lang)).collect(),
        types: standing.data_entry_types.iter().map(|of_type| TypeRow::new(of_type, lang)).collect(),
        badges,
    }
}
