//! Process emissions: gases released in the laboratory, kg = quantity × kg CO2eq per unit of the gas.

use serde::{Deserialize, Serialize};

use super::{Definition, Entry, FactorFormat, NOTE, Uniqueness, any_set, stored, usable_word};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorIndex, FactorValue};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

const CATEGORY: Field = Field::text("category").required();
const SUBCATEGORY: Field = Field::text("subcategory");
const QUANTITY: Field = Field::decimal_from("quantity", 0.0).required();

const CATEGORIES: &[&str] = &["co2", "ch4", "n2o", REFRIGERANT, "refrigerants"];
const REFRIGERANT: &str = "refrigerant";
const UNIT: Field = Field::text("unit").required();
const KG_PER_UNIT: Field = Field::decimal_from("ef_kg_co2eq_per_unit", 0.0).required();

/// Where totals imposed for other gases are booked.
const ANY_GAS: EmissionTypeId = EmissionTypeId(70000);

const BY_CATEGORY: usize = 0;
const BY_SUBCATEGORY: usize = 1;

pub(super) const PROCESS_EMISSIONS: Definition = Definition {
    data_type: DataEntryType::ProcessEmissions,
    export_file: "processemissions",
    fields: &[CATEGORY, SUBCATEGORY, QUANTITY, NOTE],
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
        classification: &[CATEGORY, SUBCATEGORY, UNIT],
        values: &[KG_PER_UNIT],
        lookups: &[&[CATEGORY], &[CATEGORY, SUBCATEGORY]],
        read: read_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(ReleasedGas::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<ReleasedGas>(payload)?)),
};

#[derive(Debug, Serialize, Deserialize)]
struct ReleasedGas {
    category: String,
    subcategory: Option<String>,
    quantity: f64,
    note: Option<String>,
}

impl ReleasedGas {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (category, subcategory) = (record.text(&CATEGORY), record.text(&SUBCATEGORY));
        let (quantity, note) = (record.decimal(&QUANTITY), record.text(&NOTE));
        Some(Self { category: category?, subcategory, quantity: quantity?, note })
    }
}

impl Entry for ReleasedGas {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let leaf = gas_leaf(&self.category).ok_or(EmissionReason::NoFactor)?;
        let factors = environment.factors_of(DataEntryType::ProcessEmissions)?;
        let factor = gas_factor(factors, &self.category, self.subcategory.as_deref())?;
        let kg_per_unit = factor.number(&KG_PER_UNIT).ok_or(EmissionReason::NoFactor)?;
        let terms = [("quantity", self.quantity), ("kg per unit", kg_per_unit)];
        emissions.push(Emission::by_formula(leaf, terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(gas_leaf(&self.category).unwrap_or(ANY_GAS))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

/// The category as factors write it: refrigerants are known by the singular and the plural.
fn canonical(category: &str) -> String {
    let key = comparison_key(category);
    if key == "refrigerants" { REFRIGERANT.to_owned() } else { key }
}

fn gas_leaf(category: &str) -> Option<EmissionTypeId> {
    let id = match canonical(category).as_str() {
        "ch4" => 70100,
        "co2" => 70200,
        "n2o" => 70300,
        REFRIGERANT => 70400,
        _ => return None,
    };
    Some(EmissionTypeId(id))
}

/// The factor of the sub-category, else the one of the category as a whole. A category that has none as a whole asks for
/// a sub-category.
fn gas_factor<'a>(
    factors: &'a FactorIndex,
    category: &str,
    subcategory: Option<&str>,
) -> Result<&'a Factor, NotComputed> {
    let canonical = canonical(category);
    let mut matching: Vec<_> = factors.find(BY_SUBCATEGORY, &[Some(&canonical), subcategory]).collect();
    if matching.is_empty() {
        matching = factors.find(BY_SUBCATEGORY, &[Some(&canonical), None]).collect();
    }
    match matching.as_slice() {
        [only] => Ok(only),
        [] if subcategory.is_some() => Err(EmissionReason::NoFactor.into()),
        [] => {
            let choices: Vec<_> = factors
                .find(BY_CATEGORY, &[Some(&canonical)])
                .filter_map(|factor| factor.class(&SUBCATEGORY))
                .collect();
            if choices.is_empty() {
                return Err(EmissionReason::NoFactor.into());
            }
            let message = format!("{} is required for {category}: one of {}", SUBCATEGORY.name, choices.join(", "));
            Err(NotComputed::Refused(Problem::of(SUBCATEGORY.name, "", RowCode::Missing, message)))
        }
        several => {
            let units: Vec<_> = several.iter().filter_map(|factor| factor.class(&UNIT)).collect();
            let message = format!("{category} has factors in several units: {}", units.join(", "));
            Err(NotComputed::Refused(Problem::of(CATEGORY.name, category, RowCode::Ambiguous, message)))
        }
    }
}

fn read_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (category, subcategory) = (usable_word(record, &CATEGORY, CATEGORIES), record.text(&SUBCATEGORY));
    let (unit, kg) = (record.text(&UNIT), record.decimal(&KG_PER_UNIT));
    let category = category?;
    Some(FactorDraft {
        emission_type: gas_leaf(category)?,
        classification: vec![
            (CATEGORY.name, Some(canonical(category))),
            (SUBCATEGORY.name, subcategory),
            (UNIT.name, Some(unit?)),
        ],
        values: vec![(KG_PER_UNIT.name, FactorValue::Number(kg?))],
    })
}

#[cfg(test)]
mod tests;
