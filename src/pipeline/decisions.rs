//! What is decided about a job that only looked: done as looked at, or dropped.

use serde_json::Value;
use sqlx::PgConnection;

use super::actions::Refusal;
use super::model::{Job, JobFile, JobKind, PipelineId};
use super::queue::JobRequest;
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::platform::ids::{JobId, UnitId};

/// What was decided, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet.
    Open,
    /// It was done, by this job; none once that is forgotten.
    Committed(Option<(JobId, PipelineId)>),
    /// It was dropped.
    Discarded,
}

/// What was decided about a job.
pub async fn decision(conn: &mut PgConnection, job: &Job) -> sqlx::Result<Option<Decision>> {
    let row = sqlx::query!(
        r#"select j.decision, f.id as "follower?: JobId", f.pipeline_id as "pipeline?"
           from jobs j left join jobs f on f.id = j.followed_by where j.id = $1"#,
        job.job_id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| match row.decision.as_deref() {
        None => Decision::Open,
        Some("commit") => Decision::Committed(row.follower.zip(row.pipeline.map(PipelineId))),
        Some(_) => Decision::Discarded,
    }))
}

/// What exactly a job was asked for, in the shape of its kind.
pub async fn options(conn: &mut PgConnection, job: &Job) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(r#"select request -> 'options' as "options!" from jobs where id = $1"#, job.job_id.0)
        .fetch_optional(conn)
        .await
}

/// What a finished job without a decision was asked for, held until the end of the transaction, on behalf of `actor`.
pub async fn lock_undecided(conn: &mut PgConnection, job: JobId, actor: &Actor) -> Result<JobRequest, Refusal> {
    let row = sqlx::query!(
        r#"select job_type, module_type_id, data_entry_type_id, unit_id as "unit: UnitId", year, request, file_name,
               file_sha256, file_bytes, state, result, decision
           from jobs where id = $1 for no key update"#,
        job.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Refusal::Unknown)?;
    if row.decision.is_some() {
        return Err(Refusal::AlreadyFinished);
    }
    if row.state != "finished" {
        return Err(Refusal::LeaseAlive);
    }
    let (Some(kind), Some(Ok(year))) = (JobKind::parse(&row.job_type), row.year.map(Year::new)) else {
        return Err(Refusal::NotRetryable);
    };
    if row.result.as_deref() == Some("error") {
        return Err(Refusal::NotRetryable);
    }
    let file = row.file_name.zip(row.file_sha256).zip(row.file_bytes);
    Ok(JobRequest {
        kind,
        module: row.module_type_id.and_then(|id| id.try_into().ok()),
        data_type: row.data_entry_type_id.and_then(|id| id.try_into().ok()),
        unit: row.unit,
        year,
        file: file.map(|((name, sha256), bytes)| JobFile { name, sha256, bytes }),
        actor: actor.clone(),
        options: row.request["options"].clone(),
    })
}

/// Notes the decision about a job that [`lock_undecided`] holds: done by another job, or dropped.
pub async fn decide(conn: &mut PgConnection, job: JobId, actor: &Actor, follower: Option<JobId>) -> sqlx::Result<()> {
    sqlx::query!(
        "update jobs set decision = $2, decided_at = clock_timestamp(), decided_by = $3, followed_by = $4 where id = $1",
        job.0,
        if follower.is_some() { "commit" } else { "discard" },
        actor.user.map(|user| user.0),
        follower.map(|follower| follower.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}
