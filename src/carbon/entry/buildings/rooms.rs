//! Rooms: lighting, cooling, ventilation and heating by surface, and the building's embodied energy.
//!
//! energy: kg = m² × share × kWh per m² × kg CO2eq per kWh, heating also × conversion factor;
//! embodied: kg = m² × share × kg CO2eq per m², for every factor of the building.

use serde::{Deserialize, Serialize};

use super::BUILDING;
use super::embodied_energy::append_embodied_energy;
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::entry::{Definition, Entry, FactorFormat, NOTE, ReferenceKind, Uniqueness, any_set, stored};
use crate::carbon::factor::{FactorDraft, FactorValue};
use crate::carbon::field::{Field, RecordReader, RowCode};
use crate::carbon::reference::ROOM_TYPES;
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};

const ROOM_NAME: Field = Field::text("room_name").required();
const ROOM_TYPE: Field = Field::one_of("room_type", ROOM_TYPES).required();
const SURFACE: Field = Field::decimal_from("room_surface_square_meter", 0.0);
const SHARE: Field = Field::decimal_between("room_allocation_ratio", 0.0, 1.0);

const HEATING: Field = Field::decimal_from("heating_kwh_per_square_meter", 0.0).required();
const COOLING: Field = Field::decimal_from("cooling_kwh_per_square_meter", 0.0).required();
const VENTILATION: Field = Field::decimal_from("ventilation_kwh_per_square_meter", 0.0).required();
const LIGHTING: Field = Field::decimal_from("lighting_kwh_per_square_meter", 0.0).required();
const KG_PER_KWH: Field = Field::decimal_from("ef_kg_co2eq_per_kwh", 0.0).required();
const ENERGY_TYPE: Field =
    Field::one_of("energy_type", &[ELECTRIC, "electricity", "elec", THERMAL, "therm"]).required();
const CONVERSION: Field = Field::decimal_from("conversion_factor", 0.0);
const ELECTRIC: &str = "electric";
const THERMAL: &str = "thermal";

const LIGHTING_NODE: i32 = 60101;
const COOLING_NODE: i32 = 60102;
const VENTILATION_NODE: i32 = 60103;
const ELECTRIC_HEATING_NODE: i32 = 60104;
const THERMAL_HEATING_NODE: i32 = 60105;

pub(in crate::carbon::entry) const ROOM: Definition = Definition {
    data_type: DataEntryType::Building,
    export_file: "building_rooms",
    fields: &[BUILDING, ROOM_NAME, ROOM_TYPE, SURFACE, SHARE, NOTE],
    has_entries: true,
    takes_imposed_total: true,
    uniqueness: Uniqueness::None,
    carried_over: None,
    category_column: None,
    inferred_by: &[],
    requires_factors: false,
    uses_factors_of: &[DataEntryType::BuildingEmbodiedEnergy],
    reference: Some(ReferenceKind::Rooms),
    formula_revision: 1,
    factor: FactorFormat {
        classification: &[BUILDING, ROOM_TYPE],
        values: &[HEATING, COOLING, VENTILATION, LIGHTING, KG_PER_KWH, ENERGY_TYPE, CONVERSION],
        lookups: &[&[BUILDING, ROOM_TYPE]],
        read: read_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(AllocatedRoom::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<AllocatedRoom>(payload)?)),
};

#[derive(Debug, Serialize, Deserialize)]
struct AllocatedRoom {
    building_name: String,
    room_name: String,
    room_type: String,
    room_surface_square_meter: Option<f64>,
    room_allocation_ratio: f64,
    note: Option<String>,
}

