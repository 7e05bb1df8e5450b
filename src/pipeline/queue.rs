//! The queue: jobs wait in PostgreSQL, one process at a time holds one under a lease, and whatever it writes is committed
//! only while the lease is still its own.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::JobError;
use super::model::{JobFile, JobKind, JobOutcome, PipelineId};
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{JobId, UnitId};

/// Key of the lock under which jobs are claimed: who looks for a job sees what everybody else runs.
const CLAIMING: i64 = 0x6361_6c63_6f34;
/// How long a process that claims a job may leave the server without a word.
const LONGEST_CLAIM: &str = "5s";
/// How long a process without a lease may leave the server without a word in the transaction of its job.
const LAST_WORD: Duration = Duration::from_secs(1);
/// What has been begun is finished before anything else is begun.
const CHILD_PRIORITY: i16 = 1;
/// How often a job is begun before it is given up.
const MAX_ATTEMPTS: i16 = 3;
/// Start of the names of sessions of jobs; the token of the claim follows.
const SESSION_NAME: &str = "calco2 job ";
/// Longest pause before a job is begun again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// A job to be done.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// What it does.
    pub kind: JobKind,
    /// Module concerned.
    pub module: Option<ModuleType>,
    /// Type concerned.
    pub data_type: Option<DataEntryType>,
    /// Unit whose own file it is.
    pub unit: Option<UnitId>,
    /// Year concerned.
    pub year: Year,
    /// Its file.
    pub file: Option<JobFile>,
    /// Who asks for it.
    pub actor: Actor,
    /// What exactly is asked for; each kind has its own.
    pub options: Value,
}

/// The right to run a job: whoever has a newer token has taken it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// Differs with every claim.
    pub(super) token: Uuid,
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

fn session_name(token: Uuid) -> String {
    format!("{SESSION_NAME}{token}")
}

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

/// Puts a job into the queue, with a pipeline of its own.
pub async fn enqueue(conn: &mut PgConnection, request: &JobRequest) -> sqlx::Result<(JobId, PipelineId)> {
    let pipeline = insert_pipeline(conn, request).await?;
    let job = insert_job(conn, pipeline, None, request).await?;
    Ok((job, pipeline))
}

/// Puts a job into the queue that another one asks for; call it in the transaction that ends the other one.
pub async fn enqueue_child(conn: &mut PgConnection, parent: Lease, request: &JobRequest) -> sqlx::Result<JobId> {
    insert_job(conn, parent.pipeline, Some(parent.job), request).await
}

async fn insert_pipeline(conn: &mut PgConnection, request: &JobRequest) -> sqlx::Result<PipelineId> {
    let pipeline = PipelineId(Uuid::now_v7());
    sqlx::query!(
        "insert into pipelines (id, kind, module_type_id, data_entry_type_id, unit_id, year, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        pipeline.0,
        request.kind.key(),
        request.module.map(ModuleType::id),
        request.data_type.map(DataEntryType::id),
        request.unit.map(|unit| unit.0),
        request.year.get(),
        request.actor.user.map(|user| user.0)
    )
    .execute(conn)
    .await?;
    Ok(pipeline)
}

async fn insert_job(
    conn: &mut PgConnection,
    pipeline: PipelineId,
    parent: Option<JobId>,
    request: &JobRequest,
) -> sqlx::Result<JobId> {
    let file = request.file.as_ref();
    sqlx::query_scalar!(
        r#"insert into jobs (pipeline_id, parent_job_id, job_type, target, module_type_id, data_entry_type_id, unit_id,
               year, request, file_name, file_sha256, file_bytes, max_attempts, scheduling_keys, run_after, created_by,
               priority)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp(), $15, $16)
           returning id as "id: JobId""#,
        pipeline.0,
        parent.map(|parent| parent.0),
        request.kind.key(),
        request.kind.target(),
        request.module.map(ModuleType::id),
        request.data_type.map(DataEntryType::id),
        request.unit.map(|unit| unit.0),
        request.year.get(),
        serde_json::json!({ "options": request.options, "actor": request.actor }),
        file.map(|file| file.name.as_str()),
        file.map(|file| file.sha256.as_str()),
        file.map(|file| file.bytes),
        MAX_ATTEMPTS,
        &request.kind.scheduling_keys(request.module, Some(request.year)),
        request.actor.user.map(|user| user.0),
        if parent.is_some() { CHILD_PRIORITY } else { 0 }
    )
    .fetch_one(conn)
    .await
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
pub(super) async fn start_now(
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

/// What a job is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Position {
    pub(super) phase: Option<&'static str>,
    pub(super) processed: i64,
    pub(super) total: Option<i64>,
}

