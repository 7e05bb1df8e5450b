//! People, their roles and memberships in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::account::Account;
use super::freshness::Checked;
use super::rights::{self, Origin, RightsChange};
use super::{Grant, Person, Role, UnitRef};
use crate::platform::ids::{UnitId, UserId};
use crate::web::Localised;

/// A person as a directory knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Where the record comes from: `accred`, `default` or `test`.
    pub provider: String,
    /// Person number, unique within the provider.
    pub institutional_id: String,
    /// E-mail address.
    pub email: String,
    /// Full name.
    pub display_name: String,
    /// Function, when known.
    pub job_title: Option<String>,
}

/// Inserts new people and updates name, e-mail and function of known ones; returns their ids in the order given.
/// Each (provider, institutional id) may stand once in `records`.
pub async fn upsert(db: &mut PgConnection, records: &[PersonRecord]) -> sqlx::Result<Vec<UserId>> {
    let column = |value: fn(&PersonRecord) -> &str| records.iter().map(value).map(str::to_owned).collect::<Vec<_>>();
    let titles: Vec<Option<String>> = records.iter().map(|record| record.job_title.clone()).collect();
    sqlx::query_scalar!(
        r#"with given as (
               select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                   with ordinality as g (provider, institutional_id, email, display_name, job_title, position)
           ), stored as (
               insert into users (provider, institutional_id, email, display_name, job_title)
               select provider, institutional_id, email, display_name, job_title from given
               on conflict (provider, institutional_id) do update
                   set email = excluded.email, display_name = excluded.display_name, job_title = excluded.job_title
               returning id, provider, institutional_id
           )
           select s.id as "id!: UserId" from given g join stored s using (provider, institutional_id) order by g.position"#,
        &column(|record| &record.provider),
        &column(|record| &record.institutional_id),
        &column(|record| &record.email),
        &column(|record| &record.display_name),
        &titles as &[Option<String>],
    )
    .fetch_all(db)
    .await
}

/// A role that a directory gives to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// Who holds it.
    pub person: UserId,
    /// The role.
    pub role: Role,
    /// Cost centre of the unit it is held on; none for administrators.
    pub cost_centre: Option<String>,
    /// The unit that the role makes a member of.
    pub member_of: Option<UnitId>,
}

/// Makes the roles and memberships of a provider's people exactly these, but for those whose token decides; of several
/// roles on one unit, membership is by the widest.
pub async fn replace_rights(
    db: &mut PgConnection,
    provider: &str,
    rights: &[Right],
) -> sqlx::Result<Vec<RightsChange>> {
    let before = rights::of_provider(db, provider).await?;
    let decided: Vec<i32> =
        sqlx::query_scalar!("select id from users where provider = $1 and roles_origin = 'claim'", provider)
            .fetch_all(&mut *db)
            .await?;
    let given: Vec<Right> = rights.iter().filter(|right| !decided.contains(&right.person.0)).cloned().collect();
    replace_grants(db, provider, &given).await?;
    replace_memberships(db, provider, &given).await?;
    Ok(rights::compare(&before, &rights::of_provider(db, provider).await?))
}

