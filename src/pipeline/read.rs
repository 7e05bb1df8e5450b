//! Jobs and pipelines as they stand.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{
    Author, Job, JobFile, JobKind, JobProgress, Pipeline, PipelineId, PipelineProgress, PipelineStatus,
};
use crate::platform::Scope;
use crate::platform::ids::{JobId, UnitId};

/// Which pipelines are wanted; what is empty constrains nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PipelineFilter {
    /// Of these statuses.
    pub statuses: Vec<PipelineStatus>,
    /// Of these kinds.
    pub kinds: Vec<JobKind>,
    /// Of these modules.
    pub module_type_ids: Vec<i16>,
    /// Of these years.
    pub years: Vec<i16>,
    /// Asked for by somebody whose name contains this, or whose id it is.
    pub author: Option<String>,
    /// Asked for at that moment or later.
    pub since: Option<DateTime<Utc>>,
    /// Asked for before that moment.
    pub until: Option<DateTime<Utc>>,
    /// Whose messages, files, people or numbers contain this.
    pub search: Option<String>,
    /// With failed jobs only.
    pub has_errors: bool,
}

impl PipelineFilter {
    /// Statuses that remain.
    fn wanted_statuses(&self) -> Vec<PipelineStatus> {
        let is_wanted = |status: &PipelineStatus| {
            (self.statuses.is_empty() || self.statuses.contains(status))
                && (!self.has_errors || matches!(status, PipelineStatus::Partial | PipelineStatus::Failed))
        };
        PipelineStatus::ALL.into_iter().filter(is_wanted).collect()
    }
}

/// A page of pipelines, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelinePage {
    /// With their jobs.
    pub rows: Vec<Pipeline>,
    /// How many match.
    pub total: i64,
    /// The page, from 1.
    pub page: u32,
    /// How many there would be of each status, whatever statuses are wanted.
    pub counts: BTreeMap<PipelineStatus, i64>,
}

/// One page of the pipelines within a scope that match; a page beyond the end is the last one.
pub async fn pipelines(
    conn: &mut PgConnection,
    scope: &Scope,
    filter: &PipelineFilter,
    page: u32,
    page_size: u32,
) -> sqlx::Result<PipelinePage> {
    let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.key()).collect();
    let (author, search) = (filter.author.as_deref(), filter.search.as_deref());
    let reach = scope.reach();
    let counted = sqlx::query!(
        r#"select status as "status!", count(*) as "count!" from matching_pipelines($1, $2, $3, $4, $5, $6, $7)
           where $8 or unit_id in (select id from units where path_codes && $9 or institutional_code = any($10))
           group by 1"#,
        &kinds as &[&str],
        &filter.module_type_ids,
        &filter.years,
        author,
        filter.since,
        filter.until,
        search,
        reach.everything,
        &reach.subtrees,
        &reach.whole
    )
    .fetch_all(&mut *conn)
    .await?;
    let counts: BTreeMap<PipelineStatus, i64> = counted
        .into_iter()
        .filter_map(|row| PipelineStatus::parse(&row.status).map(|status| (status, row.count)))
        .collect();
    let statuses = filter.wanted_statuses();
    let total: i64 = statuses.iter().filter_map(|status| counts.get(status)).sum();
    let pages = u32::try_from((total as u64).div_ceil(u64::from(page_size.max(1)))).unwrap_or(u32::MAX).max(1);
    let page = page.clamp(1, pages);
    let statuses: Vec<&str> = statuses.iter().map(|status| status.key()).collect();
    let ids = sqlx::query_scalar!(
        r#"select id as "id!" from matching_pipelines($1, $2, $3, $4, $5, $6, $7)
           where status = any($8)
               and ($11 or unit_id in (select id from units where path_codes && $12 or institutional_code = any($13)))
           order by created_at desc, id desc limit $9 offset $10"#,
        &kinds as &[&str],
        &filter.module_type_ids,
        &filter.years,
        author,
        filter.since,
        filter.until,
        search,
        &statuses as &[&str],
        i64::from(page_size),
        i64::from(page - 1) * i64::from(page_size),
        reach.everything,
        &reach.subtrees,
        &reach.whole
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(PipelinePage { rows: with_jobs(conn, scope, &ids).await?, total, page, counts })
}

