//! Data files of the demo institution, made from the profiles of its units' years.

use chrono::{Duration, NaiveDate};
use serde::Deserialize;

use super::random::Random;
use super::{Profile, SeedError, read_csv};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::institution::Directory;

/// Name, type, module and content of a file.
pub(super) type DataFile = (String, Option<DataEntryType>, Option<ModuleType>, Vec<u8>);

/// The airport and the station at home.
const HOME_AIRPORT: &str = "QLS";
const HOME_STATION: &str = "Lakeside Gare";
/// Doctoral assistants and scientific staff outnumber professors and administration.
const SIUS_CODES: [&str; 10] = ["53", "53", "54", "54", "54", "54", "57", "58", "52", "59"];
const FTE: [&str; 6] = ["1", "1", "1", "0.8", "0.6", "0.5"];

#[derive(Deserialize)]
struct Name {
    given: String,
    family: String,
}

#[derive(Deserialize)]
struct Place {
    name: String,
    country_code: String,
    iata_code: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    supplier: String,
    purchase_institutional_code: String,
    purchase_additional_code: Option<String>,
    typical_amount_chf: f64,
}

#[derive(Deserialize)]
struct Consumable {
    name: String,
    unit: String,
    coef_to_kg: f64,
    typical_annual_consumption: f64,
}

struct Person {
    id: String,
    name: String,
}

/// The data files of a year, all units in each; a file without rows is left out.
pub(super) fn data_files(year: Year, profiles: &[Profile]) -> Result<Vec<DataFile>, SeedError> {
    let directory = Directory::seeded().map_err(|error| SeedError::Damaged(error.to_string()))?;
    let names: Vec<Name> = read_csv("names.csv")?;
    let people: Vec<Vec<Person>> = profiles.iter().map(|profile| people_of(profile, &directory, &names)).collect();
    let units: Vec<_> = profiles.iter().zip(&people).collect();
    let of_type = |name: &str, data_type, table: Table| (format!("{name}_{year}.csv"), Some(data_type), None, table);
    let files = [
        of_type("headcount_members", DataEntryType::Member, members(&units)?),
        of_type("headcount_students", DataEntryType::Student, students(profiles)?),
        of_type("travel_planes", DataEntryType::Plane, planes(year, &units)?),
        of_type("travel_trains", DataEntryType::Train, trains(year, &units)?),
        (format!("purchases_common_{year}.csv"), None, Some(ModuleType::Purchase), purchases(profiles)?),
        of_type("purchases_centralized", DataEntryType::AdditionalPurchases, centralized_purchases(profiles)?),
    ];
    let filled = files.into_iter().filter(|(.., table)| table.rows > 0);
    filled.map(|(name, data_type, module, table)| Ok((name, data_type, module, table.finish()?))).collect()
}

struct Table {
    writer: csv::Writer<Vec<u8>>,
    rows: usize,
}

impl Table {
    fn new(header: &[&str]) -> Result<Self, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(header)?;
        Ok(Self { writer, rows: 0 })
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), csv::Error> {
        self.rows += 1;
        self.writer.write_record(cells)
    }

    fn finish(self) -> Result<Vec<u8>, SeedError> {
        self.writer.into_inner().map_err(|error| SeedError::Damaged(error.to_string()))
    }
}

/// The unit's people of the directory, then as many invented ones as the year has members.
fn people_of(profile: &Profile, directory: &Directory, names: &[Name]) -> Vec<Person> {
    let unit = &profile.unit_institutional_id;
    let listed = directory
        .persons
        .iter()
        .filter(|person| person.authorizations.iter().any(|right| right.active_cost_centre() == Some(unit)));
    let listed =
        listed.map(|person| Person { id: person.id.clone(), name: person.display.clone().unwrap_or_default() });
    let invented = (0..profile.members).map(|number| {
        let mut random = Random::of(&["person", unit, &number.to_string()]);
        let name = format!("{} {}", random.pick(names).given, random.pick(names).family);
        Person { id: format!("3{unit}{number:02}"), name }
    });
    listed.chain(invented).take(profile.members).collect()
}

fn members(units: &[(&Profile, &Vec<Person>)]) -> Result<Table, csv::Error> {
    let mut table =
        Table::new(&["unit_institutional_id", "name", "sius_code", "user_institutional_id", "fte", "note"])?;
    for (profile, people) in units {
        for (position, person) in people.iter().enumerate() {
            let mut random = Random::of(&["member", &person.id, &profile.year.to_string()]);
            let (code, fte) = if position == 0 { ("51", "1") } else { (*random.pick(&SIUS_CODES), *random.pick(&FTE)) };
            table.row(&[&profile.unit_institutional_id, &person.name, code, &person.id, fte, ""])?;
        }
    }
    Ok(table)
}

