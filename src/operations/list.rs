//! `GET /pipelines`: counters, workers, filters, the list.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};

use super::chips::{Chip, chips};
use super::detail::Detail;
use super::panel::{Counter, Panel, counters};
use super::parts::{self, Badge, Progress};
use super::view::{PAGE_SIZES, View};
use super::words;
use super::workers::Workers;
use crate::access::{Action, Permission, Visitor};
use crate::pipeline::{self, Pipeline, PipelineStatus};
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::web::{Frame, Lang, Page, Pager, Problem, filters};
use crate::years;

#[derive(Template)]
#[template(path = "operations/list.html")]
struct Console {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    /// The page asked for, when there are fewer.
    beyond_the_end: Option<u32>,
    counters: Vec<Counter>,
    workers: Workers,
    panel: Panel,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    total: i64,
    pager: Pager,
    pager_count: String,
    page_sizes: Vec<(u32, bool)>,
    /// What the form of the page size keeps.
    kept: Vec<(&'static str, String)>,
    here: String,
    /// Something on the page may change by itself.
    is_live: bool,
}

/// A pipeline.
struct Row {
    id: String,
    url: String,
    toggle: String,
    badge: Badge,
    what: String,
    subject: String,
    reach: String,
    progress: Progress,
    /// Address and name of the pipeline that does what this one asked for.
    continues_in: Option<(String, String)>,
    jobs: String,
    failed: i32,
    /// Begun, else asked for.
    moment: DateTime<Utc>,
    time: String,
    day: String,
    duration: String,
    has_begun: bool,
    author: String,
    is_live: bool,
    /// A process that worked on it gave no sign of life.
    is_abandoned: bool,
    /// Address and words of what can be done.
    action: Option<(String, String)>,
    /// When the row is opened.
    detail: Option<Detail>,
}

/// `GET /pipelines`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (mut view, ignored) = View::parse(query.as_deref());
    if view.is_applied && ignored.is_empty() {
        // the form names every field; the address it leads to names only what constrains
        return Ok(Redirect::to(&format!("{}#pipelines", view.url())).into_response());
    }
    let lang = frame.lang;
    let may_edit = visitor.person.may(Permission::BackofficePipelineOperations, Action::Edit);
    let mut conn = app.db.acquire().await?;
    let found = pipeline::pipelines(&mut conn, &visitor.scope, &view.filter(), view.page, view.page_size).await?;
    let abandoned = pipeline::abandoned(&mut conn, &found.rows).await?;
    let live_workers = pipeline::live_workers(&mut conn).await?;
    let has_waiting_jobs = found.counts.get(&PipelineStatus::NotStarted).is_some_and(|count| *count > 0);
    let years = years::all(&mut conn).await?;

    let asked = std::mem::replace(&mut view.page, found.page);
    let mut rows = Vec::with_capacity(found.rows.len());
    for pipeline in &found.rows {
        let mut row = Row::new(pipeline, &view, &abandoned, may_edit, &frame);
        if view.is_open(pipeline.pipeline_id) {
            row.detail = Some(Detail::short(&mut conn, pipeline, &abandoned, may_edit, &frame).await?);
        }
        rows.push(row);
    }
    let pager = Pager::new(found.page, view.page_size, found.total.unsigned_abs(), |page| {
        let mut other = view.clone();
        other.page = page;
        other.open.clear();
        format!("{}#pipelines", other.url())
    });
    let page = Console {
        ignored: ignored.into_iter().map(|ignored| (ignored.part, lang.t(ignored.reason))).collect(),
        beyond_the_end: (found.page < asked).then_some(asked),
        counters: counters(&view, &found.counts, lang),
        workers: Workers::new(&live_workers, has_waiting_jobs, frame.now, lang),
        panel: Panel::new(&view, &years, lang),
        chips: chips(&view, lang),
        total: found.total,
        pager_count: lang.t_with(
            "pipelines-shown",
            &[("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", pager.total.into())],
        ),
        pager,
        page_sizes: page_sizes(view.page_size),
        kept: view.pairs().into_iter().filter(|(key, _)| !matches!(*key, "page_size" | "page" | "open")).collect(),
        here: view.url(),
        is_live: rows.iter().any(|row| row.is_live),
        rows,
    };
    Ok(Page(frame, page).into_response())
}

/// The offered page sizes, and the present one when it is none of them.
fn page_sizes(present: u32) -> Vec<(u32, bool)> {
    let mut sizes = PAGE_SIZES.to_vec();
    sizes.push(present);
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| (size, size == present)).collect()
}

impl Row {
    fn new(pipeline: &Pipeline, view: &View, abandoned: &[JobId], may_edit: bool, frame: &Frame) -> Self {
        let lang: Lang = frame.lang;
        let moment = pipeline.started_at.unwrap_or(pipeline.created_at);
        let (time, day) = words::moment(moment, frame.now, lang);
        let id = pipeline.pipeline_id;
        Self {
            id: id.0.to_string(),
            url: parts::url(id),
            toggle: format!("{}#row-{}", view.toggled(id).url(), id.0),
            badge: Badge::of_pipeline(pipeline, lang),
            what: words::kind(&pipeline.kind, lang),
            subject: words::subject(pipeline, lang),
            reach: words::reach(pipeline, lang),
            progress: Progress::of(pipeline, lang),
            continues_in: pipeline.merged_into.map(|other| (parts::url(other), short_id(other.0))),
            jobs: format!("{}/{}", pipeline.finished_count, pipeline.job_count),
            // what somebody cancelled did not fail
            failed: if pipeline.cancelled_at.is_some() { 0 } else { pipeline.error_count },
            moment,
            time,
            day,
            duration: words::duration(pipeline.started_at, pipeline.finished_at, frame.now),
            has_begun: pipeline.started_at.is_some(),
            author: words::author(&pipeline.created_by, lang),
            is_live: !pipeline.status.is_final(),
            is_abandoned: pipeline.jobs.iter().flatten().any(|job| abandoned.contains(&job.job_id)),
            action: action(pipeline, lang).filter(|_| may_edit),
            detail: None,
        }
    }
}

/// What can be done about a pipeline: address and words.
fn action(pipeline: &Pipeline, lang: Lang) -> Option<(String, String)> {
    let url = parts::url(pipeline.pipeline_id);
    match pipeline.status {
        PipelineStatus::NotStarted | PipelineStatus::Running => {
            Some((format!("{url}/cancel"), lang.t("pipelines-cancel")))
        }
        PipelineStatus::Failed | PipelineStatus::Partial => Some((format!("{url}/retry"), lang.t("pipelines-retry"))),
        PipelineStatus::Success | PipelineStatus::Warning => None,
    }
}

/// The part of an id that people compare: its end, which is random.
pub(super) fn short_id(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text[text.len() - 8..].to_owned()
}
