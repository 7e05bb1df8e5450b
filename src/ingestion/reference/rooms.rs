//! The complete list of rooms.

use sqlx::PgConnection;

use crate::carbon::field::{Field, RecordReader};
use crate::carbon::reference::ROOM_TYPES;
use crate::ingestion::outcome::Tally;
use crate::ingestion::rows::List;
use crate::ingestion::{Plan, Stop, open};
use crate::ledger::reference::{self, ListedRoom};

const SITE: Field = Field::text("building_location");
const BUILDING: Field = Field::text("building_name").required();
const ROOM: Field = Field::text("room_name").required();
const ROOM_TYPE: Field = Field::one_of("room_type", ROOM_TYPES);
const SURFACE: Field = Field::decimal_from("room_surface_square_meter", 0.0);
/// Columns of the file.
pub(in crate::ingestion) const COLUMNS: [Field; 5] = [SITE, BUILDING, ROOM, ROOM_TYPE, SURFACE];
/// How inventories write that a surface is not known.
const UNKNOWN: &str = "-";

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let table = open(plan, &COLUMNS.map(|field| field.name))?;
    table.require(&[BUILDING, ROOM].map(|field| field.name))?;
    let list = List {
        is_ours: Box::new(|_| true),
        read: Box::new(listed_room),
        key: ListedRoom::key,
        name: |listed| (ROOM.name, listed.room_name.clone()),
    };
    let (listed, mut tally) = list.rows(table).await?;
    if tally.is_usable() {
        let keeps_absent = tally.has_unreadable_rows();
        let changes = reference::replace_rooms(conn, &listed, keeps_absent).await?;
        (tally.unchanged, tally.replaced) = (changes.unchanged, changes.removed);
    }
    Ok(tally)
}

fn listed_room(reader: &mut RecordReader<'_>) -> Option<ListedRoom> {
    let building_location = reader.text(&SITE);
    let (building, room) = (reader.text(&BUILDING), reader.text(&ROOM));
    let room_type = reader.word(&ROOM_TYPE).map(str::to_owned);
    let is_unknown = reader.raw(SURFACE.name) == Some(UNKNOWN);
    let surface = if is_unknown { None } else { reader.decimal(&SURFACE) };
    Some(ListedRoom { building_location, building_name: building?, room_name: room?, room_type, surface })
}
