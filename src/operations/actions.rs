//! Cancel, retry, release, mark as failed: each first a page that says what it means, then the deed.

use std::slice;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::page::parse_id;
use super::parts::{self, PipelineLine};
use super::{PATH, words};
use crate::access::{Acting, Visitor};
use crate::pipeline::{self, Pipeline, PipelineId, PipelineStatus, Refusal};
use crate::platform::ids::JobId;
use crate::platform::{App, Scope};
use crate::web::{FieldProblem, Flash, Flashes, Frame, Lang, Page, Problem, filters};

/// Longest reason that is kept.
const MOST_LETTERS: usize = 500;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Cancel,
    Retry,
    Release,
    Fail,
}

impl Deed {
    fn key(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Retry => "retry",
            Self::Release => "release",
            Self::Fail => "fail",
        }
    }
}

#[derive(Template)]
#[template(path = "operations/confirm.html")]
struct Confirmation {
    title: String,
    /// What it does and what is lost.
    consequence: String,
    button: String,
    is_dangerous: bool,
    line: PipelineLine,
    facts: Vec<(String, String)>,
    action: String,
    /// The reason typed so far, when one is needed.
    reason: Option<String>,
    errors: Vec<FieldProblem>,
}

/// The form of a deed that needs a reason.
#[derive(Debug, Deserialize)]
pub(super) struct Reason {
    #[serde(default)]
    reason: String,
}

/// `GET /pipelines/{pipeline_id}/cancel`
pub(super) async fn ask_cancel(
    app: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = require_pipeline(&app, &visitor.scope, parse_id(&id)?).await?;
    if found.status.is_final() {
        return Err(conflict(&Refusal::AlreadyFinished, frame.lang));
    }
    let facts = job_counts(&found, frame.lang);
    Ok(confirmation(frame, &found, Deed::Cancel, format!("{PATH}/{id}/cancel"), facts))
}

/// `POST /pipelines/{pipeline_id}/cancel`
pub(super) async fn cancel(
    app: State<App>,
    visitor: Visitor,
    acting: Acting,
    flashes: Flashes,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = require_pipeline(&app, &visitor.scope, parse_id(&id)?).await?.pipeline_id;
    let outcome = pipeline::cancel(&app, &acting.0, id).await;
    answer(&flashes, outcome, Flash::done("pipelines-cancelled"), id).await
}

/// `GET /pipelines/{pipeline_id}/retry`
pub(super) async fn ask_retry(
    app: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = require_pipeline(&app, &visitor.scope, parse_id(&id)?).await?;
    if !matches!(found.status, PipelineStatus::Failed | PipelineStatus::Partial) {
        return Err(conflict(&Refusal::NotRetryable, frame.lang));
    }
    let facts = job_counts(&found, frame.lang);
    Ok(confirmation(frame, &found, Deed::Retry, format!("{PATH}/{id}/retry"), facts))
}

/// `POST /pipelines/{pipeline_id}/retry`
pub(super) async fn retry(
    app: State<App>,
    visitor: Visitor,
    acting: Acting,
    flashes: Flashes,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = require_pipeline(&app, &visitor.scope, parse_id(&id)?).await?.pipeline_id;
    let outcome = pipeline::retry(&app, &acting.0, id).await;
    answer(&flashes, outcome, Flash::done("pipelines-retried"), id).await
}

/// `GET /pipelines/jobs/{job_id}/release`
pub(super) async fn ask_release(
    app: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = parse_job(&id)?;
    let found = idle_job(&app, &visitor.scope, job, frame.lang).await?;
    let facts = job_facts(&found, job, frame.lang);
    Ok(confirmation(frame, &found, Deed::Release, format!("{PATH}/jobs/{job}/release"), facts))
}

/// `POST /pipelines/jobs/{job_id}/release`
pub(super) async fn release(
    app: State<App>,
    visitor: Visitor,
    acting: Acting,
    flashes: Flashes,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = parse_job(&id)?;
    let pipeline = require_pipeline_of(&app, &visitor.scope, job).await?;
    let outcome = pipeline::release(&app, &acting.0, job).await;
    answer(&flashes, outcome, Flash::done("pipelines-released").with("job", job.to_string()), pipeline).await
}

/// `GET /pipelines/jobs/{job_id}/fail`
pub(super) async fn ask_fail(
    app: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = parse_job(&id)?;
    let found = idle_job(&app, &visitor.scope, job, frame.lang).await?;
    Ok(fail_page(frame, &found, job, String::new(), Vec::new()))
}

