//! One `<type>_data.csv` per kind of data entry with rows, named and headed like the files that are uploaded.

use futures_util::TryStreamExt;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::sheet::Sheet;
use crate::carbon::entry::{Definition, definitions};
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus};
use crate::reporting::filter::Bound;

/// Unit-years read at once: enough to keep the database busy, few enough to be sorted in memory.
const BATCH: usize = 200;

/// A module whose entries are written.
struct Module {
    id: i32,
    year: i16,
    status: i16,
    unit_institutional_id: Option<String>,
    unit_name: String,
    unit_path_name: String,
}

/// Writes the files: their names and how many rows they have.
pub(super) async fn write(
    db: &mut PgConnection,
    bound: &Bound,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<Vec<Written>> {
    let mut written = Vec::new();
    let with_entries: Vec<_> = definitions().iter().filter(|definition| definition.has_entries).collect();
    for file in with_entries.chunk_by(|one, other| one.export_file == other.export_file) {
        written.extend(write_file(db, bound, options, archive, file).await?);
    }
    Ok(written)
}

/// Writes one file, unless it would have no row.
async fn write_file(
    db: &mut PgConnection,
    bound: &Bound,
    options: &Options,
    archive: &mut Archive,
    types: &[&Definition],
) -> anyhow::Result<Option<Written>> {
    let Some(definition) = types.first() else { return Ok(None) };
    let (name, category_column) = (definition.export_file, definition.category_column);
    let payload: Vec<&str> = definition.fields.iter().map(|field| field.name).collect();
    let mut header = vec![
        "year",
        "unit_institutional_id",
        "unit_name",
        "unit_path_name",
        "module_status",
        "data_entry_id",
        "source",
    ];
    header.extend(category_column.map(|field| field.name));
    header.extend(&payload);
    header.extend(["kg_co2eq", "kg_co2eq_total", "scope1_kg", "scope2_kg", "scope3_kg", "created_at", "updated_at"]);

    let type_ids: Vec<i16> = types.iter().map(|definition| definition.data_type.id()).collect();
    let modules = modules(db, bound, definition.data_type.module().id()).await?;
    let mut sheet = None;
    for of_year in modules.chunk_by(|one, other| one.year == other.year) {
        for batch in of_year.chunks(BATCH) {
            let ids: Vec<i32> = batch.iter().map(|module| module.id).collect();
            let mut rows = sqlx::query!(
                r#"
                select m.position as "position!", e.id, e.data_entry_type_id, e.source,
                    e.payload as "payload: Json<serde_json::Map<String, serde_json::Value>>", e.imposed_kg,
                    coalesce(t.kg, 0) as "kg!", coalesce(t.scope1, 0) as "scope1!", coalesce(t.scope2, 0) as "scope2!",
                    coalesce(t.scope3, 0) as "scope3!", e.created_at, e.updated_at
                from unnest($1::int[]) with ordinality m (id, position)
                join data_entries e
                    on e.carbon_report_module_id = m.id and e.carbon_report_module_id = any($1) and e.year = $2
                        and e.data_entry_type_id = any($3)
                left join (
                    select data_entry_id, sum(kg) as kg, sum(kg) filter (where scope = 1) as scope1,
                        sum(kg) filter (where scope = 2) as scope2, sum(kg) filter (where scope = 3) as scope3
                    from data_entry_emissions
                    where year = $2 and data_entry_type_id = any($3) and carbon_report_module_id = any($1)
                    group by data_entry_id
                ) t on t.data_entry_id = e.id
                order by m.position, e.id
                "#,
                &ids,
                of_year[0].year,
                &type_ids,
            )
            .fetch(&mut *db);
            while let Some(row) = rows.try_next().await? {
                let sheet = match &mut sheet {
                    Some(sheet) => sheet,
                    none => none.insert(Sheet::start(archive, options, &format!("{name}_data"), &header).await?),
                };
                let module = &batch[usize::try_from(row.position - 1)?];
                sheet.count(module.year)?;
                sheet.maybe(module.unit_institutional_id.as_deref())?;
                sheet.text(&module.unit_name)?;
                sheet.text(&module.unit_path_name)?;
                sheet.text(ModuleStatus::try_from(module.status)?.key())?;
                sheet.count(row.id)?;
                sheet.text(source_key(row.source))?;
                if category_column.is_some() {
                    sheet.text(DataEntryType::try_from(row.data_entry_type_id)?.key())?;
                }
                for key in &payload {
                    value(sheet, row.payload.get(*key))?;
                }
                // only what was imposed: an upload of the file computes the rest again
                sheet.maybe_number(row.imposed_kg)?;
                for number in [row.kg, row.scope1, row.scope2, row.scope3] {
                    sheet.number(number)?;
                }
                sheet.moment(row.created_at)?;
                sheet.moment(row.updated_at)?;
                sheet.end_row(archive).await?;
            }
        }
    }
    match sheet {
        Some(sheet) => sheet.finish(archive).await.map(Some),
        None => Ok(None),
    }
}

/// A value as it was stored.
fn value(sheet: &mut Sheet, value: Option<&serde_json::Value>) -> anyhow::Result<()> {
    match value {
        None | Some(serde_json::Value::Null) => sheet.empty(),
        Some(serde_json::Value::String(text)) => sheet.text(text),
        Some(other) => sheet.text(&other.to_string()),
    }
}

/// The modules of the selected reports, in the order of the file.
async fn modules(db: &mut PgConnection, bound: &Bound, module_type_id: i16) -> sqlx::Result<Vec<Module>> {
    sqlx::query_as!(
        Module,
        r#"
        select m.id, m.year, m.status, u.institutional_id as unit_institutional_id, u.name as unit_name,
            u.path_name as unit_path_name
        from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8) s
        join units u on u.id = s.unit_id
        join carbon_reports r on r.unit_id = s.unit_id and r.year = any($1) and r.kind = 'calculator'
        join carbon_report_modules m on m.carbon_report_id = r.id and m.module_type_id = $9
        order by m.year, u.name collate "und-x-icu", u.id
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        &bound.statuses,
        &bound.module_statuses,
        bound.search,
        module_type_id,
    )
    .fetch_all(db)
    .await
}

/// Where an entry came from.
fn source_key(source: i16) -> &'static str {
    match source {
        0 => "user_manual",
        1 => "csv_module_per_year",
        2 => "csv_module_unit_specific",
        3 => "api_module_per_year",
        4 => "api_module_unit_specific",
        _ => "external_integration",
    }
}
