//! One person's rights in the database: made what a provider says they are, by difference.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;

use super::Role;
use super::held::{Held, sorted};
use crate::platform::ids::UserId;

/// A person as stored, locked until the end of the transaction.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: UserId,
    pub(super) is_enabled: bool,
    pub(super) vanished_at: Option<DateTime<Utc>>,
    pub(super) issuer: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) roles_synced_at: Option<DateTime<Utc>>,
}

/// Who decides on a person's roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The ACCRED service.
    Accred,
    /// A directory file, or the demo institution.
    Directory,
    /// The token of the last sign-in.
    Claim,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 3] = [Self::Accred, Self::Directory, Self::Claim];

    /// Its name in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Accred => "accred",
            Self::Directory => "directory",
            Self::Claim => "claim",
        }
    }

    /// The origin of a name in storage.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.key() == key)
    }
}

pub(super) async fn lock(db: &mut PgConnection, provider: &str, institutional_id: &str) -> sqlx::Result<Option<Known>> {
    sqlx::query_as!(
        Known,
        r#"select id as "id: UserId", is_enabled, vanished_at, issuer, subject, roles_synced_at from users
           where provider = $1 and institutional_id = $2 for update"#,
        provider,
        institutional_id
    )
    .fetch_optional(db)
    .await
}

/// What a person held before and holds now, when that is not the same.
pub(super) type Change = Option<(Vec<String>, Vec<String>)>;

/// Makes the roles and memberships of a person exactly these.
pub(super) async fn replace(
    db: &mut PgConnection,
    user: UserId,
    origin: Origin,
    held: &[Held],
) -> sqlx::Result<Change> {
    let before = of(db, user).await?;
    let roles: Vec<&str> = held.iter().map(|held| held.role.key()).collect();
    let kinds: Vec<&str> = held.iter().map(|held| held.role.scope_kind()).collect();
    let cost_centres: Vec<Option<&str>> = held.iter().map(|held| held.cost_centre.as_deref()).collect();
    sqlx::query!(
        "delete from role_grants g where g.user_id = $1 and not exists (
             select from unnest($2::text[], $3::text[]) as given(role, cost_centre)
             where given.role = g.role and given.cost_centre is not distinct from g.scope_institutional_id)",
        user.0,
        &roles as &[&str],
        &cost_centres as &[Option<&str>]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into role_grants as g (user_id, role, scope_kind, scope_institutional_id, origin)
         select $1, given.role, given.kind, given.cost_centre, $5
         from unnest($2::text[], $3::text[], $4::text[]) as given(role, kind, cost_centre)
         on conflict (user_id, role, scope_institutional_id) do update set origin = excluded.origin
             where g.origin <> excluded.origin",
        user.0,
        &roles as &[&str],
        &kinds as &[&str],
        &cost_centres as &[Option<&str>],
        origin.key()
    )
    .execute(&mut *db)
    .await?;
    replace_memberships(db, user, held).await?;
    let words = |held: &[Held]| held.iter().map(Held::in_words).collect::<Vec<_>>();
    Ok((before != held).then(|| (words(&before), words(held))))
}

/// What somebody held before a synchronisation and holds after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RightsChange {
    /// Person number.
    pub institutional_id: String,
    /// Roles with their cost centres, before.
    pub before: Vec<String>,
    /// The same, afterwards.
    pub after: Vec<String>,
}

/// Who of some people holds something else now.
pub(super) fn compare(before: &BTreeMap<String, Vec<Held>>, after: &BTreeMap<String, Vec<Held>>) -> Vec<RightsChange> {
    let people: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let words = |held: Option<&Vec<Held>>| held.into_iter().flatten().map(Held::in_words).collect::<Vec<_>>();
    let changed = people.into_iter().filter(|person| before.get(*person) != after.get(*person));
    changed
        .map(|person| RightsChange {
            institutional_id: person.clone(),
            before: words(before.get(person)),
            after: words(after.get(person)),
        })
        .collect()
}

/// The roles of everybody of a provider who holds one.
pub(super) async fn of_provider(db: &mut PgConnection, provider: &str) -> sqlx::Result<BTreeMap<String, Vec<Held>>> {
    let rows = sqlx::query!(
        "select p.institutional_id, g.role, g.scope_institutional_id as cost_centre
         from role_grants g join users p on p.id = g.user_id where p.provider = $1",
        provider
    )
    .fetch_all(db)
    .await?;
    let mut held: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for row in rows {
        let Some(role) = Role::parse(&row.role) else { continue };
        held.entry(row.institutional_id).or_default().push(Held { role, cost_centre: row.cost_centre });
    }
    held.values_mut().for_each(|held| held.sort());
    Ok(held)
}

async fn of(db: &mut PgConnection, user: UserId) -> sqlx::Result<Vec<Held>> {
    let rows = sqlx::query!("select role, scope_institutional_id from role_grants where user_id = $1", user.0)
        .fetch_all(db)
        .await?;
    let held = rows
        .into_iter()
        .filter_map(|row| Some(Held { role: Role::parse(&row.role)?, cost_centre: row.scope_institutional_id }));
    Ok(sorted(held))
}

/// A role on a unit makes a member of it; of two roles the principal's counts, whose name comes first.
async fn replace_memberships(db: &mut PgConnection, user: UserId, held: &[Held]) -> sqlx::Result<()> {
    let on_units = held.iter().filter(|held| matches!(held.role, Role::Principal | Role::Standard));
    let (roles, cost_centres): (Vec<&str>, Vec<&str>) =
        on_units.filter_map(|held| Some((held.role.key(), held.cost_centre.as_deref()?))).unzip();
    sqlx::query!(
        "delete from unit_memberships m using units u
         where m.user_id = $1 and u.id = m.unit_id and (u.institutional_id is null or u.institutional_id <> all($2))",
        user.0,
        &cost_centres as &[&str]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into unit_memberships as m (unit_id, user_id, role)
         select u.id, $1, min(given.role) from unnest($2::text[], $3::text[]) as given(role, cost_centre)
         join units u on u.institutional_id = given.cost_centre
         group by u.id
         on conflict (unit_id, user_id) do update set role = excluded.role where m.role <> excluded.role",
        user.0,
        &roles as &[&str],
        &cost_centres as &[&str]
    )
    .execute(db)
    .await?;
    Ok(())
}