fn students(profiles: &[Profile]) -> Result<Table, csv::Error> {
    let mut table = Table::new(&["unit_institutional_id", "fte", "note"])?;
    for profile in profiles.iter().filter(|profile| profile.students_fte > 0.0) {
        table.row(&[&profile.unit_institutional_id, &profile.students_fte.to_string(), ""])?;
    }
    Ok(table)
}

fn day_in(year: Year, random: &mut Random) -> String {
    let first = NaiveDate::from_ymd_opt(i32::from(year.get()), 1, 1).unwrap_or_default();
    (first + Duration::days(random.below(365) as i64)).to_string()
}

fn planes(year: Year, units: &[(&Profile, &Vec<Person>)]) -> Result<Table, csv::Error> {
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
    for (profile, people) in units {
        for trip in 0..profile.plane_trips {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["plane", unit, &year.to_string(), &trip.to_string()]);
            let (traveller, destination) = (random.pick(people).id.as_str(), *random.pick(&codes));
            let (from, to) = if trip % 2 == 0 { (HOME_AIRPORT, destination) } else { (destination, HOME_AIRPORT) };
            let cabin = *random.pick(&["economy", "economy", "economy", "economy", "economy", "business", "first"]);
            let trips = *random.pick(&["1", "1", "1", "2"]);
            let day = day_in(year, &mut random);
            table.row(&[unit, from, to, traveller, &day, trips, cabin, ""])?;
        }
    }
    Ok(table)
}

fn trains(year: Year, units: &[(&Profile, &Vec<Person>)]) -> Result<Table, csv::Error> {
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
    for (profile, people) in units {
        for trip in 0..profile.train_trips {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["train", unit, &year.to_string(), &trip.to_string()]);
            let (traveller, station) = (random.pick(people).id.as_str(), *random.pick(&away));
            let (home, place) = ((HOME_STATION, "CH"), (station.name.as_str(), station.country_code.as_str()));
            let (from, to) = if trip % 2 == 0 { (home, place) } else { (place, home) };
            let cabin = *random.pick(&["second", "second", "second", "first"]);
            let trips = *random.pick(&["1", "1", "2", "4"]);
            let day = day_in(year, &mut random);
            table.row(&[unit, from.0, from.1, to.0, to.1, traveller, &day, trips, cabin, ""])?;
        }
    }
    Ok(table)
}

fn purchases(profiles: &[Profile]) -> Result<Table, csv::Error> {
    let items: Vec<Item> = read_csv("purchases.csv")?;
    let mean = items.iter().map(|item| item.typical_amount_chf).sum::<f64>() / items.len().max(1) as f64;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "name",
        "supplier",
        "quantity",
        "total_spent_amount",
        "currency",
        "purchase_institutional_code",
        "purchase_additional_code",
        "note",
    ])?;
    for profile in profiles {
        for number in 0..profile.purchases {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["purchase", unit, &profile.year.to_string(), &number.to_string()]);
            let item = random.pick(&items);
            let scale = profile.mean_purchase_chf / mean;
            let amount = (item.typical_amount_chf * scale * random.between(0.5, 1.5) * 20.0).round() / 20.0;
            let currency = *random.pick(&["chf", "chf", "chf", "eur", "usd", ""]);
            let quantity = (1 + random.below(4)).to_string();
            let additional = item.purchase_additional_code.as_deref().unwrap_or_default();
            let code = item.purchase_institutional_code.as_str();
            let amount = amount.to_string();
            table.row(&[unit, &item.name, &item.supplier, &quantity, &amount, currency, code, additional, ""])?;
        }
    }
    Ok(table)
}

fn centralized_purchases(profiles: &[Profile]) -> Result<Table, csv::Error> {
    let consumables: Vec<Consumable> = read_csv("centralized_purchases.csv")?;
    let mut table = Table::new(&["unit_institutional_id", "name", "unit", "annual_consumption", "coef_to_kg", "note"])?;
    for profile in profiles {
        for number in 0..profile.centralized_purchases {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["centralized", unit, &profile.year.to_string(), &number.to_string()]);
            let consumable = &consumables[number % consumables.len()];
            let consumed = (consumable.typical_annual_consumption * random.between(0.6, 1.4)).round().to_string();
            let coefficient = consumable.coef_to_kg.to_string();
            table.row(&[unit, &consumable.name, &consumable.unit, &consumed, &coefficient, ""])?;
        }
    }
    Ok(table)
}
