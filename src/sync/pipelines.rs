//! Pipelines: lists, one with its jobs, cancel and retry.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::jobs::refused;
use crate::access::{Acting, Visitor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::operations::parse_id;
use crate::pipeline::{self, JobKind, Pipeline, PipelineFilter, PipelineId, PipelineStatus};
use crate::platform::{App, Scope};
use crate::web::{Lang, Problem, Query};

const PARAMETERS: [&str; 11] = [
    "statuses",
    "kinds",
    "module_type_ids",
    "years",
    "author",
    "since",
    "until",
    "search",
    "has_errors",
    "page",
    "page_size",
];

/// A page of pipelines.
#[derive(Serialize, ToSchema)]
pub(super) struct Pipelines {
    /// Without their jobs, newest first.
    rows: Vec<Pipeline>,
    /// How many match.
    total: i64,
    /// The page, from 1.
    page: u32,
    /// Rows on a page.
    page_size: u32,
    /// How many there would be of each status, whatever statuses are wanted.
    counts: BTreeMap<&'static str, i64>,
}

/// `GET /api/v1/sync/pipelines?statuses&kinds&module_type_ids&years&author&since&until&search&has_errors&page&page_size`
#[utoipa::path(get, path = "/api/v1/sync/pipelines", tag = "sync",
    params(("statuses" = Option<Vec<String>>, Query), ("kinds" = Option<Vec<String>>, Query),
        ("module_type_ids" = Option<Vec<i16>>, Query), ("years" = Option<Vec<i16>>, Query),
        ("author" = Option<String>, Query), ("since" = Option<String>, Query, description = "A date or a moment"),
        ("until" = Option<String>, Query, description = "A date, which is included, or a moment, which is not"),
        ("search" = Option<String>, Query), ("has_errors" = Option<bool>, Query), ("page" = Option<u32>, Query),
        ("page_size" = Option<u32>, Query)),
    responses((status = 200, description = "A page of pipelines", body = Pipelines),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<Pipelines>, Problem> {
    let mut query = Query::read(query.as_deref(), &PARAMETERS, lang);
    let filter = PipelineFilter {
        statuses: query.all("statuses", PipelineStatus::parse),
        kinds: query.all("kinds", JobKind::parse),
        module_type_ids: query
            .all("module_type_ids", |id| ModuleType::try_from(id.parse::<i16>().ok()?).ok().map(ModuleType::id)),
        years: query.all("years", |year| year.parse().ok().map(|year: Year| year.get())),
        author: query.one("author", |text| Some(text.to_owned())),
        since: query.one("since", |text| moment(text, 0)),
        until: query.one("until", |text| moment(text, 1)),
        search: query.one("search", |text| Some(text.to_owned())),
        has_errors: query.switch("has_errors", false),
    };
    let (page, page_size) = (query.count("page", 1, i32::MAX as u32), query.count("page_size", 50, 500));
    query.finish()?;
    let found = pipeline::pipelines(&mut *app.db.acquire().await?, &visitor.scope, &filter, page, page_size).await?;
    // like every list of the API, a page beyond the end is empty
    let rows = if found.page == page { found.rows } else { Vec::new() };
    Ok(Json(Pipelines {
        rows: rows.into_iter().map(|pipeline| Pipeline { jobs: None, ..pipeline }).collect(),
        total: found.total,
        page,
        page_size,
        counts: PipelineStatus::ALL
            .into_iter()
            .map(|status| (status.key(), found.counts.get(&status).copied().unwrap_or(0)))
            .collect(),
    }))
}

/// A moment, or the beginning of a date so many days later.
fn moment(text: &str, days_later: u64) -> Option<DateTime<Utc>> {
    let exact = DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
    exact.or_else(|| {
        let date: NaiveDate = text.parse().ok()?;
        Some(date.checked_add_days(Days::new(days_later))?.and_hms_opt(0, 0, 0)?.and_utc())
    })
}

/// `GET /api/v1/sync/pipelines/{id}`
#[utoipa::path(get, path = "/api/v1/sync/pipelines/{id}", tag = "sync", params(("id" = String, Path)),
    responses((status = 200, description = "The pipeline with its jobs", body = Pipeline),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    lang: Lang,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Pipeline>, Problem> {
    Query::read(query.as_deref(), &[], lang).finish()?;
    find(&app, &visitor.scope, parse_id(&id)?).await.map(Json)
}

async fn find(app: &App, scope: &Scope, id: PipelineId) -> Result<Pipeline, Problem> {
    pipeline::pipeline(&mut *app.db.acquire().await?, scope, id).await?.ok_or(Problem::NotFound)
}

/// Cancels what is left of a pipeline: `POST /api/v1/sync/pipelines/{id}/cancel`
#[utoipa::path(post, path = "/api/v1/sync/pipelines/{id}/cancel", tag = "sync", params(("id" = String, Path)),
    responses((status = 202, description = "The pipeline", body = Pipeline),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn cancel(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Pipeline>), Problem> {
    let id = find(&app, &visitor.scope, parse_id(&id)?).await?.pipeline_id;
    pipeline::cancel(&app, &acting.0, id).await.map_err(|refusal| refused(refusal, lang))?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &visitor.scope, id).await?)))
}

/// Does again what failed: `POST /api/v1/sync/pipelines/{id}/retry`
#[utoipa::path(post, path = "/api/v1/sync/pipelines/{id}/retry", tag = "sync", params(("id" = String, Path)),
    responses((status = 202, description = "The pipeline", body = Pipeline),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn retry(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Pipeline>), Problem> {
    let id = find(&app, &visitor.scope, parse_id(&id)?).await?.pipeline_id;
    pipeline::retry(&app, &acting.0, id).await.map_err(|refusal| refused(refusal, lang))?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &visitor.scope, id).await?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_included() {
        assert_eq!(moment("2026-03-12", 1).unwrap().to_rfc3339(), "2026-03-13T00:00:00+00:00");
        assert_eq!(moment("2026-03-12T10:00:00Z", 1).unwrap().to_rfc3339(), "2026-03-12T10:00:00+00:00");
        assert_eq!(moment("yesterday", 0), None);
    }
}
