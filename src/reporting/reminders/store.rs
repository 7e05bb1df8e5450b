//! Who is principal of a unit, and how they are reached.

use std::collections::HashMap;

use sqlx::PgExecutor;

use crate::access::Scope;
use crate::platform::ids::UnitId;

/// The principal of a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Principal {
    /// Number at the institution.
    pub(super) number: String,
    /// Name and address, when the person is known here.
    pub(super) known: Option<(String, String)>,
}

/// The principals of the units in reach, by unit; units without one are left out.
pub(super) async fn principals(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    units: &[UnitId],
) -> sqlx::Result<HashMap<UnitId, Principal>> {
    let ids: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows = sqlx::query!(
        r#"
        select u.id as "id: UnitId", u.principal_institutional_id as "number!", p.display_name as "name?",
            p.email as "email?"
        from units u
        left join lateral (
            select display_name, email from users
            where institutional_id = u.principal_institutional_id and is_enabled
            order by display_name, id limit 1
        ) p on true
        where u.id = any($1) and u.principal_institutional_id is not null and ($2 or u.path_codes && $3)
        "#,
        &ids,
        scope.is_everything(),
        &scope.unit_codes()
    )
    .fetch_all(db)
    .await?;
    let principal = |number, known| Principal { number, known };
    Ok(rows.into_iter().map(|row| (row.id, principal(row.number, row.name.zip(row.email)))).collect())
}
