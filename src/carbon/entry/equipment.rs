//! Equipment: electricity by the hours of a usual week, in use and on standby.
//!
//! kg = (active hours × active W + standby hours × standby W) × 52 weeks / 1000 × kg CO2eq per kWh;
//! hours left blank are those of the factor.

use serde::{Deserialize, Serialize};

use super::{CarriedOver, Definition, Entry, FactorFormat, NOTE, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorValue};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};

const HOURS_PER_WEEK: f64 = 168.0;
const WEEKS_PER_YEAR: f64 = 52.0;
const WH_PER_KWH: f64 = 1000.0;
/// Decimals that add up to a week on paper may exceed it by their last binary digit.
const ROUNDING: f64 = 1e-9;

const EQUIPMENT_ID: Field = Field::text("equipment_id").required();
const NAME: Field = Field::text("name").required();
const CLASS: Field = Field::text("equipment_class").required();
const SUB_CLASS: Field = Field::text("sub_class");
const ACTIVE_HOURS: Field = Field::decimal_between("active_usage_hours_per_week", 0.0, HOURS_PER_WEEK);
const STANDBY_HOURS: Field = Field::decimal_between("standby_usage_hours_per_week", 0.0, HOURS_PER_WEEK);

const CATEGORY: Field = Field::one_of("equipment_category", &["scientific", "it", "other"]);
const ACTIVE_POWER: Field = Field::decimal_from("active_power_w", 0.0).required();
const STANDBY_POWER: Field = Field::decimal_from("standby_power_w", 0.0).required();
const USUAL_ACTIVE_HOURS: Field = ACTIVE_HOURS.required();
const USUAL_STANDBY_HOURS: Field = STANDBY_HOURS.required();
const KG_PER_KWH: Field = Field::decimal_from("ef_kg_co2eq_per_kwh", 0.0).required();

const BY_CLASS_AND_SUB_CLASS: usize = 0;
const BY_CLASS: usize = 1;

pub(super) const fn of_type(data_type: DataEntryType) -> Definition {
    Definition {
        data_type,
        export_file: "equipment",
        fields: &[EQUIPMENT_ID, NAME, CLASS, SUB_CLASS, ACTIVE_HOURS, STANDBY_HOURS, NOTE],
        has_entries: true,
        takes_imposed_total: true,
        uniqueness: Uniqueness::None,
        carried_over: Some(CarriedOver { id: EQUIPMENT_ID, fields: &[ACTIVE_HOURS, STANDBY_HOURS, NOTE] }),
        category_column: Some(CATEGORY),
        inferred_by: &[BY_CLASS_AND_SUB_CLASS, BY_CLASS],
        requires_factors: false,
        uses_factors_of: &[],
        reference: None,
        formula_revision: 1,
        factor: FactorFormat {
            classification: &[CLASS, SUB_CLASS],
            values: &[ACTIVE_POWER, STANDBY_POWER, USUAL_ACTIVE_HOURS, USUAL_STANDBY_HOURS, KG_PER_KWH],
            lookups: &[&[CLASS, SUB_CLASS], &[CLASS]],
            read: read_factor,
            check_set: any_set,
        },
        read: |data_type, record| Some(Box::new(Equipment { data_type, usage: Usage::read(record)? })),
        load: |data_type, payload| Ok(Box::new(Equipment { data_type, usage: serde_json::from_str(payload)? })),
    }
}

#[derive(Debug)]
struct Equipment {
    data_type: DataEntryType,
    usage: Usage,
}

#[derive(Debug, Serialize, Deserialize)]
struct Usage {
    equipment_id: String,
    name: String,
    equipment_class: String,
    sub_class: Option<String>,
    active_usage_hours_per_week: Option<f64>,
    standby_usage_hours_per_week: Option<f64>,
    note: Option<String>,
}

impl Usage {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (equipment_id, name) = (record.text(&EQUIPMENT_ID), record.text(&NAME));
        let (class, sub_class) = (record.text(&CLASS), record.text(&SUB_CLASS));
        let (active, standby, note) =
            (record.decimal(&ACTIVE_HOURS), record.decimal(&STANDBY_HOURS), record.text(&NOTE));
        refuse_more_than_a_week(active, standby, record);
        Some(Self {
            equipment_id: equipment_id?,
            name: name?,
            equipment_class: class?,
            sub_class,
            active_usage_hours_per_week: active,
            standby_usage_hours_per_week: standby,
            note,
        })
    }
}

