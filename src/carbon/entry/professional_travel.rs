//! Professional travel: trips by plane and train, one direction an entry.
//!
//! plane: one-way km = great circle + 95, kg = km × trips × kg per km × radiative forcing adjustment;
//! train: one-way km = great circle × 1.2, kg = km × trips × kg per km.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Definition, Entry, FactorFormat, NOTE, ReferenceKind, Uniqueness, any_set, stored};
use crate::carbon::engine::{Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorIndex, FactorValue};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::reference::{Found, Location, Locations};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::carbon::text::comparison_key;

mod distance;

use distance::{plane_km, train_km};

const ORIGIN_IATA: Field = Field::text("origin_iata").required();
const DESTINATION_IATA: Field = Field::text("destination_iata").required();
const ORIGIN_NAME: Field = Field::text("origin_name").required();
const ORIGIN_COUNTRY: Field = Field::text("origin_country_code").required();
const DESTINATION_NAME: Field = Field::text("destination_name").required();
const DESTINATION_COUNTRY: Field = Field::text("destination_country_code").required();
const ORIGIN_KEY: Field = Field::text("origin_natural_key");
const DESTINATION_KEY: Field = Field::text("destination_natural_key");
const TRAVELLER: Field = Field::text("user_institutional_id").required();
const DEPARTURE: Field = Field::date("departure_date");
const TRIPS: Field = Field::integer_from("number_of_trips", 1);
const PLANE_CABIN: Field = Field::one_of("cabin_class", &["first", "business", "economy"]).required();
const TRAIN_CABIN: Field = Field::one_of("cabin_class", &["first", "second"]).required();

const HAUL: Field = Field::text("category").required();
const KG_PER_KM: Field = Field::decimal_from("ef_kg_co2eq_per_km", 0.0).required();
const RFI: Field = Field::decimal_from("rfi_adjustment", 0.0).required();
const MIN_KM: Field = Field::decimal_from("min_distance", 0.0).required();
const MAX_KM: Field = Field::decimal_from("max_distance", 0.0).required();
const COUNTRY: Field = Field::text("country_code").required();
const REST_OF_WORLD: &str = "RoW";

pub(super) const PLANE: Definition = Definition {
    data_type: DataEntryType::Plane,
    export_file: "travel_planes",
    fields: &[ORIGIN_IATA, DESTINATION_IATA, TRAVELLER, DEPARTURE, TRIPS, PLANE_CABIN, NOTE],
    has_entries: true,
    takes_imposed_total: true,
    uniqueness: Uniqueness::None,
    carried_over: None,
    category_column: None,
    inferred_by: &[],
    requires_factors: false,
    uses_factors_of: &[],
    reference: Some(ReferenceKind::Airports),
    formula_revision: 1,
    factor: FactorFormat {
        classification: &[HAUL, PLANE_CABIN],
        values: &[KG_PER_KM, RFI, MIN_KM, MAX_KM],
        lookups: &[&[PLANE_CABIN]],
        read: read_plane_factor,
        check_set: check_haul_bands,
    },
    read: |_, record| Some(Box::new(PlaneTrip::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<PlaneTrip>(payload)?)),
};

pub(super) const TRAIN: Definition = Definition {
    data_type: DataEntryType::Train,
    export_file: "travel_trains",
    fields: &[
        ORIGIN_NAME,
        ORIGIN_COUNTRY,
        DESTINATION_NAME,
        DESTINATION_COUNTRY,
        TRAVELLER,
        DEPARTURE,
        TRIPS,
        TRAIN_CABIN,
        NOTE,
        ORIGIN_KEY,
        DESTINATION_KEY,
    ],
    reference: Some(ReferenceKind::Stations),
    factor: FactorFormat {
        classification: &[COUNTRY],
        values: &[KG_PER_KM],
        lookups: &[&[COUNTRY]],
        read: read_train_factor,
        check_set: any_set,
    },
    read: |_, record| Some(Box::new(TrainTrip::read(record)?)),
    load: |_, payload| Ok(Box::new(serde_json::from_str::<TrainTrip>(payload)?)),
    ..PLANE
};

