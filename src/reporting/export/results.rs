//! `results.csv`: one row per unit and year.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::selection::{Selection, at, ids};
use super::sheet::Sheet;
use crate::carbon::taxonomy::{Category, ModuleType, OverallStatus};

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
    selection: &Selection,
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

    let units = selection.by_school_name();
    let mut rows = sqlx::query!(
        r#"
        select s.position as "position!", a.year, a.overall_status, a.modules_validated, a.fte, a.scope1_kg, a.scope2_kg,
            a.scope3_kg, a.total_kg, a.validated_kg, a.module_kg, a.category_kg, a.it_kg, a.highest_module_type_id
        from unnest($1::int[]) with ordinality s (unit_id, position)
        join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = any($2)
        order by a.year, s.position
        "#,
        &ids(&units),
        selection.years(),
    )
    .fetch(db);
    while let Some(row) = rows.try_next().await? {
        let unit = at(&units, row.position)?;
        sheet.count(row.year)?;
        sheet.maybe(selection.school(unit).map(|school| school.name.as_str()))?;
        sheet.maybe(unit.institute.as_deref())?;
        sheet.maybe(unit.institutional_id.as_deref())?;
        sheet.text(&unit.name)?;
        sheet.text(&unit.path_name)?;
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
