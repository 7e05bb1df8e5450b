//! Rows of the detailed export: read a piece at a time, put in order, written as CSV.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::cells::{Cell, cells};
use super::options::Options;
use super::pseudonyms::{Personal, Pseudonyms, personal};
use super::table::{Table, Whole};
use crate::carbon::entry::Definition;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};

/// A file of the archive: its name and columns.
pub(super) struct Layout {
    pub(super) name: String,
    pub(super) module: ModuleType,
    pub(super) types: Vec<i16>,
    pub(super) header: Vec<&'static str>,
    has_category: bool,
    payload: Vec<(&'static str, Personal)>,
}

/// A unit's year whose entries are written.
pub(super) struct UnitYear {
    pub(super) year: i16,
    pub(super) unit_institutional_id: Option<String>,
    pub(super) unit_name: String,
    pub(super) unit_path_name: String,
    /// Ids and statuses of its modules, by module id.
    pub(super) modules: Vec<i32>,
    pub(super) statuses: Vec<i16>,
    /// Types of its entries, and how many there are of each, as far as its sums know.
    pub(super) types: Vec<i16>,
    pub(super) entry_counts: Vec<i32>,
}

impl UnitYear {
    /// How many entries of some types it has.
    pub(super) fn entries(&self, types: &[i16]) -> i64 {
        let counts = self.types.iter().zip(&self.entry_counts);
        counts.filter(|(data_type, _)| types.contains(data_type)).map(|(_, count)| i64::from(*count)).sum()
    }
}

/// Rows of a file on their way.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) bytes: Vec<u8>,
    pub(super) count: u64,
}

