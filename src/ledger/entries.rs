//! Data entries and their emissions, written together.

use serde_json::Value;
use sqlx::PgConnection;

use crate::carbon::engine::{Emission, EmissionReason};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus};
use crate::platform::ids::{JobId, ReportModuleId, UnitId};

/// Where an entry came from, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A file naming units per row.
    PerYearFile = 1,
    /// A unit's own file.
    UnitFile = 2,
}

/// An entry to be stored, with what it was computed to.
#[derive(Debug)]
pub struct NewEntry {
    /// Its type.
    pub data_type: DataEntryType,
    /// The module it belongs to.
    pub module: ReportModuleId,
    /// The unit of that module.
    pub unit: UnitId,
    /// Normalised payload.
    pub payload: Value,
    /// Total given with the entry, kg CO2eq.
    pub imposed_kg: Option<f64>,
    /// Why it yields no emission.
    pub reason: Option<EmissionReason>,
    /// What it yields.
    pub emissions: Vec<Emission>,
}

/// Stores entries and their emissions.
pub async fn insert(
    conn: &mut PgConnection,
    year: Year,
    source: Source,
    job: JobId,
    entries: &[NewEntry],
) -> sqlx::Result<()> {
    let ids: Vec<i64> = sqlx::query_scalar!(
        r#"select nextval('data_entry_ids') as "id!" from generate_series(1, $1::int)"#,
        entries.len() as i32
    )
    .fetch_all(&mut *conn)
    .await?;
    let data_types: Vec<i16> = entries.iter().map(|entry| entry.data_type.id()).collect();
    let modules: Vec<i32> = entries.iter().map(|entry| entry.module.0).collect();
    let units: Vec<i32> = entries.iter().map(|entry| entry.unit.0).collect();
    let payloads: Vec<Value> = entries.iter().map(|entry| entry.payload.clone()).collect();
    let imposed: Vec<Option<f64>> = entries.iter().map(|entry| entry.imposed_kg).collect();
    let reasons: Vec<Option<&str>> = entries.iter().map(|entry| entry.reason.map(EmissionReason::key)).collect();
    sqlx::query!(
        "insert into data_entries (id, year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
             payload, imposed_kg, emission_reason, job_id)
         select id, $1, data_type, module_of_data_entry_type(data_type), module, unit, $2, payload, imposed, reason, $3
         from unnest($4::bigint[], $5::smallint[], $6::int[], $7::int[], $8::jsonb[], $9::float8[], $10::text[])
             as given(id, data_type, module, unit, payload, imposed, reason)",
        year.get(),
        source as i16,
        job.0,
        &ids,
        &data_types,
        &modules,
        &units,
        &payloads,
        &imposed as &[Option<f64>],
        &reasons as &[Option<&str>]
    )
    .execute(&mut *conn)
    .await?;
    insert_emissions(conn, year, ids.iter().copied().zip(entries)).await
}

/// Stores the emissions of entries by their ids.
pub(super) async fn insert_emissions(
    conn: &mut PgConnection,
    year: Year,
    entries: impl Iterator<Item = (i64, &NewEntry)>,
) -> sqlx::Result<()> {
    let mut rows = EmissionRows::default();
    for (id, entry) in entries {
        for emission in &entry.emissions {
            rows.entry_ids.push(id);
            rows.data_types.push(entry.data_type.id());
            rows.modules.push(entry.module.0);
            rows.emission_types.push(emission.emission_type.0);
            rows.scopes.push(emission.scope as i16);
            rows.kg.push(emission.kg);
            rows.quantities.push(emission.quantity);
            rows.factors.push(emission.factor.map(|(id, _)| id.0));
            rows.revisions.push(emission.factor.map(|(_, revision)| revision));
        }
    }
    sqlx::query!(
        "insert into data_entry_emissions (year, data_entry_id, data_entry_type_id, carbon_report_module_id,
             emission_type_id, scope, kg, quantity, factor_id, factor_revision)
         select $1, given.* from unnest($2::bigint[], $3::smallint[], $4::int[], $5::int[], $6::smallint[], $7::float8[],
             $8::float8[], $9::int[], $10::int[]) as given",
        year.get(),
        &rows.entry_ids,
        &rows.data_types,
        &rows.modules,
        &rows.emission_types,
        &rows.scopes,
        &rows.kg,
        &rows.quantities as &[Option<f64>],
        &rows.factors as &[Option<i32>],
        &rows.revisions as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Default)]
