//! Statistics and the read model, refreshed in the transaction that changed their data.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::thresholds;
use crate::carbon::engine::EmissionReason;
use crate::carbon::entry::definition;
use crate::carbon::ids::Year;
use crate::carbon::stats::{LeafSum, ModuleFigures, ReportFigures};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId, ModuleStatus, ModuleType};
use crate::platform::ids::{CarbonReportId, ReportModuleId};

/// Reports written in one statement.
const REPORTS_AT_ONCE: usize = 500;

/// Sums the emissions of a type again for a module, starts it unless it was, and refreshes its report.
pub async fn refresh_module(
    conn: &mut PgConnection,
    year: Year,
    module: ReportModuleId,
    data_type: DataEntryType,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sum_leaves(conn, year, &[module.0], &[data_type.id()]).await?;
    count_entries(conn, year, &[module.0], data_type, now).await?;
    thresholds::count(conn, year, data_type, Some(&[module])).await?;
    start_and_refresh(conn, &[module], now).await
}

/// Starts those of some modules not started yet, and refreshes their reports.
pub(super) async fn start_and_refresh(
    conn: &mut PgConnection,
    modules: &[ReportModuleId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let module_ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
    let reports = sqlx::query_scalar!(
        r#"update carbon_report_modules set data_changed_at = $2, status = greatest(status, 1)
           where id = any($1) returning carbon_report_id as "report: CarbonReportId""#,
        &module_ids,
        now
    )
    .fetch_all(&mut *conn)
    .await?;
    refresh_reports(conn, &reports, Some(now)).await
}

pub(super) async fn sum_leaves(
    conn: &mut PgConnection,
    year: Year,
    modules: &[i32],
    data_types: &[i16],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from module_leaf_stats where carbon_report_module_id = any($1) and data_entry_type_id = any($2)",
        modules,
        data_types
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into module_leaf_stats (carbon_report_module_id, data_entry_type_id, emission_type_id, kg, quantity)
         select carbon_report_module_id, data_entry_type_id, emission_type_id, sum(kg), sum(quantity)
         from data_entry_emissions
         where year = $1 and carbon_report_module_id = any($2) and data_entry_type_id = any($3)
         group by 1, 2, 3",
        year.get(),
        modules,
        data_types
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts a type's entries; the revisions they were computed with stay the oldest among them.
pub(super) async fn count_entries(
    conn: &mut PgConnection,
    year: Year,
    modules: &[i32],
    data_type: DataEntryType,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let formula_revision = definition(data_type).map_or(1, |definition| definition.formula_revision);
    sqlx::query!(
        "with counted as (
             select carbon_report_module_id as module, count(*) as entries,
                 coalesce(sum((payload ->> 'fte')::float8), 0) as fte,
                 count(*) filter (where emission_reason = 'no_factor') as no_factor,
                 count(*) filter (where emission_reason = 'unknown_location') as unknown_location,
                 count(*) filter (where emission_reason = 'no_surface') as no_surface,
                 count(*) filter (where emission_reason = 'no_exchange_rate') as no_exchange_rate
             from data_entries
             where year = $1 and carbon_report_module_id = any($2) and data_entry_type_id = $3
             group by 1
         ), emptied as (
             delete from module_type_stats
             where carbon_report_module_id = any($2) and data_entry_type_id = $3
               and carbon_report_module_id not in (select module from counted)
         )
         insert into module_type_stats as s (carbon_report_module_id, data_entry_type_id, entry_count, fte,
             no_factor_count, unknown_location_count, no_surface_count, no_exchange_rate_count,
             factor_revision, reference_revision, formula_revision, computed_at)
         select c.module, $3, c.entries, c.fte, c.no_factor, c.unknown_location, c.no_surface, c.no_exchange_rate,
             least(old.factor_revision, i.factor_revision), least(old.reference_revision, i.reference_revision),
             least(old.formula_revision, $4), $5
         from counted c
         join calculation_inputs i on i.year = $1 and i.data_entry_type_id = $3
         left join module_type_stats old on old.carbon_report_module_id = c.module and old.data_entry_type_id = $3
         on conflict (carbon_report_module_id, data_entry_type_id) do update set entry_count = excluded.entry_count,
             fte = excluded.fte, no_factor_count = excluded.no_factor_count,
             unknown_location_count = excluded.unknown_location_count, no_surface_count = excluded.no_surface_count,
             no_exchange_rate_count = excluded.no_exchange_rate_count, factor_revision = excluded.factor_revision,
             reference_revision = excluded.reference_revision, formula_revision = excluded.formula_revision,
             computed_at = excluded.computed_at",
        year.get(),
        modules,
        data_type.id(),
        formula_revision,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Derives the read model of some reports from their module sums. `touched` is the time of the change, if it was one.
pub async fn refresh_reports(
    conn: &mut PgConnection,
    reports: &[CarbonReportId],
    touched: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    let mut ids: Vec<i32> = reports.iter().map(|report| report.0).collect();
    ids.sort_unstable();
    ids.dedup();
    for chunk in ids.chunks(REPORTS_AT_ONCE) {
        // sums are read and written under one lock: modules of a report may change at the same time
        sqlx::query!("select from carbon_reports where id = any($1) order by id for no key update", chunk)
            .fetch_all(&mut *conn)
            .await?;
        let modules = module_figures(conn, chunk).await?;
        let rows: Vec<_> = modules
            .iter()
            .map(|(report, modules)| aggregate_row(*report, &ReportFigures::of_modules(modules), touched))
            .collect();
        sqlx::query!(
            "update unit_year_aggregates a set overall_status = n.overall_status,
                 modules_validated = n.modules_validated, module_status = n.module_status, module_kg = n.module_kg,
                 category_kg = n.category_kg, scope1_kg = n.scope1_kg, scope2_kg = n.scope2_kg,
                 scope3_kg = n.scope3_kg, total_kg = n.total_kg, validated_kg = n.validated_kg, it_kg = n.it_kg,
                 it_validated_kg = n.it_validated_kg, leaf_ids = n.leaf_ids, leaf_kg = n.leaf_kg,
                 leaf_quantity = n.leaf_quantity, fte = n.fte, highest_module_type_id = n.highest_module_type_id,
                 entry_count = n.entry_count, entries_without_emission = n.entries_without_emission,
                 entries_above_threshold = (
                     select coalesce(sum(t.entries_above), 0) from carbon_report_modules m
                     join module_threshold_stats t on t.carbon_report_module_id = m.id
                     where m.carbon_report_id = a.carbon_report_id
                 ),
                 last_update = coalesce(n.last_update, a.last_update)
             from jsonb_populate_recordset(null::unit_year_aggregates, $1) n
             where a.carbon_report_id = n.carbon_report_id",
            json!(rows)
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

fn aggregate_row(report: i32, figures: &ReportFigures, touched: Option<DateTime<Utc>>) -> serde_json::Value {
    json!({
        "carbon_report_id": report,
        "overall_status": figures.overall_status.id(),
        "modules_validated": figures.modules_validated,
        "module_status": figures.module_status.map(ModuleStatus::id),
        "module_kg": figures.module_kg,
        "category_kg": figures.category_kg,
        "scope1_kg": figures.scope_kg[0],
        "scope2_kg": figures.scope_kg[1],
        "scope3_kg": figures.scope_kg[2],
        "total_kg": figures.total_kg,
        "validated_kg": figures.validated_kg,
        "it_kg": figures.it_kg,
        "it_validated_kg": figures.it_validated_kg,
        "leaf_ids": figures.leaf_kg.keys().map(|id| id.0).collect::<Vec<_>>(),
        "leaf_kg": figures.leaf_kg.values().collect::<Vec<_>>(),
        "leaf_quantity": figures.leaf_kg.keys().map(|id| figures.leaf_quantity.get(id)).collect::<Vec<_>>(),
        "fte": figures.fte,
        "highest_module_type_id": figures.highest_module.map(ModuleType::id),
        "entry_count": figures.entry_count,
        "entries_without_emission": figures.entries_without_emission,
        "last_update": touched,
    })
}

/// The stored sums of the modules of some reports.
async fn module_figures(conn: &mut PgConnection, reports: &[i32]) -> sqlx::Result<BTreeMap<i32, Vec<ModuleFigures>>> {
    let rows = sqlx::query!(
        "select id, carbon_report_id, module_type_id, status from carbon_report_modules
         where carbon_report_id = any($1) order by carbon_report_id, module_type_id",
        reports
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut modules: BTreeMap<i32, (i32, ModuleFigures)> = BTreeMap::new();
    for row in rows {
        let (Ok(module), Ok(status)) = (row.module_type_id.try_into(), row.status.try_into()) else { continue };
        modules.insert(row.id, (row.carbon_report_id, ModuleFigures::empty(module, status)));
    }
    let ids: Vec<i32> = modules.keys().copied().collect();
    let leaves = sqlx::query!(
        r#"select carbon_report_module_id, emission_type_id, sum(kg) as "kg!", sum(quantity) as quantity
           from module_leaf_stats where carbon_report_module_id = any($1) group by 1, 2"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    for leaf in leaves {
        if let Some((_, module)) = modules.get_mut(&leaf.carbon_report_module_id) {
            let sum = LeafSum { kg: leaf.kg, quantity: leaf.quantity };
            module.leaves.insert(EmissionTypeId(leaf.emission_type_id), sum);
        }
    }
    let counts = sqlx::query!(
        r#"select carbon_report_module_id, sum(entry_count) as "entries!", sum(fte) as "fte!",
               sum(no_factor_count) as "no_factor!", sum(unknown_location_count) as "unknown_location!",
               sum(no_surface_count) as "no_surface!", sum(no_exchange_rate_count) as "no_exchange_rate!"
           from module_type_stats where carbon_report_module_id = any($1) group by 1"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    for count in counts {
        if let Some((_, module)) = modules.get_mut(&count.carbon_report_module_id) {
            module.entry_count = count.entries;
            module.fte = count.fte;
            module.without_emission = BTreeMap::from([
                (EmissionReason::NoFactor, count.no_factor),
                (EmissionReason::UnknownLocation, count.unknown_location),
                (EmissionReason::NoSurface, count.no_surface),
                (EmissionReason::NoExchangeRate, count.no_exchange_rate),
            ]);
        }
    }
    let mut by_report: BTreeMap<i32, Vec<ModuleFigures>> = BTreeMap::new();
    for (report, module) in modules.into_values() {
        by_report.entry(report).or_default().push(module);
    }
    Ok(by_report)
}

/// Newest revisions of a type's factors and lists.
pub(super) async fn revisions(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<(i32, i32)> {
    let row = sqlx::query!(
        "select factor_revision, reference_revision from calculation_inputs where year = $1 and data_entry_type_id = $2",
        year.get(),
        data_type.id()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or((0, 0), |row| (row.factor_revision, row.reference_revision)))
}

/// Follows a recalculation that changed the sums of some modules: validated ones stay so and say that their numbers
/// changed. Returns how many.
pub(super) async fn flag_recalculated(conn: &mut PgConnection, modules: &[ReportModuleId]) -> sqlx::Result<u64> {
    let ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
    let flagged = sqlx::query!(
        "update carbon_report_modules set recalculated_since_validation = true where id = any($1) and status = 2",
        &ids
    )
    .execute(&mut *conn)
    .await?;
    let reports = sqlx::query_scalar!(
        r#"select distinct carbon_report_id as "report: CarbonReportId" from carbon_report_modules where id = any($1)"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    refresh_reports(conn, &reports, None).await?;
    Ok(flagged.rows_affected())
}

/// How many of some modules are validated.
pub(super) async fn count_validated(conn: &mut PgConnection, modules: &[ReportModuleId]) -> sqlx::Result<u64> {
    let ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from carbon_report_modules where id = any($1) and status = 2"#,
        &ids
    );
    Ok(count.fetch_one(conn).await? as u64)
}

/// Entries of some types in a year.
pub async fn count_of_types(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<u64> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    let count = sqlx::query_scalar!(
        r#"select coalesce(sum(s.entry_count), 0) as "count!" from module_type_stats s
           join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.year = $1 and s.data_entry_type_id = any($2)"#,
        year.get(),
        &ids
    );
    Ok(count.fetch_one(conn).await? as u64)
}

/// Whether any module holds results of these types computed before what they depend on last changed.
pub async fn is_stale(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<bool> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    let formulas: Vec<i32> =
        data_types.iter().map(|data_type| definition(*data_type).map_or(1, |d| d.formula_revision)).collect();
    sqlx::query_scalar!(
        r#"select exists(
               select from module_type_stats s
               join carbon_report_modules m on m.id = s.carbon_report_module_id
               join calculation_inputs i on i.year = m.year and i.data_entry_type_id = s.data_entry_type_id
               join unnest($2::smallint[], $3::int[]) as f(data_type, revision) on f.data_type = s.data_entry_type_id
               where m.year = $1
                 and (s.factor_revision < i.factor_revision or s.reference_revision < i.reference_revision
                     or s.formula_revision < f.revision)
           ) as "is!""#,
        year.get(),
        &ids,
        &formulas
    )
    .fetch_one(conn)
    .await
}

/// kg CO2eq that some types give in a year over all units.
pub async fn total_of_types(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<f64> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    sqlx::query_scalar!(
        r#"select coalesce(sum(s.kg), 0) as "kg!" from module_leaf_stats s
           join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.year = $1 and s.data_entry_type_id = any($2)"#,
        year.get(),
        &ids
    )
    .fetch_one(conn)
    .await
}
