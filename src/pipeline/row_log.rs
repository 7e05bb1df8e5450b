//! Refused rows, or rows to look at, while they are found: the first ones at hand, the rest in a temporary file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use super::model::RowError;

/// Rows at hand.
const FIRST: usize = 100;

/// Rows in the order they were found, however many.
#[derive(Debug, Default)]
pub struct RowLog {
    first: Vec<RowError>,
    count: usize,
    by_code: BTreeMap<&'static str, usize>,
    rest: Option<BufWriter<File>>,
    failure: Option<io::Error>,
}

impl RowLog {
    /// Adds a row. A full disk shows when the rows are stored.
    pub fn push(&mut self, row: RowError) {
        self.count += 1;
        *self.by_code.entry(row.code).or_default() += 1;
        if self.first.len() < FIRST {
            self.first.push(row);
        } else if self.failure.is_none()
            && let Err(error) = self.put_aside(&row)
        {
            self.failure = Some(error);
        }
    }

    fn put_aside(&mut self, row: &RowError) -> io::Result<()> {
        let rest = match &mut self.rest {
            Some(rest) => rest,
            none => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        rest.write_all(copy_line(row).as_bytes())
    }

    /// The first rows.
    pub fn first(&self) -> &[RowError] {
        &self.first
    }

    /// All of them.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of which row code.
    pub fn by_code(&self) -> &BTreeMap<&'static str, usize> {
        &self.by_code
    }

    /// The rows behind the first ones, as lines of `COPY` from `row_number` on.
    pub(super) fn rest(&mut self) -> io::Result<Option<impl BufRead>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let Some(rest) = &mut self.rest else { return Ok(None) };
        rest.flush()?;
        let mut file = rest.get_ref().try_clone()?;
        file.rewind()?;
        Ok(Some(BufReader::new(file)))
    }
}

impl Extend<RowError> for RowLog {
    fn extend<T: IntoIterator<Item = RowError>>(&mut self, rows: T) {
        rows.into_iter().for_each(|row| self.push(row));
    }
}

/// A row in the text form of `COPY`.
fn copy_line(row: &RowError) -> String {
    let text = |text: Option<&str>| text.map_or_else(|| "\\N".to_owned(), escaped);
    let first_line = row.first_line.map_or_else(|| "\\N".to_owned(), |line| line.to_string());
    let (column, value) = (text(row.column.as_deref()), text(row.value.as_deref()));
    let message = escaped(&row.message);
    format!("{}\t{}\t{column}\t{value}\t{}\t{message}\t{first_line}\n", row.row, row.line, row.code)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            c => escaped.push(c),
        }
    }
    escaped
}
