//! External services: clouds by amount spent, AI by number of requests.
//!
//! clouds: kg = amount × rate(factor currency) / rate(entry currency) × kg per unit of the factor currency;
//! AI: kg = requests per person and day × 5 days × 46 weeks × FTE × factor / 1000.

use serde::{Deserialize, Serialize};

use super::{Definition, Entry, FactorFormat, NOTE, ReferenceKind, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{FactorDraft, FactorValue};
use crate::carbon::field::{Field, RecordReader};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

const CURRENCIES: &[&str] = &["chf", "eur", "usd"];
/// Currency of an amount that names none.
const USUAL_CURRENCY: &str = "eur";

const PROVIDER: Field = Field::text("provider").required();
const SERVICE_TYPE: Field = Field::text("service_type").required();
const AMOUNT: Field = Field::decimal_from("spent_amount", 0.0).required();
const CURRENCY: Field = Field::one_of("currency", CURRENCIES);
const FACTOR_SERVICE_TYPE: Field = Field::one_of("service_type", &["compute", "storage", "virtualisation"]).required();
const FACTOR_CURRENCY: Field = CURRENCY.required();
const KG_PER_CURRENCY: Field = Field::decimal_from("ef_kg_co2eq_per_currency", 0.0).required();

const USAGE_TYPE: Field = Field::text("usage_type").required();
const FREQUENCY: Field = Field::one_of("requests_per_user_per_day", &["1_5", "5_20", "20_100", "gt_100"]).required();
const FTE: Field = Field::decimal_from("fte_count", 0.1).required();
const PER_REQUEST: Field = Field::decimal_from("ef_kg_co2eq_per_request", 0.0).required();

const WORKING_DAYS_PER_WEEK: f64 = 5.0;
const WORKING_WEEKS_PER_YEAR: f64 = 46.0;
/// Factors of AI are grams per request, whatever their column is called.
const GRAMS_PER_KG: f64 = 1000.0;

/// Services of a kind that has no leaf are booked on the node of clouds, when their total is imposed.
const CLOUDS_NODE: EmissionTypeId = EmissionTypeId(110100);

pub(super) const CLOUDS: Definition = Definition {
    data_type: DataEntryType::ExternalClouds,
    export_file: "external_clouds",
    fields: &[SERVICE_TYPE, PROVIDER, AMOUNT, CURRENCY, NOTE],
    has_entries: true,
    takes_imposed_total: true,
    uniqueness: Uniqueness::None,
    carried_over: None,
    category_column: None,
    inferred_by: &[],
    requires_factors: true,
    uses_factors_of: &[],
    reference: Some(ReferenceKind::ExchangeRates),
    formula_revision: 1,
    factor: FactorFormat {
        classification: &[PROVIDER, FACTOR_SERVICE_TYPE],
        values: &[FACTOR_CURRENCY, KG_PER_CURRENCY],
        lookups: &[&[PROVIDER, FACTOR_SERVICE_TYPE]],
        read: read_cloud_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(CloudService::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<CloudService>(payload)?)),
};

pub(super) const AI: Definition = Definition {
    data_type: DataEntryType::ExternalAi,
    export_file: "external_ai",
    fields: &[PROVIDER, USAGE_TYPE, FREQUENCY, FTE, NOTE],
    reference: None,
    factor: FactorFormat {
        classification: &[PROVIDER, USAGE_TYPE],
        values: &[PER_REQUEST],
        lookups: &[&[PROVIDER, USAGE_TYPE]],
        read: read_ai_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(AiService::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<AiService>(payload)?)),
    ..CLOUDS
};

#[derive(Debug, Serialize, Deserialize)]
struct CloudService {
    service_type: String,
    provider: String,
    spent_amount: f64,
    currency: String,
    note: Option<String>,
}

impl CloudService {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (service_type, provider) = (record.text(&SERVICE_TYPE), record.text(&PROVIDER));
        let (amount, currency, note) = (record.decimal(&AMOUNT), record.word(&CURRENCY), record.text(&NOTE));
        let currency = currency.unwrap_or(USUAL_CURRENCY).to_owned();
        Some(Self { service_type: service_type?, provider: provider?, spent_amount: amount?, currency, note })
    }
}

