//! Jobs, their refused rows, and the processes that run them.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::{Acting, Visitor};
use crate::operations::errors::sheet;
use crate::pipeline::{self, Job, LiveWorker, Refusal, RowError};
use crate::platform::ids::JobId;
use crate::platform::{App, Scope};
use crate::web::{FieldProblem, JsonBody, Lang, Problem, Query};

/// Rows of a page, unless asked otherwise, and at most.
const PAGE_SIZE: u32 = 50;
const MOST_ROWS: u32 = 500;

/// One job: `GET /api/v1/sync/jobs/{id}`
#[utoipa::path(get, path = "/api/v1/sync/jobs/{id}", tag = "sync", params(("id" = i32, Path)),
    responses((status = 200, description = "The job", body = Job),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    lang: Lang,
    Path(id): Path<i32>,
    RawQuery(query): RawQuery,
) -> Result<Json<Job>, Problem> {
    Query::read(query.as_deref(), &[], lang).finish()?;
    find(&app, &visitor.scope, JobId(id)).await.map(Json)
}

pub(super) async fn find(app: &App, scope: &Scope, id: JobId) -> Result<Job, Problem> {
    pipeline::job(&mut *app.db.acquire().await?, scope, id).await?.ok_or(Problem::NotFound)
}

/// A page of refused rows.
#[derive(Serialize, ToSchema)]
pub(super) struct RowErrors {
    /// In the order of the file.
    rows: Vec<RowError>,
    /// How many there are.
    total: i64,
    /// The page, from 1.
    page: u32,
    /// Rows on a page.
    page_size: u32,
}

/// Refused rows of a job: `GET /api/v1/sync/jobs/{id}/errors?page&page_size`; as a file with `Accept: text/csv`.
#[utoipa::path(get, path = "/api/v1/sync/jobs/{id}/errors", tag = "sync",
    params(("id" = i32, Path), ("page" = Option<u32>, Query), ("page_size" = Option<u32>, Query)),
    responses((status = 200, description = "Refused rows", body = RowErrors),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn errors(
    State(app): State<App>,
    acting: Acting,
    visitor: Visitor,
    lang: Lang,
    Path(id): Path<i32>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let mut query = Query::read(query.as_deref(), &["page", "page_size"], lang);
    let (page, page_size) = (query.count("page", 1, i32::MAX as u32), query.count("page_size", PAGE_SIZE, MOST_ROWS));
    query.finish()?;
    let job = find(&app, &visitor.scope, JobId(id)).await?;
    let accepts_file = headers.get(header::ACCEPT).is_some_and(|accept| {
        accept.to_str().is_ok_and(|accept| accept.split(',').any(|kind| kind.trim().starts_with("text/csv")))
    });
    if accepts_file {
        return sheet(&app, &acting.0, &job).await;
    }
    let mut conn = app.db.acquire().await?;
    let total = pipeline::count_rows(&mut conn, &job).await?;
    let offset = i64::from(page - 1) * i64::from(page_size);
    let rows = pipeline::rows_of_job(&mut conn, &job, offset, i64::from(page_size)).await?;
    Ok(Json(RowErrors { rows, total, page, page_size }).into_response())
}

/// The refusal of an action, as the API answers it.
pub(super) fn refused(refusal: Refusal, lang: Lang) -> Problem {
    let conflict = |code, key: &str| Problem::Conflict { code, detail: lang.t(key) };
    match refusal {
        Refusal::Unknown => Problem::NotFound,
        Refusal::AlreadyFinished => conflict("already_finished", "job-already-finished"),
        Refusal::NotRetryable => conflict("not_retryable", "pipeline-not-retryable"),
        Refusal::LeaseAlive => conflict("lease_alive", "job-lease-alive"),
        Refusal::Database(error) => error.into(),
    }
}

/// Lets a job begin anew whose process is gone: `POST /api/v1/sync/jobs/{id}/release`
#[utoipa::path(post, path = "/api/v1/sync/jobs/{id}/release", tag = "sync", params(("id" = i32, Path)),
    responses((status = 202, description = "The job", body = Job),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn release(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<i32>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    find(&app, &visitor.scope, JobId(id)).await?;
    pipeline::release(&app, &acting.0, JobId(id)).await.map_err(|refusal| refused(refusal, lang))?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &visitor.scope, JobId(id)).await?)))
}

/// Ends a job nobody works on: `POST /api/v1/sync/jobs/{id}/fail` body `{reason}`
#[utoipa::path(post, path = "/api/v1/sync/jobs/{id}/fail", tag = "sync", request_body = serde_json::Value,
    params(("id" = i32, Path)),
    responses((status = 202, description = "The job", body = Job),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn fail(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<i32>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Job>), Problem> {
    let mut errors: Vec<FieldProblem> = body
        .keys()
        .filter(|key| *key != "reason")
        .map(|key| FieldProblem::new(key, "unknown", lang.t("parameter-unknown")))
        .collect();
    let reason = body.get("reason").and_then(Value::as_str).map(str::trim).unwrap_or_default();
    if reason.is_empty() {
        errors.push(FieldProblem::new("reason", "missing", lang.t("parameter-missing")));
    }
    if !errors.is_empty() {
        return Err(Problem::bad_values(errors));
    }
    find(&app, &visitor.scope, JobId(id)).await?;
    pipeline::mark_failed(&app, &acting.0, JobId(id), reason).await.map_err(|refusal| refused(refusal, lang))?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &visitor.scope, JobId(id)).await?)))
}

/// The processes that run jobs.
#[derive(Serialize, ToSchema)]
pub(super) struct Workers {
    /// The newest first.
    rows: Vec<LiveWorker>,
}

/// `GET /api/v1/sync/workers`
#[utoipa::path(get, path = "/api/v1/sync/workers", tag = "sync",
    responses((status = 200, description = "Processes heard of in the last seconds", body = Workers),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn workers(
    State(app): State<App>,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<Workers>, Problem> {
    Query::read(query.as_deref(), &[], lang).finish()?;
    Ok(Json(Workers { rows: pipeline::live_workers(&mut *app.db.acquire().await?).await? }))
}
