//! `/data-management/jobs/{job_id}`: from a job to the place where its file is dealt with.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::check;
use super::slot::Slot;
use crate::access::Visitor;
use crate::carbon::ids::Year;
use crate::ingestion::decision;
use crate::pipeline;
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::web::Problem;

/// `GET /data-management/jobs/{job_id}`: to the check of a file, or to the form that takes the next one.
pub(super) async fn lead(
    State(app): State<App>,
    visitor: Visitor,
    Path(job_id): Path<String>,
) -> Result<Response, Problem> {
    let id = JobId(job_id.parse().map_err(|_| Problem::NotFound)?);
    let mut conn = app.db.acquire().await?;
    let job = pipeline::job(&mut conn, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    let asked = decision::asked(&mut conn, &job).await?.ok_or(Problem::NotFound)?;
    let year = job.year.and_then(|year| Year::new(year).ok()).ok_or(Problem::NotFound)?;
    let target = if asked.dry_run {
        check::url(year.get(), id)
    } else {
        Slot { year, target: asked.target, module: job.module(), data_type: job.data_type() }.upload_url()
    };
    Ok(Redirect::to(&target).into_response())
}
