//! Templates: the columns a file may have, and one example row that can be uploaded as it is.

use csv::{Terminator, WriterBuilder};

use super::Target;
use super::exchange_rates;
use super::reduction_objectives;
use super::reference::{self, rooms};
use crate::carbon::entry::{Definition, ReferenceKind};
use crate::carbon::field::Field;
use crate::carbon::ids::Year;

mod examples;

/// What a template is for.
#[derive(Debug, Clone, Copy)]
pub struct TemplateRequest<'a> {
    /// What kind of file.
    pub target: Target,
    /// Types whose rows it holds; none for exchange rates.
    pub types: &'a [&'static Definition],
    /// Whether it is a unit's own file: it names no unit.
    pub is_of_unit: bool,
    /// Year of the example.
    pub year: Year,
    /// Code of the unit of the example.
    pub unit_code: &'a str,
}

/// The file: UTF-8 with a byte order mark, which spreadsheets need, comma, CRLF; none when there is no such kind of file.
pub fn template(request: TemplateRequest<'_>) -> Option<Vec<u8>> {
    let columns = columns(&request);
    let example = examples::of(request.target, request.types.first().map(|definition| definition.data_type))?;
    let year = request.year.to_string();
    let row = columns.iter().map(|column| match *column {
        super::data::UNIT_CODE_COLUMN => request.unit_code.to_owned(),
        column => {
            let cell = example.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell);
            cell.replace("{year}", &year)
        }
    });
    let row: Vec<String> = row.collect();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(&columns).ok()?;
    writer.write_record(&row).ok()?;
    writer.into_inner().ok()
}

fn columns(request: &TemplateRequest<'_>) -> Vec<&'static str> {
    let fields = match request.target {
        Target::Data => return data_columns(request),
        Target::Factors => return factor_columns(request.types),
        Target::ExchangeRates => exchange_rates::COLUMNS.to_vec(),
        Target::ReductionObjectives(objective) => reduction_objectives::columns(objective),
        Target::Reference => match request.types.first().and_then(|definition| definition.reference) {
            Some(ReferenceKind::Rooms) => rooms::COLUMNS.to_vec(),
            _ => reference::COLUMNS.to_vec(),
        },
    };
    fields.into_iter().map(|field| field.name).collect()
}

fn data_columns(request: &TemplateRequest<'_>) -> Vec<&'static str> {
    let Some(first) = request.types.first() else { return Vec::new() };
    let mut columns = Vec::new();
    if !request.is_of_unit {
        columns.push(super::data::UNIT_CODE_COLUMN);
    }
    columns.extend(category(request.types));
    columns.extend(first.fields.iter().map(|field| field.name));
    if first.takes_imposed_total && !request.is_of_unit {
        columns.push(super::data::IMPOSED_COLUMN);
    }
    columns
}

fn factor_columns(types: &[&'static Definition]) -> Vec<&'static str> {
    let Some(first) = types.first() else { return Vec::new() };
    let fields = first.factor.classification.iter().chain(first.factor.values).map(|field| field.name);
    category(types).into_iter().chain(fields).collect()
}

/// The column that tells apart types of one file.
fn category(types: &[&'static Definition]) -> Option<&'static str> {
    let column: Option<Field> = types.first().filter(|_| types.len() > 1).and_then(|first| first.category_column);
    column.map(|field| field.name)
}
