//! People with their roles and units, as far as a scope reaches.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::view::{SortKey, View};
use crate::access::Scope;
use crate::platform::ids::UserId;

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: UserId,
    pub(super) provider: String,
    pub(super) institutional_id: String,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) job_title: Option<String>,
    pub(super) is_enabled: bool,
    pub(super) last_sign_in_at: Option<DateTime<Utc>>,
    pub(super) roles_synced_at: Option<DateTime<Utc>>,
    pub(super) roles_failed_at: Option<DateTime<Utc>>,
    pub(super) total: i64,
}

/// A role that a person holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) user: UserId,
    pub(super) role: String,
    pub(super) origin: String,
    pub(super) cost_centre: Option<String>,
    pub(super) unit_name: Option<String>,
}

/// A unit that a person is a member of.
#[derive(Debug, Clone)]
pub(super) struct Membership {
    pub(super) user: UserId,
    pub(super) unit_name: String,
    pub(super) unit_code: String,
    pub(super) role: String,
}

/// Which of the people that match are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) offset: i64,
    pub(super) limit: i64,
}

/// The people of a view that a scope reaches, or one of them.
pub(super) async fn people(
    db: &PgPool,
    scope: &Scope,
    view: &View,
    only: Option<UserId>,
    slice: Slice,
) -> sqlx::Result<Vec<Row>> {
    let reach = scope.reach();
    let units = match view.unit.as_str() {
        "" => None,
        named => Some(units_named(db, named).await?),
    };
    let roles: Vec<&str> = view.roles.iter().map(|role| role.key()).collect();
    let providers: Vec<&str> = view.providers.iter().map(|provider| provider.key()).collect();
    sqlx::query_as!(
        Row,
        r#"with reach as materialized (
               select id, institutional_id, path_codes from units where $1 or path_codes && $2
           ), wanted as materialized (
               select id, institutional_id from reach where $3::text[] is null or path_codes && $3
           )
           select p.id as "id: UserId", p.provider, p.institutional_id, p.display_name, p.email, p.job_title, p.is_enabled,
               p.last_sign_in_at, p.roles_synced_at, p.roles_failed_at, count(*) over () as "total!"
           from users p
           where ($4::int is null or p.id = $4)
               and ($1
                   or p.id in (select m.user_id from unit_memberships m join reach r on r.id = m.unit_id)
                   or p.id in (select g.user_id from role_grants g
                               join reach r on r.institutional_id = g.scope_institutional_id))
               and not exists (select from unnest($5::text[]) as word where strpos(p.search_text, word) = 0)
               and (cardinality($6::text[]) = 0 or p.provider = any($6))
               and (not $7 or p.last_sign_in_at is null)
               and (cardinality($8::text[]) = 0
                   or p.id in (select g.user_id from role_grants g
                               join wanted w on w.institutional_id = g.scope_institutional_id where g.role = any($8))
                   or ($1 and $3::text[] is null
                       and p.id in (select g.user_id from role_grants g where g.role = any($8))))
               and ($3::text[] is null
                   or p.id in (select m.user_id from unit_memberships m join wanted w on w.id = m.unit_id)
                   or p.id in (select g.user_id from role_grants g
                               join wanted w on w.institutional_id = g.scope_institutional_id))
           order by
               case when $9 = 'last_sign_in' and not $10 then p.last_sign_in_at end asc nulls last,
               case when $9 = 'last_sign_in' and $10 then p.last_sign_in_at end desc nulls last,
               case when $9 = 'roles_checked' and not $10 then p.roles_synced_at end asc nulls last,
               case when $9 = 'roles_checked' and $10 then p.roles_synced_at end desc nulls last,
               case when $9 = 'name' and $10 then p.display_name end collate "und-x-icu" desc,
               p.display_name collate "und-x-icu", p.id
           offset $11 limit $12"#,
        reach.everything,
        &reach.subtrees,
        units.as_deref(),
        only.map(|id| id.0),
        &view.words(),
        &providers as &[&str],
        view.never_signed_in,
        &roles as &[&str],
        view.sort.key(),
        view.is_descending,
        slice.offset,
        slice.limit
    )
    .fetch_all(db)
    .await
}

/// Codes of the units that a text names: by code, cost centre or name. Of none that is known: no unit.
async fn units_named(db: &PgPool, text: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select institutional_code from units
         where institutional_code = $1 or institutional_id = $1
             or lower($1 collate \"und-x-icu\") in (lower(name collate \"und-x-icu\"),
                 lower(label_en collate \"und-x-icu\"), lower(label_fr collate \"und-x-icu\"))",
        text
    )
    .fetch_all(db)
    .await
}

/// The roles of people on the units that a scope reaches; roles without a unit belong to the whole institution.
pub(super) async fn roles(db: &PgPool, scope: &Scope, people: &[Row]) -> sqlx::Result<Vec<Held>> {
    let reach = scope.reach();
    let ids: Vec<i32> = people.iter().map(|row| row.id.0).collect();
    sqlx::query_as!(
        Held,
        r#"select g.user_id as "user: UserId", g.role, g.origin, g.scope_institutional_id as cost_centre,
               u.name as "unit_name?"
           from role_grants g left join units u on u.institutional_id = g.scope_institutional_id
           where g.user_id = any($3) and ($1 or u.path_codes && $2)
           order by g.role, u.name, g.scope_institutional_id"#,
        reach.everything,
        &reach.subtrees,
        &ids
    )
    .fetch_all(db)
    .await
}

/// The units that a scope reaches and people are members of.
pub(super) async fn memberships(db: &PgPool, scope: &Scope, people: &[Row]) -> sqlx::Result<Vec<Membership>> {
    let reach = scope.reach();
    let ids: Vec<i32> = people.iter().map(|row| row.id.0).collect();
    sqlx::query_as!(
        Membership,
        r#"select m.user_id as "user: UserId", u.name as unit_name, u.institutional_code as unit_code, m.role
           from unit_memberships m join units u on u.id = m.unit_id
           where m.user_id = any($3) and ($1 or u.path_codes && $2)
           order by u.name, u.id"#,
        reach.everything,
        &reach.subtrees,
        &ids
    )
    .fetch_all(db)
    .await
}

/// One person, when a scope reaches them.
pub(super) async fn person(db: &PgPool, scope: &Scope, id: UserId) -> sqlx::Result<Option<Row>> {
    let whole = View { sort: SortKey::Name, ..View::default() };
    let found = people(db, scope, &whole, Some(id), Slice { offset: 0, limit: 1 }).await?;
    Ok(found.into_iter().next())
}
