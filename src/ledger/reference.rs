//! Airports, stations, rooms and exchange rates: loaded for computation, replaced by uploads.

use std::collections::{BTreeSet, HashMap};

use sqlx::PgConnection;

use crate::carbon::entry::{ReferenceKind, definitions};
use crate::carbon::ids::Year;
use crate::carbon::reference::{ExchangeRates, Location, Locations, Reference, Rooms, TransportMode};
use crate::carbon::text::comparison_key;

/// A location as listed, with what only people read.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedLocation {
    /// What computations use.
    pub location: Location,
    /// `medium_airport` or `large_airport`.
    pub airport_size: Option<String>,
    /// Two letters.
    pub continent: Option<String>,
    /// Town.
    pub municipality: Option<String>,
    /// Further words to search by.
    pub keywords: Option<String>,
}

/// A room as listed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRoom {
    /// Site.
    pub building_location: Option<String>,
    /// Building.
    pub building_name: String,
    /// Name within the building.
    pub room_name: String,
    /// What it is used for.
    pub room_type: Option<String>,
    /// m².
    pub surface: Option<f64>,
}

impl ListedRoom {
    /// What makes it the same room over uploads: building and name, compared by key.
    pub fn key(&self) -> (String, String) {
        (comparison_key(&self.building_name), comparison_key(&self.room_name))
    }
}

/// What a reference upload did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReferenceChanges {
    /// Rows new or changed.
    pub stored: u64,
    /// Rows as they were.
    pub unchanged: u64,
    /// Rows gone.
    pub removed: u64,
}

/// Loads the lists that some kinds of computation need.
pub async fn load(conn: &mut PgConnection, year: Year, kinds: &[ReferenceKind]) -> sqlx::Result<Reference> {
    let mut reference = Reference::default();
    let needs_places = kinds.iter().any(|kind| matches!(kind, ReferenceKind::Airports | ReferenceKind::Stations));
    if needs_places {
        let rows = sqlx::query!(
            "select transport_mode, natural_key, name, country_code, iata_code, latitude, longitude from locations"
        )
        .fetch_all(&mut *conn)
        .await?;
        reference.locations = Locations::new(rows.into_iter().map(|row| {
            let mode = if row.transport_mode == "plane" { TransportMode::Plane } else { TransportMode::Train };
            let location = Location {
                natural_key: row.natural_key,
                name: row.name,
                country_code: row.country_code,
                iata_code: row.iata_code,
                latitude: row.latitude,
                longitude: row.longitude,
            };
            (mode, location)
        }));
    }
    if kinds.contains(&ReferenceKind::Rooms) {
        let rows = sqlx::query!(
            r#"select building_key, room_key, surface_square_meter as "surface!" from building_rooms
               where surface_square_meter is not null"#
        )
        .fetch_all(&mut *conn)
        .await?;
        let surfaces = rows.iter().map(|row| (row.building_key.as_str(), row.room_key.as_str(), row.surface));
        reference.rooms = Rooms::new(surfaces);
    }
    if kinds.contains(&ReferenceKind::ExchangeRates) {
        let rows = sqlx::query!("select currency, units_per_eur from exchange_rates where year = $1", year.get())
            .fetch_all(conn)
            .await?;
        reference.exchange_rates = ExchangeRates::new(rows.into_iter().map(|row| (row.currency, row.units_per_eur)));
    }
    Ok(reference)
}

