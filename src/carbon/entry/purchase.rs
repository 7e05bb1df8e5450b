//! Purchases: seven categories by amount spent, and centralised purchases by consumption.
//!
//! by amount: kg = amount × rate(factor currency) / rate(entry currency) × kg per unit of the factor currency;
//! by consumption: kg = annual consumption × kg per unit consumed × kg CO2eq per kg.

use serde::{Deserialize, Serialize};

use super::{Definition, Entry, FactorFormat, NOTE, ReferenceKind, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorIndex, FactorValue};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

const CURRENCIES: &[&str] = &["aud", "cad", "chf", "cny", "eur", "gbp", "jpy", "sek", "usd"];
/// Currency of an amount that names none.
const HOME_CURRENCY: &str = "chf";

const NAME: Field = Field::text("name").required();
const SUPPLIER: Field = Field::text("supplier");
const QUANTITY: Field = Field::decimal_from("quantity", 0.0);
const AMOUNT: Field = Field::decimal_from("total_spent_amount", 0.0).required();
const CURRENCY: Field = Field::one_of("currency", CURRENCIES);
const CODE: Field = Field::text("purchase_institutional_code").required();
const DESCRIPTION: Field = Field::text("purchase_institutional_description");
const ADDITIONAL_CODE: Field = Field::text("purchase_additional_code");

const CATEGORY: Field = Field::one_of(
    "purchase_category",
    &[
        "scientific_equipment",
        "it_equipment",
        "consumable_accessories",
        "biological_chemical_gaseous_product",
        "services",
        "vehicles",
        "other_purchases",
    ],
);
const FACTOR_CURRENCY: Field = Field::one_of("currency", CURRENCIES).required();
const KG_PER_CURRENCY: Field = Field::decimal_from("ef_kg_co2eq_per_currency", 0.0).required();
const TRANSLATION_KEY: Field = Field::text("translation_key");

const UNIT: Field = Field::text("unit").required();
const CONSUMPTION: Field = Field::decimal_from("annual_consumption", 0.0).required();
const KG_PER_UNIT: Field = Field::decimal_from("coef_to_kg", 0.0).required();
const KG_PER_KG: Field = Field::decimal_from("ef_kg_co2eq_per_kg", 0.0).required();

const BY_CODE: usize = 0;
const BY_ADDITIONAL_CODE: usize = 1;

pub(super) const fn common(data_type: DataEntryType) -> Definition {
    Definition {
        data_type,
        export_file: "purchases_common",
        fields: &[NAME, SUPPLIER, QUANTITY, AMOUNT, CURRENCY, CODE, DESCRIPTION, ADDITIONAL_CODE, NOTE],
        has_entries: true,
        takes_imposed_total: true,
        uniqueness: Uniqueness::None,
        carried_over: None,
        category_column: Some(CATEGORY),
        inferred_by: &[BY_CODE],
        requires_factors: false,
        uses_factors_of: &[],
        reference: Some(ReferenceKind::ExchangeRates),
        formula_revision: 1,
        factor: FactorFormat {
            classification: &[CODE, ADDITIONAL_CODE],
            values: &[FACTOR_CURRENCY, KG_PER_CURRENCY, TRANSLATION_KEY],
            lookups: &[&[CODE], &[ADDITIONAL_CODE]],
            read: read_common_factor,
            check_set: any_set,
        },
        read: |data_type, record| Some(Box::new(Purchase { data_type, spent: Spent::read(record)? })),
        load: |data_type, payload| Ok(Box::new(Purchase { data_type, spent: serde_json::from_str(payload)? })),
    }
}

pub(super) const ADDITIONAL: Definition = Definition {
    data_type: DataEntryType::AdditionalPurchases,
    export_file: "purchases_centralized",
    fields: &[NAME, UNIT, CONSUMPTION, KG_PER_UNIT, NOTE],
    category_column: None,
    inferred_by: &[],
    requires_factors: true,
    reference: None,
    factor: FactorFormat {
        classification: &[NAME],
        values: &[KG_PER_KG],
        lookups: &[&[NAME]],
        read: read_additional_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(CentralisedPurchase::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<CentralisedPurchase>(payload)?)),
    ..common(DataEntryType::OtherPurchases)
};

#[derive(Debug)]
struct Purchase {
    data_type: DataEntryType,
    spent: Spent,
}

#[derive(Debug, Serialize, Deserialize)]
struct Spent {
    name: String,
    supplier: Option<String>,
    quantity: Option<f64>,
    total_spent_amount: f64,
    currency: String,
    purchase_institutional_code: String,
    purchase_institutional_description: Option<String>,
    purchase_additional_code: Option<String>,
    note: Option<String>,
}

impl Spent {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (name, supplier, quantity) = (record.text(&NAME), record.text(&SUPPLIER), record.decimal(&QUANTITY));
        let (amount, currency, code) = (record.decimal(&AMOUNT), record.word(&CURRENCY), record.text(&CODE));
        let (description, additional_code) = (record.text(&DESCRIPTION), record.text(&ADDITIONAL_CODE));
        let note = record.text(&NOTE);
        Some(Self {
            name: name?,
            supplier,
            quantity,
            total_spent_amount: amount?,
            currency: currency.unwrap_or(HOME_CURRENCY).to_owned(),
            purchase_institutional_code: code?,
            purchase_institutional_description: description,
            purchase_additional_code: additional_code,
            note,
        })
    }
}

