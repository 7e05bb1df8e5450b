//! Stored sums held against the emissions they stand for, and made to agree again.

mod expected;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

use self::expected::expected_figures;
use super::{figures, thresholds};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{Category, DataEntryType, ModuleType};
use crate::platform::database;
use crate::platform::ids::{CarbonReportId, UnitId};

/// Reports compared at once.
const REPORTS_AT_ONCE: i64 = 500;
/// Sums of floats may differ by the order of their terms, by no more than this share.
const TOLERANCE: f64 = 1e-9;

/// A stored figure that is not the sum it stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// The unit.
    pub unit_id: UnitId,
    /// The year.
    pub year: i16,
    /// Which figure.
    pub field: String,
    /// As stored.
    pub stored: f64,
    /// As summed from the emissions.
    pub expected: f64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DriftReport {
    /// Unit-years compared.
    pub checked: u64,
    /// Figures that do not agree.
    pub drifted: Vec<Drift>,
}

struct Stored {
    report: i32,
    unit: UnitId,
    year: i16,
    figures: BTreeMap<String, f64>,
}

/// Compares every stored figure with the sum of its emissions, all as of one moment.
pub async fn check(db: &PgPool) -> sqlx::Result<DriftReport> {
    let mut snapshot = database::moment(db).await?;
    let conn = &mut *snapshot;
    let mut report = DriftReport { drifted: missing_rows(conn).await?, ..DriftReport::default() };
    let mut after = 0;
    loop {
        let stored = stored_figures(&mut *conn, after).await?;
        let Some(last) = stored.last() else { return Ok(report) };
        after = last.report;
        let ids: Vec<i32> = stored.iter().map(|row| row.report).collect();
        let mut expected = expected_figures(&mut *conn, &ids).await?;
        for row in stored {
            report.checked += 1;
            let expected = expected.remove(&row.report).unwrap_or_default();
            report.drifted.extend(differences(&row, &expected));
        }
    }
}

/// Reports that the read model does not have at all.
async fn missing_rows(conn: &mut PgConnection) -> sqlx::Result<Vec<Drift>> {
    let rows = sqlx::query!(
        r#"select unit_id as "unit: UnitId", year from carbon_reports r
           where kind = 'calculator'
             and not exists (select from unit_year_aggregates a where a.carbon_report_id = r.id)"#
    )
    .fetch_all(conn)
    .await?;
    let drift = |unit_id, year| Drift { unit_id, year, field: "row".to_owned(), stored: 0.0, expected: 1.0 };
    Ok(rows.into_iter().map(|row| drift(row.unit, row.year)).collect())
}

/// Modules whose statistics are not what the read model says of them. Entries themselves are not looked at.
pub async fn lagging_modules(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"with sums as (
               select carbon_report_module_id as module, sum(kg) as kg from module_leaf_stats group by 1
           )
           select count(*) as "count!" from carbon_report_modules m
           join carbon_reports r on r.id = m.carbon_report_id and r.kind = 'calculator'
           left join unit_year_aggregates a on a.carbon_report_id = m.carbon_report_id
           left join sums s on s.module = m.id
           where a.carbon_report_id is null
              or abs(coalesce(s.kg, 0) - a.module_kg[m.module_type_id])
                  > $1 * greatest(abs(coalesce(s.kg, 0)), abs(a.module_kg[m.module_type_id]), 1)
              or a.module_status[m.module_type_id] <> m.status"#,
        TOLERANCE
    )
    .fetch_one(conn)
    .await
}

