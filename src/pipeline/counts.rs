//! How many jobs and pipelines there are.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::platform::Scope;

/// Jobs of a type in a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Depth {
    /// The type.
    pub job_type: String,
    /// `not_started` or `running`.
    pub state: String,
    /// How many.
    pub jobs: i64,
    /// Since when the first of them could begin.
    pub oldest_waiting_seconds: Option<f64>,
}

/// Jobs that have not ended, counted for monitoring.
pub async fn queue_depth(conn: &mut PgConnection) -> sqlx::Result<Vec<Depth>> {
    sqlx::query_as!(
        Depth,
        r#"select job_type, state, count(*) as "jobs!",
               (max(extract(epoch from clock_timestamp() - run_after)) filter (where state = 'not_started'))::float8
                   as oldest_waiting_seconds
           from jobs where state <> 'finished' group by 1, 2"#
    )
    .fetch_all(conn)
    .await
}

/// How many pipelines within a scope, asked for at that moment or later, failed as a whole or in part.
pub async fn failures_since(db: &PgPool, scope: &Scope, since: DateTime<Utc>) -> sqlx::Result<i64> {
    let reach = scope.reach();
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from pipelines
           where status in ('failed', 'partial') and cancelled_at is null and created_at >= $1
               and ($2 or unit_id in (select id from units where path_codes && $3 or institutional_code = any($4)))"#,
        since,
        reach.everything,
        &reach.subtrees,
        &reach.whole
    )
    .fetch_one(db)
    .await
}
