//! Data entry types: one file per module, one line per type in [`definitions`].

use std::fmt;

use super::engine::{Emission, Environment, NotComputed};
use super::factor::{FactorDraft, FactorSet};
use super::field::{Field, Problem, RecordReader, RowCode};
use super::taxonomy::{DataEntryType, EmissionTypeId};
use super::text::comparison_key;

mod buildings;
mod equipment;
mod external;
#[cfg(test)]
mod fixtures;
mod headcount;
mod process_emissions;
mod professional_travel;
mod purchase;
mod research_facilities;

pub use professional_travel::{Trip, trip};
pub use research_facilities::facility_sums;

/// One record of activity, typed and validated.
pub trait Entry: fmt::Debug + Send {
    /// Fills in what a record may leave to its factor, so that it is stored as it was computed.
    fn complete(&mut self, _: &Environment<'_>) -> Result<(), Problem> {
        Ok(())
    }

    /// Emissions by the formula of the type, appended to `emissions`.
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed>;

    /// Where an imposed total is booked; none for types that take none.
    fn imposed_leaf(&self) -> Option<EmissionTypeId>;

    /// Books an imposed total: whole at `leaf`, unless the type spreads it over the leaves it would compute.
    fn impose(&self, kg: f64, leaf: EmissionTypeId, _: &Environment<'_>, emissions: &mut Vec<Emission>) {
        emissions.push(Emission::imposed(leaf, kg));
    }

    /// The normalised payload, as stored.
    fn payload(&self) -> serde_json::Value;

    /// Full-time equivalents the entry counts for.
    fn fte(&self) -> f64 {
        0.0
    }
}

/// What keeps two entries of a unit's year from being the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Uniqueness {
    /// Nothing: the same record may stand twice.
    None,
    /// The value of a field, compared by key.
    Field(Field),
    /// There is one entry per unit and year; a new one replaces it.
    OnePerReport,
}

/// What people add to rows that files brought: the row of the same id in a later file takes it over where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarriedOver {
    /// Tells which row is the same, compared by key within a unit.
    pub id: Field,
    /// What is taken over.
    pub fields: &'static [Field],
}

/// A list outside the factors that computations of a type look things up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// Airports.
    Airports,
    /// Railway stations.
    Stations,
    /// Exchange rates of the year.
    ExchangeRates,
    /// Rooms and their surfaces.
    Rooms,
}

/// How factor files of a type are written and matched.
#[derive(Clone, Copy)]
pub struct FactorFormat {
    /// Columns that say what a factor applies to, in the order of its identity.
    pub classification: &'static [Field],
    /// Columns of coefficients and qualifying words.
    pub values: &'static [Field],
    /// Column groups that entries find factors by.
    pub lookups: &'static [&'static [Field]],
    /// Reads one row of a factor file.
    pub read: ReadFactor,
    /// What makes a whole set unusable, in words.
    pub check_set: CheckSet,
}

/// Everything the product knows about a data entry type.
#[derive(Clone, Copy)]
pub struct Definition {
    /// The type.
    pub data_type: DataEntryType,
    /// File of the detailed export, without `_data.csv`; types of one file are told apart by their category column.
    pub export_file: &'static str,
    /// Columns of data files and keys of payloads, in the order files write them.
    pub fields: &'static [Field],
    /// Whether there are entries of the type; else it only owns factors that other types compute with.
    pub has_entries: bool,
    /// Whether a file may impose an entry's total by a `kg_co2eq` column.
    pub takes_imposed_total: bool,
    /// What must not stand twice.
    pub uniqueness: Uniqueness,
    /// What outlives the next file.
    pub carried_over: Option<CarriedOver>,
    /// Column that names the type in files shared by several types of the module.
    pub category_column: Option<Field>,
    /// Lookups whose factors tell the type of a row in such files; the first one whose columns the row fills is used.
    pub inferred_by: &'static [usize],
    /// Whether a data file is refused while the year has no factor of the type.
    pub requires_factors: bool,
    /// Types whose factors are looked up besides its own.
    pub uses_factors_of: &'static [DataEntryType],
    /// List looked up besides the factors.
    pub reference: Option<ReferenceKind>,
    /// Grows when the formula changes: older results become stale.
    pub formula_revision: i32,
    /// Factor files and lookups.
    pub factor: FactorFormat,
    /// Reads one record of a data file or form.
    pub read: ReadEntry,
    /// Reads a stored payload back.
    pub load: LoadEntry,
}