/// Prolongs a lease and says how far the job is. False when the lease is no longer ours.
pub(super) async fn renew(db: &PgPool, lease: Lease, lease_time: Duration, position: Position) -> sqlx::Result<bool> {
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
pub(super) async fn is_held(db: &PgPool, lease: Lease) -> sqlx::Result<bool> {
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
pub(super) async fn give_up(db: &PgPool, lease: Lease, error: &JobError, first_pause: Duration) -> sqlx::Result<bool> {
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
pub(super) async fn put_back(db: &PgPool, lease: Lease) -> sqlx::Result<()> {
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

/// Takes jobs back whose processes have not been heard of within their lease, and ends what they still hold in the
/// database. Returns how many.
pub async fn take_back_expired(db: &PgPool, first_pause: Duration) -> sqlx::Result<usize> {
    end_silent_sessions(db).await?;
    let tokens: Vec<Uuid> = sqlx::query_scalar!(
        r#"with expired as (
               select id, lease_token, attempts < max_attempts as again from jobs
               where state = 'running' and lease_expires_at < clock_timestamp() order by id for update skip locked
           )
           update jobs j set lease_token = null, lease_expires_at = null,
               state = case when again then 'not_started' else 'finished' end,
               result = case when again then null else 'error' end,
               finished_at = case when again then null else clock_timestamp() end,
               status_message = case when again then 'The process that ran this job has stopped; another one begins it again.'
                   else 'The process that ran this job has stopped. What it had not finished was not stored.' end,
               run_after = clock_timestamp()
                   + least(make_interval(secs => $1 * 2 ^ (j.attempts - 1)), make_interval(secs => $2))
           from expired e where j.id = e.id
           returning e.lease_token as "token!""#,
        first_pause.as_secs_f64(),
        LONGEST_PAUSE.as_secs_f64()
    )
    .fetch_all(db)
    .await?;
    end_sessions(db, &tokens).await?;
    Ok(tokens.len())
}

/// Ends the transactions of processes that stopped between their fence and their commit: they hold the rows of their
/// jobs, which therefore look as if somebody were at work.
async fn end_silent_sessions(db: &PgPool) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_terminate_backend(a.pid) from jobs j
         join pg_stat_activity a on a.application_name = $1 || j.lease_token
         where j.state = 'running' and j.lease_expires_at < clock_timestamp()
           and a.datname = current_database() and a.state like 'idle in transaction%'
           and a.state_change < clock_timestamp() - make_interval(secs => $2)",
        SESSION_NAME,
        LAST_WORD.as_secs_f64()
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Ends the database sessions of claims that are over: their transactions hold locks until then.
pub(super) async fn end_sessions(db: &PgPool, tokens: &[Uuid]) -> sqlx::Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = tokens.iter().copied().map(session_name).collect();
    sqlx::query!(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = any($1)",
        &names
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// The newest job that stored rows of the same file in the same scope, and how many rows.
pub async fn earlier_load_of_file(
    conn: &mut PgConnection,
    request: &JobRequest,
    sha256: &str,
) -> sqlx::Result<Option<(JobId, i64)>> {
    let row = sqlx::query!(
        r#"select id as "id: JobId", (outcome ->> 'stored')::bigint as "stored!" from jobs
           where file_sha256 = $1 and job_type = $2 and year = $3
             and module_type_id is not distinct from $4 and data_entry_type_id is not distinct from $5
             and unit_id is not distinct from $6
             and result in ('success', 'warning') and (outcome ->> 'committed')::bool
             and (outcome ->> 'stored')::bigint > 0
           order by id desc limit 1"#,
        sha256,
        request.kind.key(),
        request.year.get(),
        request.module.map(ModuleType::id),
        request.data_type.map(DataEntryType::id),
        request.unit.map(|unit| unit.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.stored)))
}
