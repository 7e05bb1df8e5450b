//! The lease of a running job: what its holder says and writes counts only while nobody else has taken the job over.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::LONGEST_PAUSE;
use super::silence::session_name;
use crate::pipeline::JobError;
use crate::pipeline::model::{JobOutcome, PipelineId};
use crate::platform::ids::JobId;

/// The right to run a job: whoever has a newer token has taken it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// Differs with every claim.
    pub(in crate::pipeline) token: Uuid,
}

impl Lease {
    /// Marks the transactions of a job: whoever takes the job over ends them, whatever they hold.
    pub async fn mark(self, conn: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query!("select set_config('application_name', $1, true)", self.session_name()).fetch_one(conn).await?;
        Ok(())
    }

    /// Name of the database sessions of this claim.
    pub fn session_name(self) -> String {
        session_name(self.token)
    }
}

/// How a job ended.
#[derive(Debug)]
pub struct Ending {
    /// Well, or not.
    pub outcome: JobOutcome,
    /// What came of it, in the shape of its kind.
    pub result: Value,
    /// One sentence for people.
    pub message: Option<String>,
    /// Rows or entries that were refused.
    pub error_count: usize,
}

/// What a job is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::pipeline) struct Position {
    pub(in crate::pipeline) phase: Option<&'static str>,
    pub(in crate::pipeline) processed: i64,
    pub(in crate::pipeline) total: Option<i64>,
}

/// Prolongs a lease and says how far the job is. False when the lease is no longer ours.
pub(in crate::pipeline) async fn renew(
    db: &PgPool,
    lease: Lease,
    lease_time: Duration,
    position: Position,
) -> sqlx::Result<bool> {
    let renewed = sqlx::query!(
        "update jobs set lease_expires_at = clock_timestamp() + make_interval(secs => $3), progress_phase = $4,
             progress_processed = $5, progress_total = $6
         where id = $1 and lease_token = $2",
        lease.job.0,
        lease.token,
        lease_time.as_secs_f64(),
        position.phase,
        position.processed,
        position.total
    )
    .execute(db)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Whether a lease is still ours.
pub(in crate::pipeline) async fn is_held(db: &PgPool, lease: Lease) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from jobs where id = $1 and lease_token = $2) as "is!""#,
        lease.job.0,
        lease.token
    )
    .fetch_one(db)
    .await
}

/// Makes sure, until the end of the transaction, that the lease is ours: whoever wants the job waits for the transaction,
/// and a transaction whose lease was taken writes nothing.
pub async fn fence(conn: &mut PgConnection, lease: Lease) -> Result<(), JobError> {
    let held =
        sqlx::query!("select from jobs where id = $1 and lease_token = $2 for no key update", lease.job.0, lease.token)
            .fetch_optional(conn)
            .await?;
    if held.is_some() { Ok(()) } else { Err(JobError::Lost) }
}

/// Keeps what a job has come to so far; call it in the transaction of the data.
pub async fn note(conn: &mut PgConnection, lease: Lease, outcome: &Value) -> Result<(), JobError> {
    fence(conn, lease).await?;
    sqlx::query!("update jobs set outcome = $2 where id = $1", lease.job.0, outcome).execute(conn).await?;
    Ok(())
}

/// Ends a job; call it in the transaction of its data, followed by the jobs it asks for.
pub async fn finish(conn: &mut PgConnection, lease: Lease, ending: Ending) -> Result<(), JobError> {
    fence(conn, lease).await?;
    sqlx::query!(
        "update jobs set state = 'finished', result = $2, outcome = $3, error_count = $4, status_message = $5,
             progress_processed = coalesce(progress_total, progress_processed), lease_token = null,
             lease_expires_at = null, finished_at = clock_timestamp()
         where id = $1",
        lease.job.0,
        ending.outcome.key(),
        ending.result,
        ending.error_count as i32,
        ending.message
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a job that could not do its work, or lets it be begun again a little later when that may help.
/// False when the lease is no longer ours.
pub(in crate::pipeline) async fn give_up(
    db: &PgPool,
    lease: Lease,
    error: &JobError,
    first_pause: Duration,
) -> sqlx::Result<bool> {
    let given_up = sqlx::query!(
        "update jobs set status_message = $3, lease_token = null, lease_expires_at = null,
             state = case when $4 and attempts < max_attempts then 'not_started' else 'finished' end,
             result = case when $4 and attempts < max_attempts then null else 'error' end,
             finished_at = case when $4 and attempts < max_attempts then null else clock_timestamp() end,
             run_after = clock_timestamp() + least(make_interval(secs => $5 * 2 ^ (attempts - 1)), make_interval(secs => $6))
         where id = $1 and lease_token = $2",
        lease.job.0,
        lease.token,
        error.to_string(),
        error.may_pass(),
        first_pause.as_secs_f64(),
        LONGEST_PAUSE.as_secs_f64()
    )
    .execute(db)
    .await?;
    Ok(given_up.rows_affected() == 1)
}

/// Puts a job back that this process will not end: another one may begin it at once.
pub(in crate::pipeline) async fn put_back(db: &PgPool, lease: Lease) -> sqlx::Result<()> {
    sqlx::query!(
        "update jobs set state = 'not_started', attempts = attempts - 1, lease_token = null, lease_expires_at = null,
             run_after = clock_timestamp()
         where id = $1 and lease_token = $2",
        lease.job.0,
        lease.token
    )
    .execute(db)
    .await?;
    Ok(())
}
