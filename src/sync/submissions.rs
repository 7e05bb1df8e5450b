//! What is answered to those who ask for a job.

use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::carbon::ids::Year;
use crate::pipeline::{self, PipelineId};
use crate::platform::Scope;
use crate::platform::ids::JobId;
use crate::web::{Lang, Problem};
use crate::years;

/// A job that was asked for, or the active one that does what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Submission {
    /// The job.
    #[schema(value_type = i32)]
    job_id: JobId,
    /// Its pipeline.
    pipeline_id: PipelineId,
    /// `not_started` or `running`.
    state: String,
    /// Whether it was there already.
    already_active: bool,
    /// In words.
    message: String,
}

impl Submission {
    /// 202: the job waits.
    pub(super) fn queued((job_id, pipeline_id): (JobId, PipelineId), lang: Lang) -> (StatusCode, Json<Self>) {
        let (state, message) = ("not_started".to_owned(), lang.t("job-queued"));
        (StatusCode::ACCEPTED, Json(Self { job_id, pipeline_id, state, already_active: false, message }))
    }

    /// 200: a job that is active does it.
    pub(super) async fn active(
        conn: &mut PgConnection,
        (job_id, pipeline_id): (JobId, PipelineId),
        lang: Lang,
    ) -> Result<(StatusCode, Json<Self>), Problem> {
        let job = pipeline::job(conn, &Scope::Institution, job_id).await?.ok_or(Problem::NotFound)?;
        let message = lang.t("job-already-active");
        Ok((StatusCode::OK, Json(Self { job_id, pipeline_id, state: job.state, already_active: true, message })))
    }
}

/// Refuses a year that does not exist or is being prepared.
pub(super) async fn require_year(conn: &mut PgConnection, year: Year, lang: Lang) -> Result<(), Problem> {
    years::require_provisioned(conn, year).await.map_err(|error| error.problem(lang))
}
