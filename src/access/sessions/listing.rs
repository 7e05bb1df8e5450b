//! The sessions of one person: which there are, ending them.

use axum_login::tower_sessions::session::Id;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::store::digest;
use crate::platform::ids::UserId;

/// Sessions that one person may have at the same time; a new one ends the oldest.
const AT_ONCE: i64 = 20;

/// A session as its person sees it.
#[derive(Debug, Clone)]
pub struct OneSession {
    /// What names it; its id is a secret.
    pub handle: Uuid,
    /// When the person signed in.
    pub began: DateTime<Utc>,
    /// When it was last used, to a few minutes.
    pub seen: DateTime<Utc>,
    /// How the browser describes itself.
    pub browser: String,
    /// Address it was begun from.
    pub address: Option<String>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The sessions of a person, the newest first.
pub(super) async fn of(db: &mut PgConnection, user: UserId, this: Option<Id>) -> sqlx::Result<Vec<OneSession>> {
    sqlx::query_as!(
        OneSession,
        r#"select handle, created_at as began,
               coalesce(to_timestamp((data->>'seen')::float8), created_at) as "seen!",
               coalesce(data->'origin'->>'browser', '') as "browser!", data->'origin'->>'address' as address,
               coalesce(id = $2, false) as "is_this!"
           from sessions where user_id = $1 and expires_at > now() order by created_at desc, handle"#,
        user.0,
        this.map(|id| digest(&id)),
    )
    .fetch_all(db)
    .await
}

/// Whether a session is there and not over.
pub(in crate::access) async fn is_alive(db: &mut PgConnection, session: Id) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from sessions where id = $1 and expires_at > now()) as "is!""#,
        digest(&session)
    )
    .fetch_one(db)
    .await
}

/// Ends one session of a person; false when it is not there.
pub(super) async fn end(db: &mut PgConnection, user: UserId, handle: Uuid) -> sqlx::Result<bool> {
    let ended = sqlx::query!("delete from sessions where user_id = $1 and handle = $2", user.0, handle);
    Ok(ended.execute(db).await?.rows_affected() > 0)
}

/// Ends the sessions of a person, all but one if given; returns how many there were.
pub(super) async fn end_others(db: &mut PgConnection, user: UserId, kept: Option<Id>) -> sqlx::Result<u64> {
    let ended = sqlx::query!(
        "delete from sessions where user_id = $1 and id is distinct from $2",
        user.0,
        kept.map(|id| digest(&id))
    );
    Ok(ended.execute(db).await?.rows_affected())
}

/// Ends every session of a person.
pub async fn end_all(db: &mut PgConnection, user: UserId) -> sqlx::Result<u64> {
    end_others(db, user, None).await
}

/// Ends the oldest sessions of a person who has too many.
pub async fn keep_newest(db: &PgPool, user: UserId) -> sqlx::Result<u64> {
    let ended = sqlx::query!(
        "delete from sessions where user_id = $1 and id not in (
             select id from sessions where user_id = $1 order by created_at desc, id limit $2)",
        user.0,
        AT_ONCE
    );
    Ok(ended.execute(db).await?.rows_affected())
}
