//! Synchronisation of units: looked at beforehand, or put into the queue.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::submissions::Submission;
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::institution::Changes;
use crate::platform::App;
use crate::web::{FieldProblem, JsonBody, Lang, Problem};
use crate::years::{self, PreviewError};

/// What a synchronisation of units would change.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(super) struct UnitsPreview {
    /// The year that the units would get reports of.
    year: i16,
    /// Always true.
    dry_run: bool,
    /// Units in the directory, how many of them change in which way, the first changes, what could not be read.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    changes: Changes,
}

/// Brings the units of the directory into a year: `POST /api/v1/sync/units` body `{year, dry_run?}`
#[utoipa::path(post, path = "/api/v1/sync/units", tag = "sync", request_body = serde_json::Value,
    responses((status = 202, description = "A job waits", body = Submission),
        (status = 200, description = "What it would change, with `dry_run`", body = UnitsPreview),
        (status = 503, description = "The directory does not answer", content_type = "application/problem+json", body = crate::web::ProblemDetails),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn synchronise_units(
    State(app): State<App>,
    acting: Acting,
    lang: Lang,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let refused =
        |field: &str, code: &'static str| FieldProblem::new(field, code, lang.t(&format!("parameter-{code}")));
    let is_unknown = |key: &&String| !matches!(key.as_str(), "year" | "dry_run");
    let mut errors: Vec<_> = body.keys().filter(is_unknown).map(|key| refused(key, "unknown")).collect();
    let year = match body.get("year") {
        None | Some(Value::Null) => Err("missing"),
        Some(value) => value
            .as_i64()
            .and_then(|year| i16::try_from(year).ok())
            .and_then(|year| Year::new(year).ok())
            .ok_or("malformed"),
    };
    let dry_run = match body.get("dry_run") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(dry_run)) => *dry_run,
        Some(_) => {
            errors.push(refused("dry_run", "malformed"));
            false
        }
    };
    let year = match year {
        Ok(year) if errors.is_empty() => year,
        other => {
            errors.extend(other.err().map(|code| refused("year", code)));
            return Err(Problem::bad_values(errors));
        }
    };
    if years::summary(&mut *app.db.acquire().await?, year).await?.is_none() {
        return Err(Problem::NotFound);
    }
    if dry_run {
        let changes = years::preview_synchronisation(&app).await.map_err(|error| refusal(error, lang))?;
        return Ok(Json(UnitsPreview { year: year.get(), dry_run, changes }).into_response());
    }
    Ok(Submission::queued(years::submit_synchronisation(&app, &acting.0, year).await?, lang).into_response())
}

/// How a look at a synchronisation ends that cannot be had.
fn refusal(error: PreviewError, lang: Lang) -> Problem {
    match error {
        PreviewError::Refused(refused) if !refused.is_database() => {
            let detail = lang.t_with("synchronise-refused", &[("reason", refused.to_string().into())]);
            Problem::Conflict { code: "directory_refused", detail }
        }
        PreviewError::Refused(failed) => anyhow::Error::from(failed).into(),
        unanswered => Problem::Unavailable(unanswered.into()),
    }
}
