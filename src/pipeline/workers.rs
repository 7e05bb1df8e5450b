//! Processes that run jobs: `workers`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::ids::JobId;

/// A worker that was not heard of for so long is no longer there.
pub const LIVE_SECONDS: f64 = 15.0;

/// A process that runs jobs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LiveWorker {
    /// Host, process and a part that differs with every start.
    pub worker_id: String,
    /// Version of its program.
    pub version: String,
    /// Commit of its program, when the build knew it.
    pub commit: Option<String>,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it was last heard of.
    pub last_seen_at: DateTime<Utc>,
    /// What it runs.
    #[schema(value_type = Vec<i32>)]
    pub running_job_ids: Vec<JobId>,
}

/// A name that no other worker has or had.
pub(super) fn new_id() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let own = Uuid::new_v4().simple().to_string();
    format!("{}-{}-{}", host.trim(), std::process::id(), &own[..6])
}

/// Shows that a worker lives.
pub(super) async fn show(db: &PgPool, id: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into workers (id, version, commit, started_at, last_seen_at)
         values ($1, $2, $3, clock_timestamp(), clock_timestamp())
         on conflict (id) do update set last_seen_at = excluded.last_seen_at",
        id,
        env!("CARGO_PKG_VERSION"),
        option_env!("CALCO2_COMMIT")
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn leave(db: &PgPool, id: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from workers where id = $1", id).execute(db).await?;
    Ok(())
}

/// The workers that live, the newest first.
pub async fn live(conn: &mut PgConnection) -> sqlx::Result<Vec<LiveWorker>> {
    sqlx::query_as!(
        LiveWorker,
        r#"select id as worker_id, version, commit, started_at, last_seen_at,
               array(select j.id from jobs j where j.state = 'running' and j.worker_id = w.id order by j.id)
                   as "running_job_ids!: Vec<JobId>"
           from workers w where last_seen_at > clock_timestamp() - make_interval(secs => $1)
           order by started_at desc, id"#,
        LIVE_SECONDS
    )
    .fetch_all(conn)
    .await
}
