//! How a process comes by a job: one at a time looks for the next, and sees what everybody else runs.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{JobRequest, Lease, enqueue};
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::pipeline::model::{JobFile, JobKind, PipelineId};
use crate::platform::ids::{JobId, UnitId};

/// Key of the lock under which jobs are claimed: who looks for a job sees what everybody else runs.
const CLAIMING: i64 = 0x6361_6c63_6f34;
/// How long a process that claims a job may leave the server without a word.
const LONGEST_CLAIM: &str = "5s";

/// A job as the process that runs it was given it.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The right to run it.
    pub lease: Lease,
    /// What it is.
    pub request: JobRequest,
    /// What an earlier attempt left behind.
    pub outcome: Option<Value>,
    /// How often it was begun, this time included.
    pub attempts: i16,
    /// Seconds from the moment it could be begun.
    pub waited: f64,
}

/// Begins the job that is next among some kinds, if there is one whose turn it is.
pub async fn claim(db: &PgPool, worker: &str, kinds: &[&str], lease_time: Duration) -> sqlx::Result<Option<Claimed>> {
    let mut transaction = db.begin().await?;
    lock_claims(&mut transaction).await?;
    let next = sqlx::query_scalar!(
        r#"select id as "id: JobId" from jobs w
           where state = 'not_started' and run_after <= clock_timestamp() and job_type = any($1)
             and not exists (
                 select from jobs r where r.state = 'running' and r.scheduling_keys && w.scheduling_keys)
             and not exists (
                 select from jobs o
                 where o.state = 'not_started' and o.run_after <= clock_timestamp()
                   and o.scheduling_keys && w.scheduling_keys and (o.priority, -o.id) > (w.priority, -w.id))
           order by priority desc, id limit 1 for update skip locked"#,
        kinds as &[&str]
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(job) = next else { return Ok(None) };
    let claimed = begin(&mut transaction, job, worker, lease_time).await?;
    if claimed.is_some() {
        transaction.commit().await?;
    }
    Ok(claimed)
}

/// Begins a job of this process's own at once, unless something runs that it must not run beside. When the process stops,
/// the job is over.
pub(in crate::pipeline) async fn start_now(
    db: &PgPool,
    request: &JobRequest,
    worker: &str,
    lease_time: Duration,
) -> sqlx::Result<Option<Claimed>> {
    let mut transaction = db.begin().await?;
    lock_claims(&mut transaction).await?;
    let is_taken = sqlx::query_scalar!(
        r#"select exists(select from jobs where state = 'running' and scheduling_keys && $1) as "is!""#,
        &request.kind.scheduling_keys(request.module, Some(request.year))
    )
    .fetch_one(&mut *transaction)
    .await?;
    if is_taken {
        return Ok(None);
    }
    let (job, _) = enqueue(&mut transaction, request).await?;
    sqlx::query!("update jobs set max_attempts = 1 where id = $1", job.0).execute(&mut *transaction).await?;
    let claimed = begin(&mut transaction, job, worker, lease_time).await?;
    transaction.commit().await?;
    Ok(claimed)
}

/// A process that is stopped right here must not keep all others from claiming: the server ends its transaction.
async fn lock_claims(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select set_config('idle_in_transaction_session_timeout', $1, true)", LONGEST_CLAIM)
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", CLAIMING).execute(conn).await?;
    Ok(())
}

/// None when the job is of a kind that this program does not know.
async fn begin(
    conn: &mut PgConnection,
    job: JobId,
    worker: &str,
    lease_time: Duration,
) -> sqlx::Result<Option<Claimed>> {
    let token = Uuid::new_v4();
    let row = sqlx::query!(
        r#"update jobs set state = 'running', attempts = attempts + 1, worker_id = $2, lease_token = $3,
               lease_expires_at = clock_timestamp() + make_interval(secs => $4),
               started_at = coalesce(started_at, clock_timestamp()), started_in = pg_current_snapshot(),
               status_message = null, progress_phase = null, progress_processed = 0, progress_total = null
           where id = $1
           returning pipeline_id, job_type, module_type_id, data_entry_type_id, unit_id as "unit: UnitId", year, request,
               outcome, file_name, file_sha256, file_bytes, attempts,
               extract(epoch from clock_timestamp() - run_after)::float8 as "waited!""#,
        job.0,
        worker,
        token,
        lease_time.as_secs_f64()
    )
    .fetch_one(conn)
    .await?;
    let (Some(kind), Some(Ok(year))) = (JobKind::parse(&row.job_type), row.year.map(Year::new)) else {
        return Ok(None);
    };
    let file = row.file_name.zip(row.file_sha256).zip(row.file_bytes);
    Ok(Some(Claimed {
        lease: Lease { job, pipeline: PipelineId(row.pipeline_id), token },
        request: JobRequest {
            kind,
            module: row.module_type_id.and_then(|id| id.try_into().ok()),
            data_type: row.data_entry_type_id.and_then(|id| id.try_into().ok()),
            unit: row.unit,
            year,
            file: file.map(|((name, sha256), bytes)| JobFile { name, sha256, bytes }),
            actor: serde_json::from_value(row.request["actor"].clone()).unwrap_or_else(|_| Actor::program("queue")),
            options: row.request["options"].clone(),
        },
        outcome: row.outcome,
        attempts: row.attempts,
        waited: row.waited,
    }))
}