struct EmissionRows {
    entry_ids: Vec<i64>,
    data_types: Vec<i16>,
    modules: Vec<i32>,
    emission_types: Vec<i32>,
    scopes: Vec<i16>,
    kg: Vec<f64>,
    quantities: Vec<Option<f64>>,
    factors: Vec<Option<i32>>,
    revisions: Vec<Option<i32>>,
}

/// Removes what earlier per-year files stored for some types, except in validated modules.
/// Returns how many entries went from which modules.
pub async fn delete_per_year_rows(
    conn: &mut PgConnection,
    year: Year,
    data_types: &[DataEntryType],
) -> sqlx::Result<Vec<(ReportModuleId, DataEntryType, i64)>> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    let rows = sqlx::query!(
        r#"with gone as (
               delete from data_entries e using carbon_report_modules m
               where e.year = $1 and e.data_entry_type_id = any($2) and e.source = $3
                 and m.id = e.carbon_report_module_id and m.status <> $4
               returning e.id, e.carbon_report_module_id, e.data_entry_type_id
           ), emissions as (
               delete from data_entry_emissions x using gone
               where x.year = $1 and x.data_entry_type_id = gone.data_entry_type_id
                 and x.carbon_report_module_id = gone.carbon_report_module_id and x.data_entry_id = gone.id
           )
           select carbon_report_module_id as "module: ReportModuleId", data_entry_type_id, count(*) as "count!"
           from gone group by 1, 2"#,
        year.get(),
        &ids,
        Source::PerYearFile as i16,
        ModuleStatus::Validated.id()
    )
    .fetch_all(conn)
    .await?;
    Ok(grouped(rows.into_iter().map(|row| (row.module, row.data_entry_type_id, row.count))))
}

/// Removes the entries of a type from some modules; for types with one entry per report.
pub async fn delete_of_modules(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    modules: &[ReportModuleId],
) -> sqlx::Result<u64> {
    let ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
    let entries = sqlx::query!(
        "delete from data_entries where year = $1 and data_entry_type_id = $2 and carbon_report_module_id = any($3)",
        year.get(),
        data_type.id(),
        &ids
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from data_entry_emissions where year = $1 and data_entry_type_id = $2
             and carbon_report_module_id = any($3)",
        year.get(),
        data_type.id(),
        &ids
    )
    .execute(conn)
    .await?;
    Ok(entries.rows_affected())
}

/// What is left of the entries a job stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsOfJob {
    /// Still there.
    pub remaining: i64,
    /// Of those, changed by a person since.
    pub edited: i64,
}

/// What is left of the entries a job stored.
pub async fn rows_of_job(conn: &mut PgConnection, year: Year, job: JobId) -> sqlx::Result<RowsOfJob> {
    sqlx::query_as!(
        RowsOfJob,
        r#"select count(*) as "remaining!", count(edited_at) as "edited!" from data_entries
           where year = $1 and job_id = $2"#,
        year.get(),
        job.0
    )
    .fetch_one(conn)
    .await
}

/// Values of a payload field that entries of a type already have, per module; those of one job left out.
pub async fn stored_values(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    field: &str,
    except: Option<JobId>,
) -> sqlx::Result<Vec<(ReportModuleId, String)>> {
    let rows = sqlx::query!(
        r#"select carbon_report_module_id as "module: ReportModuleId", payload ->> $3 as value
           from data_entries where year = $1 and data_entry_type_id = $2 and job_id is distinct from $4"#,
        year.get(),
        data_type.id(),
        field,
        except.map(|job| job.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.module, row.value?))).collect())
}

fn grouped(rows: impl Iterator<Item = (ReportModuleId, i16, i64)>) -> Vec<(ReportModuleId, DataEntryType, i64)> {
    rows.filter_map(|(module, data_type, count)| {
        DataEntryType::try_from(data_type).ok().map(|data_type| (module, data_type, count))
    })
    .collect()
}
