//! Asking for a recalculation: a new job, or one that is active and does it.

use serde_json::json;
use sqlx::PgConnection;

use super::{Options, Selection, run};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::figures;
use crate::pipeline::JobError;
use crate::pipeline::model::{JobKind, PipelineId};
use crate::pipeline::queue::{self, JobRequest, Lease};
use crate::pipeline::worker::run_here as run_job_here;
use crate::platform::App;
use crate::platform::ids::JobId;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A job waits in the queue.
    Queued(JobId, PipelineId),
    /// A job that is active does what was asked for.
    Active(JobId, PipelineId),
    /// Nothing of the selection is out of date.
    NothingStale,
}

/// Asks for a recalculation, unless one is active that covers it and that sees every change there is.
pub async fn ask(app: &App, actor: &Actor, selection: Selection, dry_run: bool) -> sqlx::Result<Asked> {
    let mut transaction = app.db.begin().await?;
    // of two who ask at the same time the second one sees the job of the first
    sqlx::query!("select from years where year = $1 for update", selection.year.get())
        .fetch_optional(&mut *transaction)
        .await?;
    let types = selection.types(&mut transaction).await?;
    if types.is_empty() {
        return Ok(Asked::NothingStale);
    }
    if !dry_run && let Some((job, pipeline)) = active(&mut transaction, selection.year, &types).await? {
        return Ok(Asked::Active(job, pipeline));
    }
    let request = request(actor, selection, &types, dry_run);
    let (job, pipeline) = queue::enqueue(&mut transaction, &request).await?;
    let what = if dry_run { "asked what a recalculation would change" } else { "asked for a recalculation" };
    let mut act =
        Act::new(actor, app.clock.now(), Action::Create, "recalculation", format!("{what} of {}", selection.year));
    act.entity_id = Some(job.to_string());
    act.details = request.options;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(Asked::Queued(job, pipeline))
}

fn request(actor: &Actor, selection: Selection, types: &[DataEntryType], dry_run: bool) -> JobRequest {
    let types = types.iter().map(|data_type| data_type.id()).collect();
    JobRequest {
        kind: JobKind::Recalculation,
        module: selection.data_type.map(DataEntryType::module).or(selection.module),
        data_type: selection.data_type,
        unit: None,
        year: selection.year,
        file: None,
        actor: actor.clone(),
        options: json!(Options { types, only_stale: !selection.with_current, dry_run }),
    }
}

/// An active job that recalculates these types with everything that is committed now: it has not begun yet, or nothing
/// was committed since it began, and none of them has failed in it.
async fn active(
    conn: &mut PgConnection,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<Option<(JobId, PipelineId)>> {
    let ids: Vec<i16> = types.iter().map(|data_type| data_type.id()).collect();
    let row = sqlx::query!(
        r#"select j.id as "id: JobId", j.pipeline_id from jobs j
           where j.job_type = 'recalculation' and j.year = $1 and j.state <> 'finished'
             and not (j.request -> 'options' ->> 'dry_run')::bool
             and j.request -> 'options' -> 'types' @> to_jsonb($2::smallint[])
             and (j.state = 'not_started' or not exists (
                 select from calculation_inputs i
                 where i.year = $1 and i.data_entry_type_id = any($2)
                   and not pg_visible_in_snapshot(i.changed_in, j.started_in)))
             and not exists (
                 select from jsonb_array_elements(j.outcome -> 'types') done
                 where done ->> 'result' = 'error' and (done ->> 'data_entry_type_id')::smallint = any($2))
           order by j.id limit 1"#,
        year.get(),
        &ids
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, PipelineId(row.pipeline_id))))
}

/// Asks for what a committed change has made stale, as children of the job that committed it; call it in the
/// transaction that ends that job. Returns whether there is anything to do.
pub async fn chain(
    conn: &mut PgConnection,
    parent: Lease,
    actor: &Actor,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<bool> {
    let mut stale = Vec::new();
    for data_type in types {
        if figures::is_stale(conn, year, &[*data_type]).await? {
            stale.push(*data_type);
        }
    }
    if stale.is_empty() {
        return Ok(false);
    }
    if let Some(other) = waiting(conn, parent.pipeline, year, &stale).await? {
        sqlx::query!("update pipelines set merged_into = $2 where id = $1", parent.pipeline.0, other.0)
            .execute(&mut *conn)
            .await?;
        // all its own jobs have ended; it has not, until the other one has
        sqlx::query!("select settle_pipeline($1)", parent.pipeline.0).execute(conn).await?;
        return Ok(true);
    }
    for data_type in stale {
        let selection = Selection { year, module: None, data_type: Some(data_type), with_current: false };
        queue::enqueue_child(conn, parent, &request(actor, selection, &[data_type], false)).await?;
    }
    Ok(true)
}

/// Another pipeline whose job has yet to begin and will see what this transaction commits: the job is held until then.
async fn waiting(
    conn: &mut PgConnection,
    own: PipelineId,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<Option<PipelineId>> {
    let ids: Vec<i16> = types.iter().map(|data_type| data_type.id()).collect();
    let job = sqlx::query!(
        "select pipeline_id from jobs
         where job_type = 'recalculation' and year = $1 and state = 'not_started' and pipeline_id <> $3
           and not (request -> 'options' ->> 'dry_run')::bool
           and request -> 'options' -> 'types' @> to_jsonb($2::smallint[])
         order by id limit 1 for update skip locked",
        year.get(),
        &ids,
        own.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(job) = job else { return Ok(None) };
    let open = sqlx::query!(
        "select from pipelines where id = $1 and finished_at is null and merged_into is null for no key update",
        job.pipeline_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(open.map(|_| PipelineId(job.pipeline_id)))
}

/// Recalculates in this process and waits for it.
pub async fn run_here(app: &App, actor: &Actor, selection: Selection) -> Result<JobId, JobError> {
    let types = selection.types(&mut *app.db.acquire().await?).await?;
    let request = request(actor, selection, &types, false);
    let job = run_job_here(app, &request, |work| async move {
        let job = work.claimed.lease.job;
        run(work).await?;
        Ok(job)
    });
    job.await
}