#[derive(Debug, Serialize, Deserialize)]
struct PlaneTrip {
    origin_iata: String,
    destination_iata: String,
    user_institutional_id: String,
    departure_date: Option<NaiveDate>,
    number_of_trips: i64,
    cabin_class: String,
    note: Option<String>,
}

impl PlaneTrip {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (origin, destination) = (record.text(&ORIGIN_IATA), record.text(&DESTINATION_IATA));
        let (traveller, departure_date) = (record.text(&TRAVELLER), record.date(&DEPARTURE));
        let (trips, cabin, note) = (record.integer(&TRIPS), record.word(&PLANE_CABIN), record.text(&NOTE));
        Some(Self {
            origin_iata: origin?.to_uppercase(),
            destination_iata: destination?.to_uppercase(),
            user_institutional_id: traveller?,
            departure_date,
            number_of_trips: trips.unwrap_or(1),
            cabin_class: cabin?.to_owned(),
            note,
        })
    }
}

impl PlaneTrip {
    /// Where it begins and ends.
    fn ends<'a>(&self, locations: &'a Locations) -> Result<[&'a Location; 2], NotComputed> {
        let listed = |iata: &str| locations.airport(iata).ok_or(EmissionReason::UnknownLocation);
        Ok([listed(&self.origin_iata)?, listed(&self.destination_iata)?])
    }
}

impl Entry for PlaneTrip {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let [origin, destination] = self.ends(&environment.reference.locations)?;
        let one_way_km = plane_km(origin, destination);
        let factors = environment.factors_of(DataEntryType::Plane)?;
        let factor = haul_factor(factors, &self.cabin_class, one_way_km).ok_or(EmissionReason::NoFactor)?;
        let (Some(kg_per_km), Some(adjustment)) = (factor.number(&KG_PER_KM), factor.number(&RFI)) else {
            return Err(EmissionReason::NoFactor.into());
        };
        let trips = self.number_of_trips as f64;
        let terms = [
            ("km one way", one_way_km),
            ("trips", trips),
            ("kg per km", kg_per_km),
            ("radiative forcing adjustment", adjustment),
        ];
        let leaf = plane_leaf(&self.cabin_class);
        emissions.push(Emission::by_formula(leaf, terms, Some(one_way_km * trips), factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(plane_leaf(&self.cabin_class))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

fn plane_leaf(cabin_class: &str) -> EmissionTypeId {
    EmissionTypeId(match cabin_class {
        "first" => 50201,
        "business" => 50202,
        _ => 50203,
    })
}

/// The factor of the cabin whose band holds the one-way distance, lower bound included.
fn haul_factor<'a>(factors: &'a FactorIndex, cabin_class: &str, one_way_km: f64) -> Option<&'a Factor> {
    factors.find(0, &[Some(cabin_class)]).find(|factor| {
        let (from, to) = (factor.number(&MIN_KM).unwrap_or(0.0), factor.number(&MAX_KM).unwrap_or(0.0));
        (from..to).contains(&one_way_km)
    })
}

#[derive(Debug, Serialize, Deserialize)]
struct TrainTrip {
    origin_name: String,
    origin_country_code: String,
    destination_name: String,
    destination_country_code: String,
    user_institutional_id: String,
    departure_date: Option<NaiveDate>,
    number_of_trips: i64,
    cabin_class: String,
    note: Option<String>,
    origin_natural_key: Option<String>,
    destination_natural_key: Option<String>,
}

impl TrainTrip {
    fn read(record: &mut RecordReader<'_>) -> Option<Self> {
        let (origin_name, origin_country) = (record.text(&ORIGIN_NAME), record.text(&ORIGIN_COUNTRY));
        let (destination_name, destination_country) =
            (record.text(&DESTINATION_NAME), record.text(&DESTINATION_COUNTRY));
        let (traveller, departure_date) = (record.text(&TRAVELLER), record.date(&DEPARTURE));
        let (trips, cabin, note) = (record.integer(&TRIPS), record.word(&TRAIN_CABIN), record.text(&NOTE));
        let (origin_natural_key, destination_natural_key) = (record.text(&ORIGIN_KEY), record.text(&DESTINATION_KEY));
        Some(Self {
            origin_name: origin_name?,
            origin_country_code: origin_country?.to_uppercase(),
            destination_name: destination_name?,
            destination_country_code: destination_country?.to_uppercase(),
            user_institutional_id: traveller?,
            departure_date,
            number_of_trips: trips.unwrap_or(1),
            cabin_class: cabin?.to_owned(),
            note,
            origin_natural_key,
            destination_natural_key,
        })
    }
}

impl TrainTrip {
    /// Where it begins and ends. A name that several stations have is told before one that none has.
    fn ends<'a>(&self, locations: &'a Locations) -> Result<[&'a Location; 2], NotComputed> {
        let origin = station(
            locations,
            self.origin_natural_key.as_deref(),
            (&ORIGIN_NAME, &self.origin_name, &self.origin_country_code),
        );
        let destination = station(
            locations,
            self.destination_natural_key.as_deref(),
            (&DESTINATION_NAME, &self.destination_name, &self.destination_country_code),
        );
        match (origin, destination) {
            (Err(NotComputed::Refused(problem)), _) | (_, Err(NotComputed::Refused(problem))) => {
                Err(NotComputed::Refused(problem))
            }
            (origin, destination) => Ok([origin?, destination?]),
        }
    }
}

