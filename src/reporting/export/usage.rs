//! How far schools, units and modules are: two files for each year.

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::schools::Schools;
use super::selection::{Selection, at, ids};
use super::sheet::Sheet;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};

const RAW_HEADER: [&str; 15] = [
    "year",
    "school",
    "institute",
    "unit_institutional_id",
    "unit_name",
    "unit_path_name",
    "principal_user",
    "report_status",
    "modules_validated",
    "modules_total",
    "module_name",
    "module_status",
    "entry_count",
    "module_last_updated",
    "report_last_updated",
];
/// Only where they are asked for: they name more persons.
const VALIDATION_HEADER: [&str; 2] = ["module_validated_at", "module_validated_by"];

/// Writes the files of every selected year, the oldest first.
pub(super) async fn write(
    db: &mut PgConnection,
    selection: &Selection,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<Vec<Written>> {
    let mut years = selection.years().to_vec();
    years.sort_unstable();
    let mut written = Vec::new();
    for year in years {
        let (raw, schools) = write_raw(db, selection, year, options, archive).await?;
        written.push(raw);
        written.push(schools.write(year, options, archive).await?);
    }
    Ok(written)
}

/// `usage_raw_data_2025.csv`: one row per unit and module. Counts the schools on the way.
async fn write_raw<'s>(
    db: &mut PgConnection,
    selection: &'s Selection,
    year: i16,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<(Written, Schools<'s>)> {
    let mut header = RAW_HEADER.to_vec();
    if options.has_validations {
        header.extend(VALIDATION_HEADER);
    }
    let mut sheet = Sheet::start(archive, options, &format!("usage_raw_data_{year}"), &header).await?;
    let mut schools = Schools::default();
    let units = selection.by_school();
    let mut rows = sqlx::query!(
        r#"
        select s.position as "position!",
            (
                select min(p.display_name) from users p where p.institutional_id = u.principal_institutional_id
            ) as principal,
            a.overall_status, a.modules_validated, a.last_update, modules.statuses as "statuses!",
            modules.entry_counts as "entry_counts!", modules.changed_at as "changed_at!: Vec<Option<DateTime<Utc>>>",
            modules.validated_at as "validated_at!: Vec<Option<DateTime<Utc>>>",
            modules.validators as "validators!: Vec<Option<String>>"
        from unnest($1::int[]) with ordinality s (unit_id, position)
        join units u on u.id = s.unit_id
        join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = $2
        cross join lateral (
            select array_agg(m.status order by m.module_type_id) as statuses,
                array_agg(m.data_changed_at order by m.module_type_id) as changed_at,
                array_agg(m.validated_at order by m.module_type_id) as validated_at,
                array_agg(
                    (select v.display_name from users v where v.id = m.validated_by) order by m.module_type_id
                ) as validators,
                array_agg(
                    (
                        select coalesce(sum(t.entry_count), 0) from module_type_stats t
                        where t.carbon_report_module_id = m.id
                    )
                    order by m.module_type_id
                ) as entry_counts
            from carbon_report_modules m where m.carbon_report_id = a.carbon_report_id
        ) modules
        order by s.position
        "#,
        &ids(&units),
        year,
    )
    .fetch(db);
    while let Some(row) = rows.try_next().await? {
        let status = OverallStatus::try_from(row.overall_status)?;
        let unit = at(&units, row.position)?;
        let school = selection.school(unit);
        let validations = row.validated_at.iter().zip(&row.validators);
        let modules = row.statuses.iter().zip(&row.entry_counts).zip(&row.changed_at).zip(validations);
        for (module, (((module_status, entry_count), changed_at), validation)) in ModuleType::ALL.iter().zip(modules) {
            sheet.count(year)?;
            sheet.maybe(school.map(|school| school.name.as_str()))?;
            sheet.maybe(unit.institute.as_deref())?;
            sheet.maybe(unit.institutional_id.as_deref())?;
            sheet.text(&unit.name)?;
            sheet.text(&unit.path_name)?;
            sheet.maybe(row.principal.as_deref())?;
            sheet.text(status.key())?;
            sheet.count(row.modules_validated)?;
            sheet.count(ModuleType::ALL.len() as i64)?;
            sheet.text(module.key())?;
            sheet.text(ModuleStatus::try_from(*module_status)?.key())?;
            sheet.count(*entry_count)?;
            sheet.maybe_moment(*changed_at)?;
            sheet.maybe_moment(row.last_update)?;
            if options.has_validations {
                let (validated_at, validator) = validation;
                sheet.maybe_moment(*validated_at)?;
                sheet.maybe(validator.as_deref())?;
            }
            sheet.end_row(archive).await?;
        }
        schools.count(school, status, &row.statuses);
    }
    drop(rows);
    Ok((sheet.finish(archive).await?, schools))
}