/// Reads one record; none when the reader noted problems.
pub type ReadEntry = fn(DataEntryType, &mut RecordReader<'_>) -> Option<Box<dyn Entry>>;
/// Reads a stored payload.
pub type LoadEntry = fn(DataEntryType, &str) -> Result<Box<dyn Entry>, serde_json::Error>;
/// Reads one row of a factor file; none when the reader noted problems.
pub type ReadFactor = fn(DataEntryType, &mut RecordReader<'_>) -> Option<FactorDraft>;
/// Says in words what makes a whole set unusable.
pub type CheckSet = fn(&[FactorDraft]) -> Result<(), String>;

static DEFINITIONS: &[Definition] = &[
    headcount::MEMBER,
    headcount::STUDENT,
    equipment::of_type(DataEntryType::Scientific),
    equipment::of_type(DataEntryType::It),
    equipment::of_type(DataEntryType::Other),
    professional_travel::PLANE,
    professional_travel::TRAIN,
    buildings::ROOM,
    buildings::COMBUSTION,
    buildings::EMBODIED_ENERGY,
    external::CLOUDS,
    external::AI,
    process_emissions::PROCESS_EMISSIONS,
    purchase::common(DataEntryType::ScientificEquipment),
    purchase::common(DataEntryType::ItEquipment),
    purchase::common(DataEntryType::ConsumableAccessories),
    purchase::common(DataEntryType::BiologicalChemicalGaseousProduct),
    purchase::common(DataEntryType::Services),
    purchase::common(DataEntryType::Vehicles),
    purchase::common(DataEntryType::OtherPurchases),
    purchase::ADDITIONAL,
    research_facilities::COMMON,
    research_facilities::ANIMALS,
];

/// The types the product can ingest and compute.
pub fn definitions() -> &'static [Definition] {
    DEFINITIONS
}

impl Definition {
    /// Whether its factors come in a file of its own, not in one that types of the module share.
    pub fn has_own_factor_file(&self) -> bool {
        self.category_column.is_none()
    }

    /// Every type whose factors its entries are computed with.
    pub fn factor_types(&self) -> impl Iterator<Item = DataEntryType> + use<> {
        [self.data_type].into_iter().chain(self.uses_factors_of.iter().copied())
    }
}

/// The definition of a type; none while the product cannot ingest it.
pub fn definition(data_type: DataEntryType) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.data_type == data_type)
}

/// Tells the type of a row in a file shared by several types: its category column if valid, else the only type that has a
/// factor for it.
pub fn type_of_row(
    candidates: &[&'static Definition],
    factors: &FactorSet,
    record: &RecordReader<'_>,
) -> Result<&'static Definition, Problem> {
    if let [only] = candidates {
        return Ok(only);
    }
    let category = candidates.iter().find_map(|candidate| {
        let given = record.raw(candidate.category_column?.name)?;
        (comparison_key(given) == candidate.data_type.key()).then_some(*candidate)
    });
    if let Some(definition) = category {
        return Ok(definition);
    }
    let matching: Vec<_> =
        candidates.iter().filter(|candidate| has_factor_for(candidate, factors, record)).copied().collect();
    if let [only] = matching.as_slice() {
        return Ok(only);
    }
    let columns = candidates.first().map_or(&[][..], |candidate| filled_lookup(candidate, record).1);
    let column = columns.first().map_or("", |field| field.name);
    let Some(kind) = record.raw(column) else {
        return Err(Problem::of(column, "", RowCode::Missing, format!("{column} is required")));
    };
    let message = if matching.is_empty() {
        let given =
            columns.iter().map(|field| format!("{} “{}”", field.name, record.raw(field.name).unwrap_or_default()));
        let given = given.collect::<Vec<_>>().join(" and ");
        format!("no factor of the year has {given}, so the type of the row is unknown")
    } else {
        let names: Vec<_> = matching.iter().map(|definition| definition.data_type.key()).collect();
        format!("the row may be of type {}; add the category column", names.join(" or "))
    };
    Err(Problem::of(column, kind, RowCode::TypeUndetermined, message))
}

/// The lookup that tells whether a type has a factor for a row: the first whose columns are filled in, else the last.
fn filled_lookup(definition: &Definition, record: &RecordReader<'_>) -> (usize, &'static [Field]) {
    let lookups = definition.inferred_by.iter().map(|lookup| (*lookup, definition.factor.lookups[*lookup]));
    let is_filled = |columns: &[Field]| columns.iter().all(|column| record.raw(column.name).is_some());
    let filled = lookups.clone().find(|(_, columns)| is_filled(columns));
    filled.or_else(|| lookups.clone().next_back()).unwrap_or_default()
}

fn has_factor_for(definition: &Definition, factors: &FactorSet, record: &RecordReader<'_>) -> bool {
    let (lookup, columns) = filled_lookup(definition, record);
    let values: Vec<_> = columns.iter().map(|column| record.raw(column.name)).collect();
    let is_filled = !values.is_empty() && values.iter().all(Option::is_some);
    is_filled && factors.of(definition.data_type).is_some_and(|index| index.find(lookup, &values).next().is_some())
}

/// For types whose factor sets have no rule beyond their rows.
#[expect(clippy::unnecessary_wraps, reason = "stands in for checks that can fail")]
fn any_set(_: &[FactorDraft]) -> Result<(), String> {
    Ok(())
}

/// The word of a factor's field in lower case; no entry could ever use a factor of another word.
fn usable_word(record: &mut RecordReader<'_>, field: &Field, words: &[&'static str]) -> Option<&'static str> {
    let text = record.text(field)?;
    let key = comparison_key(&text);
    let found = words.iter().copied().find(|word| *word == key);
    if found.is_none() {
        let message = format!("{} must be one of {}", field.name, words.join(", "));
        record.refuse(field, text, RowCode::UnusableFactor, message);
    }
    found
}

/// A payload as stored; only strings, numbers and nulls occur, so this cannot fail.
fn stored(payload: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(payload).unwrap_or_default()
}

const NOTE: Field = Field::text("note").up_to(10_000);

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition").field("data_type", &self.data_type).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
