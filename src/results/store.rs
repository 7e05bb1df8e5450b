//! What a unit's year reads: the read model, the dates of its modules, the names around it.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::carbon::taxonomy::OverallStatus;
use crate::platform::Scope;
use crate::platform::ids::UnitId;

/// A unit's year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnitYear {
    pub(super) name: String,
    pub(super) code: String,
    /// School and institute.
    pub(super) above: Vec<String>,
    pub(super) principal: Option<String>,
    pub(super) status: OverallStatus,
    pub(super) modules_validated: i16,
    pub(super) total_kg: f64,
    pub(super) validated_kg: f64,
    pub(super) fte: f64,
    pub(super) last_update: Option<DateTime<Utc>>,
    /// By module id.
    pub(super) module_status: Vec<i16>,
    pub(super) module_kg: Vec<f64>,
    pub(super) module_changed: Vec<Option<DateTime<Utc>>>,
    pub(super) module_recalculated: Vec<bool>,
    /// By category id.
    pub(super) category_kg: Vec<f64>,
    /// Years the unit has a report in, oldest first.
    pub(super) years: Vec<i16>,
}

/// The newest report among the single units of a scope; the unit named first wins.
pub(super) async fn newest_report(db: impl PgExecutor<'_>, scope: &Scope) -> sqlx::Result<Option<(UnitId, i16)>> {
    let row = sqlx::query!(
        r#"select a.unit_id as "unit: UnitId", a.year from unit_year_aggregates a join units u on u.id = a.unit_id
           where u.institutional_code = any($1)
           order by array_position($1, u.institutional_code), (a.last_update is null), a.year desc limit 1"#,
        &scope.reach().units
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.unit, row.year)))
}

/// The unit's year; none when the unit has no report in it, or is out of scope.
pub(super) async fn unit_year(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    unit: UnitId,
    year: i16,
) -> sqlx::Result<Option<UnitYear>> {
    let reach = scope.reach();
    let record = sqlx::query!(
        r#"
        select u.name, u.institutional_code as code,
            array(
                select o.name from units o
                where o.institutional_code = any(u.path_codes) and o.level in (2, 3) and o.id <> u.id order by o.level
            ) as "above!",
            (select min(p.display_name) from users p where p.institutional_id = u.principal_institutional_id) as principal,
            a.overall_status, a.modules_validated, a.total_kg, a.validated_kg, a.fte, a.last_update,
            a.module_status, a.module_kg, a.category_kg,
            array(
                select coalesce(m.validated_at, m.data_changed_at) from carbon_report_modules m
                where m.carbon_report_id = a.carbon_report_id order by m.module_type_id
            ) as "module_changed!: Vec<Option<DateTime<Utc>>>",
            array(
                select m.recalculated_since_validation from carbon_report_modules m
                where m.carbon_report_id = a.carbon_report_id order by m.module_type_id
            ) as "module_recalculated!",
            array(
                select o.year from unit_year_aggregates o where o.unit_id = u.id order by o.year
            ) as "years!"
        from unit_year_aggregates a join units u on u.id = a.unit_id
        where a.unit_id = $1 and a.year = $2 and ($3 or u.path_codes && $4 or u.institutional_code = any($5))
        "#,
        unit.0,
        year,
        reach.everything,
        &reach.subtrees,
        &reach.units,
    )
    .fetch_optional(db)
    .await?;
    Ok(record.map(|record| UnitYear {
        name: record.name,
        code: record.code,
        above: record.above,
        principal: record.principal,
        status: OverallStatus::try_from(record.overall_status).unwrap_or(OverallStatus::NotStarted),
        modules_validated: record.modules_validated,
        total_kg: record.total_kg,
        validated_kg: record.validated_kg,
        fte: record.fte,
        last_update: record.last_update,
        module_status: record.module_status,
        module_kg: record.module_kg,
        module_changed: record.module_changed,
        module_recalculated: record.module_recalculated,
        category_kg: record.category_kg,
        years: record.years,
    }))
}