/// `POST /pipelines/jobs/{job_id}/fail`
pub(super) async fn fail(
    app: State<App>,
    visitor: Visitor,
    acting: Acting,
    flashes: Flashes,
    frame: Frame,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Result<Response, Problem> {
    let job = parse_job(&id)?;
    let pipeline = require_pipeline_of(&app, &visitor.scope, job).await?;
    let reason = form.reason.trim();
    let problem = match reason.chars().count() {
        0 => Some(("missing", "pipelines-reason-missing")),
        1..=MOST_LETTERS => None,
        _ => Some(("out_of_range", "pipelines-reason-long")),
    };
    if let Some((code, key)) = problem {
        let words = frame.lang.t_with(key, &[("most", MOST_LETTERS.into())]);
        let found = require_pipeline(&app, &visitor.scope, pipeline).await?;
        let errors = vec![FieldProblem::new("reason", code, words)];
        let page = fail_page(frame, &found, job, form.reason.clone(), errors);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let outcome = pipeline::mark_failed(&app, &acting.0, job, reason).await;
    answer(&flashes, outcome, Flash::done("pipelines-marked-failed").with("job", job.to_string()), pipeline).await
}

fn fail_page(frame: Frame, found: &Pipeline, job: JobId, reason: String, errors: Vec<FieldProblem>) -> Response {
    let facts = job_facts(found, job, frame.lang);
    let mut page = Confirmation::new(&frame, found, Deed::Fail, format!("{PATH}/jobs/{job}/fail"), facts);
    (page.reason, page.errors) = (Some(reason), errors);
    Page(frame, page).into_response()
}

fn confirmation(frame: Frame, found: &Pipeline, deed: Deed, action: String, facts: Vec<(String, String)>) -> Response {
    let page = Confirmation::new(&frame, found, deed, action, facts);
    Page(frame, page).into_response()
}

impl Confirmation {
    fn new(frame: &Frame, found: &Pipeline, deed: Deed, action: String, facts: Vec<(String, String)>) -> Self {
        let (lang, key) = (frame.lang, deed.key());
        Self {
            title: lang.t(&format!("confirm-{key}-title")),
            consequence: lang.t(&format!("confirm-{key}-consequence")),
            button: lang.t(&format!("confirm-{key}-button")),
            is_dangerous: deed != Deed::Retry,
            line: PipelineLine::new(found, frame.now, lang),
            facts,
            action,
            reason: None,
            errors: Vec::new(),
        }
    }
}

/// How the jobs of a pipeline stand, as far as a deed concerns them.
fn job_counts(found: &Pipeline, lang: Lang) -> Vec<(String, String)> {
    let count = |key: &'static str, is_counted: &dyn Fn(&pipeline::Job) -> bool| {
        let count = found.jobs.iter().flatten().filter(|job| is_counted(job)).count();
        (lang.t(key), count.to_string())
    };
    vec![
        count("confirm-jobs-running", &|job| job.is_running()),
        count("confirm-jobs-waiting", &|job| !job.is_running() && !job.is_finished()),
        count("confirm-jobs-done", &|job| job.is_finished() && job.result.as_deref() != Some("error")),
        count("confirm-jobs-failed", &|job| job.result.as_deref() == Some("error")),
    ]
}

fn job_facts(found: &Pipeline, job: JobId, lang: Lang) -> Vec<(String, String)> {
    let Some(job) = found.jobs.iter().flatten().find(|other| other.job_id == job) else { return Vec::new() };
    let mut facts = vec![
        (lang.t("confirm-job"), format!("#{} {}", job.job_id, words::job(job, lang))),
        (lang.t("fact-attempts"), format!("{}/{}", job.attempts, job.max_attempts)),
    ];
    facts.extend(job.worker_id.clone().map(|worker| (lang.t("fact-worker"), worker)));
    facts
}

fn parse_job(text: &str) -> Result<JobId, Problem> {
    text.parse().map(JobId).map_err(|_| Problem::NotFound)
}

async fn require_pipeline(app: &App, scope: &Scope, id: PipelineId) -> Result<Pipeline, Problem> {
    pipeline::pipeline(&mut *app.db.acquire().await?, scope, id).await?.ok_or(Problem::NotFound)
}

async fn require_pipeline_of(app: &App, scope: &Scope, job: JobId) -> Result<PipelineId, Problem> {
    pipeline::pipeline_of_job(&mut *app.db.acquire().await?, scope, job).await?.ok_or(Problem::NotFound)
}

/// The pipeline of a job that can be released or ended by hand.
async fn idle_job(app: &App, scope: &Scope, job: JobId, lang: Lang) -> Result<Pipeline, Problem> {
    let found = require_pipeline(app, scope, require_pipeline_of(app, scope, job).await?).await?;
    let state = found.jobs.iter().flatten().find(|other| other.job_id == job).ok_or(Problem::NotFound)?;
    if state.is_finished() {
        return Err(conflict(&Refusal::AlreadyFinished, lang));
    }
    let abandoned = pipeline::abandoned(&mut *app.db.acquire().await?, slice::from_ref(&found)).await?;
    if state.is_running() && !abandoned.contains(&job) {
        return Err(conflict(&Refusal::LeaseAlive, lang));
    }
    Ok(found)
}

/// What stands in the way: its code and the key of its words.
fn obstacle(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::NotRetryable => ("not_retryable", "pipelines-not-retryable"),
        Refusal::LeaseAlive => ("lease_alive", "pipelines-lease-alive"),
        Refusal::AlreadyFinished | Refusal::Unknown | Refusal::Database(_) => {
            ("already_finished", "pipelines-already-finished")
        }
    }
}

fn conflict(refusal: &Refusal, lang: Lang) -> Problem {
    let (code, key) = obstacle(refusal);
    Problem::Conflict { code, detail: lang.t(key) }
}

/// Back to the pipeline, with what was done or what stood in the way.
async fn answer(
    flashes: &Flashes,
    outcome: Result<(), Refusal>,
    done: Flash,
    pipeline: PipelineId,
) -> Result<Response, Problem> {
    let flash = match outcome {
        Ok(()) => done,
        Err(Refusal::Unknown) => return Err(Problem::NotFound),
        Err(Refusal::Database(error)) => return Err(error.into()),
        Err(refusal) => Flash::failed(obstacle(&refusal).1),
    };
    flashes.keep(flash).await?;
    Ok(Redirect::to(&parts::url(pipeline)).into_response())
}