impl AllocatedRoom {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (building, name, room_type) = (record.text(&BUILDING), record.text(&ROOM_NAME), record.word(&ROOM_TYPE));
        let (surface, share, note) = (record.decimal(&SURFACE), record.decimal(&SHARE), record.text(&NOTE));
        Some(Self {
            building_name: building?,
            room_name: name?,
            room_type: room_type?.to_owned(),
            room_surface_square_meter: surface,
            room_allocation_ratio: share.unwrap_or(1.0),
            note,
        })
    }

    /// The unit's share of the room, m²: of the listed surface, else of the one given with the entry.
    fn allocated_surface(&self, environment: &Environment<'_>) -> Option<f64> {
        let listed = environment.reference.rooms.surface(&self.building_name, &self.room_name);
        listed.or(self.room_surface_square_meter).map(|surface| surface * self.room_allocation_ratio)
    }

    /// Emissions of the room's energy; a heating that the building does not have gives none.
    fn energy(&self, surface: f64, environment: &Environment<'_>) -> Option<[Emission; 4]> {
        let factors = environment.factors_of(DataEntryType::Building).ok()?;
        let factor = factors.find(0, &[Some(&self.building_name), Some(&self.room_type)]).next()?;
        let kg_per_kwh = factor.number(&KG_PER_KWH)?;
        let heating = if factor.text(&ENERGY_TYPE)? == ELECTRIC { ELECTRIC_HEATING_NODE } else { THERMAL_HEATING_NODE };
        let uses = [
            (LIGHTING_NODE, factor.number(&LIGHTING)?),
            (COOLING_NODE, factor.number(&COOLING)?),
            (VENTILATION_NODE, factor.number(&VENTILATION)?),
            (heating, factor.number(&HEATING)? * factor.number(&CONVERSION).unwrap_or(1.0)),
        ];
        Some(uses.map(|(node, kwh_per_square_meter)| {
            let terms = [("m² allocated", surface), ("kWh per m²", kwh_per_square_meter), ("kg per kWh", kg_per_kwh)];
            Emission::by_formula(room_leaf(node, &self.room_type), terms, None, factor)
        }))
    }
}

impl Entry for AllocatedRoom {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let surface = self.allocated_surface(environment).ok_or(EmissionReason::NoSurface)?;
        let before = emissions.len();
        emissions.extend(self.energy(surface, environment).into_iter().flatten());
        append_embodied_energy(surface, &self.building_name, environment, emissions);
        if emissions.len() == before { Err(EmissionReason::NoFactor.into()) } else { Ok(()) }
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(EmissionTypeId(LIGHTING_NODE))
    }

    fn impose(&self, kg: f64, leaf: EmissionTypeId, environment: &Environment<'_>, emissions: &mut Vec<Emission>) {
        let energy = self.allocated_surface(environment).and_then(|surface| self.energy(surface, environment));
        let computed: Vec<_> = energy.into_iter().flatten().collect();
        let total: f64 = computed.iter().map(|emission| emission.kg).sum();
        if total > 0.0 && total.is_finite() {
            emissions.extend(computed.into_iter().map(|emission| emission.scaled(kg / total)));
        } else {
            emissions.push(Emission::imposed(leaf, kg));
        }
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

/// The leaf of a room type below an energy node; the node itself for an unknown type.
fn room_leaf(node: i32, room_type: &str) -> EmissionTypeId {
    let position = match room_type {
        "office" => 1,
        "laboratories" => 2,
        "archives" => 3,
        "libraries" => 4,
        "auditoriums" => 5,
        "miscellaneous" => 6,
        _ => return EmissionTypeId(node),
    };
    EmissionTypeId(node * 100 + position)
}

fn read_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (building, room_type) = (record.text(&BUILDING), record.word(&ROOM_TYPE));
    let coefficients = [HEATING, COOLING, VENTILATION, LIGHTING, KG_PER_KWH];
    let coefficients = coefficients.map(|field| (field.name, record.decimal(&field)));
    let (energy_type, conversion) = (record.word(&ENERGY_TYPE), record.decimal(&CONVERSION));
    if conversion == Some(0.0) {
        let message = "conversion_factor must be above 0; leave it blank where nothing is converted";
        record.refuse(&CONVERSION, "0", RowCode::UnusableFactor, message);
        return None;
    }
    let mut values = Vec::new();
    for (name, number) in coefficients {
        values.push((name, FactorValue::Number(number?)));
    }
    let energy_type = if energy_type?.starts_with("elec") { ELECTRIC } else { THERMAL };
    values.push((ENERGY_TYPE.name, FactorValue::Text(energy_type.to_owned())));
    values.extend(conversion.map(|number| (CONVERSION.name, FactorValue::Number(number))));
    Some(FactorDraft {
        emission_type: EmissionTypeId(60100),
        classification: vec![(BUILDING.name, Some(building?)), (ROOM_TYPE.name, Some(room_type?.to_owned()))],
        values,
    })
}

#[cfg(test)]
mod tests;
