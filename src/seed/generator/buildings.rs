//! Rooms that units use, and fuel they burn.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

#[derive(Deserialize)]
struct Fuel {
    name: String,
    unit: String,
}

/// Each unit shares the last of its rooms with somebody.
pub(super) fn rooms(campus: &Campus) -> Result<Table, SeedError> {
    let mut table = Table::new(&[
        "unit_institutional_id",
        "building_name",
        "room_name",
        "room_type",
        "room_allocation_ratio",
        "note",
    ])?;
    for (position, profile) in campus.profiles.iter().enumerate() {
        for (number, room) in campus.rooms_of(position).take(profile.rooms).enumerate() {
            let is_shared = number + 1 == profile.rooms;
            let share = (if is_shared { 0.5 * profile.room_share } else { profile.room_share }).to_string();
            let (unit, note) = (&profile.unit_institutional_id, if is_shared { "shared room" } else { "" });
            table.row(&[unit, &room.building_name, &room.name, &room.kind, &share, note])?;
        }
    }
    Ok(table)
}

/// What one unit burns in a year, in the unit of the fuel's factor.
pub(super) fn fuels(campus: &Campus) -> Result<Table, SeedError> {
    let fuels: Vec<Fuel> = campus.factors("buildings_combustion")?;
    let mut table = Table::new(&["unit_institutional_id", "name", "unit", "quantity", "note"])?;
    for profile in &campus.profiles {
        for number in 0..profile.fuels {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["fuel", unit, &campus.year.to_string(), &number.to_string()]);
            let fuel = random.pick(&fuels);
            let most = if fuel.unit == "litre" { 400.0 } else { 4_000.0 };
            let quantity = (profile.magnitude * random.between(0.2 * most, most)).round().max(1.0).to_string();
            table.row(&[unit, &fuel.name, &fuel.unit, &quantity, ""])?;
        }
    }
    Ok(table)
}
