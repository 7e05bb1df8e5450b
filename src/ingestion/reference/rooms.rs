//! The complete list of rooms.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::short_text;
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::reference::ROOM_TYPES;
use crate::ingestion::outcome::{Tally, row_error};
use crate::ingestion::{Plan, Stop, open};
use crate::ledger::reference::{self, ListedRoom};

const SITE: Field = Field::text("building_location");
const BUILDING: Field = Field::text("building_name").required();
const ROOM: Field = Field::text("room_name").required();
const ROOM_TYPE: Field = Field::one_of("room_type", ROOM_TYPES);
const SURFACE: Field = Field::decimal_from("room_surface_square_meter", 0.0);
/// How inventories write that a surface is not known.
const UNKNOWN: &str = "-";

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let table = open(plan, &[SITE, BUILDING, ROOM, ROOM_TYPE, SURFACE].map(|field| field.name))?;
    table.require(&[BUILDING, ROOM].map(|field| field.name))?;
    let mut tally = Tally::default();
    let mut listed = Vec::new();
    let mut lines: HashMap<(String, String), i32> = HashMap::new();
    for record in table.records() {
        if record.is_blank() {
            tally.blank += 1;
            continue;
        }
        tally.read += 1;
        let place = (record.row, record.line);
        let cell = |column: &str| table.cell(&record, column);
        let mut reader = RecordReader::new(&cell, table.decimal_mark());
        let room = listed_room(&mut reader);
        let (problems, _) = reader.finish();
        let Some(room) = room.filter(|_| problems.is_empty()) else {
            tally.errors.extend(problems.into_iter().map(|problem| row_error(place, problem)));
            continue;
        };
        if let Some(first_line) = lines.get(&room.key()) {
            let message = format!("the same room of the same building stands already on line {first_line}");
            let mut error = row_error(place, Problem::of(ROOM.name, room.room_name, RowCode::Duplicate, message));
            error.first_line = Some(*first_line);
            tally.errors.push(error);
            continue;
        }
        lines.insert(room.key(), record.line);
        tally.accepted += 1;
        listed.push(room);
    }
    if !listed.is_empty() {
        let changes = reference::replace_rooms(conn, &listed).await?;
        (tally.unchanged, tally.replaced) = (changes.unchanged, changes.removed);
    }
    Ok(tally)
}

fn listed_room(reader: &mut RecordReader<'_>) -> Option<ListedRoom> {
    let building_location = short_text(reader, &SITE, 255);
    let (building, room) = (short_text(reader, &BUILDING, 255), short_text(reader, &ROOM, 255));
    let room_type = reader.word(&ROOM_TYPE).map(str::to_owned);
    let is_unknown = reader.raw(SURFACE.name) == Some(UNKNOWN);
    let surface = if is_unknown { None } else { reader.decimal(&SURFACE) };
    Some(ListedRoom { building_location, building_name: building?, room_name: room?, room_type, surface })
}