/// Makes `listed` the complete list of a mode, unless what it lacks is to be kept. Natural keys must be distinct.
pub async fn replace_locations(
    conn: &mut PgConnection,
    mode: TransportMode,
    listed: &[ListedLocation],
    keeps_absent: bool,
) -> sqlx::Result<ReferenceChanges> {
    let stored: HashMap<String, ListedLocation> = sqlx::query!(
        "select natural_key, name, latitude, longitude, airport_size, continent, country_code, municipality, iata_code,
             keywords
         from locations where transport_mode = $1 for update",
        mode.key()
    )
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .map(|row| {
        let location = Location {
            natural_key: row.natural_key.clone(),
            name: row.name,
            country_code: row.country_code,
            iata_code: row.iata_code,
            latitude: row.latitude,
            longitude: row.longitude,
        };
        let listed = ListedLocation {
            location,
            airport_size: row.airport_size,
            continent: row.continent,
            municipality: row.municipality,
            keywords: row.keywords,
        };
        (row.natural_key, listed)
    })
    .collect();
    let written: Vec<_> =
        listed.iter().filter(|given| stored.get(&given.location.natural_key) != Some(*given)).collect();
    let kept: Vec<String> = listed.iter().map(|given| given.location.natural_key.clone()).collect();
    let removed = sqlx::query!(
        "delete from locations where not $3 and transport_mode = $1 and natural_key <> all($2)",
        mode.key(),
        &kept,
        keeps_absent
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let places: Vec<_> = written.iter().map(|given| &given.location).collect();
    let natural_keys: Vec<_> = places.iter().map(|place| place.natural_key.as_str()).collect();
    let names: Vec<_> = places.iter().map(|place| place.name.as_str()).collect();
    let latitudes: Vec<_> = places.iter().map(|place| place.latitude).collect();
    let longitudes: Vec<_> = places.iter().map(|place| place.longitude).collect();
    let countries: Vec<_> = places.iter().map(|place| place.country_code.as_deref()).collect();
    let iata_codes: Vec<_> = places.iter().map(|place| place.iata_code.as_deref()).collect();
    let sizes: Vec<_> = written.iter().map(|given| given.airport_size.as_deref()).collect();
    let continents: Vec<_> = written.iter().map(|given| given.continent.as_deref()).collect();
    let municipalities: Vec<_> = written.iter().map(|given| given.municipality.as_deref()).collect();
    let keywords: Vec<_> = written.iter().map(|given| given.keywords.as_deref()).collect();
    sqlx::query!(
        "insert into locations (transport_mode, natural_key, name, latitude, longitude, airport_size, continent,
             country_code, municipality, iata_code, keywords)
         select $1, * from unnest($2::text[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[],
             $8::text[], $9::text[], $10::text[], $11::text[])
         on conflict (natural_key) do update set name = excluded.name, latitude = excluded.latitude,
             longitude = excluded.longitude, airport_size = excluded.airport_size, continent = excluded.continent,
             country_code = excluded.country_code, municipality = excluded.municipality,
             iata_code = excluded.iata_code, keywords = excluded.keywords",
        mode.key(),
        &natural_keys as &[&str],
        &names as &[&str],
        &latitudes,
        &longitudes,
        &sizes as &[Option<&str>],
        &continents as &[Option<&str>],
        &countries as &[Option<&str>],
        &municipalities as &[Option<&str>],
        &iata_codes as &[Option<&str>],
        &keywords as &[Option<&str>]
    )
    .execute(&mut *conn)
    .await?;
    let changes =
        ReferenceChanges { stored: written.len() as u64, unchanged: (listed.len() - written.len()) as u64, removed };
    if changes.stored + changes.removed > 0 {
        let kind = if mode == TransportMode::Plane { ReferenceKind::Airports } else { ReferenceKind::Stations };
        mark_changed(conn, kind, None).await?;
    }
    Ok(changes)
}

/// Makes `listed` the complete list of rooms. Their keys must be distinct.
pub async fn replace_rooms(
    conn: &mut PgConnection,
    listed: &[ListedRoom],
    keeps_absent: bool,
) -> sqlx::Result<ReferenceChanges> {
    let stored: HashMap<(String, String), ListedRoom> = sqlx::query_as!(
        ListedRoom,
        "select building_location, building_name, room_name, room_type, surface_square_meter as surface
         from building_rooms for update"
    )
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .map(|room| (room.key(), room))
    .collect();
    let written: Vec<_> = listed.iter().filter(|room| stored.get(&room.key()) != Some(*room)).collect();
    let (buildings, rooms): (Vec<_>, Vec<_>) = listed.iter().map(ListedRoom::key).unzip();
    let removed = sqlx::query!(
        "delete from building_rooms r where not $3 and not exists (
             select from unnest($1::text[], $2::text[]) as kept(building, room)
             where kept.building = r.building_key and kept.room = r.room_key)",
        &buildings,
        &rooms,
        keeps_absent
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let (buildings, rooms): (Vec<_>, Vec<_>) = written.iter().map(|room| room.key()).unzip();
    let locations: Vec<_> = written.iter().map(|room| room.building_location.as_deref()).collect();
    let building_names: Vec<_> = written.iter().map(|room| room.building_name.as_str()).collect();
    let room_names: Vec<_> = written.iter().map(|room| room.room_name.as_str()).collect();
    let room_types: Vec<_> = written.iter().map(|room| room.room_type.as_deref()).collect();
    let surfaces: Vec<_> = written.iter().map(|room| room.surface).collect();
    sqlx::query!(
        "insert into building_rooms (building_key, room_key, building_location, building_name, room_name, room_type,
             surface_square_meter)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[])
         on conflict (building_key, room_key) do update set building_location = excluded.building_location,
             building_name = excluded.building_name, room_name = excluded.room_name, room_type = excluded.room_type,
             surface_square_meter = excluded.surface_square_meter",
        &buildings,
        &rooms,
        &locations as &[Option<&str>],
        &building_names as &[&str],
        &room_names as &[&str],
        &room_types as &[Option<&str>],
        &surfaces as &[Option<f64>]
    )
    .execute(&mut *conn)
    .await?;
    let changes =
        ReferenceChanges { stored: written.len() as u64, unchanged: (listed.len() - written.len()) as u64, removed };
    if changes.stored + changes.removed > 0 {
        mark_changed(conn, ReferenceKind::Rooms, None).await?;
    }
    Ok(changes)
}

