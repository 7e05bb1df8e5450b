//! The views as they are kept.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::platform::ids::UserId;

/// A view that a person keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reporting) struct SavedView {
    pub(in crate::reporting) id: i32,
    pub(in crate::reporting) name: String,
    pub(in crate::reporting) query: String,
    pub(in crate::reporting) is_default: bool,
    pub(super) created_at: DateTime<Utc>,
}

/// The views of a person, by name.
pub(in crate::reporting) async fn of_person(db: impl PgExecutor<'_>, user: UserId) -> sqlx::Result<Vec<SavedView>> {
    sqlx::query_as!(
        SavedView,
        r#"select id, name, query, is_default, created_at from saved_views where user_id = $1
           order by name collate "und-x-icu", id"#,
        user.0
    )
    .fetch_all(db)
    .await
}

/// Keeps a view under a name; false when the person has one of that name, which is not to be replaced.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    user: UserId,
    (name, query): (&str, &str),
    replace: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "insert into saved_views (user_id, name, query, created_at) values ($1, $2, $3, $4)
         on conflict (user_id, lower(name)) do update set name = excluded.name, query = excluded.query where $5",
        user.0,
        name,
        query,
        now,
        replace
    );
    Ok(kept.execute(db).await?.rows_affected() == 1)
}

/// Gives a view another name; false when it would have that of another one.
pub(super) async fn rename(db: impl PgExecutor<'_>, user: UserId, id: i32, name: &str) -> sqlx::Result<bool> {
    let renamed = sqlx::query!(
        "update saved_views set name = $3 where id = $2 and user_id = $1
             and not exists (select from saved_views o where o.user_id = $1 and o.id <> $2 and lower(o.name) = lower($3))",
        user.0,
        id,
        name
    );
    Ok(renamed.execute(db).await?.rows_affected() == 1)
}

/// Takes a view away.
pub(super) async fn delete(db: impl PgExecutor<'_>, user: UserId, id: i32) -> sqlx::Result<()> {
    sqlx::query!("delete from saved_views where id = $2 and user_id = $1", user.0, id).execute(db).await?;
    Ok(())
}

/// Opens this view by default, instead of another one; none: no view.
pub(super) async fn set_default(db: &mut sqlx::PgConnection, user: UserId, id: Option<i32>) -> sqlx::Result<()> {
    // the index allows one at any moment: the old one goes first
    sqlx::query!("update saved_views set is_default = false where user_id = $1 and is_default", user.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!("update saved_views set is_default = true where user_id = $1 and id = $2", user.0, id)
        .execute(&mut *db)
        .await?;
    Ok(())
}