struct Entry {
    id: i64,
    carbon_report_module_id: i32,
    data_entry_type_id: i16,
    source: i16,
    payload: String,
    imposed_kg: Option<f64>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Layout {
    /// The file of some types that are written together.
    pub(super) fn of(types: &[&'static Definition]) -> Option<Self> {
        let definition = types.first()?;
        let payload: Vec<_> = columns(definition).into_iter().map(|name| (name, personal(definition, name))).collect();
        let mut header = vec![
            "year",
            "unit_institutional_id",
            "unit_name",
            "unit_path_name",
            "module_status",
            "data_entry_id",
            "source",
        ];
        header.extend(definition.category_column.map(|field| field.name));
        header.extend(payload.iter().map(|column| column.0));
        header.extend([
            "kg_co2eq",
            "kg_co2eq_total",
            "scope1_kg",
            "scope2_kg",
            "scope3_kg",
            "created_at",
            "updated_at",
        ]);
        Some(Self {
            name: format!("{}_data", definition.export_file),
            module: definition.data_type.module(),
            types: types.iter().map(|definition| definition.data_type.id()).collect(),
            header,
            has_category: definition.category_column.is_some(),
            payload,
        })
    }
}

/// Trips by train begin with who travelled, unlike the file they are uploaded with.
const TRAIN_COLUMNS: [&str; 11] = [
    "user_institutional_id",
    "origin_name",
    "destination_name",
    "origin_natural_key",
    "destination_natural_key",
    "origin_country_code",
    "destination_country_code",
    "departure_date",
    "number_of_trips",
    "cabin_class",
    "note",
];

/// Keys of the payloads of a type, in the order of its file.
fn columns(definition: &Definition) -> Vec<&'static str> {
    match definition.data_type {
        DataEntryType::Train => TRAIN_COLUMNS.to_vec(),
        _ => definition.fields.iter().map(|field| field.name).collect(),
    }
}

/// The rows of some units' years, all of one year: by unit, then entry.
pub(super) async fn rows(
    reader: &mut PgConnection,
    layout: &Layout,
    (unit_years, ids): (&[UnitYear], &Range<i64>),
    options: &Options,
    pseudonyms: Option<&Pseudonyms>,
) -> anyhow::Result<Rows> {
    let Some(year) = unit_years.first().map(|first| first.year) else {
        return Ok(Rows { bytes: Vec::new(), count: 0 });
    };
    let modules: Vec<i32> = unit_years.iter().map(|unit| unit.modules[layout.module.index()]).collect();
    let mut entries = entries(reader, year, &layout.types, &modules, ids).await?;
    let scopes =
        if entries.is_empty() { HashMap::new() } else { scopes(reader, year, &layout.types, &modules, ids).await? };
    let positions: HashMap<i32, usize> = (0..).zip(&modules).map(|(position, module)| (*module, position)).collect();
    let position = |entry: &Entry| positions[&entry.carbon_report_module_id];
    entries.sort_unstable_by_key(|entry| (position(entry), entry.id));
    let mut table = Table::continued(*options);
    for entry in &entries {
        let unit = &unit_years[position(entry)];
        let scopes = scopes.get(&entry.id).copied().unwrap_or_default();
        write(&mut table, layout, unit, (entry, scopes), pseudonyms)?;
    }
    let count = table.rows();
    match table.finish()? {
        Whole::Bytes(bytes) => Ok(Rows { bytes, count }),
        Whole::File(_) => anyhow::bail!("entries are written as CSV only"),
    }
}

fn write(
    table: &mut Table,
    layout: &Layout,
    unit: &UnitYear,
    (entry, scopes): (&Entry, [f64; 3]),
    pseudonyms: Option<&Pseudonyms>,
) -> anyhow::Result<()> {
    table.count(unit.year)?;
    table.maybe(unit.unit_institutional_id.as_deref())?;
    table.text(&unit.unit_name)?;
    table.text(&unit.unit_path_name)?;
    table.text(ModuleStatus::try_from(unit.statuses[layout.module.index()])?.key())?;
    table.count(entry.id)?;
    table.text(source_key(entry.source))?;
    if layout.has_category {
        table.text(DataEntryType::try_from(entry.data_entry_type_id)?.key())?;
    }
    let names = layout.payload.iter().map(|column| column.0);
    let mut cells = cells(&entry.payload, names)?;
    if let Some(pseudonyms) = pseudonyms {
        hide(&mut cells, layout, pseudonyms);
    }
    for cell in &cells {
        match cell {
            Cell::Empty => table.empty()?,
            Cell::Text(text) => table.text(text)?,
            Cell::Count(count) => table.count(*count)?,
            Cell::Number(number) => table.number(*number)?,
        }
    }
    // only what was imposed: an upload of the file computes the rest again
    table.maybe_number(entry.imposed_kg)?;
    for number in [scopes.iter().sum(), scopes[0], scopes[1], scopes[2]] {
        table.number(number)?;
    }
    table.moment(entry.created_at)?;
    table.moment(entry.updated_at)?;
    table.end_row()
}

/// Puts codes in the place of persons.
fn hide(cells: &mut [Cell<'_>], layout: &Layout, pseudonyms: &Pseudonyms) {
    let identified = |identified_by: &str| {
        let position = layout.payload.iter().position(|column| column.0 == identified_by);
        match position.map(|position| &cells[position]) {
            Some(Cell::Text(person)) => Some(pseudonyms.code(person)),
            Some(Cell::Count(number)) => Some(pseudonyms.code(&number.to_string())),
            _ => None,
        }
    };
    let hidden: Vec<Option<Cell<'_>>> = layout
        .payload
        .iter()
        .map(|column| match column.1 {
            Personal::No => None,
            Personal::Hint => Some(Cell::Empty),
            Personal::Person { identified_by } => {
                Some(identified(identified_by).map_or(Cell::Empty, |code| Cell::Text(Cow::Owned(code))))
            }
        })
        .collect();
    for (cell, hidden) in cells.iter_mut().zip(hidden) {
        if let Some(hidden) = hidden {
            *cell = hidden;
        }
    }
}

/// The entries of some modules, in any order.
async fn entries(
    reader: &mut PgConnection,
    year: i16,
    types: &[i16],
    modules: &[i32],
    ids: &Range<i64>,
) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as!(
        Entry,
        r#"
        select id, carbon_report_module_id, data_entry_type_id, source, payload::text as "payload!", imposed_kg,
            created_at, updated_at
        from data_entries
        where year = $1 and data_entry_type_id = any($2) and carbon_report_module_id = any($3)
            and id >= $4 and id < $5
        "#,
        year,
        types,
        modules,
        ids.start,
        ids.end,
    )
    .fetch_all(reader)
    .await
}

/// The ids at which so many entries of a unit's year begin, again and again, the first ones left out.
pub(super) async fn every(
    reader: &mut PgConnection,
    layout: &Layout,
    unit: &UnitYear,
    count: i64,
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"
        select id as "id!" from (
            select id, row_number() over (order by id) as place from data_entries
            where year = $1 and data_entry_type_id = any($2) and carbon_report_module_id = $3
        ) e
        where place % $4 = 1 and place > 1 order by id
        "#,
        unit.year,
        &layout.types,
        unit.modules[layout.module.index()],
        count,
    )
    .fetch_all(reader)
    .await
}

/// Kilograms of each scope, by entry.
async fn scopes(
    reader: &mut PgConnection,
    year: i16,
    types: &[i16],
    modules: &[i32],
    ids: &Range<i64>,
) -> sqlx::Result<HashMap<i64, [f64; 3]>> {
    let sums = sqlx::query!(
        r#"
        select data_entry_id, coalesce(sum(kg) filter (where scope = 1), 0) as "scope1!",
            coalesce(sum(kg) filter (where scope = 2), 0) as "scope2!",
            coalesce(sum(kg) filter (where scope = 3), 0) as "scope3!"
        from data_entry_emissions
        where year = $1 and data_entry_type_id = any($2) and carbon_report_module_id = any($3)
            and data_entry_id >= $4 and data_entry_id < $5
        group by data_entry_id
        "#,
        year,
        types,
        modules,
        ids.start,
        ids.end,
    )
    .fetch_all(reader)
    .await?;
    Ok(sums.into_iter().map(|sum| (sum.data_entry_id, [sum.scope1, sum.scope2, sum.scope3])).collect())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::carbon::entry::definition;

    #[test]
    fn every_column_of_trips_by_train_is_written() {
        let train = definition(DataEntryType::Train).unwrap();
        let known: BTreeSet<_> = train.fields.iter().map(|field| field.name).collect();
        assert_eq!(columns(train).into_iter().collect::<BTreeSet<_>>(), known);
        assert_eq!(columns(train).len(), known.len());
    }
}
