//! Construction and renovation of buildings: factors by building and kind of work, applied to every room of the building.

use super::BUILDING;
use super::rooms::ROOM;
use crate::carbon::engine::{Emission, Environment};
use crate::carbon::entry::{Definition, FactorFormat, any_set, usable_word};
use crate::carbon::factor::{FactorDraft, FactorValue};
use crate::carbon::field::{Field, RecordReader};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};

const WORK: Field = Field::text("category").required();
const WORKS: &[&str] = &["new-tech", "new-env", "ren-tech", "ren-env", "demolition"];
const KG_PER_SQUARE_METER: Field = Field::decimal_from("ef_kgco2eq_per_m2", 0.0).required();
/// Stands for the buildings that have no factors of their own.
const ANY_BUILDING: &str = "default";

const CONSTRUCTION: EmissionTypeId = EmissionTypeId(60300);

pub(in crate::carbon::entry) const EMBODIED_ENERGY: Definition = Definition {
    data_type: DataEntryType::BuildingEmbodiedEnergy,
    fields: &[],
    has_entries: false,
    takes_imposed_total: false,
    uses_factors_of: &[],
    reference: None,
    factor: FactorFormat {
        classification: &[BUILDING, WORK],
        values: &[KG_PER_SQUARE_METER],
        lookups: &[&[BUILDING]],
        read: read_factor,
        check_set: any_set,
    },
    read: |_, _| None,
    load: |data_type, _| Err(serde::de::Error::custom(format!("{data_type} has no entries of its own"))),
    ..ROOM
};

/// Appends what a surface in m² gives by every factor of its building, else by every default one.
pub(super) fn append_embodied_energy(
    surface: f64,
    building: &str,
    environment: &Environment<'_>,
    emissions: &mut Vec<Emission>,
) {
    let Ok(factors) = environment.factors_of(DataEntryType::BuildingEmbodiedEnergy) else { return };
    let before = emissions.len();
    for name in [building, ANY_BUILDING] {
        for factor in factors.find(0, &[Some(name)]) {
            let kg_per_square_meter = factor.number(&KG_PER_SQUARE_METER).unwrap_or(0.0);
            let terms = [("m² allocated", surface), ("kg per m²", kg_per_square_meter)];
            emissions.push(Emission::by_formula(CONSTRUCTION, terms, None, factor));
        }
        if emissions.len() > before {
            return;
        }
    }
}

fn read_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (building, work) = (record.text(&BUILDING), usable_word(record, &WORK, WORKS));
    let kg = record.decimal(&KG_PER_SQUARE_METER);
    Some(FactorDraft {
        emission_type: CONSTRUCTION,
        classification: vec![(BUILDING.name, Some(building?)), (WORK.name, Some(work?.to_owned()))],
        values: vec![(KG_PER_SQUARE_METER.name, FactorValue::Number(kg?))],
    })
}

#[cfg(test)]
mod tests;