async fn replace_grants(db: &mut PgConnection, provider: &str, rights: &[Right]) -> sqlx::Result<()> {
    let persons: Vec<i32> = rights.iter().map(|right| right.person.0).collect();
    let roles: Vec<&str> = rights.iter().map(|right| right.role.key()).collect();
    let kinds: Vec<&str> = rights.iter().map(|right| right.role.scope_kind()).collect();
    let cost_centres: Vec<Option<&str>> = rights.iter().map(|right| right.cost_centre.as_deref()).collect();
    sqlx::query!(
        "delete from role_grants g using users p
         where p.id = g.user_id and p.provider = $1 and p.roles_origin is distinct from 'claim' and not exists (
             select from unnest($2::int[], $3::text[], $4::text[]) as given(user_id, role, cost_centre)
             where given.user_id = g.user_id and given.role = g.role
                 and given.cost_centre is not distinct from g.scope_institutional_id)",
        provider,
        &persons,
        &roles as &[&str],
        &cost_centres as &[Option<&str>]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into role_grants (user_id, role, scope_kind, scope_institutional_id)
         select given.* from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as given
         on conflict do nothing",
        &persons,
        &roles as &[&str],
        &kinds as &[&str],
        &cost_centres as &[Option<&str>]
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn replace_memberships(db: &mut PgConnection, provider: &str, rights: &[Right]) -> sqlx::Result<()> {
    let mut widest: BTreeMap<(i32, i32), Role> = BTreeMap::new();
    for right in rights {
        let Some(unit) = right.member_of else { continue };
        let role = widest.entry((unit.0, right.person.0)).or_insert(right.role);
        *role = right.role.min(*role);
    }
    let (units, persons): (Vec<i32>, Vec<i32>) = widest.keys().copied().unzip();
    let roles: Vec<&str> = widest.values().map(|role| role.key()).collect();
    sqlx::query!(
        "delete from unit_memberships m using users p
         where p.id = m.user_id and p.provider = $1 and p.roles_origin is distinct from 'claim' and not exists (
             select from unnest($2::int[], $3::int[]) as given(unit_id, user_id)
             where given.unit_id = m.unit_id and given.user_id = m.user_id)",
        provider,
        &units,
        &persons
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into unit_memberships (unit_id, user_id, role)
         select given.* from unnest($1::int[], $2::int[], $3::text[]) as given
         on conflict (unit_id, user_id) do update set role = excluded.role",
        &units,
        &persons,
        &roles as &[&str]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The person with a number at a provider.
pub async fn find(db: &mut PgConnection, provider: &str, institutional_id: &str) -> sqlx::Result<Option<UserId>> {
    sqlx::query_scalar!(
        r#"select id as "id: UserId" from users where provider = $1 and institutional_id = $2"#,
        provider,
        institutional_id,
    )
    .fetch_optional(db)
    .await
}

/// A person who may sign in, with the roles held now.
pub(super) async fn account(db: &mut PgConnection, id: UserId) -> sqlx::Result<Option<Account>> {
    let rows = sqlx::query!(
        r#"select p.institutional_id, p.display_name, p.email, p.session_generation,
               p.provider, p.roles_origin, p.roles_synced_at, p.roles_asked_at, p.roles_failed_at,
               g.role as "role?", g.scope_institutional_id as "scope_institutional_id?",
               u.institutional_code as "unit_code?",
               coalesce(u.label_en, u.name) as unit_en, coalesce(u.label_fr, u.label_en, u.name) as unit_fr
           from users p
           left join role_grants g on g.user_id = p.id
           left join units u on u.institutional_id = g.scope_institutional_id
           where p.id = $1 and p.is_enabled
           order by g.scope_institutional_id"#,
        id as UserId,
    )
    .fetch_all(db)
    .await?;
    let mut grants: Vec<Grant> = rows
        .iter()
        .filter_map(|row| {
            let unit = row.scope_institutional_id.as_ref().map(|institutional_id| UnitRef {
                institutional_id: institutional_id.clone(),
                institutional_code: row.unit_code.clone(),
                name: row.unit_en.clone().zip(row.unit_fr.clone()).map(|(en, fr)| Localised { en, fr }),
            });
            Some(Grant { role: Role::parse(row.role.as_deref()?)?, unit })
        })
        .collect();
    grants.sort_by_key(|grant| grant.role);
    Ok(rows.into_iter().next().map(|row| Account {
        stamp: row.session_generation.to_be_bytes(),
        checked: Checked {
            provider: row.provider,
            origin: row.roles_origin.as_deref().and_then(Origin::parse),
            synced_at: row.roles_synced_at,
            asked_at: row.roles_asked_at,
            failed_at: row.roles_failed_at,
        },
        person: Person {
            id,
            institutional_id: row.institutional_id,
            display_name: row.display_name,
            email: row.email,
            grants,
        },
    }))
}

/// Notes when a person signed in.
pub(super) async fn note_sign_in(db: &mut PgConnection, id: UserId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update users set last_sign_in_at = $2 where id = $1", id as UserId, now).execute(db).await?;
    Ok(())
}
