//! Which results were computed before what they depend on last changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};

/// How far the results of one type in a year are out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Staleness {
    /// Entries of the type.
    pub entries: i64,
    /// Entries of units whose results are out of date.
    pub entries_stale: i64,
    /// Those units.
    pub units_stale: i64,
    /// Of those, units whose module is validated.
    pub validated_stale: i64,
    /// Whether factors were added, changed or retired since.
    pub by_factor: bool,
    /// Whether a list changed since.
    pub by_reference: bool,
    /// Whether the formula changed since.
    pub by_formula: bool,
    /// When factors or lists last changed.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Staleness {
    /// Whether anything is out of date.
    pub fn is_stale(&self) -> bool {
        self.entries_stale > 0
    }
}

/// Every type of a year that takes entries.
pub async fn of_year(conn: &mut PgConnection, year: Year) -> sqlx::Result<BTreeMap<DataEntryType, Staleness>> {
    let with_entries = || definitions().iter().filter(|definition| definition.has_entries);
    let ids: Vec<i16> = with_entries().map(|definition| definition.data_type.id()).collect();
    let formulas: Vec<i32> = with_entries().map(|definition| definition.formula_revision).collect();
    let rows = sqlx::query!(
        r#"with results as (
               select s.data_entry_type_id as id, s.entry_count, m.status,
                   s.factor_revision < i.factor_revision as by_factor,
                   s.reference_revision < i.reference_revision as by_reference,
                   s.formula_revision < f.revision as by_formula
               from module_type_stats s
               join carbon_report_modules m on m.id = s.carbon_report_module_id
               join calculation_inputs i on i.year = m.year and i.data_entry_type_id = s.data_entry_type_id
               join unnest($2::smallint[], $3::int[]) as f(data_type, revision) on f.data_type = s.data_entry_type_id
               where m.year = $1
           ), summed as (
               select id, sum(entry_count) as entries,
                   sum(entry_count) filter (where by_factor or by_reference or by_formula) as entries_stale,
                   count(*) filter (where by_factor or by_reference or by_formula) as units_stale,
                   count(*) filter (where status = 2 and (by_factor or by_reference or by_formula)) as validated_stale,
                   bool_or(by_factor) as by_factor, bool_or(by_reference) as by_reference,
                   bool_or(by_formula) as by_formula
               from results group by id
           )
           select i.data_entry_type_id, i.changed_at, coalesce(entries, 0) as "entries!",
               coalesce(entries_stale, 0) as "entries_stale!", coalesce(units_stale, 0) as "units_stale!",
               coalesce(validated_stale, 0) as "validated_stale!",
               coalesce(by_factor, false) as "by_factor!", coalesce(by_reference, false) as "by_reference!",
               coalesce(by_formula, false) as "by_formula!"
           from calculation_inputs i left join summed on summed.id = i.data_entry_type_id
           where i.year = $1 and i.data_entry_type_id = any($2)"#,
        year.get(),
        &ids,
        &formulas
    )
    .fetch_all(conn)
    .await?;
    let types = rows.into_iter().filter_map(|row| {
        let staleness = Staleness {
            entries: row.entries,
            entries_stale: row.entries_stale,
            units_stale: row.units_stale,
            validated_stale: row.validated_stale,
            by_factor: row.by_factor,
            by_reference: row.by_reference,
            by_formula: row.by_formula,
            changed_at: row.changed_at,
        };
        Some((DataEntryType::try_from(row.data_entry_type_id).ok()?, staleness))
    });
    Ok(types.collect())
}

/// Units that hold results, each once however many data types they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Units {
    /// All of them.
    pub all: i64,
    /// Those with results that are out of date.
    pub stale: i64,
}

/// Units by module, and of the whole year under none.
pub async fn units_of_year(conn: &mut PgConnection, year: Year) -> sqlx::Result<BTreeMap<Option<ModuleType>, Units>> {
    let ids: Vec<i16> = definitions().iter().map(|definition| definition.data_type.id()).collect();
    let formulas: Vec<i32> = definitions().iter().map(|definition| definition.formula_revision).collect();
    let rows = sqlx::query!(
        r#"with modules as (
               select m.carbon_report_id as report, m.module_type_id,
                   bool_or(s.factor_revision < i.factor_revision or s.reference_revision < i.reference_revision
                       or s.formula_revision < f.revision) as is_stale
               from module_type_stats s
               join carbon_report_modules m on m.id = s.carbon_report_module_id
               join calculation_inputs i on i.year = m.year and i.data_entry_type_id = s.data_entry_type_id
               join unnest($2::smallint[], $3::int[]) as f(data_type, revision) on f.data_type = s.data_entry_type_id
               where m.year = $1 group by 1, 2
           )
           select module_type_id, count(*) as "all!", count(*) filter (where is_stale) as "stale!"
           from modules group by 1
           union all
           select null, count(*), count(*) filter (where is_stale)
           from (select bool_or(is_stale) as is_stale from modules group by report) reports"#,
        year.get(),
        &ids,
        &formulas
    )
    .fetch_all(conn)
    .await?;
    let units = rows.into_iter().filter_map(|row| {
        let module = row.module_type_id.map(ModuleType::try_from).transpose().ok()?;
        Some((module, Units { all: row.all, stale: row.stale }))
    });
    Ok(units.collect())
}

/// Whether a year has any factor.
pub async fn has_factors(conn: &mut PgConnection, year: Year) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists(select from factors where year = $1) as "has!""#, year.get())
        .fetch_one(conn)
        .await
}
