//! Carbon reports: one per unit and year, with eight modules and a row of the read model.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::figures;
use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};
use crate::platform::ids::{CarbonReportId, ReportModuleId, UnitId, UserId};

/// A module of a unit's report, as a target of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportModule {
    /// The module inside the report.
    pub id: ReportModuleId,
    /// The report.
    pub report: CarbonReportId,
    /// The unit.
    pub unit: UnitId,
    /// How far it is.
    pub status: ModuleStatus,
}

/// Makes room for a year and every data entry type: partitions, inputs of computation. What is there stays.
pub async fn prepare_year(conn: &mut PgConnection, year: Year) -> sqlx::Result<()> {
    let with_entries: Vec<i16> =
        definitions().iter().filter(|definition| definition.has_entries).map(|d| d.data_type.id()).collect();
    sqlx::query!("select create_year_partitions($1, $2)", i32::from(year.get()), &with_entries)
        .execute(&mut *conn)
        .await?;
    let data_types: Vec<i16> = DataEntryType::ALL.iter().map(|data_type| data_type.id()).collect();
    sqlx::query!(
        "insert into calculation_inputs (year, data_entry_type_id) select $1, unnest($2::smallint[])
         on conflict do nothing",
        year.get(),
        &data_types
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Creates what is missing so that every active level-4 unit has a report with eight modules; returns new reports.
pub async fn create_missing(conn: &mut PgConnection, year: Year) -> sqlx::Result<u64> {
    let created = sqlx::query!(
        "insert into carbon_reports (unit_id, year) select id, $1 from units where is_active and level = 4
         on conflict do nothing",
        year.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into carbon_report_modules (carbon_report_id, unit_id, year, module_type_id)
         select r.id, r.unit_id, r.year, m from carbon_reports r, generate_series(1, 8) m
         where r.year = $1 and r.kind = 'calculator'
         on conflict do nothing",
        year.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into unit_year_aggregates (carbon_report_id, unit_id, year, module_status, module_kg, category_kg)
         select id, unit_id, year, array_fill(0::smallint, array[8]), array_fill(0::float8, array[8]),
             array_fill(0::float8, array[12])
         from carbon_reports where year = $1 and kind = 'calculator'
         on conflict do nothing",
        year.get()
    )
    .execute(conn)
    .await?;
    Ok(created.rows_affected())
}

/// The module of every unit that has a report in the year, or of one unit; nobody else changes them until commit.
pub async fn lock_modules_of_year(
    conn: &mut PgConnection,
    year: Year,
    module: ModuleType,
    unit: Option<UnitId>,
) -> sqlx::Result<HashMap<UnitId, ReportModule>> {
    let rows = sqlx::query!(
        r#"select m.id as "id: ReportModuleId", m.carbon_report_id as "report: CarbonReportId",
             m.unit_id as "unit: UnitId", m.status
         from carbon_report_modules m join carbon_reports r on r.id = m.carbon_report_id
         where m.year = $1 and m.module_type_id = $2 and r.kind = 'calculator' and ($3::int is null or m.unit_id = $3)
         order by m.id for no key update of m"#,
        year.get(),
        module.id(),
        unit.map(|unit| unit.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let status = ModuleStatus::try_from(row.status).unwrap_or(ModuleStatus::InProgress);
            (row.unit, ReportModule { id: row.id, report: row.report, unit: row.unit, status })
        })
        .collect())
}

/// What tells a module of every unit from an earlier state of it: every write of its entries changes it.
pub(super) async fn module_versions(
    conn: &mut PgConnection,
    year: Year,
    module: ModuleType,
) -> sqlx::Result<HashMap<ReportModuleId, String>> {
    let rows = sqlx::query!(
        r#"select id as "id: ReportModuleId", xmin::text as "version!" from carbon_report_modules
           where year = $1 and module_type_id = $2"#,
        year.get(),
        module.id()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// A unit's module in a year.
pub async fn module_of_unit(
    conn: &mut PgConnection,
    year: Year,
    unit: UnitId,
    module: ModuleType,
) -> sqlx::Result<Option<ReportModule>> {
    let row = sqlx::query!(
        r#"select m.id as "id: ReportModuleId", m.carbon_report_id as "report: CarbonReportId", m.status
           from carbon_report_modules m join carbon_reports r on r.id = m.carbon_report_id
           where m.year = $1 and m.module_type_id = $2 and m.unit_id = $3 and r.kind = 'calculator'"#,
        year.get(),
        module.id(),
        unit.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let status = ModuleStatus::try_from(row.status).unwrap_or(ModuleStatus::InProgress);
        ReportModule { id: row.id, report: row.report, unit, status }
    }))
}

/// A module's status, which nobody else changes until commit.
pub async fn lock_status(conn: &mut PgConnection, module: ReportModuleId) -> sqlx::Result<ModuleStatus> {
    let status = sqlx::query_scalar!("select status from carbon_report_modules where id = $1 for update", module.0)
        .fetch_one(conn)
        .await?;
    Ok(ModuleStatus::try_from(status).unwrap_or(ModuleStatus::InProgress))
}

/// Where a module stands beside its status.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Numbers changed after its principal validated it.
    pub recalculated_since_validation: bool,
    /// kg CO2eq.
    pub total_kg: f64,
}

/// Where a module stands.
pub async fn standing(conn: &mut PgConnection, module: ReportModuleId) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select recalculated_since_validation,
               (select coalesce(sum(kg), 0) from module_leaf_stats s where s.carbon_report_module_id = m.id) as "total_kg!"
           from carbon_report_modules m where id = $1"#,
        module.0
    )
    .fetch_one(conn)
    .await
}

/// Sets the status of modules and everything derived from it. Each module may stand once.
pub async fn set_statuses(
    conn: &mut PgConnection,
    modules: &[(ReportModule, ModuleStatus)],
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<i32> = modules.iter().map(|(module, _)| module.id.0).collect();
    let statuses: Vec<i16> = modules.iter().map(|(_, status)| status.id()).collect();
    sqlx::query!(
        "update carbon_report_modules m set status = given.status,
             validated_at = case when given.status = 2 then $3::timestamptz end,
             validated_by = case when given.status = 2 then $4::int end,
             validated_total_kg = case when given.status = 2 then
                 (select coalesce(sum(kg), 0) from module_leaf_stats where carbon_report_module_id = m.id) end,
             recalculated_since_validation = false
         from unnest($1::int[], $2::smallint[]) as given(id, status) where m.id = given.id",
        &ids,
        &statuses,
        now,
        by.map(|user| user.0)
    )
    .execute(&mut *conn)
    .await?;
    let reports: Vec<_> = modules.iter().map(|(module, _)| module.report).collect();
    figures::refresh_reports(conn, &reports, Some(now)).await
}
