//! Rooms of the campus: enough for every unit to have its own neighbourhood.

use crate::seed::SeedError;
use crate::seed::generator::Table;
use crate::seed::random::Random;

const BUILDINGS: [&str; 3] = ["LAA", "LBB", "LCC"];
const ROOMS_PER_BUILDING: usize = 4_000;
/// Laboratories and offices outnumber the rest.
const KINDS: [&str; 8] =
    ["office", "office", "office", "laboratories", "laboratories", "archives", "libraries", "miscellaneous"];

/// The reference list of rooms, as a file.
pub(super) fn list() -> Result<Vec<u8>, SeedError> {
    let mut table =
        Table::new(&["building_location", "building_name", "room_name", "room_type", "room_surface_square_meter"])?;
    for building in BUILDINGS {
        for number in 1..=ROOMS_PER_BUILDING {
            let name = format!("{building} {number:04}");
            let mut random = Random::of(0, &["room", &name]);
            let (kind, surface) = (*random.pick(&KINDS), random.between(12.0, 90.0).round().to_string());
            table.row(&["North campus", building, &name, kind, &surface])?;
        }
    }
    table.finish()
}
