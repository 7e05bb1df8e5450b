//! Emission factors: identity by normalised keys, and the lookup a computation uses.

use std::collections::HashMap;

use super::entry::{Definition, definition};
use super::field::Field;
use super::ids::FactorId;
use super::taxonomy::{DataEntryType, EmissionTypeId};
use super::text::push_comparison_key;

/// A coefficient, or a word that qualifies one (currency, unit, label).
#[derive(Debug, Clone, PartialEq)]
pub enum FactorValue {
    /// A coefficient.
    Number(f64),
    /// A qualifying word.
    Text(String),
}

/// A factor as a file declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorDraft {
    /// Emission type of the factor; may be a parent of the emissions it gives.
    pub emission_type: EmissionTypeId,
    /// What the factor applies to.
    pub classification: Vec<(&'static str, Option<String>)>,
    /// Coefficients and qualifying words.
    pub values: Vec<(&'static str, FactorValue)>,
}

impl FactorDraft {
    /// Normalised natural key within a year and data entry type.
    pub fn identity(&self) -> String {
        joined_key(self.classification.iter().map(|(_, value)| value.as_deref()))
    }
}

/// A stored factor of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Stable over uploads.
    pub id: FactorId,
    /// Revision of the factor set at which the values last changed.
    pub revision: i32,
    /// What it is.
    pub draft: FactorDraft,
}

impl Factor {
    /// A coefficient.
    pub fn number(&self, field: &Field) -> Option<f64> {
        self.draft.values.iter().find_map(|(name, value)| match value {
            FactorValue::Number(number) if *name == field.name => Some(*number),
            _ => None,
        })
    }

    /// A qualifying word.
    pub fn text(&self, field: &Field) -> Option<&str> {
        self.draft.values.iter().find_map(|(name, value)| match value {
            FactorValue::Text(text) if *name == field.name => Some(text.as_str()),
            _ => None,
        })
    }

    /// A part of the classification.
    pub fn class(&self, field: &Field) -> Option<&str> {
        let (_, value) = self.draft.classification.iter().find(|(name, _)| *name == field.name)?;
        value.as_deref()
    }
}

/// Room for most keys, so that they are written without growing.
const USUAL_KEY: usize = 64;

/// The key of some texts together, each compared by its own key.
pub fn joined_key<'a>(parts: impl Iterator<Item = Option<&'a str>>) -> String {
    let mut key = String::with_capacity(USUAL_KEY);
    for (position, part) in parts.enumerate() {
        if position > 0 {
            key.push('\u{1f}');
        }
        if let Some(part) = part {
            push_comparison_key(&mut key, part);
        }
    }
    key
}

/// The usable factors of one data entry type and year, found by the lookups its definition declares.
#[derive(Debug)]
pub struct FactorIndex {
    factors: Vec<Factor>,
    by_key: Vec<HashMap<String, Vec<u32>>>,
}

impl FactorIndex {
    /// Indexes factors by the lookups of their type.
    pub fn new(definition: &Definition, factors: Vec<Factor>) -> Self {
        let by_key = definition.factor.lookups.iter().map(|columns| {
            let mut map: HashMap<String, Vec<u32>> = HashMap::new();
            for (position, factor) in factors.iter().enumerate() {
                let key = joined_key(columns.iter().map(|column| factor.class(column)));
                map.entry(key).or_default().push(position as u32);
            }
            map
        });
        Self { by_key: by_key.collect(), factors }
    }

    /// Every factor, in the order of their ids.
    pub fn all(&self) -> &[Factor] {
        &self.factors
    }

    /// The factors whose columns of lookup number `lookup` equal `values`, compared by key.
    pub fn find<'a>(&'a self, lookup: usize, values: &[Option<&str>]) -> impl Iterator<Item = &'a Factor> + use<'a> {
        let key = joined_key(values.iter().copied());
        let positions = self.by_key.get(lookup).and_then(|map| map.get(&key)).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|position| &self.factors[*position as usize])
    }
}

/// The usable factors of a year.
#[derive(Debug, Default)]
pub struct FactorSet {
    by_type: HashMap<DataEntryType, FactorIndex>,
}

impl FactorSet {
    /// Indexes factors by their type; types without a definition are left out.
    pub fn new(factors: impl IntoIterator<Item = (DataEntryType, Vec<Factor>)>) -> Self {
        let indexes = factors.into_iter().filter_map(|(data_type, factors)| {
            definition(data_type).map(|definition| (data_type, FactorIndex::new(definition, factors)))
        });
        Self { by_type: indexes.collect() }
    }

    /// The factor of an id.
    pub fn by_id(&self, id: FactorId) -> Option<&Factor> {
        self.by_type.values().flat_map(FactorIndex::all).find(|factor| factor.id == id)
    }

    /// The factors of a type; none when the year has none.
    pub fn of(&self, data_type: DataEntryType) -> Option<&FactorIndex> {
        self.by_type.get(&data_type).filter(|index| !index.all().is_empty())
    }
}
