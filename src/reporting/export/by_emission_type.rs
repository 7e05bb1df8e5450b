//! `results_by_emission_type.csv`: one row per unit, year and emission type.

use anyhow::Context;
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::sheet::Sheet;
use crate::carbon::taxonomy::{
    Category, EmissionTypeId, ModuleStatus, ModuleType, QuantityUnit, counted_as, emission_type, emission_types,
};
use crate::reporting::filter::Bound;

const HEADER: [&str; 14] = [
    "report_id",
    "year",
    "unit_institutional_id",
    "unit_name",
    "module_name",
    "module_status",
    "scope",
    "category",
    "subcategory",
    "emission_type_id",
    "emission_type_name",
    "quantity",
    "quantity_unit",
    "kg_co2eq",
];

/// Writes the file. Kilograms keep every digit, so that they add up to those of `results.csv`.
pub(super) async fn write(
    db: &mut PgConnection,
    bound: &Bound,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<Written> {
    // the database knows the ids alone; the order of the rows is that of the categories
    let (types, categories): (Vec<i32>, Vec<i16>) =
        emission_types().iter().filter_map(|node| Some((node.id.0, counted_as(node.id)?.category?.id()))).unzip();
    let mut sheet = Sheet::start(archive, options, "results_by_emission_type", &HEADER).await?;
    let mut rows = sqlx::query!(
        r#"
        with reports as materialized (
            select a.carbon_report_id, a.year, u.institutional_id, u.name,
                row_number() over (order by a.year, u.name collate "und-x-icu", u.id) as position
            from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8) s
            join units u on u.id = s.unit_id
            join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = any($1)
        ), sums as (
            select r.position, m.module_type_id, m.status, l.emission_type_id, sum(l.kg) as kg,
                sum(l.quantity) as quantity
            from reports r
            join carbon_report_modules m on m.carbon_report_id = r.carbon_report_id
            join module_leaf_stats l on l.carbon_report_module_id = m.id
            group by r.position, m.id, l.emission_type_id
        )
        select r.carbon_report_id, r.year, r.institutional_id, r.name, s.module_type_id, s.status, s.emission_type_id,
            s.quantity, s.kg as "kg!"
        from sums s
        join reports r on r.position = s.position
        left join unnest($9::int[], $10::smallint[]) t (emission_type_id, category_id)
            on t.emission_type_id = s.emission_type_id
        order by s.position, t.category_id, s.emission_type_id
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        &bound.statuses,
        &bound.module_statuses,
        bound.search,
        &types,
        &categories,
    )
    .fetch(db);
    while let Some(row) = rows.try_next().await? {
        let id = EmissionTypeId(row.emission_type_id);
        let node = emission_type(id).with_context(|| format!("{} is no emission type", id.0))?;
        let counted = counted_as(id).unwrap_or(node);
        sheet.count(row.carbon_report_id)?;
        sheet.count(row.year)?;
        sheet.maybe(row.institutional_id.as_deref())?;
        sheet.text(&row.name)?;
        sheet.text(ModuleType::try_from(row.module_type_id)?.key())?;
        sheet.text(ModuleStatus::try_from(row.status)?.key())?;
        sheet.maybe(counted.scope.map(|scope| (scope as u8).to_string()).as_deref())?;
        sheet.maybe(counted.category.map(Category::key))?;
        sheet.maybe(node.subcategory())?;
        sheet.count(row.emission_type_id)?;
        sheet.text(node.path)?;
        sheet.maybe_number(row.quantity)?;
        sheet.maybe(row.quantity.and(node.quantity_unit).map(QuantityUnit::symbol))?;
        sheet.number(row.kg)?;
        sheet.end_row(archive).await?;
    }
    drop(rows);
    sheet.finish(archive).await
}
