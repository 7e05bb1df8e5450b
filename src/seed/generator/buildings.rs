//! Rooms that units use, and fuel they burn.

use serde::Deserialize;

use super::Table;
use crate::carbon::ids::Year;
use crate::seed::profile::Profile;
use crate::seed::random::Random;
use crate::seed::read_csv;

/// Rooms of the list that belong to each unit, in the order of the profiles.
const ROOMS_PER_UNIT: usize = 8;

#[derive(Deserialize)]
struct Room {
    building_name: String,
    #[serde(rename = "room_name")]
    name: String,
    #[serde(rename = "room_type")]
    kind: String,
}

#[derive(Deserialize)]
struct Fuel {
    name: String,
    unit: String,
}

/// Each unit has rooms of its own and shares the last one.
pub(super) fn rooms(profiles: &[Profile]) -> Result<Table, csv::Error> {
    let listed: Vec<Room> = read_csv("reference/rooms.csv")?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "building_name",
        "room_name",
        "room_type",
        "room_allocation_ratio",
        "note",
    ])?;
    for (profile, own) in profiles.iter().zip(listed.chunks(ROOMS_PER_UNIT)) {
        for (number, room) in own.iter().take(profile.rooms).enumerate() {
            let (share, note) = if number + 1 == profile.rooms { ("0.5", "shared room") } else { ("1", "") };
            let unit = &profile.unit_institutional_id;
            table.row(&[unit, &room.building_name, &room.name, &room.kind, share, note])?;
        }
    }
    Ok(table)
}

/// What one unit burns in a year, in the unit of the fuel's factor.
pub(super) fn fuels(year: Year, profiles: &[Profile]) -> Result<Table, csv::Error> {
    let fuels: Vec<Fuel> = read_csv(&format!("factors/{year}/buildings_combustion.csv"))?;
    let mut table = Table::new(&["unit_institutional_id", "name", "unit", "quantity", "note"])?;
    for profile in profiles {
        for number in 0..profile.fuels {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["fuel", unit, &year.to_string(), &number.to_string()]);
            let fuel = random.pick(&fuels);
            let most = if fuel.unit == "litre" { 400.0 } else { 4_000.0 };
            let quantity = random.between(0.2 * most, most).round().to_string();
            table.row(&[unit, &fuel.name, &fuel.unit, &quantity, ""])?;
        }
    }
    Ok(table)
}
