//! Entries above the threshold that their year sets for their type, counted per module.

use sqlx::PgConnection;

use super::figures;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::platform::ids::{CarbonReportId, ReportModuleId};

/// Counts again after a year's threshold has changed, and refreshes the reports that it changes.
pub async fn follow_change(conn: &mut PgConnection, year: Year, data_type: DataEntryType) -> sqlx::Result<()> {
    let reports = count(conn, year, data_type, None).await?;
    figures::refresh_reports(conn, &reports, None).await
}

/// Counts a type's entries above their threshold in some modules, or in all of the year. Gives the reports whose count
/// changed: the read model does not have it yet.
pub(super) async fn count(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    modules: Option<&[ReportModuleId]>,
) -> sqlx::Result<Vec<CarbonReportId>> {
    let ids: Option<Vec<i32>> = modules.map(|modules| modules.iter().map(|module| module.0).collect());
    let threshold = threshold(&mut *conn, year, data_type).await?;
    if threshold.is_none() && !has_counts(&mut *conn, year, data_type, ids.as_deref()).await? {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        r#"with entries as (
               select carbon_report_module_id as module from data_entry_emissions
               where year = $1 and data_entry_type_id = $2 and ($3::int[] is null or carbon_report_module_id = any($3))
                   and $4::float8 is not null
               group by carbon_report_module_id, data_entry_id
               having sum(kg) > $4
           ), counted as (
               select module, count(*)::int as entries_above from entries group by module
           ), gone as (
               delete from module_threshold_stats s using carbon_report_modules m
               where m.id = s.carbon_report_module_id and m.year = $1 and s.data_entry_type_id = $2
                   and ($3 is null or m.id = any($3)) and m.id not in (select module from counted)
               returning s.carbon_report_module_id
           ), put as (
               insert into module_threshold_stats as s (carbon_report_module_id, data_entry_type_id, entries_above)
               select module, $2, entries_above from counted
               on conflict (carbon_report_module_id, data_entry_type_id)
                   do update set entries_above = excluded.entries_above
                   where s.entries_above <> excluded.entries_above
               returning carbon_report_module_id
           )
           select distinct carbon_report_id as "report: CarbonReportId" from carbon_report_modules
           where id in (select * from gone union all select * from put)"#,
        year.get(),
        data_type.id(),
        ids.as_deref(),
        threshold
    )
    .fetch_all(conn)
    .await
}

async fn threshold(conn: &mut PgConnection, year: Year, data_type: DataEntryType) -> sqlx::Result<Option<f64>> {
    let set = sqlx::query_scalar!(
        "select threshold_kg from year_data_entry_types where year = $1 and data_entry_type_id = $2",
        year.get(),
        data_type.id()
    );
    Ok(set.fetch_optional(conn).await?.flatten())
}

async fn has_counts(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    modules: Option<&[i32]>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from module_threshold_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
               where m.year = $1 and s.data_entry_type_id = $2 and ($3::int[] is null or m.id = any($3))
           ) as "has!""#,
        year.get(),
        data_type.id(),
        modules
    )
    .fetch_one(conn)
    .await
}
