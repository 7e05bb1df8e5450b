//! What is forgotten after a while: lists of rows, pipelines, workers that are gone.

use sqlx::PgPool;

/// Days that row errors and changes by unit are kept after their job ended.
const DETAILS: i32 = 400;
/// Days that pipelines are kept that stored nothing anybody still refers to.
const PIPELINES: i32 = 1500;
/// Pipelines looked at in one go.
const AT_ONCE: i64 = 500;
/// Key of the lock that lets one process at a time forget.
const FORGETTING: i64 = 0x6361_6c63_6f35;

/// Forgets what is old, once an hour, whichever process comes first.
pub(super) async fn forget(db: &PgPool) -> sqlx::Result<()> {
    let mut transaction = db.begin().await?;
    let is_due = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock($1)
               and (select last_run < now() - interval '1 hour' from retention) as "is!""#,
        FORGETTING
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !is_due {
        return Ok(());
    }
    sqlx::query!("update retention set last_run = now()").execute(&mut *transaction).await?;
    sqlx::query!(
        "delete from job_row_errors where job_id in (
             select id from jobs where finished_at < now() - make_interval(days => $1) and error_count > 0)",
        DETAILS
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "delete from recalculated_units where job_id in (
             select id from jobs where job_type = 'recalculation' and finished_at < now() - make_interval(days => $1))",
        DETAILS
    )
    .execute(&mut *transaction)
    .await?;
    // what stored factors or entries stays: they name their job
    sqlx::query!(
        "with old as (
             select p.id from pipelines p
             where p.finished_at < now() - make_interval(days => $1)
               and not exists (select from pipelines other where other.merged_into = p.id)
               and not exists (
                   select from jobs j where j.pipeline_id = p.id
                     and j.job_type in ('data_ingest', 'factor_ingest', 'computed_factors') and j.result <> 'error')
             order by p.finished_at limit $2
         ), their_jobs as (
             delete from jobs where pipeline_id in (select id from old)
         )
         delete from pipelines where id in (select id from old)",
        PIPELINES,
        AT_ONCE
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("delete from workers where last_seen_at < now() - interval '1 day'")
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "delete from stored_files f where stored_at < now() - interval '1 day'
             and not exists (select from jobs j where j.file_sha256 = f.sha256)"
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await
}
