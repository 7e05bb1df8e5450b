//! `results.csv`: one row per unit and year.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::sheet::Sheet;
use crate::carbon::taxonomy::{Category, ModuleType, OverallStatus};
use crate::reporting::filter::Bound;

const BEFORE: [&str; 15] = [
    "year",
    "school",
    "institute",
    "unit_institutional_id",
    "unit_name",
    "unit_path_name",
    "report_status",
    "modules_validated",
    "modules_total",
    "total_fte",
    "scope1_kg",
    "scope2_kg",
    "scope3_kg",
    "total_kg",
    "total_validated_kg",
];

/// Writes the file: its name and how many rows it has. Kilograms keep every digit, so that their sums hold.
pub(super) async fn write(
    db: &mut PgConnection,
    bound: &Bound,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<Written> {
    let modules: Vec<String> = ModuleType::ALL.iter().map(|module| format!("module_{module}_kg")).collect();
    let categories: Vec<String> = Category::ALL.iter().map(|category| format!("category_{category}_kg")).collect();
    let mut header = BEFORE.to_vec();
    header.push("t_per_fte");
    header.extend(modules.iter().chain(&categories).map(String::as_str));
    header.extend(["it_kg", "highest_category"]);
    let mut sheet = Sheet::start(archive, options, "results", &header).await?;

    let mut rows = sqlx::query!(
        r#"
        with above as (
            select u.id, min(o.name) filter (where o.level = 2) as school,
                min(o.name) filter (where o.level = 3) as institute
            from units u cross join unnest(u.path_codes) code
            join units o on o.institutional_code = code and o.level in (2, 3)
            where u.level = 4
            group by u.id
        )
        select a.year, above.school, above.institute, u.institutional_id, u.name, u.path_name, a.overall_status,
            a.modules_validated, a.fte, a.scope1_kg, a.scope2_kg, a.scope3_kg, a.total_kg, a.validated_kg, a.module_kg,
            a.category_kg, a.it_kg, a.highest_module_type_id
        from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8, $9) s
        join units u on u.id = s.unit_id
        join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = any($1)
        left join above on above.id = u.id
        order by a.year, above.school collate "und-x-icu", u.name collate "und-x-icu", u.id
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        &bound.statuses,
        &bound.module_statuses,
        bound.search,
        bound.all_levels,
    )
    .fetch(db);
    while let Some(row) = rows.try_next().await? {
        sheet.count(row.year)?;
        sheet.maybe(row.school.as_deref())?;
        sheet.maybe(row.institute.as_deref())?;
        sheet.maybe(row.institutional_id.as_deref())?;
        sheet.text(&row.name)?;
        sheet.text(&row.path_name)?;
        sheet.text(OverallStatus::try_from(row.overall_status)?.key())?;
        sheet.count(row.modules_validated)?;
        sheet.count(ModuleType::ALL.len() as i64)?;
        for number in [row.fte, row.scope1_kg, row.scope2_kg, row.scope3_kg, row.total_kg, row.validated_kg] {
            sheet.number(number)?;
        }
        sheet.maybe_number((row.fte > 0.0).then(|| row.total_kg / 1000.0 / row.fte))?;
        for number in row.module_kg.iter().chain(&row.category_kg) {
            sheet.number(*number)?;
        }
        sheet.number(row.it_kg)?;
        sheet.text(match row.highest_module_type_id {
            Some(id) => ModuleType::try_from(id)?.key(),
            None => "",
        })?;
        sheet.end_row(archive).await?;
    }
    drop(rows);
    sheet.finish(archive).await
}
