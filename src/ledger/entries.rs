//! Data entries and their emissions, written together.

use std::collections::BTreeSet;

use serde_json::Value;
use sqlx::PgConnection;

use super::copy::{self, Cell};
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
    /// Full-time equivalents it counts for.
    pub fte: f64,
    /// What it yields.
    pub emissions: Vec<Emission>,
}

/// Ids for so many entries.
pub async fn reserve_ids(conn: &mut PgConnection, entries: usize) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(r#"select nextval('data_entry_ids') as "id!" from generate_series(1, $1::int)"#, entries as i32)
        .fetch_all(conn)
        .await
}

/// Where entries of a file come from.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// Their year.
    pub year: Year,
    /// What kind of file.
    pub source: Source,
    /// The job that reads it.
    pub job: JobId,
}

/// Entries and their emissions, ready to be stored.
#[derive(Debug)]
pub struct NewRows {
    origin: Origin,
    types: BTreeSet<DataEntryType>,
    entries: copy::Rows,
    emissions: EmissionRows,
}

impl NewRows {
    /// No entry yet.
    pub fn of(origin: Origin) -> Self {
        let (entries, emissions) = (copy::Rows::of_columns(11), EmissionRows::into(""));
        Self { origin, types: BTreeSet::new(), entries, emissions }
    }

    /// Adds an entry under a reserved id.
    pub fn push(&mut self, id: i64, entry: &NewEntry) {
        let (Origin { year, source, job }, data_type) = (self.origin, entry.data_type);
        self.types.insert(data_type);
        self.entries.push([
            Cell::BigInt(id),
            Cell::SmallInt(year.get()),
            Cell::SmallInt(data_type.id()),
            Cell::SmallInt(data_type.module().id()),
            Cell::Int(entry.module.0),
            Cell::Int(entry.unit.0),
            Cell::SmallInt(source as i16),
            Cell::Jsonb(&entry.payload.to_string()),
            entry.imposed_kg.into(),
            entry.reason.map(EmissionReason::key).into(),
            Cell::Int(job.0),
        ]);
        self.emissions.push(year, data_type, entry.module, id, &entry.emissions);
    }

    /// Stores them.
    pub async fn send(mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        let Some(data_type) = self.types.first().copied() else { return Ok(()) };
        let year = self.origin.year;
        let (entries, emissions) = if self.types.len() == 1 {
            // straight into the slice: rows need not be routed one by one
            (format!("data_entries_{year}_{}", data_type.id()), emission_slice(year, data_type))
        } else {
            // a copy costs more than routing the rows it takes
            (format!("data_entries_{year}"), format!("data_entry_emissions_{year}"))
        };
        let columns = "id, year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload,
             imposed_kg, emission_reason, job_id";
        self.entries.send(conn, &format!("{entries} ({columns})")).await?;
        self.emissions.redirect(emissions);
        self.emissions.send(conn).await
    }
}

/// The table of one year's emissions of a type.
pub(super) fn emission_slice(year: Year, data_type: DataEntryType) -> String {
    format!("data_entry_emissions_{year}_{}", data_type.id())
}

/// Emissions on their way into one table.
#[derive(Debug)]
pub(super) struct EmissionRows {
    rows: copy::Rows,
    table: String,
}

impl EmissionRows {
    /// No row yet, for a table with the columns of emissions.
    pub(super) fn into(table: impl std::fmt::Display) -> Self {
        Self { rows: copy::Rows::of_columns(10), table: table.to_string() }
    }

    /// The same rows, for another table.
    fn redirect(&mut self, table: String) {
        self.table = table;
    }

    pub(super) fn push(
        &mut self,
        year: Year,
        data_type: DataEntryType,
        module: ReportModuleId,
        entry: i64,
        emissions: &[Emission],
    ) {
        for emission in emissions {
            self.rows.push([
                Cell::SmallInt(year.get()),
                Cell::SmallInt(data_type.id()),
                Cell::Int(module.0),
                Cell::BigInt(entry),
                Cell::Int(emission.emission_type.0),
                Cell::SmallInt(emission.scope as i16),
                Cell::Double(emission.kg),
                emission.quantity.into(),
                emission.factor.map(|(factor, _)| factor.0).into(),
                emission.factor.map(|(_, revision)| revision).into(),
            ]);
        }
    }

    pub(super) async fn send(&mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        let columns = "year, data_entry_type_id, carbon_report_module_id, data_entry_id, emission_type_id, scope, kg,
             quantity, factor_id, factor_revision";
        self.rows.send(conn, &format!("{} ({columns})", self.table)).await
    }
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

/// Rows of per-year files that people changed since, of modules that the next file replaces: module and payload.
pub async fn edited_per_year_rows(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<Vec<(ReportModuleId, Value)>> {
    let rows = sqlx::query!(
        r#"select e.carbon_report_module_id as "module: ReportModuleId", e.payload
           from data_entries e join carbon_report_modules m on m.id = e.carbon_report_module_id
           where e.year = $1 and e.data_entry_type_id = $2 and e.source = $3 and e.edited_at is not null
             and m.status <> $4
           order by e.id"#,
        year.get(),
        data_type.id(),
        Source::PerYearFile as i16,
        ModuleStatus::Validated.id()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.module, row.payload)).collect())
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
           from data_entries where year = $1 and data_entry_type_id = $2
             and ($4::int is null or job_id is distinct from $4)"#,
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