/// One pipeline with its jobs; none when it is out of scope.
pub async fn pipeline(conn: &mut PgConnection, scope: &Scope, id: PipelineId) -> sqlx::Result<Option<Pipeline>> {
    Ok(with_jobs(conn, scope, &[id.0]).await?.pop())
}

/// One job; none when it is out of scope.
pub async fn job(conn: &mut PgConnection, scope: &Scope, id: JobId) -> sqlx::Result<Option<Job>> {
    Ok(jobs(conn, scope, &[], &[id.0]).await?.pop())
}

/// The pipeline of a job; none when the job is out of scope.
pub async fn pipeline_of_job(conn: &mut PgConnection, scope: &Scope, id: JobId) -> sqlx::Result<Option<PipelineId>> {
    let reach = scope.reach();
    let pipeline = sqlx::query_scalar!(
        "select pipeline_id from jobs where id = $1
             and ($2 or unit_id in (select id from units where path_codes && $3 or institutional_code = any($4)))",
        id.0,
        reach.everything,
        &reach.subtrees,
        &reach.whole
    );
    Ok(pipeline.fetch_optional(conn).await?.map(PipelineId))
}

/// Those of the running jobs of some pipelines whose processes gave no sign of life within their lease.
pub async fn abandoned(conn: &mut PgConnection, pipelines: &[Pipeline]) -> sqlx::Result<Vec<JobId>> {
    let open = pipelines.iter().filter(|pipeline| !pipeline.status.is_final());
    let ids: Vec<Uuid> = open.map(|pipeline| pipeline.pipeline_id.0).collect();
    sqlx::query_scalar!(
        r#"select id as "id: JobId" from jobs
           where pipeline_id = any($1) and state = 'running' and lease_expires_at <= clock_timestamp()"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Some pipelines in the order given, each with those of its jobs that are within the scope too: one job of a pipeline
/// may be a unit's own, another one the whole institution's.
async fn with_jobs(conn: &mut PgConnection, scope: &Scope, ids: &[Uuid]) -> sqlx::Result<Vec<Pipeline>> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"select p.id, p.kind, p.status, p.module_type_id, p.data_entry_type_id, p.unit_id as "unit_id: UnitId", p.year,
               p.created_at, p.started_at, p.finished_at, p.cancelled_at, p.merged_into, p.version, p.cancelled_by, c.display_name as "cancelled_by_name?"
           from pipelines p
           join unnest($1::uuid[]) with ordinality as wanted(id, position) on wanted.id = p.id
           left join users c on c.id = p.cancelled_by
           where $2 or p.unit_id in (select id from units where path_codes && $3 or institutional_code = any($4))
           order by wanted.position"#,
        ids,
        reach.everything,
        &reach.subtrees,
        &reach.whole
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut by_pipeline: BTreeMap<PipelineId, Vec<Job>> = BTreeMap::new();
    for job in jobs(conn, scope, ids, &[]).await? {
        by_pipeline.entry(job.pipeline_id).or_default().push(job);
    }
    let pipelines = rows.into_iter().map(|row| {
        let pipeline_id = PipelineId(row.id);
        let jobs = by_pipeline.remove(&pipeline_id).unwrap_or_default();
        let status = PipelineStatus::parse(&row.status).unwrap_or(PipelineStatus::NotStarted);
        let failed: Vec<&Job> = jobs.iter().filter(|job| job.result.as_deref() == Some("error")).collect();
        let nobody = || Author { user_id: None, display_name: String::new() };
        Pipeline {
            pipeline_id,
            status,
            module_type_id: row.module_type_id,
            data_entry_type_id: row.data_entry_type_id,
            unit_id: row.unit_id,
            year: row.year,
            created_by: jobs.first().map_or_else(nobody, |root| root.created_by.clone()),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            job_count: jobs.len() as i32,
            finished_count: jobs.iter().filter(|job| job.is_finished()).count() as i32,
            error_count: failed.len() as i32,
            last_error: failed.first().and_then(|job| job.status_message.clone()),
            cancelled_at: row.cancelled_at,
            cancelled_by: row
                .cancelled_at
                .map(|_| Author { user_id: row.cancelled_by, display_name: row.cancelled_by_name.unwrap_or_default() }),
            merged_into: row.merged_into.filter(|_| reach.everything).map(PipelineId),
            progress: progress(&row.kind, status, !failed.is_empty(), &jobs),
            kind: row.kind,
            jobs: Some(jobs),
            version: row.version,
        }
    });
    Ok(pipelines.collect())
}

/// The step a pipeline is at: that of the job that runs, the last one when it has ended.
fn progress(kind: &str, status: PipelineStatus, has_error: bool, jobs: &[Job]) -> PipelineProgress {
    let phases = JobKind::parse(kind).map_or(&[][..], JobKind::phases);
    let is_last_reached = matches!(status, PipelineStatus::Success | PipelineStatus::Warning);
    let reached = jobs.iter().filter_map(|job| {
        let key = job.progress.phase.as_deref()?;
        phases.iter().position(|phase| phase.key() == key)
    });
    let position = if is_last_reached { phases.len().saturating_sub(1) } else { reached.max().unwrap_or(0) };
    PipelineProgress {
        phase: position + 1,
        phases_total: phases.len(),
        phase_label: phases.get(position).map_or("", |phase| phase.key()).to_owned(),
        done: status.is_final(),
        has_error,
    }
}

pub(super) async fn jobs(
    conn: &mut PgConnection,
    scope: &Scope,
    pipelines: &[Uuid],
    ids: &[i32],
) -> sqlx::Result<Vec<Job>> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"select j.id as "id: JobId", j.pipeline_id, j.parent_job_id as "parent: JobId", j.job_type, j.state, j.result,
               j.is_cancelled, j.status_message, j.target, j.module_type_id, j.data_entry_type_id,
               j.unit_id as "unit: UnitId", j.year, j.outcome, j.file_name, j.file_sha256, j.file_bytes, j.error_count,
               j.progress_phase, j.progress_processed, j.progress_total, j.attempts, j.max_attempts, j.run_after,
               j.worker_id, j.created_at, j.started_at, j.finished_at, j.created_by,
               coalesce(u.display_name, j.request -> 'actor' ->> 'name', '') as "created_by_name!"
           from jobs j left join users u on u.id = j.created_by
           where (j.pipeline_id = any($1) or j.id = any($2))
               and ($3 or j.unit_id in (select id from units where path_codes && $4 or institutional_code = any($5)))
           order by j.id"#,
        pipelines,
        ids,
        reach.everything,
        &reach.subtrees,
        &reach.whole
    )
    .fetch_all(conn)
    .await?;
    let jobs = rows.into_iter().map(|row| {
        let is_recalculation = row.job_type == JobKind::Recalculation.key();
        let is_ingestion = row.target.is_some();
        let is_synchronisation = row.job_type == JobKind::UnitSync.key();
        Job {
            job_id: row.id,
            pipeline_id: PipelineId(row.pipeline_id),
            parent_job_id: row.parent,
            job_type: row.job_type,
            state: row.state,
            result: row.result,
            cancelled: row.is_cancelled,
            status_message: row.status_message,
            target: row.target,
            module_type_id: row.module_type_id,
            data_entry_type_id: row.data_entry_type_id,
            unit_id: row.unit,
            year: row.year,
            progress: JobProgress {
                phase: row.progress_phase,
                processed: row.progress_processed,
                total: row.progress_total,
            },
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            run_after: row.run_after,
            worker_id: row.worker_id,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            created_by: Author { user_id: row.created_by, display_name: row.created_by_name },
            file: row.file_name.zip(row.file_sha256).zip(row.file_bytes).map(|((name, sha256), bytes)| JobFile {
                name,
                sha256,
                bytes,
            }),
            error_count: row.error_count,
            recalculation: row.outcome.clone().filter(|_| is_recalculation),
            synchronisation: row.outcome.clone().filter(|_| is_synchronisation),
            ingestion: row.outcome.filter(|_| is_ingestion),
        }
    });
    Ok(jobs.collect())
}
