//! Research facilities: units whose own footprint is shared among those who use them, in proportion to the use.
//!
//! common: kg = use / total use × kg of the facility;
//! animals: kg = Σ over sources of use × share of the kind of animal / total use × kg of the facility's source.

use serde::{Deserialize, Serialize};

use super::{Definition, Entry, FactorFormat, NOTE, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorValue};
use crate::carbon::field::{Field, RecordReader};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

mod sums;

pub use sums::facility_sums;
use sums::{SOURCES, SUM, Source};

/// Code of the facility's own unit.
const FACILITY: Field = Field::text("researchfacility_id").required();
const NAME: Field = Field::text("researchfacility_name").required();
const KIND: Field = Field::text("researchfacility_type").required();
const USE: Field = Field::decimal_from("use", 0.0).required();
const USE_UNIT: Field = Field::text("use_unit").required();
const TOTAL_USE: Field = Field::decimal_from("total_use", 0.0).required();

pub(super) const COMMON: Definition = Definition {
    data_type: DataEntryType::ResearchFacilities,
    export_file: "researchfacilities_common",
    fields: &[FACILITY, NAME, USE, USE_UNIT, NOTE],
    has_entries: true,
    takes_imposed_total: true,
    uniqueness: Uniqueness::None,
    carried_over: None,
    category_column: None,
    inferred_by: &[],
    requires_factors: true,
    uses_factors_of: &[],
    reference: None,
    formula_revision: 1,
    factor: FactorFormat {
        classification: &[FACILITY],
        values: &[NAME, SUM, TOTAL_USE, USE_UNIT],
        lookups: &[&[FACILITY]],
        read: read_common_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(FacilityUse::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<FacilityUse>(payload)?)),
};

pub(super) const ANIMALS: Definition = Definition {
    data_type: DataEntryType::MiceAndFishAnimalFacilities,
    export_file: "researchfacilities_animals",
    fields: &[FACILITY, NAME, KIND, USE, USE_UNIT, NOTE],
    factor: FactorFormat {
        classification: &[FACILITY, KIND],
        values: &ANIMAL_VALUES,
        lookups: &[&[FACILITY, KIND]],
        read: read_animal_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(AnimalUse::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<AnimalUse>(payload)?)),
    ..COMMON
};

/// Name, then a share and a sum per source, then what they are shared by.
static ANIMAL_VALUES: [Field; 2 * SOURCES.len() + 3] = {
    let mut fields = [NAME; 2 * SOURCES.len() + 3];
    let mut position = 0;
    while position < SOURCES.len() {
        fields[1 + position] = SOURCES[position].share;
        fields[1 + SOURCES.len() + position] = SOURCES[position].sum;
        position += 1;
    }
    fields[1 + 2 * SOURCES.len()] = USE_UNIT;
    fields[2 + 2 * SOURCES.len()] = TOTAL_USE;
    fields
};

#[derive(Debug, Serialize, Deserialize)]
struct FacilityUse {
    researchfacility_id: String,
    researchfacility_name: String,
    #[serde(rename = "use")]
    used: f64,
    use_unit: String,
    note: Option<String>,
}

impl FacilityUse {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (facility, name) = (record.text(&FACILITY), record.text(&NAME));
        let (used, unit, note) = (record.decimal(&USE), record.text(&USE_UNIT), record.text(&NOTE));
        Some(Self { researchfacility_id: facility?, researchfacility_name: name?, used: used?, use_unit: unit?, note })
    }
}

