//! The file of a job, as it came in.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use form_urlencoded::byte_serialize;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::access::{Acting, Visitor};
use crate::audit::{self, Act, Action, Actor};
use crate::ingestion::{files, kept, skipped};
use crate::pipeline::{self, Job, JobFile};
use crate::platform::ids::JobId;
use crate::platform::{App, Scope};
use crate::web::Problem;

/// `GET /pipelines/jobs/{job_id}/file`
pub(super) async fn download(
    State(app): State<App>,
    acting: Acting,
    visitor: Visitor,
    Path(job_id): Path<String>,
) -> Result<Response, Problem> {
    let mut conn = app.db.acquire().await?;
    let (job, file) = find(&mut conn, &visitor.scope, &job_id).await?;
    let size = kept::size(&mut conn, &file.sha256).await?.ok_or(Problem::NotFound)?;
    drop(conn);
    note(&app, &acting.0, job.job_id, "file", json!({ "file": file })).await;
    let mut response = Body::from_stream(kept::pieces(app.db.clone(), file.sha256, size)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let disposition = HeaderValue::try_from(attachment(&file.name)).map_err(|error| Problem::Internal(error.into()))?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// `GET /pipelines/jobs/{job_id}/skipped.csv`: the refused rows as the file had them, ready to be corrected.
pub(super) async fn skipped(
    State(app): State<App>,
    acting: Acting,
    visitor: Visitor,
    Path(job_id): Path<String>,
) -> Result<Response, Problem> {
    let (job, file) = find(&mut *app.db.acquire().await?, &visitor.scope, &job_id).await?;
    let kept = files::load(&app.db, &file.sha256).await.map_err(|error| Problem::Internal(error.into()))?;
    let kept = kept.ok_or(Problem::NotFound)?;
    note(&app, &acting.0, job.job_id, "refused rows as the file had them", json!({ "file": file })).await;
    let pieces = skipped::rows(app.db.clone(), job, kept);
    let pieces = stream::unfold(pieces, |mut pieces| async move { pieces.recv().await.map(|piece| (piece, pieces)) });
    // who compresses an answer asks once more after its end
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let disposition = attachment(&format!("skipped_{}", file.name));
    let disposition = HeaderValue::try_from(disposition).map_err(|error| Problem::Internal(error.into()))?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// Records that something of a job leaves as a file: it may hold rows about people.
pub(super) async fn note(app: &App, actor: &Actor, job: JobId, what: &str, details: Value) {
    let summary = format!("{what} of job {job} taken out");
    let mut act = Act::new(actor, app.clock.now(), Action::Export, "job", summary);
    act.entity_id = Some(job.to_string());
    act.details = details;
    audit::note(&app.db, act).await;
}

/// A job within the scope, and its file.
async fn find(conn: &mut PgConnection, scope: &Scope, id: &str) -> Result<(Job, JobFile), Problem> {
    let id = JobId(id.parse().map_err(|_| Problem::NotFound)?);
    let job = pipeline::job(conn, scope, id).await?.ok_or(Problem::NotFound)?;
    let file = job.file.clone().ok_or(Problem::NotFound)?;
    Ok((job, file))
}

/// A file to be kept under its own name, whatever letters it has (RFC 6266).
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(
            |letter| {
                if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ') { letter } else { '_' }
            },
        )
        .collect();
    let whole = byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20").replace('*', "%2A");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_whole_and_cannot_leave_its_header() {
        assert_eq!(
            attachment("d\u{e9}p\u{f4}t \"x\"\r\n.csv"),
            "attachment; filename=\"d_p_t _x___.csv\"; filename*=UTF-8''d%C3%A9p%C3%B4t%20%22x%22%0D%0A.csv"
        );
    }
}
