//! A file that was only looked at: committed as it was seen, or discarded.

use serde_json::json;
use sqlx::PgConnection;

use super::Target;
use super::plan::Options;
use crate::audit::{self, Act, Action, Actor};
use crate::ledger::factors::AbsentPolicy;
use crate::pipeline::{self, Job, JobRequest, PipelineId, Refusal};
use crate::platform::App;
use crate::platform::ids::JobId;

/// How a file that was looked at is to be committed; what is not said stays as it was looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Commit {
    /// What happens to factors the file does not have.
    pub absent: Option<AbsentPolicy>,
    /// Whether to recalculate what the file makes stale.
    pub recalculate: Option<bool>,
}

/// How a file was asked to be read.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// What kind of file it is.
    pub target: Target,
    /// Whether it is only looked at.
    pub dry_run: bool,
    /// What happens to factors the file does not have.
    pub absent: AbsentPolicy,
    /// Whether to recalculate what the file makes stale.
    pub recalculate: bool,
}

/// How a job was asked to read its file; none when it is no such job.
pub async fn asked(conn: &mut PgConnection, job: &Job) -> sqlx::Result<Option<Asked>> {
    let options = pipeline::options(conn, job).await?;
    let options = options.and_then(|options| serde_json::from_value::<Options>(options).ok());
    Ok(options.map(|Options { target, dry_run, absent, recalculate, .. }| Asked {
        target,
        dry_run,
        absent,
        recalculate,
    }))
}

/// Puts the job into the queue that does what another one looked at. The file is read again: what changed meanwhile counts.
pub async fn commit(app: &App, actor: &Actor, looked: JobId, commit: Commit) -> Result<(JobId, PipelineId), Refusal> {
    let mut transaction = app.db.begin().await?;
    let (mut request, mut options) = undecided(&mut transaction, looked, actor).await?;
    options.dry_run = false;
    options.absent = commit.absent.unwrap_or(options.absent);
    options.recalculate = commit.recalculate.unwrap_or(options.recalculate);
    request.options = json!(options);
    let (job, pipeline) = pipeline::enqueue(&mut transaction, &request).await?;
    pipeline::decide(&mut transaction, looked, actor, Some(job)).await?;
    let name = request.file.map(|file| file.name).unwrap_or_default();
    let summary = format!("committed {} file “{name}” for {} as checked", options.target.key(), request.year);
    let mut act = Act::new(actor, app.clock.now(), Action::Create, "ingestion", summary);
    act.entity_id = Some(job.0.to_string());
    act.details = json!({ "checked_by_job": looked, "options": request.options });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok((job, pipeline))
}

/// Decides that nothing is done with a file that was looked at.
pub async fn discard(app: &App, actor: &Actor, looked: JobId) -> Result<(), Refusal> {
    let mut transaction = app.db.begin().await?;
    let (request, options) = undecided(&mut transaction, looked, actor).await?;
    pipeline::decide(&mut transaction, looked, actor, None).await?;
    let name = request.file.map(|file| file.name).unwrap_or_default();
    let summary = format!("discarded {} file “{name}” for {}", options.target.key(), request.year);
    let mut act = Act::new(actor, app.clock.now(), Action::Delete, "ingestion", summary);
    act.entity_id = Some(looked.0.to_string());
    audit::record(&mut transaction, act).await?;
    Ok(transaction.commit().await?)
}

async fn undecided(conn: &mut PgConnection, looked: JobId, actor: &Actor) -> Result<(JobRequest, Options), Refusal> {
    let request = pipeline::lock_undecided(conn, looked, actor).await?;
    match serde_json::from_value::<Options>(request.options.clone()) {
        Ok(options) if options.dry_run && request.file.is_some() => Ok((request, options)),
        _ => Err(Refusal::NotRetryable),
    }
}
