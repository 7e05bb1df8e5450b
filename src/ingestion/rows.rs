//! Walking through a file: blank records counted and passed over, malformed ones refused, duplicates found.

use std::collections::HashMap;
use std::hash::Hash;

use super::outcome::{Tally, row_error};
use super::reader::{Record, Table};
use crate::carbon::field::{Problem, RecordReader, RowCode};

/// The records of a file that can be read.
pub(super) struct Rows<'t> {
    table: &'t Table<'t>,
    records: Box<dyn Iterator<Item = Record> + Send + 't>,
}

impl<'t> Rows<'t> {
    pub(super) fn of(table: &'t Table<'t>) -> Self {
        Self { table, records: Box::new(table.records()) }
    }

    /// The next record to judge; what cannot be judged is tallied on the way.
    pub(super) fn next(&mut self, tally: &mut Tally) -> Option<Record> {
        loop {
            let record = self.records.next()?;
            if record.is_blank() {
                tally.blank += 1;
                continue;
            }
            tally.read += 1;
            let message = if record.is_unclosed {
                // what the quote swallowed cannot be told: the rows behind it may be missing
                tally.is_unusable = true;
                "a quote opened in this row is never closed; nothing of the file was used"
            } else if self.table.is_well_formed(&record) {
                return Some(record);
            } else {
                "the row has another number of cells than the header"
            };
            let code = RowCode::MalformedRow;
            let problem = Problem { column: None, value: String::new(), code, message: message.to_owned() };
            tally.errors.push(row_error((record.row, record.line), problem));
        }
    }
}

/// How the rows of a list are read and told apart.
pub(super) struct List<'a, T, K> {
    /// Whether a row is for this list; others are left out.
    pub(super) is_ours: &'a (dyn Fn(&RecordReader<'_>) -> bool + Sync),
    /// Reads a row.
    pub(super) read: &'a (dyn Fn(&mut RecordReader<'_>) -> Option<T> + Sync),
    /// What may stand once.
    pub(super) key: &'a (dyn Fn(&T) -> K + Sync),
    /// Column that names a duplicate, and what it names.
    pub(super) name: &'a (dyn Fn(&T) -> (&'static str, String) + Sync),
}

impl<T, K: Eq + Hash> List<'_, T, K> {
    /// The valid rows of a file, each key once.
    pub(super) fn rows(&self, table: &Table<'_>, tally: &mut Tally) -> Vec<T> {
        let mut listed = Vec::new();
        let mut lines: HashMap<K, i32> = HashMap::new();
        let mut left_out = 0;
        let mut rows = Rows::of(table);
        while let Some(record) = rows.next(tally) {
            let cell = |column: &str| table.cell(&record, column);
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
                tally.errors.extend(problems.into_iter().map(|problem| row_error(place, problem)));
                continue;
            };
            if let Some(first_line) = lines.get(&(self.key)(&row)) {
                let (column, value) = (self.name)(&row);
                let message = format!("{value} stands already on line {first_line}");
                let mut error = row_error(place, Problem::of(column, value, RowCode::Duplicate, message));
                error.first_line = Some(*first_line);
                tally.errors.push(error);
                continue;
            }
            lines.insert((self.key)(&row), record.line);
            tally.accepted += 1;
            listed.push(row);
        }
        if left_out > 0 {
            let message = format!("{left_out} rows belong to another list and were left out");
            let problem = Problem { column: None, value: String::new(), code: RowCode::BadEnum, message };
            tally.warnings.push(row_error((0, 1), problem));
        }
        listed
    }
}
