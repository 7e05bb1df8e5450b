//! Years as JSON.

use std::str::FromStr;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{Configuration, configuration, opening, submit_creation};
use crate::access::{Acting, Scope, Visitor};
use crate::carbon::ids::Year;
use crate::pipeline::PipelineId;
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::web::{FieldProblem, Lang, Problem};

/// The job that prepares a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Creation {
    /// The job.
    #[schema(value_type = i32)]
    job_id: JobId,
    /// Its pipeline.
    pipeline_id: PipelineId,
    /// `not_started`.
    state: &'static str,
    /// In words.
    message: String,
}

/// Creates a year, or prepares one again whose preparation failed: `POST /api/v1/years/{year}`
#[utoipa::path(post, path = "/api/v1/years/{year}", tag = "years", params(("year" = i16, Path, description = "2000 to 2100")),
    responses((status = 202, description = "A job waits", body = Creation),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn create(
    State(app): State<App>,
    Acting(actor): Acting,
    lang: Lang,
    Path(year): Path<String>,
) -> Result<(StatusCode, Json<Creation>), Problem> {
    let submitted = submit_creation(&app, &actor, named(&year, lang)?).await;
    let (job_id, pipeline_id) = submitted.map_err(|error| error.problem(lang))?;
    let message = lang.t("job-queued");
    Ok((StatusCode::ACCEPTED, Json(Creation { job_id, pipeline_id, state: "not_started", message })))
}

/// Opens a year to the units: `POST /api/v1/years/{year}/open`
#[utoipa::path(post, path = "/api/v1/years/{year}/open", tag = "years", params(("year" = i16, Path, description = "2000 to 2100")),
    responses((status = 200, description = "The year, open", body = Configuration),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Acting(actor): Acting,
    lang: Lang,
    Path(year): Path<String>,
) -> Result<Json<Configuration>, Problem> {
    let year = named(&year, lang)?;
    opening::open(&app, &actor, year).await.map_err(|error| error.problem(lang))?;
    read(&mut *app.db.acquire().await?, &visitor.scope, year).await
}

/// Closes a year to the units; their data stays: `POST /api/v1/years/{year}/close`
#[utoipa::path(post, path = "/api/v1/years/{year}/close", tag = "years", params(("year" = i16, Path, description = "2000 to 2100")),
    responses((status = 200, description = "The year, closed", body = Configuration),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn close(
    State(app): State<App>,
    visitor: Visitor,
    Acting(actor): Acting,
    lang: Lang,
    Path(year): Path<String>,
) -> Result<Json<Configuration>, Problem> {
    let year = named(&year, lang)?;
    opening::close(&app, &actor, year).await.map_err(|error| error.problem(lang))?;
    read(&mut *app.db.acquire().await?, &visitor.scope, year).await
}

/// A year's settings, files and gaps: `GET /api/v1/years/{year}/configuration`
#[utoipa::path(get, path = "/api/v1/years/{year}/configuration", tag = "years", params(("year" = i16, Path, description = "2000 to 2100")),
    responses((status = 200, description = "The year", body = Configuration),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    lang: Lang,
    Path(year): Path<String>,
) -> Result<Json<Configuration>, Problem> {
    let year = named(&year, lang)?;
    read(&mut *app.db.acquire().await?, &visitor.scope, year).await
}

async fn read(conn: &mut PgConnection, scope: &Scope, year: Year) -> Result<Json<Configuration>, Problem> {
    configuration(conn, scope, year).await?.map(Json).ok_or(Problem::NotFound)
}

fn named(year: &str, lang: Lang) -> Result<Year, Problem> {
    Year::from_str(year)
        .map_err(|_| Problem::bad_values(vec![FieldProblem::new("year", "out_of_range", lang.t("year-out-of-range"))]))
}
