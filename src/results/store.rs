//! What a unit's year reads: the read model, the dates of its modules, the names around it.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::year::{Leaf, Year};
use crate::carbon::taxonomy::{EmissionTypeId, ModuleType, OverallStatus};
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
    /// Directory numbers from the root to the unit.
    pub(super) path: Vec<String>,
    pub(super) status: OverallStatus,
    pub(super) modules_validated: i16,
    pub(super) fte: f64,
    pub(super) last_update: Option<DateTime<Utc>>,
    /// By module id.
    pub(super) module_status: Vec<i16>,
    pub(super) module_recalculated: Vec<bool>,
    /// Statuses and full-time equivalents of the year before, when there is a report.
    pub(super) before: Option<(Vec<i16>, f64)>,
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
            u.path_codes as path, a.overall_status, a.modules_validated, a.fte, a.last_update, a.module_status,
            b.module_status as "before_status?", b.fte as "before_fte?",
            array(
                select m.recalculated_since_validation from carbon_report_modules m
                where m.carbon_report_id = a.carbon_report_id order by m.module_type_id
            ) as "module_recalculated!",
            array(
                select o.year from unit_year_aggregates o where o.unit_id = u.id order by o.year
            ) as "years!"
        from unit_year_aggregates a join units u on u.id = a.unit_id
        left join unit_year_aggregates b on b.unit_id = a.unit_id and b.year = a.year - 1
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
        path: record.path,
        status: OverallStatus::try_from(record.overall_status).unwrap_or(OverallStatus::NotStarted),
        modules_validated: record.modules_validated,
        fte: record.fte,
        last_update: record.last_update,
        module_status: record.module_status,
        module_recalculated: record.module_recalculated,
        before: record.before_status.zip(record.before_fte),
        years: record.years,
    }))
}

/// A unit's year and the one before, whole: what is not validated or not to be shown is still in them.
pub(super) async fn figures(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    id: UnitId,
    year: i16,
    unit: &UnitYear,
) -> sqlx::Result<(Year, Option<Year>)> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"select m.year, m.module_type_id, s.emission_type_id, sum(s.kg) as "kg!", sum(s.quantity) as quantity
           from carbon_reports r
           join units u on u.id = r.unit_id
           join carbon_report_modules m on m.carbon_report_id = r.id
           join module_leaf_stats s on s.carbon_report_module_id = m.id
           where r.unit_id = $1 and r.kind = 'calculator' and r.year between $2::smallint - 1 and $2
             and ($3 or u.path_codes && $4 or u.institutional_code = any($5))
           group by 1, 2, 3 order by 3"#,
        id.0,
        year,
        reach.everything,
        &reach.subtrees,
        &reach.units,
    )
    .fetch_all(db)
    .await?;
    let mut now = Year::with(&unit.module_status, unit.fte);
    let mut before = unit.before.as_ref().map(|(statuses, fte)| Year::with(statuses, *fte));
    for row in rows {
        let target = if row.year == year { Some(&mut now) } else { before.as_mut() };
        if let (Some(target), Ok(module)) = (target, ModuleType::try_from(row.module_type_id)) {
            let id = EmissionTypeId(row.emission_type_id);
            target.add(module, Leaf { id, kg: row.kg, quantity: row.quantity });
        }
    }
    Ok((now, before))
}
