//! What is known of modules beside their figures: when they changed, and whether a recalculation changed them after they
//! had been validated. Read for the rows of a page, not kept.

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

/// What a recalculation changed of a unit's validated modules in a year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recalculated {
    pub(super) unit: UnitId,
    pub(super) year: i16,
    /// Kilograms of CO2eq of those modules when they were validated, as far as they were kept, and now.
    pub(super) before_kg: Option<f64>,
    pub(super) now_kg: f64,
}

/// The units in reach of which a recalculation changed a validated module in one of the years, newest year first.
pub(super) async fn recalculated(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    filter: &Filter,
) -> sqlx::Result<Vec<Recalculated>> {
    let years: Vec<i16> = filter.years.iter().map(|year| year.get()).collect();
    sqlx::query_as!(
        Recalculated,
        r#"
        select m.unit_id as "unit: UnitId", m.year, coalesce(sum(a.module_kg[m.module_type_id]), 0) as "now_kg!",
            case when bool_and(m.validated_total_kg is not null) then sum(m.validated_total_kg) end as before_kg
        from carbon_report_modules m
        join carbon_reports r on r.id = m.carbon_report_id and r.kind = 'calculator'
        join units u on u.id = m.unit_id
        left join unit_year_aggregates a on a.carbon_report_id = r.id
        where m.recalculated_since_validation and m.year = any($1) and ($2 or u.path_codes && $3)
        group by m.unit_id, m.year order by m.year desc, m.unit_id
        "#,
        &years,
        scope.is_everything(),
        &scope.unit_codes()
    )
    .fetch_all(db)
    .await
}