/// Sums everything again from the emissions. Statuses and times of change stay as they are.
pub async fn rebuild(conn: &mut PgConnection, year: Year, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let modules = sqlx::query!(
        r#"select id, carbon_report_id as "report: CarbonReportId" from carbon_report_modules where year = $1"#,
        year.get()
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i32> = modules.iter().map(|module| module.id).collect();
    let types: Vec<i16> = DataEntryType::ALL.iter().map(|data_type| data_type.id()).collect();
    figures::sum_leaves(conn, year, &ids, &types).await?;
    for data_type in DataEntryType::ALL {
        figures::count_entries(conn, year, &ids, *data_type, now).await?;
        thresholds::count(conn, year, *data_type, None).await?;
    }
    let reports: BTreeSet<CarbonReportId> = modules.iter().map(|module| module.report).collect();
    figures::refresh_reports(conn, &reports.iter().copied().collect::<Vec<_>>(), None).await?;
    Ok(reports.len() as u64)
}

fn differences(stored: &Stored, expected: &BTreeMap<String, f64>) -> Vec<Drift> {
    let fields: BTreeSet<&String> = stored.figures.keys().chain(expected.keys()).collect();
    let compared = fields.into_iter().map(|field| {
        let of = |figures: &BTreeMap<String, f64>| figures.get(field).copied().unwrap_or(0.0);
        (field, of(&stored.figures), of(expected))
    });
    compared
        .filter(|(_, stored, expected)| {
            (stored - expected).abs() > TOLERANCE * stored.abs().max(expected.abs()).max(1.0)
        })
        .map(|(field, kept, expected)| Drift {
            unit_id: stored.unit,
            year: stored.year,
            field: field.clone(),
            stored: kept,
            expected,
        })
        .collect()
}

async fn stored_figures(conn: &mut PgConnection, after: i32) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"select carbon_report_id, unit_id as "unit: UnitId", year, overall_status, modules_validated, module_kg,
               category_kg, scope1_kg, scope2_kg, scope3_kg, total_kg, validated_kg, it_kg, it_validated_kg, fte,
               leaf_ids, leaf_kg, leaf_quantity as "leaf_quantity: Vec<Option<f64>>", highest_module_type_id, entry_count, entries_without_emission,
               entries_above_threshold
           from unit_year_aggregates a where carbon_report_id > $1 order by carbon_report_id limit $2"#,
        after,
        REPORTS_AT_ONCE
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i32> = rows.iter().map(|row| row.carbon_report_id).collect();
    let leaves = sqlx::query!(
        r#"select m.carbon_report_id, s.emission_type_id, sum(s.kg) as "kg!" from module_leaf_stats s
           join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.carbon_report_id = any($1) group by 1, 2"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut stored: Vec<Stored> = rows
        .into_iter()
        .map(|row| {
            let mut figures = BTreeMap::from([
                ("overall_status".to_owned(), f64::from(row.overall_status)),
                ("modules_validated".to_owned(), f64::from(row.modules_validated)),
                ("highest_module_type_id".to_owned(), f64::from(row.highest_module_type_id.unwrap_or_default())),
                ("scope1_kg".to_owned(), row.scope1_kg),
                ("scope2_kg".to_owned(), row.scope2_kg),
                ("scope3_kg".to_owned(), row.scope3_kg),
                ("total_kg".to_owned(), row.total_kg),
                ("validated_kg".to_owned(), row.validated_kg),
                ("it_kg".to_owned(), row.it_kg),
                ("it_validated_kg".to_owned(), row.it_validated_kg),
                ("fte".to_owned(), row.fte),
                ("entry_count".to_owned(), f64::from(row.entry_count)),
                ("entries_without_emission".to_owned(), f64::from(row.entries_without_emission)),
                ("entries_above_threshold".to_owned(), f64::from(row.entries_above_threshold)),
            ]);
            figures.extend(module_fields(&row.module_kg));
            figures.extend(category_fields(&row.category_kg));
            let quantities = row.leaf_ids.iter().copied().map(quantity_field).zip(row.leaf_quantity);
            figures.extend(quantities.filter_map(|(field, quantity)| Some((field, quantity?))));
            figures.extend(row.leaf_ids.into_iter().map(read_leaf_field).zip(row.leaf_kg));
            Stored { report: row.carbon_report_id, unit: row.unit, year: row.year, figures }
        })
        .collect();
    for leaf in leaves {
        if let Ok(position) = stored.binary_search_by_key(&leaf.carbon_report_id, |row| row.report) {
            stored[position].figures.insert(leaf_field(leaf.emission_type_id), leaf.kg);
        }
    }
    Ok(stored)
}

fn module_fields(kg: &[f64]) -> impl Iterator<Item = (String, f64)> {
    ModuleType::ALL.iter().zip(kg).map(|(module, kg)| (format!("module_{module}_kg"), *kg))
}

fn category_fields(kg: &[f64]) -> impl Iterator<Item = (String, f64)> {
    Category::ALL.iter().zip(kg).map(|(category, kg)| (format!("category_{category}_kg"), *kg))
}

/// The same leaf in the read model.
fn read_leaf_field(emission_type: i32) -> String {
    format!("report_emission_type_{emission_type}_kg")
}

/// Its quantity there.
fn quantity_field(emission_type: i32) -> String {
    format!("report_emission_type_{emission_type}_quantity")
}

fn leaf_field(emission_type: i32) -> String {
    format!("emission_type_{emission_type}_kg")
}