impl Equipment {
    /// The factor of the class and sub-class, else the one of the class without sub-class.
    fn factor<'a>(&self, environment: &Environment<'a>) -> Result<&'a Factor, EmissionReason> {
        let factors = environment.factors_of(self.data_type)?;
        let (class, sub_class) = (Some(self.usage.equipment_class.as_str()), self.usage.sub_class.as_deref());
        let exact = factors.find(BY_CLASS_AND_SUB_CLASS, &[class, sub_class]).next();
        let of_class = || factors.find(BY_CLASS_AND_SUB_CLASS, &[class, None]).next();
        exact.or_else(of_class).ok_or(EmissionReason::NoFactor)
    }
}

impl Entry for Equipment {
    fn complete(&mut self, environment: &Environment<'_>) -> Result<(), Problem> {
        let is_complete =
            self.usage.active_usage_hours_per_week.is_some() && self.usage.standby_usage_hours_per_week.is_some();
        let factor = if is_complete { None } else { self.factor(environment).ok() };
        let Usage { active_usage_hours_per_week: active, standby_usage_hours_per_week: standby, .. } = &mut self.usage;
        *active = active.or_else(|| factor?.number(&USUAL_ACTIVE_HOURS));
        *standby = standby.or_else(|| factor?.number(&USUAL_STANDBY_HOURS));
        check_week(*active, *standby)
    }

    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let factor = self.factor(environment)?;
        let usage = &self.usage;
        let hours = usage.active_usage_hours_per_week.zip(usage.standby_usage_hours_per_week);
        let power = factor.number(&ACTIVE_POWER).zip(factor.number(&STANDBY_POWER));
        let (Some((active, standby)), Some((active_w, standby_w)), Some(kg_per_kwh)) =
            (hours, power, factor.number(&KG_PER_KWH))
        else {
            return Err(EmissionReason::NoFactor.into());
        };
        let kwh_per_week = (active * active_w + standby * standby_w) / WH_PER_KWH;
        let terms = [("kWh per week", kwh_per_week), ("weeks", WEEKS_PER_YEAR), ("kg per kWh", kg_per_kwh)];
        emissions.push(Emission::by_formula(leaf(self.data_type), terms, None, factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(leaf(self.data_type))
    }

    fn payload(&self) -> serde_json::Value {
        stored(&self.usage)
    }
}

fn leaf(data_type: DataEntryType) -> EmissionTypeId {
    EmissionTypeId(match data_type {
        DataEntryType::Scientific => 80100,
        DataEntryType::It => 80200,
        _ => 80300,
    })
}

/// A week has no more hours than it has.
fn check_week(active: Option<f64>, standby: Option<f64>) -> Result<(), Problem> {
    let total = active.unwrap_or(0.0) + standby.unwrap_or(0.0);
    if total <= HOURS_PER_WEEK + ROUNDING {
        return Ok(());
    }
    let message = format!("hours in use and on standby add up to {total}; a week has {HOURS_PER_WEEK}");
    Err(Problem::of(STANDBY_HOURS.name, standby.unwrap_or(0.0).to_string(), RowCode::OutOfRange, message))
}

fn refuse_more_than_a_week(active: Option<f64>, standby: Option<f64>, record: &mut RecordReader<'_>) {
    if let Err(problem) = check_week(active, standby) {
        record.refuse(&STANDBY_HOURS, problem.value, problem.code, problem.message);
    }
}

fn read_factor(data_type: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (class, sub_class) = (record.text(&CLASS), record.text(&SUB_CLASS));
    let (active_w, standby_w) = (record.decimal(&ACTIVE_POWER), record.decimal(&STANDBY_POWER));
    let (active, standby) = (record.decimal(&USUAL_ACTIVE_HOURS), record.decimal(&USUAL_STANDBY_HOURS));
    let kg_per_kwh = record.decimal(&KG_PER_KWH);
    refuse_more_than_a_week(active, standby, record);
    Some(FactorDraft {
        emission_type: leaf(data_type),
        classification: vec![(CLASS.name, Some(class?)), (SUB_CLASS.name, sub_class)],
        values: vec![
            (ACTIVE_POWER.name, FactorValue::Number(active_w?)),
            (STANDBY_POWER.name, FactorValue::Number(standby_w?)),
            (USUAL_ACTIVE_HOURS.name, FactorValue::Number(active?)),
            (USUAL_STANDBY_HOURS.name, FactorValue::Number(standby?)),
            (KG_PER_KWH.name, FactorValue::Number(kg_per_kwh?)),
        ],
    })
}

#[cfg(test)]
mod tests;
