//! What is known of modules beside their figures: when they changed, and whether a recalculation changed them after they
//! had been validated. Read for the rows of a page, not kept.

use std::collections::HashSet;

use sqlx::PgExecutor;

use super::filter::Filter;
use super::units::UnitRow;
use crate::access::Scope;
use crate::platform::ids::UnitId;

/// Fills in when each module of the opened rows was validated, else last changed.
pub(super) async fn find_changes(db: impl PgExecutor<'_>, filter: &Filter, rows: &mut [UnitRow]) -> sqlx::Result<()> {
    let opened: Vec<i32> = rows.iter().filter(|row| !row.years.is_empty()).map(|row| row.unit_id.0).collect();
    if opened.is_empty() {
        return Ok(());
    }
    let years: Vec<i16> = filter.years.iter().map(|year| year.get()).collect();
    let modules = sqlx::query!(
        r#"
        select m.unit_id as "unit_id: UnitId", m.year, m.module_type_id, m.recalculated_since_validation,
            coalesce(m.validated_at, m.data_changed_at) as changed
        from unit_year_aggregates a join carbon_report_modules m on m.carbon_report_id = a.carbon_report_id
        where a.unit_id = any($1) and a.year = any($2)
        "#,
        &opened,
        &years
    );
    for module in modules.fetch_all(db).await? {
        let of_unit = rows.iter_mut().filter(|row| row.unit_id == module.unit_id);
        for year in of_unit.flat_map(|row| &mut row.years).filter(|year| year.year == module.year) {
            let place = module.module_type_id as usize - 1;
            year.module_changed[place] = module.changed;
            year.module_recalculated[place] = module.recalculated_since_validation;
        }
    }
    Ok(())
}

/// The units in reach of which a recalculation changed a validated module in one of the years.
pub(super) async fn recalculated(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    filter: &Filter,
) -> sqlx::Result<HashSet<UnitId>> {
    let years: Vec<i16> = filter.years.iter().map(|year| year.get()).collect();
    let units = sqlx::query_scalar!(
        r#"
        select distinct m.unit_id as "unit_id: UnitId"
        from carbon_report_modules m
        join carbon_reports r on r.id = m.carbon_report_id and r.kind = 'calculator'
        join units u on u.id = m.unit_id
        where m.recalculated_since_validation and m.year = any($1) and ($2 or u.path_codes && $3)
        "#,
        &years,
        scope.is_everything(),
        &scope.unit_codes()
    );
    Ok(units.fetch_all(db).await?.into_iter().collect())
}
