//! `/units/{unit_id}/results/{year}/trips/{file}`: where the trips of a unit's year went, `map.svg` and `trips.csv`.

use axum::extract::{Path, State};
use axum::response::Response;

use super::door::{Door, Right};
use crate::access::Person;
use crate::carbon::entry::ReferenceKind;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::{reference, reports, unit_year};
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::results::drawn::{Trips, WIDE};
use crate::results::store::UnitYear;
use crate::results::{page, url};
use crate::web::{Frame, Problem};

const MODULE: ModuleType = ModuleType::ProfessionalTravel;
/// Entries of a type read at most, the heaviest.
const MOST_ENTRIES: i64 = 10_000;

/// Address of the map, or of the list.
pub(in crate::results) fn file(unit: UnitId, year: i16, name: &str) -> String {
    format!("{}/trips/{name}", url(unit, year))
}

/// Whether a person may look at any trips of the unit.
pub(in crate::results) fn may_see(person: &Person, unit: &UnitYear) -> bool {
    Right::of(person, unit, MODULE).is_some()
}

/// `GET /units/{unit_id}/results/{year}/trips/{file}`
pub(in crate::results) async fn download(
    State(app): State<App>,
    person: Person,
    frame: Frame,
    Path((unit_id, year, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    if !matches!(file.as_str(), "map.svg" | "trips.csv") {
        return Err(Problem::NotFound);
    }
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, (&unit_id, &year)).await?;
    let right = door.right(&person, MODULE).ok_or(Problem::NotFound)?;
    let module = reports::module_of_unit(&mut conn, door.year, door.id, MODULE).await?.ok_or(Problem::NotFound)?;
    let mut entries = Vec::new();
    for data_type in [DataEntryType::Plane, DataEntryType::Train] {
        let (reached, of_type) = (&right.entries, (module.id, data_type));
        let (trips, _) = unit_year::heaviest(&mut conn, reached, door.year, of_type, (MOST_ENTRIES, 0)).await?;
        entries.extend(trips.into_iter().map(|trip| (data_type, trip.payload, trip.kg)));
    }
    let lists = [ReferenceKind::Airports, ReferenceKind::Stations];
    let listed = reference::load(&mut conn, door.year, &lists).await?;
    drop(conn);
    let chart = Trips::of(&entries, &listed.locations).drawn(WIDE, door.year.get(), frame.lang);
    page::answer(&chart, &format!("{}-{}-{file}", door.unit.code, door.year), page::look_of(&frame))
}
