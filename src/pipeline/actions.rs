//! What operators do to pipelines and jobs: cancel, retry, release, mark as failed.

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::PipelineId;
use super::queue;
use crate::audit::{self, Act, Action, Actor};
use crate::platform::App;
use crate::platform::ids::JobId;

/// Why an action was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such pipeline or job.
    #[error("there is no such pipeline or job")]
    Unknown,
    /// It has ended.
    #[error("it has already finished")]
    AlreadyFinished,
    /// Nothing of it failed, or it cannot be done again.
    #[error("there is nothing to do again")]
    NotRetryable,
    /// A process is at work on it.
    #[error("a process is at work on it")]
    LeaseAlive,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Cancels what is left of a pipeline: jobs that wait never begin, jobs that run stop and leave nothing behind; what
/// was finished stays.
pub async fn cancel(app: &App, actor: &Actor, pipeline: PipelineId) -> Result<(), Refusal> {
    let mut transaction = app.db.begin().await?;
    let open = lock_jobs(&mut transaction, pipeline).await?;
    let is_waiting_for_another = !require_pipeline(&mut transaction, pipeline).await?;
    if open.is_empty() && !is_waiting_for_another {
        return Err(Refusal::AlreadyFinished);
    }
    // a job that was about to end may have asked for others meanwhile: they are found now
    let message = format!("Cancelled by {}.", actor.name);
    sqlx::query!(
        "update jobs set state = 'finished', result = 'error', is_cancelled = true, status_message = $2,
             lease_token = null, lease_expires_at = null, finished_at = clock_timestamp()
         where pipeline_id = $1 and state <> 'finished'",
        pipeline.0,
        message
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "update pipelines set cancelled_at = clock_timestamp(), cancelled_by = $2, merged_into = null where id = $1",
        pipeline.0,
        actor.user.map(|user| user.0)
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("select settle_pipeline($1)", pipeline.0).execute(&mut *transaction).await?;
    let details = json!({ "jobs": open.iter().map(|(job, _)| job.0).collect::<Vec<_>>() });
    record(&mut transaction, app, actor, "cancelled pipeline", pipeline.0.to_string(), details).await?;
    transaction.commit().await?;
    let tokens: Vec<Uuid> = open.into_iter().filter_map(|(_, token)| token).collect();
    Ok(queue::end_sessions(&app.db, &tokens).await?)
}

/// Jobs of a pipeline that have not ended, held until the end of the transaction.
async fn lock_jobs(conn: &mut PgConnection, pipeline: PipelineId) -> sqlx::Result<Vec<(JobId, Option<Uuid>)>> {
    let jobs = sqlx::query!(
        r#"select id as "id: JobId", lease_token from jobs
           where pipeline_id = $1 and state <> 'finished' order by id for no key update"#,
        pipeline.0
    )
    .fetch_all(conn)
    .await?;
    Ok(jobs.into_iter().map(|job| (job.id, job.lease_token)).collect())
}

/// Whether a pipeline has ended; refuses one that does not exist.
async fn require_pipeline(conn: &mut PgConnection, pipeline: PipelineId) -> Result<bool, Refusal> {
    let row =
        sqlx::query_scalar!(r#"select finished_at is not null as "is!" from pipelines where id = $1"#, pipeline.0);
    row.fetch_optional(conn).await?.ok_or(Refusal::Unknown)
}

/// Does again what failed in a pipeline; what succeeded stays as it is.
pub async fn retry(app: &App, actor: &Actor, pipeline: PipelineId) -> Result<(), Refusal> {
    let mut transaction = app.db.begin().await?;
    sqlx::query!("select from jobs where pipeline_id = $1 order by id for no key update", pipeline.0)
        .fetch_all(&mut *transaction)
        .await?;
    if !require_pipeline(&mut transaction, pipeline).await? {
        return Err(Refusal::NotRetryable);
    }
    sqlx::query!("update pipelines set cancelled_at = null, cancelled_by = null where id = $1", pipeline.0)
        .execute(&mut *transaction)
        .await?;
    let failed = sqlx::query_scalar!(
        r#"update jobs set state = 'not_started', result = null, is_cancelled = false, status_message = null,
               error_count = 0, finished_at = null, attempts = 0, max_attempts = greatest(max_attempts, 3),
               run_after = clock_timestamp(), progress_phase = null, progress_processed = 0, progress_total = null
           where pipeline_id = $1 and result = 'error'
             and (file_sha256 is null or exists (select from stored_files f where f.sha256 = file_sha256))
           returning id"#,
        pipeline.0
    )
    .fetch_all(&mut *transaction)
    .await?;
    if failed.is_empty() {
        return Err(Refusal::NotRetryable);
    }
    let details = json!({ "jobs": failed });
    record(&mut transaction, app, actor, "retried pipeline", pipeline.0.to_string(), details).await?;
    transaction.commit().await?;
    Ok(())
}

/// Lets a job begin anew whose process gave no sign of life within its lease.
pub async fn release(app: &App, actor: &Actor, job: JobId) -> Result<(), Refusal> {
    let mut transaction = app.db.begin().await?;
    let token = require_idle(&mut transaction, job).await?;
    sqlx::query!(
        "update jobs set state = 'not_started', lease_token = null, lease_expires_at = null, attempts = 0,
             run_after = clock_timestamp()
         where id = $1",
        job.0
    )
    .execute(&mut *transaction)
    .await?;
    record(&mut transaction, app, actor, "released job", job.to_string(), json!({})).await?;
    transaction.commit().await?;
    Ok(queue::end_sessions(&app.db, token.as_slice()).await?)
}

/// Ends a job that nobody works on, for a reason given.
pub async fn mark_failed(app: &App, actor: &Actor, job: JobId, reason: &str) -> Result<(), Refusal> {
    let mut transaction = app.db.begin().await?;
    let token = require_idle(&mut transaction, job).await?;
    let message = format!("Marked as failed by {}: {reason}", actor.name);
    sqlx::query!(
        "update jobs set state = 'finished', result = 'error', status_message = $2, lease_token = null,
             lease_expires_at = null, finished_at = clock_timestamp()
         where id = $1",
        job.0,
        message
    )
    .execute(&mut *transaction)
    .await?;
    record(&mut transaction, app, actor, "marked as failed job", job.to_string(), json!({ "reason": reason })).await?;
    transaction.commit().await?;
    Ok(queue::end_sessions(&app.db, token.as_slice()).await?)
}

/// The claim that has run out, if there is one; refuses a job that has ended or that a process is at work on.
async fn require_idle(conn: &mut PgConnection, job: JobId) -> Result<Option<Uuid>, Refusal> {
    let row = sqlx::query!(
        r#"select state, lease_token, coalesce(lease_expires_at > clock_timestamp(), false) as "is_alive!"
           from jobs where id = $1 for no key update"#,
        job.0
    );
    let row = row.fetch_optional(conn).await?.ok_or(Refusal::Unknown)?;
    match (row.state.as_str(), row.is_alive) {
        ("finished", _) => Err(Refusal::AlreadyFinished),
        (_, true) => Err(Refusal::LeaseAlive),
        _ => Ok(row.lease_token),
    }
}

async fn record(
    conn: &mut PgConnection,
    app: &App,
    actor: &Actor,
    what: &str,
    id: String,
    details: Value,
) -> sqlx::Result<()> {
    let kind = what.rsplit(' ').next().unwrap_or(what);
    let mut act = Act::new(actor, app.clock.now(), Action::Update, kind, format!("{what} {id}"));
    act.entity_id = Some(id);
    act.details = details;
    audit::record(conn, act).await
}
