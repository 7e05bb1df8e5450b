//! Progress as the processes share it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgExecutor, PgPool};

use crate::platform::ids::UserId;

/// One of which nothing was heard for so long has gone down with its process.
const SILENT: TimeDelta = TimeDelta::seconds(30);
/// Nobody asks for older ones.
const KEPT: TimeDelta = TimeDelta::days(1);

/// How a download stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Finished,
    BrokenOff,
}

impl State {
    const ALL: [Self; 3] = [Self::Running, Self::Finished, Self::BrokenOff];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::BrokenOff => "broken_off",
        }
    }
}

/// A download of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) sent_bytes: i64,
    /// About how many it will be.
    pub(super) usual_bytes: Option<i64>,
    pub(super) state: State,
}

/// Writes down how far a download is.
pub(super) async fn write(
    db: &PgPool,
    (user, name): (UserId, &str),
    progress: &Progress,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into export_progress (user_id, name, sent_bytes, usual_bytes, state, changed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id, name) do update
             set sent_bytes = excluded.sent_bytes, state = excluded.state, changed_at = excluded.changed_at",
        user.0,
        name,
        progress.sent_bytes,
        progress.usual_bytes,
        progress.state.key(),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what is long over.
pub(super) async fn forget_old(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from export_progress where changed_at < $1", now - KEPT).execute(db).await?;
    Ok(())
}

/// How far a download of a person is; none unless it was asked for with that name.
pub(super) async fn read(
    db: impl PgExecutor<'_>,
    user: UserId,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Progress>> {
    let row = sqlx::query!(
        "select sent_bytes, usual_bytes, state, changed_at from export_progress where user_id = $1 and name = $2",
        user.0,
        name
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        let state = match State::ALL.into_iter().find(|state| state.key() == row.state)? {
            State::Running if row.changed_at < now - SILENT => State::BrokenOff,
            state => state,
        };
        Some(Progress { sent_bytes: row.sent_bytes, usual_bytes: row.usual_bytes, state })
    }))
}
