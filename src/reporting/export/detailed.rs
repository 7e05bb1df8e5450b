//! One `<type>_data.csv` per kind of data entry with rows, named and headed like the files that are uploaded.
//!
//! The files are read in pieces, every connection of the export reading and writing its own in turn.

use std::ops::Range;
use std::sync::Arc;

use sqlx::PgConnection;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Written;
use super::archive::Archive;
use super::entries::{self, Layout, Rows, UnitYear};
use super::options::Options;
use super::pseudonyms::Pseudonyms;
use super::readers::Reader;
use super::selection::{Selection, at, ids};
use super::table::{Table, Whole};
use crate::carbon::entry::definitions;

const EVERY_ID: Range<i64> = 0..i64::MAX;
/// Entries of a piece: enough to keep a connection busy, few enough to be put in order in memory.
const PIECE: i64 = 10_000;
/// Those of the first piece of a file, so that the reader sees it begin.
const FIRST_PIECE: i64 = 1_000;
/// More than that are not read at once: a unit with more has pieces of its own.
const MOST_OF_PIECE: i64 = 4 * PIECE;
/// What looking for the entries of a module costs, in entries.
const MODULE: i64 = 20;

/// What is written, cut in pieces.
struct Work {
    layouts: Vec<Layout>,
    unit_years: Vec<UnitYear>,
    pieces: Vec<Piece>,
    options: Options,
    pseudonyms: Option<Pseudonyms>,
}

/// Rows of one file and one year.
struct Piece {
    layout: usize,
    unit_years: Range<usize>,
    /// Of which entries, by id.
    ids: Range<i64>,
}

/// Writes the files: their names and how many rows they have.
pub(super) async fn write(
    mut readers: Vec<Reader>,
    unit_years: Vec<UnitYear>,
    options: &Options,
    archive: &mut Archive,
) -> anyhow::Result<Vec<Written>> {
    let with_entries: Vec<_> = definitions().iter().filter(|definition| definition.has_entries).collect();
    let files = with_entries.chunk_by(|one, other| one.export_file == other.export_file);
    let layouts: Vec<Layout> = files.filter_map(Layout::of).collect();
    let mut pieces = Vec::new();
    for (layout, file) in layouts.iter().enumerate() {
        let counts: Vec<i64> = unit_years.iter().map(|unit| unit.entries(&file.types)).collect();
        for piece in cut(&unit_years, &counts, layout) {
            let size: i64 = counts[piece.unit_years.clone()].iter().sum();
            match readers.first_mut() {
                Some(reader) if size > MOST_OF_PIECE => {
                    pieces.extend(split(reader, &layouts[layout], &unit_years, piece).await?);
                }
                _ => pieces.push(piece),
            }
        }
    }
    let pseudonyms = options.has_pseudonyms.then(Pseudonyms::new);
    let work = Arc::new(Work { layouts, unit_years, pieces, options: *options, pseudonyms });

    let stop = CancellationToken::new();
    let _stop_when_dropped = stop.clone().drop_guard();
    let turns = readers.len();
    let mut coming: Vec<_> = (0..)
        .zip(readers)
        .map(|(start, reader)| {
            let (rows, coming) = mpsc::channel(1);
            let (work, stop) = (work.clone(), stop.clone());
            // writing rows is work for a thread that nobody else waits for
            tokio::task::spawn_blocking(move || {
                Handle::current().block_on(stop.run_until_cancelled(read(work, reader, start, turns, rows)));
            });
            coming
        })
        .collect();
    let mut written: Vec<Written> = Vec::new();
    let mut current = None;
    for (position, piece) in work.pieces.iter().enumerate() {
        let rows = coming[position % turns].recv().await;
        let rows = rows.unwrap_or_else(|| Err(anyhow::anyhow!("a reader of the export broke off")))?;
        if rows.count == 0 {
            continue;
        }
        if current != Some(piece.layout) {
            current = Some(piece.layout);
            let layout = &work.layouts[piece.layout];
            written.push((format!("{}.csv", layout.name), 0));
            archive.start(format!("{}.csv", layout.name)).await?;
            if let Whole::Bytes(header) = Table::start(options, &layout.header)?.finish()? {
                archive.bytes(header).await?;
            }
        }
        if let Some(last) = written.last_mut() {
            last.1 += rows.count;
        }
        archive.bytes(rows.bytes).await?;
    }
    Ok(written)
}

