//! Fuel burnt on site: kg = quantity × kg CO2eq per unit of the fuel.

use serde::{Deserialize, Serialize};

use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::entry::{Definition, Entry, FactorFormat, NOTE, Uniqueness, any_set, stored};
use crate::carbon::factor::{Factor, FactorDraft, FactorIndex, FactorValue};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

const NAME: Field = Field::text("name").required();
const UNIT: Field = Field::text("unit");
const QUANTITY: Field = Field::decimal_from("quantity", 0.0).required();

const FACTOR_UNIT: Field = UNIT.required();
const KG_PER_UNIT: Field = Field::decimal_from("ef_kg_co2eq_per_unit", 0.0).required();

const BY_NAME: usize = 0;
const BY_NAME_AND_UNIT: usize = 1;

pub(in crate::carbon::entry) const COMBUSTION: Definition = Definition {
    data_type: DataEntryType::EnergyCombustion,
    export_file: "building_energycombustions",
    fields: &[NAME, UNIT, QUANTITY, NOTE],
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
        classification: &[NAME, FACTOR_UNIT],
        values: &[KG_PER_UNIT],
        lookups: &[&[NAME], &[NAME, FACTOR_UNIT]],
        read: read_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(BurntFuel::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<BurntFuel>(payload)?)),
};

#[derive(Debug, Serialize, Deserialize)]
struct BurntFuel {
    name: String,
    unit: Option<String>,
    quantity: f64,
    note: Option<String>,
}

impl BurntFuel {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (name, unit) = (record.text(&NAME), record.text(&UNIT));
        let (quantity, note) = (record.decimal(&QUANTITY), record.text(&NOTE));
        Some(Self { name: name?, unit, quantity: quantity?, note })
    }
}

impl Entry for BurntFuel {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factors = environment.factors_of(DataEntryType::EnergyCombustion)?;
        let factor = fuel_factor(factors, &self.name, self.unit.as_deref())?;
        let kg_per_unit = factor.number(&KG_PER_UNIT).ok_or(EmissionReason::NoFactor)?;
        emissions.push(Emission::by_formula(
            fuel_leaf(&self.name),
            [("quantity", self.quantity), ("kg per unit", kg_per_unit)],
            None,
            factor,
        ));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(fuel_leaf(&self.name))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

/// The factor of a fuel in the unit it was measured in; the unit may be left out where the fuel has only one.
fn fuel_factor<'a>(factors: &'a FactorIndex, name: &str, unit: Option<&str>) -> Result<&'a Factor, NotComputed> {
    if unit.is_some() {
        let mut matching = factors.find(BY_NAME_AND_UNIT, &[Some(name), unit]);
        return matching.next().ok_or_else(|| EmissionReason::NoFactor.into());
    }
    let matching: Vec<_> = factors.find(BY_NAME, &[Some(name)]).collect();
    match matching.as_slice() {
        [] => Err(EmissionReason::NoFactor.into()),
        [only] => Ok(only),
        several => {
            let units: Vec<_> = several.iter().filter_map(|factor| factor.class(&FACTOR_UNIT)).collect();
            let message = format!("{name} has factors in several units: give unit as one of {}", units.join(", "));
            Err(NotComputed::Refused(Problem::of(UNIT.name, "", RowCode::Ambiguous, message)))
        }
    }
}

/// The leaf of a fuel; the parent for fuels without one.
fn fuel_leaf(name: &str) -> EmissionTypeId {
    EmissionTypeId(match comparison_key(name).replace(' ', "_").as_str() {
        "natural_gas" => 60201,
        "heating_oil" => 60202,
        "biomethane" => 60203,
        "pellets" => 60204,
        "forest_chips" => 60205,
        "wood_logs" => 60206,
        _ => 60200,
    })
}

fn read_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (name, unit, kg) = (record.text(&NAME), record.text(&FACTOR_UNIT), record.decimal(&KG_PER_UNIT));
    let name = name?;
    Some(FactorDraft {
        emission_type: fuel_leaf(&name),
        classification: vec![(NAME.name, Some(name)), (FACTOR_UNIT.name, Some(unit?))],
        values: vec![(KG_PER_UNIT.name, FactorValue::Number(kg?))],
    })
}

#[cfg(test)]
mod tests;
