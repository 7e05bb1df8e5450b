//! What the read model should say of some reports, summed from their emissions.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::{category_fields, leaf_field, module_fields, quantity_field, read_leaf_field};
use crate::carbon::stats::{LeafSum, ModuleFigures, ReportFigures};
use crate::carbon::taxonomy::{EmissionTypeId, ModuleType};

/// Figures by name, of each report.
pub(super) async fn expected_figures(
    conn: &mut PgConnection,
    reports: &[i32],
) -> sqlx::Result<BTreeMap<i32, BTreeMap<String, f64>>> {
    let modules = sqlx::query!(
        "select id, carbon_report_id, module_type_id, status from carbon_report_modules where carbon_report_id = any($1)",
        reports
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i32> = modules.iter().map(|module| module.id).collect();
    let mut sums: BTreeMap<i32, ModuleFigures> = BTreeMap::new();
    let mut report_of: BTreeMap<i32, i32> = BTreeMap::new();
    for row in modules {
        let (Ok(module), Ok(status)) = (row.module_type_id.try_into(), row.status.try_into()) else { continue };
        sums.insert(row.id, ModuleFigures::empty(module, status));
        report_of.insert(row.id, row.carbon_report_id);
    }
    let leaves = sqlx::query!(
        r#"select carbon_report_module_id, emission_type_id, sum(kg) as "kg!", sum(quantity) as quantity
           from data_entry_emissions where carbon_report_module_id = any($1) group by 1, 2"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    for leaf in leaves {
        if let Some(module) = sums.get_mut(&leaf.carbon_report_module_id) {
            let sum = LeafSum { kg: leaf.kg, quantity: leaf.quantity };
            module.leaves.insert(EmissionTypeId(leaf.emission_type_id), sum);
        }
    }
    let counts = sqlx::query!(
        r#"select carbon_report_module_id, count(*) as "entries!",
               count(*) filter (where emission_reason is not null) as "without!",
               coalesce(sum((payload ->> 'fte')::float8) filter (where module_type_id = 1), 0) as "fte!"
           from data_entries where carbon_report_module_id = any($1) group by 1"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut without: BTreeMap<i32, i64> = BTreeMap::new();
    for count in counts {
        if let Some(module) = sums.get_mut(&count.carbon_report_module_id) {
            (module.entry_count, module.fte) = (count.entries, count.fte);
            *without.entry(report_of[&count.carbon_report_module_id]).or_default() += count.without;
        }
    }
    let above = sqlx::query!(
        r#"with above as (
               select e.carbon_report_module_id from data_entry_emissions e
               join year_data_entry_types t on t.year = e.year and t.data_entry_type_id = e.data_entry_type_id
               where e.carbon_report_module_id = any($1) and t.threshold_kg is not null
               group by e.carbon_report_module_id, e.data_entry_type_id, e.data_entry_id, t.threshold_kg
               having sum(e.kg) > t.threshold_kg
           )
           select carbon_report_module_id, count(*) as "entries!" from above group by 1"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut above_threshold: BTreeMap<i32, i64> = BTreeMap::new();
    for count in above {
        *above_threshold.entry(report_of[&count.carbon_report_module_id]).or_default() += count.entries;
    }
    let mut by_report: BTreeMap<i32, Vec<ModuleFigures>> = BTreeMap::new();
    for (id, module) in sums {
        by_report.entry(report_of[&id]).or_default().push(module);
    }
    Ok(by_report
        .into_iter()
        .map(|(report, modules)| {
            let mut fields = report_fields(&modules);
            let without = without.get(&report).copied().unwrap_or_default();
            fields.insert("entries_without_emission".to_owned(), without as f64);
            let above = above_threshold.get(&report).copied().unwrap_or_default();
            fields.insert("entries_above_threshold".to_owned(), above as f64);
            (report, fields)
        })
        .collect())
}

fn report_fields(modules: &[ModuleFigures]) -> BTreeMap<String, f64> {
    let figures = ReportFigures::of_modules(modules);
    let mut fields = BTreeMap::from([
        ("overall_status".to_owned(), f64::from(figures.overall_status.id())),
        ("modules_validated".to_owned(), f64::from(figures.modules_validated)),
        ("highest_module_type_id".to_owned(), f64::from(figures.highest_module.map_or(0, ModuleType::id))),
        ("scope1_kg".to_owned(), figures.scope_kg[0]),
        ("scope2_kg".to_owned(), figures.scope_kg[1]),
        ("scope3_kg".to_owned(), figures.scope_kg[2]),
        ("total_kg".to_owned(), figures.total_kg),
        ("validated_kg".to_owned(), figures.validated_kg),
        ("it_kg".to_owned(), figures.it_kg),
        ("it_validated_kg".to_owned(), figures.it_validated_kg),
        ("fte".to_owned(), figures.fte),
        ("entry_count".to_owned(), figures.entry_count as f64),
    ]);
    fields.extend(module_fields(&figures.module_kg));
    fields.extend(category_fields(&figures.category_kg));
    for module in modules {
        for (id, leaf) in &module.leaves {
            *fields.entry(leaf_field(id.0)).or_default() += leaf.kg;
            *fields.entry(read_leaf_field(id.0)).or_default() += leaf.kg;
            if let Some(quantity) = leaf.quantity {
                *fields.entry(quantity_field(id.0)).or_default() += quantity;
            }
        }
    }
    fields
}
