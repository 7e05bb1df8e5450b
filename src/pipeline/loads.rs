//! The last jobs of a year: of each kind of file the one that last brought something in, and the one that last tried to.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::model::{Job, JobKind};
use super::queue::JobRequest;
use super::read::{job, jobs};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::Scope;
use crate::platform::ids::JobId;

/// What became of the files of one kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct LastJobs {
    /// The last job that brought something in.
    pub last_good: Option<Job>,
    /// The last job, whatever became of it.
    pub last_attempt: Option<Job>,
}

impl LastJobs {
    /// Whether the last attempt has ended without bringing anything in.
    pub fn has_failed(&self) -> bool {
        self.last_attempt.as_ref().is_some_and(|job| job.result.as_deref() == Some("error"))
    }

    /// Whether an attempt waits or runs.
    pub fn is_active(&self) -> bool {
        self.last_attempt.as_ref().is_some_and(|job| !job.is_finished())
    }
}

/// The files of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// `data`, `factors`, `reference`, `exchange_rates` or `reduction_objectives`.
    pub target: String,
    /// Module concerned.
    pub module_type_id: Option<i16>,
    /// Type concerned; none for files that several types share.
    pub data_entry_type_id: Option<i16>,
    /// Which list of objectives.
    pub objective: Option<String>,
    /// Their jobs.
    pub jobs: LastJobs,
}

/// The files of a year, those of units apart. Lists of places have no year: theirs are the last ones of any year.
pub async fn loads(conn: &mut PgConnection, scope: &Scope, year: Year) -> sqlx::Result<Vec<Load>> {
    let kinds = sqlx::query!(
        r#"select target as "target!", module_type_id, data_entry_type_id,
               request -> 'options' -> 'target' ->> 'reduction_objectives' as objective,
               max(id) filter (where result in ('success', 'warning')) as "good: JobId", max(id) as "attempt!: JobId"
           from jobs
           where (target = 'reference' or year = $1 and target is not null) and unit_id is null
             and not coalesce((request -> 'options' ->> 'dry_run')::bool, false)
           group by 1, 2, 3, 4"#,
        year.get()
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i32> =
        kinds.iter().flat_map(|kind| kind.good.into_iter().chain([kind.attempt])).map(|id| id.0).collect();
    let read: BTreeMap<JobId, Job> =
        jobs(conn, scope, &[], &ids).await?.into_iter().map(|job| (job.job_id, job)).collect();
    let loads = kinds.into_iter().map(|kind| Load {
        target: kind.target,
        module_type_id: kind.module_type_id,
        data_entry_type_id: kind.data_entry_type_id,
        objective: kind.objective,
        jobs: LastJobs {
            last_good: kind.good.and_then(|id| read.get(&id)).cloned(),
            last_attempt: read.get(&kind.attempt).cloned(),
        },
    });
    Ok(loads.collect())
}

/// The job of a kind that was asked for last in a year.
pub async fn newest_of_kind(
    conn: &mut PgConnection,
    scope: &Scope,
    kind: JobKind,
    year: Year,
) -> sqlx::Result<Option<Job>> {
    let newest = sqlx::query_scalar!(
        r#"select id as "id: JobId" from jobs where job_type = $1 and year = $2 order by id desc limit 1"#,
        kind.key(),
        year.get()
    )
    .fetch_optional(&mut *conn)
    .await?;
    match newest {
        Some(id) => job(conn, scope, id).await,
        None => Ok(None),
    }
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