impl Entry for Purchase {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let spent = &self.spent;
        let factors = environment.factors_of(self.data_type)?;
        let factor =
            purchase_factor(factors, &spent.purchase_institutional_code, spent.purchase_additional_code.as_deref())?;
        let (Some(kg_per_currency), Some(currency)) = (factor.number(&KG_PER_CURRENCY), factor.text(&FACTOR_CURRENCY))
        else {
            return Err(EmissionReason::NoFactor.into());
        };
        let rates = &environment.reference.exchange_rates;
        let conversion = rates.conversion(&spent.currency, currency).ok_or(EmissionReason::NoExchangeRate)?;
        let terms = [
            ("amount", spent.total_spent_amount),
            ("exchange rate", conversion),
            ("kg per currency unit", kg_per_currency),
        ];
        emissions.push(Emission::by_formula(purchase_leaf(self.data_type), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(purchase_leaf(self.data_type))
    }

    fn payload(&self) -> serde_json::Value {
        stored(&self.spent)
    }
}

fn purchase_leaf(data_type: DataEntryType) -> EmissionTypeId {
    EmissionTypeId(match data_type {
        DataEntryType::ScientificEquipment => 90200,
        DataEntryType::ItEquipment => 90300,
        DataEntryType::ConsumableAccessories => 90400,
        DataEntryType::BiologicalChemicalGaseousProduct => 90500,
        DataEntryType::Services => 90600,
        DataEntryType::Vehicles => 90700,
        _ => 90800,
    })
}

/// The additional code decides first, whatever the institutional code; several of it are told apart by the
/// institutional code. Else the institutional code: its only factor, or its average row without additional code.
fn purchase_factor<'a>(
    factors: &'a FactorIndex,
    code: &str,
    additional_code: Option<&str>,
) -> Result<&'a Factor, NotComputed> {
    let ambiguous = |field: &Field, value: &str| {
        let message = format!("several factors match {} “{value}” and none is preferred", field.name);
        NotComputed::Refused(Problem::of(field.name, value, RowCode::Ambiguous, message))
    };
    if let Some(additional) = additional_code {
        let matching: Vec<_> = factors.find(BY_ADDITIONAL_CODE, &[Some(additional)]).collect();
        match matching.as_slice() {
            [] => {}
            [only] => return Ok(only),
            several => {
                let key = comparison_key(code);
                let mut of_code =
                    several.iter().filter(|factor| factor.class(&CODE).is_some_and(|c| comparison_key(c) == key));
                return match (of_code.next(), of_code.next()) {
                    (Some(only), None) => Ok(only),
                    _ => Err(ambiguous(&ADDITIONAL_CODE, additional)),
                };
            }
        }
    }
    let matching: Vec<_> = factors.find(BY_CODE, &[Some(code)]).collect();
    match matching.as_slice() {
        [] => Err(EmissionReason::NoFactor.into()),
        [only] => Ok(only),
        several => {
            let mut averages = several.iter().filter(|factor| factor.class(&ADDITIONAL_CODE).is_none());
            match (averages.next(), averages.next()) {
                (Some(average), None) => Ok(average),
                _ => Err(ambiguous(&CODE, code)),
            }
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct CentralisedPurchase {
    name: String,
    unit: String,
    annual_consumption: f64,
    coef_to_kg: f64,
    note: Option<String>,
}

impl CentralisedPurchase {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (name, unit, note) = (record.text(&NAME), record.text(&UNIT), record.text(&NOTE));
        let (consumption, kg_per_unit) = (record.decimal(&CONSUMPTION), record.decimal(&KG_PER_UNIT));
        Some(Self { name: name?, unit: unit?, annual_consumption: consumption?, coef_to_kg: kg_per_unit?, note })
    }
}

impl Entry for CentralisedPurchase {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factors = environment.factors_of(DataEntryType::AdditionalPurchases)?;
        let factor = factors.find(0, &[Some(&self.name)]).next().ok_or(EmissionReason::NoFactor)?;
        let kg_per_kg = factor.number(&KG_PER_KG).ok_or(EmissionReason::NoFactor)?;
        let terms = [
            ("annual consumption", self.annual_consumption),
            ("kg per unit consumed", self.coef_to_kg),
            ("kg CO2eq per kg", kg_per_kg),
        ];
        emissions.push(Emission::by_formula(centralised_leaf(&self.name), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(centralised_leaf(&self.name))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

fn centralised_leaf(name: &str) -> EmissionTypeId {
    let is_liquid_nitrogen = matches!(comparison_key(name).as_str(), "ln2" | "liquid nitrogen" | "azote liquide");
    EmissionTypeId(if is_liquid_nitrogen { 90901 } else { 90900 })
}

fn read_common_factor(data_type: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (currency, code) = (record.word(&FACTOR_CURRENCY), record.text(&CODE));
    let (additional_code, kg) = (record.text(&ADDITIONAL_CODE), record.decimal(&KG_PER_CURRENCY));
    let translation_key = record.text(&TRANSLATION_KEY);
    let mut values = vec![
        (FACTOR_CURRENCY.name, FactorValue::Text(currency?.to_owned())),
        (KG_PER_CURRENCY.name, FactorValue::Number(kg?)),
    ];
    values.extend(translation_key.map(|key| (TRANSLATION_KEY.name, FactorValue::Text(key))));
    Some(FactorDraft {
        emission_type: purchase_leaf(data_type),
        classification: vec![(CODE.name, Some(code?)), (ADDITIONAL_CODE.name, additional_code)],
        values,
    })
}

fn read_additional_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (name, kg) = (record.text(&NAME), record.decimal(&KG_PER_KG));
    let name = name?;
    Some(FactorDraft {
        emission_type: centralised_leaf(&name),
        values: vec![(KG_PER_KG.name, FactorValue::Number(kg?))],
        classification: vec![(NAME.name, Some(name))],
    })
}

#[cfg(test)]
mod tests;