impl Entry for CloudService {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let leaf = cloud_leaf(&self.service_type).ok_or(EmissionReason::NoFactor)?;
        let factors = environment.factors_of(DataEntryType::ExternalClouds)?;
        let factor = factors
            .find(0, &[Some(&self.provider), Some(&self.service_type)])
            .next()
            .ok_or(EmissionReason::NoFactor)?;
        let (Some(kg_per_currency), Some(currency)) = (factor.number(&KG_PER_CURRENCY), factor.text(&FACTOR_CURRENCY))
        else {
            return Err(EmissionReason::NoFactor.into());
        };
        let rates = &environment.reference.exchange_rates;
        let conversion = rates.conversion(&self.currency, currency).ok_or(EmissionReason::NoExchangeRate)?;
        let terms =
            [("amount", self.spent_amount), ("exchange rate", conversion), ("kg per currency unit", kg_per_currency)];
        emissions.push(Emission::by_formula(leaf, terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(cloud_leaf(&self.service_type).unwrap_or(CLOUDS_NODE))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

fn cloud_leaf(service_type: &str) -> Option<EmissionTypeId> {
    match comparison_key(service_type).as_str() {
        "virtualisation" => Some(EmissionTypeId(110101)),
        "compute" => Some(EmissionTypeId(110102)),
        "storage" => Some(EmissionTypeId(110103)),
        _ => None,
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AiService {
    provider: String,
    usage_type: String,
    requests_per_user_per_day: String,
    fte_count: f64,
    note: Option<String>,
}

impl AiService {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (provider, usage_type) = (record.text(&PROVIDER), record.text(&USAGE_TYPE));
        let (frequency, fte, note) = (record.word(&FREQUENCY), record.decimal(&FTE), record.text(&NOTE));
        let frequency = frequency?.to_owned();
        let (provider, usage_type) = (provider?, usage_type?);
        Some(Self { provider, usage_type, requests_per_user_per_day: frequency, fte_count: fte?, note })
    }
}

impl Entry for AiService {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factors = environment.factors_of(DataEntryType::ExternalAi)?;
        let factor =
            factors.find(0, &[Some(&self.provider), Some(&self.usage_type)]).next().ok_or(EmissionReason::NoFactor)?;
        let grams_per_request = factor.number(&PER_REQUEST).ok_or(EmissionReason::NoFactor)?;
        let requests_per_day = requests_per_person_and_day(&self.requests_per_user_per_day) * self.fte_count;
        let terms = [
            ("requests per day", requests_per_day),
            ("days per week", WORKING_DAYS_PER_WEEK),
            ("weeks", WORKING_WEEKS_PER_YEAR),
            ("kg per request", grams_per_request / GRAMS_PER_KG),
        ];
        emissions.push(Emission::by_formula(ai_leaf(&self.provider), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(ai_leaf(&self.provider))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

/// Middle of the range that a word stands for.
fn requests_per_person_and_day(frequency: &str) -> f64 {
    match frequency {
        "1_5" => 3.0,
        "5_20" => 12.5,
        "20_100" => 60.0,
        _ => 100.0,
    }
}

fn ai_leaf(provider: &str) -> EmissionTypeId {
    EmissionTypeId(match comparison_key(provider).replace(' ', "_").as_str() {
        "google" => 110201,
        "mistral_ai" => 110202,
        "anthropic" => 110203,
        "openai" => 110204,
        "cohere" => 110205,
        _ => 110206,
    })
}

fn read_cloud_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (provider, service_type) = (record.text(&PROVIDER), record.word(&FACTOR_SERVICE_TYPE));
    let (currency, kg) = (record.word(&FACTOR_CURRENCY), record.decimal(&KG_PER_CURRENCY));
    let service_type = service_type?;
    Some(FactorDraft {
        emission_type: cloud_leaf(service_type)?,
        classification: vec![
            (PROVIDER.name, Some(provider?)),
            (FACTOR_SERVICE_TYPE.name, Some(service_type.to_owned())),
        ],
        values: vec![
            (FACTOR_CURRENCY.name, FactorValue::Text(currency?.to_owned())),
            (KG_PER_CURRENCY.name, FactorValue::Number(kg?)),
        ],
    })
}

fn read_ai_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (provider, usage_type) = (record.text(&PROVIDER), record.text(&USAGE_TYPE));
    let per_request = record.decimal(&PER_REQUEST);
    let provider = provider?;
    Some(FactorDraft {
        emission_type: ai_leaf(&provider),
        values: vec![(PER_REQUEST.name, FactorValue::Number(per_request?))],
        classification: vec![(PROVIDER.name, Some(provider)), (USAGE_TYPE.name, Some(usage_type?))],
    })
}

#[cfg(test)]
mod tests;