/// Inserts or updates rates, units of the currency per euro, by year and currency; each may stand once.
pub async fn upsert_exchange_rates(
    conn: &mut PgConnection,
    rates: &[(Year, String, f64)],
) -> sqlx::Result<ReferenceChanges> {
    let years: Vec<i16> = rates.iter().map(|(year, ..)| year.get()).collect();
    let currencies: Vec<&str> = rates.iter().map(|(_, currency, _)| currency.as_str()).collect();
    let units: Vec<f64> = rates.iter().map(|(.., units)| *units).collect();
    let written: Vec<i16> = sqlx::query_scalar!(
        "insert into exchange_rates (year, currency, units_per_eur)
         select * from unnest($1::smallint[], $2::text[], $3::float8[])
         on conflict (year, currency) do update set units_per_eur = excluded.units_per_eur, updated_at = now()
             where exchange_rates.units_per_eur <> excluded.units_per_eur
         returning year",
        &years,
        &currencies as &[&str],
        &units
    )
    .fetch_all(&mut *conn)
    .await?;
    let changed: BTreeSet<Year> =
        rates.iter().map(|(year, ..)| *year).filter(|year| written.contains(&year.get())).collect();
    for year in changed {
        mark_changed(conn, ReferenceKind::ExchangeRates, Some(year)).await?;
    }
    let stored = written.len() as u64;
    Ok(ReferenceChanges { stored, unchanged: rates.len() as u64 - stored, removed: 0 })
}

/// Makes results that used an older list stale: of one year, or of all when the list has no year.
async fn mark_changed(conn: &mut PgConnection, kind: ReferenceKind, year: Option<Year>) -> sqlx::Result<()> {
    let dependent: Vec<i16> = definitions()
        .iter()
        .filter(|definition| definition.reference == Some(kind))
        .map(|definition| definition.data_type.id())
        .collect();
    sqlx::query!(
        "update calculation_inputs set reference_revision = reference_revision + 1
         where data_entry_type_id = any($1) and ($2::smallint is null or year = $2)",
        &dependent,
        year.map(Year::get)
    )
    .execute(conn)
    .await?;
    Ok(())
}