impl Entry for TrainTrip {
    fn compute(&self, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> Result<(), NotComputed> {
        let [origin, destination] = self.ends(&environment.reference.locations)?;
        let country = country_of_trip(origin.country_code.as_deref(), destination.country_code.as_deref());
        let factors = environment.factors_of(DataEntryType::Train)?;
        let factor = factors.find(0, &[Some(country)]).next();
        let factor =
            factor.or_else(|| factors.find(0, &[Some(REST_OF_WORLD)]).next()).ok_or(EmissionReason::NoFactor)?;
        let kg_per_km = factor.number(&KG_PER_KM).ok_or(EmissionReason::NoFactor)?;
        let (one_way_km, trips) = (train_km(origin, destination), self.number_of_trips as f64);
        let (km, terms) =
            (one_way_km * trips, [("km one way", one_way_km), ("trips", trips), ("kg per km", kg_per_km)]);
        emissions.push(Emission::by_formula(train_leaf(&self.cabin_class), terms, Some(km), factor));
        Ok(())
    }

    fn imposed_leaf(&self) -> Option<EmissionTypeId> {
        Some(train_leaf(&self.cabin_class))
    }

    fn payload(&self) -> serde_json::Value {
        stored(self)
    }
}

/// Where somebody went, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trip<'a> {
    /// Where it began.
    pub from: &'a Location,
    /// Where it ended.
    pub to: &'a Location,
    /// How often, one way each.
    pub times: i64,
}

/// The trip of a stored entry; none where the entry is no trip, or a place is not listed.
pub fn trip<'a>(data_type: DataEntryType, payload: &serde_json::Value, locations: &'a Locations) -> Option<Trip<'a>> {
    let ([from, to], times) = match data_type {
        DataEntryType::Plane => {
            let trip = PlaneTrip::deserialize(payload).ok()?;
            (trip.ends(locations).ok()?, trip.number_of_trips)
        }
        DataEntryType::Train => {
            let trip = TrainTrip::deserialize(payload).ok()?;
            (trip.ends(locations).ok()?, trip.number_of_trips)
        }
        _ => return None,
    };
    Some(Trip { from, to, times })
}

fn train_leaf(cabin_class: &str) -> EmissionTypeId {
    EmissionTypeId(if cabin_class == "first" { 50101 } else { 50102 })
}

fn station<'a>(
    locations: &'a Locations,
    natural_key: Option<&str>,
    (field, name, country): (&Field, &str, &str),
) -> Result<&'a Location, NotComputed> {
    if let Some(key) = natural_key {
        return locations.by_natural_key(key).ok_or_else(|| EmissionReason::UnknownLocation.into());
    }
    match locations.station(name, country) {
        Found::One(location) => Ok(location),
        Found::Unknown => Err(EmissionReason::UnknownLocation.into()),
        Found::Ambiguous(count) => {
            let message = format!("{count} stations are called “{name}” in {country}");
            Err(NotComputed::Refused(Problem::of(field.name, name, RowCode::Ambiguous, message)))
        }
    }
}