impl Entry for FacilityUse {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factors = environment.factors_of(DataEntryType::ResearchFacilities)?;
        let factor = factors.find(0, &[Some(&self.researchfacility_id)]).next().ok_or(EmissionReason::NoFactor)?;
        let share = share_of_use(self.used, &self.use_unit, factor).ok_or(EmissionReason::NoFactor)?;
        let sum = factor.number(&SUM).ok_or(EmissionReason::NoFactor)?;
        let terms = [("share of the facility’s use", share), ("kg of the facility", sum)];
        emissions.push(Emission::by_formula(facility_leaf(&self.researchfacility_name), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(facility_leaf(&self.researchfacility_name))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

fn facility_leaf(name: &str) -> EmissionTypeId {
    EmissionTypeId(if matches!(comparison_key(name).as_str(), "scitas" | "rcp") { 100300 } else { 100100 })
}

#[derive(Debug, Serialize, Deserialize)]
struct AnimalUse {
    researchfacility_id: String,
    researchfacility_name: String,
    researchfacility_type: String,
    #[serde(rename = "use")]
    used: f64,
    use_unit: String,
    note: Option<String>,
}

impl AnimalUse {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (facility, name, kind) = (record.text(&FACILITY), record.text(&NAME), record.text(&KIND));
        let (used, unit, note) = (record.decimal(&USE), record.text(&USE_UNIT), record.text(&NOTE));
        Some(Self {
            researchfacility_id: facility?,
            researchfacility_name: name?,
            researchfacility_type: kind?,
            used: used?,
            use_unit: unit?,
            note,
        })
    }
}

impl Entry for AnimalUse {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factors = environment.factors_of(DataEntryType::MiceAndFishAnimalFacilities)?;
        let key = [Some(self.researchfacility_id.as_str()), Some(self.researchfacility_type.as_str())];
        let factor = factors.find(0, &key).next().ok_or(EmissionReason::NoFactor)?;
        let share = share_of_use(self.used, &self.use_unit, factor).ok_or(EmissionReason::NoFactor)?;
        let known =
            SOURCES.iter().filter_map(|Source { share, sum, .. }| Some(factor.number(share)? * factor.number(sum)?));
        let kg_of_kind = known.reduce(|sum, kg| sum + kg).ok_or(EmissionReason::NoFactor)?;
        let terms = [("share of the facility’s use", share), ("kg of the facility for the kind", kg_of_kind)];
        emissions.push(Emission::by_formula(animal_leaf(&self.researchfacility_type), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(animal_leaf(&self.researchfacility_type))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

fn animal_leaf(kind: &str) -> EmissionTypeId {
    EmissionTypeId(match comparison_key(kind).as_str() {
        "mice" => 10020001,
        "fish" => 10020002,
        _ => 100200,
    })
}

/// Part of the facility's whole use; none when it is counted in another unit. An unused facility shares nothing out.
fn share_of_use(used: f64, unit: &str, factor: &Factor) -> Option<f64> {
    let total = factor.number(&TOTAL_USE)?;
    let is_same_unit = factor.text(&USE_UNIT) == Some(unit);
    is_same_unit.then_some(if total > 0.0 { used / total } else { 0.0 })
}

fn read_common_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (facility, name, unit) = (record.text(&FACILITY), record.text(&NAME), record.text(&USE_UNIT));
    let (sum, total) = (record.decimal(&SUM), record.decimal(&TOTAL_USE));
    let name = name?;
    let mut values = vec![(TOTAL_USE.name, FactorValue::Number(total?)), (USE_UNIT.name, FactorValue::Text(unit?))];
    values.extend(sum.map(|sum| (SUM.name, FactorValue::Number(sum))));
    Some(FactorDraft {
        emission_type: facility_leaf(&name),
        classification: vec![(FACILITY.name, Some(facility?))],
        values: [vec![(NAME.name, FactorValue::Text(name))], values].concat(),
    })
}

fn read_animal_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (facility, name, kind) = (record.text(&FACILITY), record.text(&NAME), record.text(&KIND));
    let (unit, total) = (record.text(&USE_UNIT), record.decimal(&TOTAL_USE));
    let numbers: Vec<_> = SOURCES
        .iter()
        .flat_map(|source| [source.share, source.sum])
        .map(|field| (field, record.decimal(&field)))
        .collect();
    let kind = kind?;
    let mut values = vec![
        (NAME.name, FactorValue::Text(name?)),
        (USE_UNIT.name, FactorValue::Text(unit?)),
        (TOTAL_USE.name, FactorValue::Number(total?)),
    ];
    values.extend(numbers.into_iter().filter_map(|(field, number)| Some((field.name, FactorValue::Number(number?)))));
    Some(FactorDraft {
        emission_type: animal_leaf(&kind),
        classification: vec![(FACILITY.name, Some(facility?)), (KIND.name, Some(kind))],
        values,
    })
}

#[cfg(test)]
mod tests;
