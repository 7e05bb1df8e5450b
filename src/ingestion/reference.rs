//! Reference files: the complete list of airports, of stations or of rooms.

use sqlx::PgConnection;

use super::outcome::Tally;
use super::plan::listed_places;
use super::rows::List;
use super::{Plan, Stop, open};
use crate::carbon::entry::ReferenceKind;
use crate::carbon::field::{Field, RecordReader, RowCode};
use crate::carbon::reference::{Location, TransportMode};
use crate::carbon::text::comparison_key;
use crate::ledger::reference::{self, ListedLocation};

pub(super) mod rooms;

const MODE: Field = Field::one_of("transport_mode", &["plane", "train"]).required();
const NAME: Field = Field::text("name").required();
const LATITUDE: Field = Field::decimal_between("latitude", -90.0, 90.0).required();
const LONGITUDE: Field = Field::decimal_between("longitude", -180.0, 180.0).required();
const SIZE: Field = Field::one_of("airport_size", &["medium_airport", "large_airport"]);
const CONTINENT: Field = Field::text("continent").up_to(2);
const COUNTRY: Field = Field::text("country_code").up_to(2);
const MUNICIPALITY: Field = Field::text("municipality");
const IATA: Field = Field::text("iata_code").up_to(3);
const KEYWORDS: Field = Field::text("keywords");
/// Columns of a list of airports or stations.
pub(super) const COLUMNS: [Field; 10] =
    [MODE, SIZE, NAME, LATITUDE, LONGITUDE, CONTINENT, COUNTRY, MUNICIPALITY, IATA, KEYWORDS];

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    match listed_places(&plan.types) {
        Some(ReferenceKind::Rooms) => rooms::read(conn, plan).await,
        Some(ReferenceKind::Airports) => read_locations(conn, plan, TransportMode::Plane).await,
        _ => read_locations(conn, plan, TransportMode::Train).await,
    }
}

async fn read_locations(conn: &mut PgConnection, plan: &Plan<'_>, wanted: TransportMode) -> Result<Tally, Stop> {
    let optional = [SIZE, CONTINENT, COUNTRY, MUNICIPALITY, IATA, KEYWORDS].map(|field| field.name);
    let required = [MODE, NAME, LATITUDE, LONGITUDE].map(|field| field.name);
    let table = open(plan, &[&required[..], &optional[..]].concat())?;
    table.require(&required)?;
    let other = if wanted == TransportMode::Plane { TransportMode::Train } else { TransportMode::Plane };
    let list = List {
        is_ours: Box::new(move |reader| reader.raw(MODE.name).is_none_or(|mode| comparison_key(mode) != other.key())),
        read: Box::new(move |reader| listed_location(reader, wanted)),
        key: |listed: &ListedLocation| listed.location.natural_key.clone(),
        name: |listed| (NAME.name, listed.location.name.clone()),
    };
    let (listed, mut tally) = list.rows(table).await?;
    if tally.is_usable() {
        let keeps_absent = tally.has_unreadable_rows();
        let changes = reference::replace_locations(conn, wanted, &listed, keeps_absent).await?;
        (tally.unchanged, tally.replaced) = (changes.unchanged, changes.removed);
    }
    Ok(tally)
}

fn listed_location(reader: &mut RecordReader<'_>, wanted: TransportMode) -> Option<ListedLocation> {
    reader.word(&MODE);
    let (name, latitude, longitude) = (reader.text(&NAME), reader.decimal(&LATITUDE), reader.decimal(&LONGITUDE));
    let (size, continent) = (reader.word(&SIZE), reader.text(&CONTINENT));
    let country_code = reader.text(&COUNTRY).map(|code| code.to_ascii_uppercase());
    let (municipality, keywords) = (reader.text(&MUNICIPALITY), reader.text(&KEYWORDS));
    let iata_code = reader.text(&IATA).map(|code| code.to_ascii_uppercase());
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
