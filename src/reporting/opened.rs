//! When the modules of opened rows changed: read when a row is opened, not kept.

use sqlx::PgExecutor;

use super::filter::Filter;
use super::units::UnitRow;
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
        select m.unit_id as "unit_id: UnitId", m.year, m.module_type_id,
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
            year.module_changed[module.module_type_id as usize - 1] = module.changed;
        }
    }
    Ok(())
}
