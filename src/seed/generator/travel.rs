//! Trips from the campus and back to it.

use chrono::{Duration, NaiveDate};
use serde::Deserialize;

use super::{Campus, Table};
use crate::carbon::ids::Year;
use crate::seed::SeedError;
use crate::seed::random::Random;
use crate::seed::read_csv;

/// The airport and the station at home.
const HOME_AIRPORT: &str = "QLS";
const HOME_STATION: &str = "Lakeside Gare";

#[derive(Deserialize)]
struct Place {
    name: String,
    country_code: String,
    iata_code: Option<String>,
}

pub(super) fn planes(campus: &Campus) -> Result<Table, SeedError> {
    let airports: Vec<Place> = read_csv("reference/airports.csv")?;
    let codes: Vec<&str> =
        airports.iter().filter_map(|place| place.iata_code.as_deref()).filter(|code| *code != HOME_AIRPORT).collect();
    let mut table = Table::new(&[
        "unit_institutional_id",
        "origin_iata",
        "destination_iata",
        "user_institutional_id",
        "departure_date",
        "number_of_trips",
        "cabin_class",
        "note",
    ])?;
    for profile in &campus.profiles {
        let people = campus.people_of(profile);
        for trip in 0..profile.plane_trips {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["plane", unit, &campus.year.to_string(), &trip.to_string()]);
            let (traveller, destination) = (random.pick(&people).id.as_str(), *random.pick(&codes));
            let (from, to) = if trip % 2 == 0 { (HOME_AIRPORT, destination) } else { (destination, HOME_AIRPORT) };
            let cabin = *random.pick(&["economy", "economy", "economy", "economy", "economy", "business", "first"]);
            let trips = *random.pick(&["1", "1", "1", "2"]);
            let day = day_in(campus.year, &mut random);
            table.row(&[unit, from, to, traveller, &day, trips, cabin, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn trains(campus: &Campus) -> Result<Table, SeedError> {
    let stations: Vec<Place> = read_csv("reference/stations.csv")?;
    let away: Vec<&Place> = stations.iter().filter(|place| place.name != HOME_STATION).collect();
    let mut table = Table::new(&[
        "unit_institutional_id",
        "origin_name",
        "origin_country_code",
        "destination_name",
        "destination_country_code",
        "user_institutional_id",
        "departure_date",
        "number_of_trips",
        "cabin_class",
        "note",
    ])?;
    for profile in &campus.profiles {
        let people = campus.people_of(profile);
        for trip in 0..profile.train_trips {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["train", unit, &campus.year.to_string(), &trip.to_string()]);
            let (traveller, station) = (random.pick(&people).id.as_str(), *random.pick(&away));
            let (home, place) = ((HOME_STATION, "CH"), (station.name.as_str(), station.country_code.as_str()));
            let (from, to) = if trip % 2 == 0 { (home, place) } else { (place, home) };
            let cabin = *random.pick(&["second", "second", "second", "first"]);
            let trips = *random.pick(&["1", "1", "2", "4"]);
            let day = day_in(campus.year, &mut random);
            table.row(&[unit, from.0, from.1, to.0, to.1, traveller, &day, trips, cabin, ""])?;
        }
    }
    Ok(table)
}

fn day_in(year: Year, random: &mut Random) -> String {
    let first = NaiveDate::from_ymd_opt(i32::from(year.get()), 1, 1).unwrap_or_default();
    (first + Duration::days(random.below(365) as i64)).to_string()
}