/// Whose factor a trip takes: abroad before Switzerland, the destination before the origin, else the rest of the world.
fn country_of_trip<'a>(origin: Option<&'a str>, destination: Option<&'a str>) -> &'a str {
    match (origin, destination) {
        (Some("CH"), Some("CH")) => "CH",
        (_, Some(abroad)) | (Some(abroad), Some("CH") | None) if abroad != "CH" => abroad,
        _ => REST_OF_WORLD,
    }
}

fn read_plane_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (haul, cabin, kg) = (record.text(&HAUL), record.word(&PLANE_CABIN), record.decimal(&KG_PER_KM));
    let (adjustment, min, max) = (record.decimal(&RFI), record.decimal(&MIN_KM), record.decimal(&MAX_KM));
    let (min, max) = (min?, max?);
    if min >= max {
        record.refuse(&MAX_KM, max.to_string(), RowCode::UnusableFactor, "max_distance must be above min_distance");
        return None;
    }
    Some(FactorDraft {
        emission_type: EmissionTypeId(50200),
        classification: vec![(HAUL.name, Some(haul?)), (PLANE_CABIN.name, Some(cabin?.to_owned()))],
        values: vec![
            (KG_PER_KM.name, FactorValue::Number(kg?)),
            (RFI.name, FactorValue::Number(adjustment?)),
            (MIN_KM.name, FactorValue::Number(min)),
            (MAX_KM.name, FactorValue::Number(max)),
        ],
    })
}

fn read_train_factor(_: DataEntryType, record: &mut RecordReader<'_>) -> Option<FactorDraft> {
    let (country, kg) = (record.text(&COUNTRY), record.decimal(&KG_PER_KM));
    let country = country?;
    let country = if country.eq_ignore_ascii_case(REST_OF_WORLD) {
        REST_OF_WORLD.to_owned()
    } else if country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic()) {
        country.to_ascii_uppercase()
    } else {
        let message = format!("country_code must be two letters or {REST_OF_WORLD}");
        record.refuse(&COUNTRY, country, RowCode::BadEnum, message);
        return None;
    };
    Some(FactorDraft {
        emission_type: EmissionTypeId(50100),
        classification: vec![(COUNTRY.name, Some(country))],
        values: vec![(KG_PER_KM.name, FactorValue::Number(kg?))],
    })
}

/// Rows of one haul category must agree on their band, and the bands must follow each other without gap or overlap.
fn check_haul_bands(drafts: &[FactorDraft]) -> Result<(), String> {
    let mut bands: Vec<(String, f64, f64)> = Vec::new();
    for draft in drafts {
        let bound = |field: &Field| {
            draft.values.iter().find_map(|(name, value)| match value {
                FactorValue::Number(number) if *name == field.name => Some(*number),
                _ => None,
            })
        };
        let haul = draft.classification.first().and_then(|(_, value)| value.as_deref()).unwrap_or_default();
        let (min, max) = (bound(&MIN_KM).unwrap_or_default(), bound(&MAX_KM).unwrap_or_default());
        let key = comparison_key(haul);
        match bands.iter().find(|(known, ..)| *known == key) {
            Some((_, known_min, known_max))
                if known_min.total_cmp(&min).is_ne() || known_max.total_cmp(&max).is_ne() =>
            {
                return Err(format!("rows of category “{haul}” disagree on min_distance or max_distance"));
            }
            Some(_) => {}
            None => bands.push((key, min, max)),
        }
    }
    bands.sort_by(|a, b| a.1.total_cmp(&b.1));
    for pair in bands.windows(2) {
        let ((before, _, end), (after, start, _)) = (&pair[0], &pair[1]);
        if end.total_cmp(start).is_ne() {
            return Err(format!(
                "the distance bands of “{before}” (to {end} km) and “{after}” (from {start} km) do not meet"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
