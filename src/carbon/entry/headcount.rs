//! Headcount: members and students, whose number gives food, waste and commuting.
//!
//! kg = FTE × units per FTE × kg CO2eq per unit, for every factor of the type on a leaf.

use serde::{Deserialize, Serialize};

use super::{CarriedOver, Definition, Entry, FactorFormat, NOTE, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{FactorDraft, FactorValue};
use crate::carbon::field::{Field, RecordReader, RowCode};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId, emission_type_by_path, is_leaf};
use crate::carbon::text::comparison_key;

const NAME: Field = Field::text("name").required();
const SIUS_CODE: Field = Field::one_of("sius_code", &["51", "52", "53", "54", "56", "57", "58", "59"]).required();
const PERSON: Field = Field::text("user_institutional_id").required();
const MEMBER_FTE: Field = Field::decimal_between("fte", 0.0, 1.0).required();
const STUDENT_FTE: Field = Field::decimal_from("fte", 0.0).required();

const CATEGORY: Field = Field::one_of("headcount_category", &["food", "waste", "commuting"]).required();
const CLASS: Field = Field::text("headcount_class").required();
const SUBCLASS: Field = Field::text("headcount_subclass");
const UNITS_PER_FTE: Field = Field::decimal_from("number_of_unit_per_fte", 0.0).required();
const KG_PER_UNIT: Field = Field::decimal_from("ef_kg_co2eq_per_unit", 0.0).required();
const UNIT: Field = Field::one_of("unit", &["kg", "km"]).required();

const FACTOR: FactorFormat = FactorFormat {
    classification: &[CATEGORY, CLASS, SUBCLASS],
    values: &[UNITS_PER_FTE, KG_PER_UNIT, UNIT],
    lookups: &[],
    read: read_factor,
    check_set: any_set,
};

pub(super) const MEMBER: Definition = Definition {
    data_type: DataEntryType::Member,
    export_file: "headcount",
    fields: &[NAME, SIUS_CODE, PERSON, MEMBER_FTE, NOTE],
    has_entries: true,
    takes_imposed_total: false,
    uniqueness: Uniqueness::Field(PERSON),
    carried_over: Some(CarriedOver { id: PERSON, fields: &[NOTE] }),
    category_column: None,
    inferred_by: &[],
    requires_factors: false,
    uses_factors_of: &[],
    reference: None,
    formula_revision: 1,
    factor: FACTOR,
    read: |_, record| Some(Box::new(Member::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<Member>(payload)?)),
};

pub(super) const STUDENT: Definition = Definition {
    data_type: DataEntryType::Student,
    export_file: "headcount_students",
    fields: &[STUDENT_FTE, NOTE],
    uniqueness: Uniqueness::OnePerReport,
    carried_over: None,
    read: |_, record| Some(Box::new(Student::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<Student>(payload)?)),
    ..MEMBER
};

#[derive(Debug, Serialize, Deserialize)]
struct Member {
    name: String,
    sius_code: String,
    user_institutional_id: String,
    fte: f64,
    note: Option<String>,
}

impl Member {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (name, sius_code) = (record.text(&NAME), record.word(&SIUS_CODE));
        let (person, fte, note) = (record.text(&PERSON), record.decimal(&MEMBER_FTE), record.text(&NOTE));
        let sius_code = sius_code?.to_owned();
        Some(Self { name: name?, sius_code, user_institutional_id: person?, fte: fte?, note })
    }
}

impl Entry for Member {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        people(self.fte, DataEntryType::Member, environment, emissions)
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        None
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }

    fn fte(&self) -> f64 {
        self.fte
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Student {
    fte: f64,
    note: Option<String>,
}

impl Student {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (fte, note) = (record.decimal(&STUDENT_FTE), record.text(&NOTE));
        Some(Self { fte: fte?, note })
    }
}

impl Entry for Student {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        people(self.fte, DataEntryType::Student, environment, emissions)
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        None
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }

    fn fte(&self) -> f64 {
        self.fte
    }
}

fn people(
    fte: f64,
    data_type: DataEntryType,
    environment: &Environment<'_>,
    emissions: &mut Vec<Emission>,
) -> Result<(), NotComputed> {
    let before = emissions.len();
    for factor in environment.factors_of(data_type)?.all() {
        let (Some(units_per_fte), Some(kg_per_unit)) = (factor.number(&UNITS_PER_FTE), factor.number(&KG_PER_UNIT))
        else {
            continue;
        };
        let quantity = fte * units_per_fte;
        let terms = [("FTE", fte), ("units per FTE", units_per_fte), ("kg per unit", kg_per_unit)];
        emissions.push(Emission::by_formula(factor.draft.emission_type, terms, Some(quantity), factor));
    }
    if emissions.len() == before { Err(EmissionReason::NoFactor.into()) } else { Ok(()) }
}

fn read_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (category, class, subclass) = (record.word(&CATEGORY), record.text(&CLASS), record.text(&SUBCLASS));
    let (units, kg, unit) = (record.decimal(&UNITS_PER_FTE), record.decimal(&KG_PER_UNIT), record.word(&UNIT));
    let (category, class) = (category?, comparison_key(&class?));
    let subclass = subclass.as_deref().map(comparison_key);
    let path = match &subclass {
        Some(subclass) => format!("{category}__{class}__{subclass}"),
        None => format!("{category}__{class}"),
    };
    let Some(node) = emission_type_by_path(&path).filter(|node| is_leaf(node.id)) else {
        let named = path.replace("__", " / ");
        record.refuse(
            &CLASS,
            &class,
            RowCode::UnusableFactor,
            format!("there is no emission type {named} to use it for"),
        );
        return None;
    };
    Some(FactorDraft {
        emission_type: node.id,
        classification: vec![
            (CATEGORY.name, Some(category.to_owned())),
            (CLASS.name, Some(class)),
            (SUBCLASS.name, subclass),
        ],
        values: vec![
            (UNITS_PER_FTE.name, FactorValue::Number(units?)),
            (KG_PER_UNIT.name, FactorValue::Number(kg?)),
            (UNIT.name, FactorValue::Text(unit?.to_owned())),
        ],
    })
}
