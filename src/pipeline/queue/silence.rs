//! Processes that went silent: their jobs are taken back, and what they hold in the database is ended.

use std::time::Duration;

use sqlx::PgPool;
use uuid::Uuid;

use super::LONGEST_PAUSE;

/// How long a process without a lease may leave the server without a word in the transaction of its job.
const LAST_WORD: Duration = Duration::from_secs(1);
/// Start of the names of sessions of jobs; the token of the claim follows.
const SESSION_NAME: &str = "calco2 job ";

pub(super) fn session_name(token: Uuid) -> String {
    format!("{SESSION_NAME}{token}")
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
pub(in crate::pipeline) async fn end_sessions(db: &PgPool, tokens: &[Uuid]) -> sqlx::Result<()> {
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
