//! Reference files: the complete list of airports, of stations or of rooms.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::outcome::{Tally, row_error};
use super::{Plan, Stop, listed_places, open};
use crate::carbon::entry::ReferenceKind;
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::reference::{Location, TransportMode};
use crate::carbon::text::comparison_key;
use crate::ledger::reference::{self, ListedLocation};

mod rooms;

const MODE: Field = Field::one_of("transport_mode", &["plane", "train"]).required();
const NAME: Field = Field::text("name").required();
const LATITUDE: Field = Field::decimal_between("latitude", -90.0, 90.0).required();
const LONGITUDE: Field = Field::decimal_between("longitude", -180.0, 180.0).required();
const SIZE: Field = Field::one_of("airport_size", &["medium_airport", "large_airport"]);
const CONTINENT: Field = Field::text("continent");
const COUNTRY: Field = Field::text("country_code");
const MUNICIPALITY: Field = Field::text("municipality");
const IATA: Field = Field::text("iata_code");
const KEYWORDS: Field = Field::text("keywords");

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    match listed_places(&plan.types) {
        Some(ReferenceKind::Rooms) => rooms::read(conn, plan).await,
        Some(ReferenceKind::Airports) => read_locations(conn, plan, TransportMode::Plane).await,
        _ => read_locations(conn, plan, TransportMode::Train).await,
    }
}

async fn read_locations(conn: &mut PgConnection, plan: &Plan<'_>, wanted: TransportMode) -> Result<Tally, Stop> {
    let required = [MODE, NAME, LATITUDE, LONGITUDE].map(|field| field.name);
    let table = open(plan, &required)?;
    table.require(&required)?;
    let mut tally = Tally::default();
    let mut listed = Vec::new();
    let mut lines: HashMap<String, i32> = HashMap::new();
    for record in table.records() {
        let cell = |column: &str| table.cell(&record, column);
        let mut reader = RecordReader::new(&cell, table.decimal_mark());
        let is_other_mode =
            reader.raw(MODE.name).is_some_and(|mode| ["plane", "train"].contains(&mode) && mode != wanted.key());
        if record.is_blank() || is_other_mode {
            tally.blank += 1;
            continue;
        }
        tally.read += 1;
        let place = (record.row, record.line);
        let location = listed_location(&mut reader, wanted);
        let (problems, _) = reader.finish();
        let Some(location) = location.filter(|_| problems.is_empty()) else {
            tally.errors.extend(problems.into_iter().map(|problem| row_error(place, problem)));
            continue;
        };
        let key = location.location.natural_key.clone();
        if let Some(first_line) = lines.get(&key) {
            let message = format!("the same place stands already on line {first_line}");
            let mut error = row_error(place, Problem::of(NAME.name, key, RowCode::Duplicate, message));
            error.first_line = Some(*first_line);
            tally.errors.push(error);
            continue;
        }
        lines.insert(key, record.line);
        tally.accepted += 1;
        listed.push(location);
    }
    if !listed.is_empty() {
        let changes = reference::replace_locations(conn, wanted, &listed).await?;
        (tally.unchanged, tally.replaced) = (changes.unchanged, changes.removed);
    }
    Ok(tally)
}

fn short_text(reader: &mut RecordReader<'_>, field: &Field, longest: usize) -> Option<String> {
    let text = reader.text(field)?;
    if text.chars().count() > longest {
        let message = format!("{} may have {longest} characters", field.name);
        reader.refuse(field, text, RowCode::OutOfRange, message);
        return None;
    }
    Some(text)
}

fn listed_location(reader: &mut RecordReader<'_>, wanted: TransportMode) -> Option<ListedLocation> {
    reader.word(&MODE);
    let (name, latitude, longitude) =
        (short_text(reader, &NAME, 255), reader.decimal(&LATITUDE), reader.decimal(&LONGITUDE));
    let (size, continent) = (reader.word(&SIZE), short_text(reader, &CONTINENT, 2));
    let country_code = short_text(reader, &COUNTRY, 2).map(|code| code.to_uppercase());
    let (municipality, keywords) = (short_text(reader, &MUNICIPALITY, 255), short_text(reader, &KEYWORDS, 255));
    let iata_code = short_text(reader, &IATA, 3).map(|code| code.to_uppercase());
    let two_letters = |code: &&String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if let Some(code) = country_code.as_ref().filter(|code| !two_letters(code)) {
        reader.refuse(&COUNTRY, code, RowCode::BadEnum, "country_code must be two letters");
    }
    if let Some(code) = iata_code.as_ref().filter(|code| !code.bytes().all(|b| b.is_ascii_alphanumeric())) {
        reader.refuse(&IATA, code, RowCode::BadEnum, "iata_code must be letters and digits");
    }
    let (name, latitude, longitude) = (name?, latitude?, longitude?);
    let natural_key = if let (Some(iata), TransportMode::Plane) = (&iata_code, wanted) {
        format!("plane:{iata}")
    } else {
        let country = country_code.as_deref().unwrap_or_default().to_lowercase();
        format!("{}:{country}:{}:{latitude}:{longitude}", wanted.key(), comparison_key(&name))
    };
    Some(ListedLocation {
        location: Location { natural_key, name, country_code, iata_code, latitude, longitude },
        airport_size: size.map(str::to_owned),
        continent,
        municipality,
        keywords,
    })
}