/// Reads every piece whose turn it is, until nobody wants any more.
async fn read(
    work: Arc<Work>,
    mut reader: Reader,
    start: usize,
    turns: usize,
    rows: mpsc::Sender<anyhow::Result<Rows>>,
) {
    for piece in work.pieces.iter().skip(start).step_by(turns) {
        let (layout, unit_years) = (&work.layouts[piece.layout], &work.unit_years[piece.unit_years.clone()]);
        let read =
            entries::rows(&mut reader, layout, (unit_years, &piece.ids), &work.options, work.pseudonyms.as_ref()).await;
        let is_over = read.is_err();
        if rows.send(read).await.is_err() || is_over {
            return;
        }
    }
    if let Err(error) = reader.done().await {
        tracing::info!("a connection of an export ends with it: {error}");
    }
}

/// Cuts the rows of a file into pieces of about the same size, each of one year.
fn cut(unit_years: &[UnitYear], counts: &[i64], layout: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (position, unit) in unit_years.iter().enumerate() {
        size += counts[position] + MODULE;
        let is_last = unit_years.get(position + 1).is_none_or(|next| next.year != unit.year);
        let enough = if pieces.is_empty() { FIRST_PIECE } else { PIECE };
        if is_last || size >= enough {
            pieces.push(Piece { layout, unit_years: start..position + 1, ids: EVERY_ID });
            (start, size) = (position + 1, 0);
        }
    }
    pieces
}

/// Cuts a piece between entries, unit after unit.
async fn split(
    reader: &mut PgConnection,
    layout: &Layout,
    unit_years: &[UnitYear],
    piece: Piece,
) -> sqlx::Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for position in piece.unit_years {
        let unit = &unit_years[position];
        let mut start = EVERY_ID.start;
        let ends = entries::every(reader, layout, unit, PIECE).await?;
        for end in ends.into_iter().chain([EVERY_ID.end]) {
            pieces.push(Piece { layout: piece.layout, unit_years: position..position + 1, ids: start..end });
            start = end;
        }
    }
    Ok(pieces)
}

/// The units' years of the selection, in the order of the files.
pub(super) async fn unit_years(db: &mut PgConnection, selection: &Selection) -> anyhow::Result<Vec<UnitYear>> {
    let units = selection.by_name();
    let reports = sqlx::query!(
        r#"
        select s.position as "position!", r.year, m.modules as "modules!", m.statuses as "statuses!",
            coalesce(t.types, '{}') as "types!", coalesce(t.entry_counts, '{}') as "entry_counts!"
        from unnest($1::int[]) with ordinality s (unit_id, position)
        join carbon_reports r on r.unit_id = s.unit_id and r.year = any($2) and r.kind = 'calculator'
        join lateral (
            select array_agg(m.id order by m.module_type_id) as modules,
                array_agg(m.status order by m.module_type_id) as statuses
            from carbon_report_modules m where m.carbon_report_id = r.id having count(*) = 8
        ) m on true
        cross join lateral (
            select array_agg(t.data_entry_type_id) as types, array_agg(t.entry_count) as entry_counts
            from module_type_stats t where t.carbon_report_module_id = any(m.modules)
        ) t
        order by r.year, s.position
        "#,
        &ids(&units),
        selection.years(),
    )
    .fetch_all(db)
    .await?;
    reports
        .into_iter()
        .map(|report| {
            let unit = at(&units, report.position)?;
            Ok(UnitYear {
                year: report.year,
                unit_institutional_id: unit.institutional_id.clone(),
                unit_name: unit.name.clone(),
                unit_path_name: unit.path_name.clone(),
                modules: report.modules,
                statuses: report.statuses,
                types: report.types,
                entry_counts: report.entry_counts,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(year: i16) -> UnitYear {
        UnitYear {
            year,
            unit_institutional_id: None,
            unit_name: String::new(),
            unit_path_name: String::new(),
            modules: Vec::new(),
            statuses: Vec::new(),
            types: Vec::new(),
            entry_counts: Vec::new(),
        }
    }

    #[test]
    fn pieces_are_of_one_year_and_hold_every_unit_once() {
        let unit_years: Vec<_> = [2024, 2024, 2024, 2025, 2025].into_iter().map(unit).collect();
        let ranges = |counts: [i64; 5]| -> Vec<Range<usize>> {
            cut(&unit_years, &counts, 0).into_iter().map(|piece| piece.unit_years).collect()
        };
        assert_eq!(ranges([0, 0, 0, 0, 0]), [0..3, 3..5]);
        assert_eq!(ranges([PIECE, 5, PIECE, 0, 7]), [0..1, 1..3, 3..5]);
        assert_eq!(ranges([FIRST_PIECE, FIRST_PIECE, 0, 0, 7]), [0..1, 1..3, 3..5]);
        assert!(cut(&[], &[], 0).is_empty());
    }
}
