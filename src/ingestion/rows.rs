//! Walking through a file: blank records counted and passed over, malformed ones refused, duplicates found.

use std::collections::HashMap;
use std::hash::Hash;

use super::outcome::{FileCode, FileError, Tally, row_error};
use super::reader::{Record, Records, Table, of_the_file};
use super::{Stop, apart};
use crate::carbon::field::{Problem, RecordReader, RowCode};

/// Most rows of a file whose rows are compared with all that are stored.
const MOST_LISTED: u64 = 200_000;

/// The records of a file that can be read.
pub(super) struct Rows<'t> {
    table: &'t Table,
    records: Records,
    record: Record,
}

impl<'t> Rows<'t> {
    pub(super) fn of(table: &'t Table) -> Result<Self, Stop> {
        Ok(Self { table, records: table.records()?, record: Record::default() })
    }

    /// The next record to judge; what cannot be judged is tallied on the way.
    pub(super) fn next(&mut self, tally: &mut Tally) -> Result<Option<&Record>, Stop> {
        while self.records.next(&mut self.record)? {
            if self.record.is_blank() {
                tally.blank += 1;
                continue;
            }
            tally.read += 1;
            let message = if self.record.is_unclosed {
                // what the quote swallowed cannot be told: the rows behind it may be missing
                tally.is_unusable = true;
                "a quote opened in this row is never closed; nothing of the file was used".to_owned()
            } else if let Some(malformation) = self.table.malformation(&self.record) {
                malformation
            } else {
                return Ok(Some(&self.record));
            };
            let problem = Problem { column: None, value: String::new(), code: RowCode::MalformedRow, message };
            tally.errors.push(row_error((self.record.row, self.record.line), &problem));
        }
        Ok(None)
    }

    /// The next record of a file that is held in memory as a whole.
    pub(super) fn next_listed(&mut self, tally: &mut Tally) -> Result<Option<&Record>, Stop> {
        if tally.read >= MOST_LISTED {
            let message =
                format!("The file has more than {MOST_LISTED} rows. A list of this kind cannot have so many.");
            return Err(FileError::new(FileCode::TooLarge, message).into());
        }
        self.next(tally)
    }
}

type IsOurs = Box<dyn Fn(&RecordReader<'_>) -> bool + Send>;
type ReadRow<T> = Box<dyn Fn(&mut RecordReader<'_>) -> Option<T> + Send>;

/// How the rows of a list are read and told apart.
pub(super) struct List<T, K> {
    /// Whether a row is for this list; others are left out.
    pub(super) is_ours: IsOurs,
    /// Reads a row.
    pub(super) read: ReadRow<T>,
    /// What may stand once.
    pub(super) key: fn(&T) -> K,
    /// Column that names a duplicate, and what it names.
    pub(super) name: fn(&T) -> (&'static str, String),
}

impl<T: Send + 'static, K: Eq + Hash + 'static> List<T, K> {
    /// The valid rows of a file, each key once.
    pub(super) async fn rows(self, table: Table) -> Result<(Vec<T>, Tally), Stop> {
        apart(move || self.read_rows(&table)).await
    }

    fn read_rows(&self, table: &Table) -> Result<(Vec<T>, Tally), Stop> {
        let mut tally = table.tally();
        let mut listed = Vec::new();
        let mut lines: HashMap<K, i32> = HashMap::new();
        let mut left_out = 0;
        let mut rows = Rows::of(table)?;
        while let Some(record) = rows.next_listed(&mut tally)? {
            let cell = |column: &str| table.cell(record, column);
            let mut reader = RecordReader::new(&cell, table.decimal_mark());
            if !(self.is_ours)(&reader) {
                tally.read -= 1;
                left_out += 1;
                continue;
            }
            let place = (record.row, record.line);
            let row = (self.read)(&mut reader);
            let (problems, _) = reader.finish();
            let Some(row) = row.filter(|_| problems.is_empty()) else {
                tally.errors.extend(problems.into_iter().map(|problem| row_error(place, &problem)));
                continue;
            };
            if let Some(first_line) = lines.get(&(self.key)(&row)) {
                let (column, value) = (self.name)(&row);
                let message = format!("{value} stands already on line {first_line}");
                let mut error = row_error(place, &Problem::of(column, value, RowCode::Duplicate, message));
                error.first_line = Some(*first_line);
                tally.errors.push(error);
                continue;
            }
            lines.insert((self.key)(&row), record.line);
            tally.accepted += 1;
            listed.push(row);
        }
        if left_out > 0 {
            tally.warnings.push(of_the_file(format!("{left_out} rows belong to another list and were left out")));
        }
        Ok((listed, tally))
    }
}
