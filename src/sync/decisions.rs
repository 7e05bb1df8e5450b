//! A checked file committed or discarded.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::jobs::find;
use super::submissions::Submission;
use crate::access::{Acting, Visitor};
use crate::ingestion::decision::{self, Commit};
use crate::pipeline::{Job, Refusal};
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::web::{FieldProblem, JsonBody, Lang, Problem};

/// Commits a checked file: `POST /api/v1/sync/jobs/{id}/commit`, with or without a body `{absent, recalculate}`
#[utoipa::path(post, path = "/api/v1/sync/jobs/{id}/commit", tag = "sync", params(("id" = i32, Path)),
    request_body = Option<serde_json::Value>,
    responses((status = 202, description = "A job waits", body = Submission),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn commit(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<i32>,
    body: Bytes,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    let asked = read(&body, lang)?;
    find(&app, &visitor.scope, JobId(id)).await?;
    let job = decision::commit(&app, &acting.0, JobId(id), asked).await.map_err(|refusal| refused(refusal, lang))?;
    Ok(Submission::queued(job, lang))
}

fn read(body: &[u8], lang: Lang) -> Result<Commit, Problem> {
    if body.is_empty() {
        return Ok(Commit::default());
    }
    let body: Map<String, Value> = serde_json::from_slice(body).map_err(|_| JsonBody::malformed(lang))?;
    let mut asked = Commit::default();
    let mut errors = Vec::new();
    for (key, value) in body {
        let code = match key.as_str() {
            "absent" => serde_json::from_value(value).map(|absent| asked.absent = absent).err().map(|_| "malformed"),
            "recalculate" => {
                serde_json::from_value(value).map(|wanted| asked.recalculate = wanted).err().map(|_| "malformed")
            }
            _ => Some("unknown"),
        };
        errors.extend(code.map(|code| FieldProblem::new(key, code, lang.t(&format!("parameter-{code}")))));
    }
    if errors.is_empty() { Ok(asked) } else { Err(Problem::bad_values(errors)) }
}

/// Drops a checked file: `POST /api/v1/sync/jobs/{id}/discard`
#[utoipa::path(post, path = "/api/v1/sync/jobs/{id}/discard", tag = "sync", params(("id" = i32, Path)),
    responses((status = 202, description = "The job of the check", body = Job),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<i32>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    find(&app, &visitor.scope, JobId(id)).await?;
    decision::discard(&app, &acting.0, JobId(id)).await.map_err(|refusal| refused(refusal, lang))?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &visitor.scope, JobId(id)).await?)))
}

fn refused(refusal: Refusal, lang: Lang) -> Problem {
    let conflict = |code, key: &str| Problem::Conflict { code, detail: lang.t(key) };
    match refusal {
        Refusal::Unknown => Problem::NotFound,
        Refusal::AlreadyFinished => conflict("already_finished", "check-decided"),
        Refusal::NotRetryable => conflict("not_retryable", "check-not-committable"),
        Refusal::LeaseAlive => conflict("lease_alive", "check-running"),
        Refusal::Database(error) => error.into(),
    }
}
