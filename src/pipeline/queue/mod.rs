//! The queue: jobs wait in PostgreSQL, one process at a time holds one under a lease, and whatever it writes is committed
//! only while the lease is still its own.

mod claiming;
mod lease;
mod silence;

use std::time::Duration;

use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) use self::claiming::start_now;
pub use self::claiming::{Claimed, claim};
pub use self::lease::{Ending, Lease, fence, finish, note};
pub(super) use self::lease::{Position, give_up, is_held, put_back, renew};
pub(super) use self::silence::end_sessions;
pub use self::silence::take_back_expired;
use super::model::{JobFile, JobKind, PipelineId};
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{JobId, UnitId};

/// What has been begun is finished before anything else is begun.
const CHILD_PRIORITY: i16 = 1;
/// How often a job is begun before it is given up.
const MAX_ATTEMPTS: i16 = 3;
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
