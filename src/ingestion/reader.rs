//! CSV files as people make them: encoding, delimiter and header recognised, every record with its line.

use std::io::Read;

use super::outcome::{FileCode, FileError, Tally};
use super::spool::{BLOCK, Spool, Text};
use super::{LARGEST_FILE, Stop};
use crate::carbon::field::{DecimalMark, RowCode};
use crate::carbon::text::comparison_key;
use crate::pipeline::RowError;

mod binary;
mod records;

pub(super) use records::{Record, Records};

/// Columns that nobody knows, as a warning names them.
const NAMED_COLUMNS: usize = 20;
const LONGEST_NAME: usize = 60;

/// A file whose header was understood.
#[derive(Debug, Clone)]
pub(super) struct Table {
    file: Spool,
    delimiter: u8,
    /// Columns that rows may have, with their positions.
    columns: Vec<(&'static str, usize)>,
    width: usize,
    /// Columns that nobody asked for.
    unknown: Vec<String>,
}

impl Table {
    /// Recognises the delimiter by the header: the one that finds more of the expected columns.
    pub(super) fn open(file: &Spool, expected: &[&'static str]) -> Result<Self, Stop> {
        if file.is_too_large() {
            let message = format!("The file is larger than {} MB. Split it.", LARGEST_FILE / 1_000_000);
            return Err(FileError::new(FileCode::TooLarge, message).into());
        }
        let mut beginning = Vec::with_capacity(BLOCK);
        file.reader().take(BLOCK as u64).read_to_end(&mut beginning)?;
        if let Some(message) = binary::refusal(&beginning, file.text()) {
            return Err(FileError::new(FileCode::Encoding, message).into());
        }
        let mut best: Option<(usize, u8, Vec<String>)> = None;
        for delimiter in [b',', b';', b'\t'] {
            let names = header(file, delimiter)?;
            let found = expected.iter().filter(|name| names.iter().any(|given| given == *name)).count();
            if best.as_ref().is_none_or(|(most, ..)| found > *most) {
                best = Some((found, delimiter, names));
            }
        }
        let (_, delimiter, names) = best
            .filter(|(.., names)| names.iter().any(|name| !name.is_empty()))
            .ok_or_else(|| FileError::new(FileCode::Empty, "The file is empty."))?;
        let mut table =
            Self { file: file.clone(), delimiter, columns: Vec::new(), width: names.len(), unknown: Vec::new() };
        for (position, name) in names.into_iter().enumerate() {
            match expected.iter().find(|known| **known == name) {
                Some(known) if table.has_column(known) => return Err(FileError::repeated_column(&name).into()),
                Some(known) => table.columns.push((known, position)),
                None if name.is_empty() => {}
                None => table.unknown.push(name),
            }
        }
        Ok(table)
    }

    /// An empty tally, with what is to be said of the file as a whole.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        if self.file.text() == Text::Windows1252 {
            let message = "the file is not UTF-8 and was read as Windows-1252; check its accents";
            tally.warnings.push(of_the_file(message.to_owned()));
        }
        if !self.unknown.is_empty() {
            let short = |name: &String| name.chars().take(LONGEST_NAME).collect::<String>();
            let named: Vec<_> = self.unknown.iter().take(NAMED_COLUMNS).map(short).collect();
            let others = self.unknown.len().saturating_sub(NAMED_COLUMNS);
            let others = if others > 0 { format!(" and {others} more") } else { String::new() };
            let message = format!("columns that are not used: “{}”{others}", named.join("”, “"));
            tally.warnings.push(of_the_file(message));
        }
        tally
    }

    /// Whether the header has a column.
    pub(super) fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|(known, _)| *known == name)
    }

    /// Refuses a file that lacks columns.
    pub(super) fn require(&self, required: &[&'static str]) -> Result<(), FileError> {
        let mut missing: Vec<_> = required.iter().copied().filter(|name| !self.has_column(name)).collect();
        missing.sort_unstable();
        if missing.is_empty() { Ok(()) } else { Err(FileError::missing_columns(&missing)) }
    }

    /// How decimals may be written: a semicolon file comes from a place that writes decimal commas.
    pub(super) fn decimal_mark(&self) -> DecimalMark {
        if self.delimiter == b';' { DecimalMark::PointOrComma } else { DecimalMark::Point }
    }

    /// A cell of a record by column name.
    pub(super) fn cell<'r>(&self, record: &'r Record, column: &str) -> Option<&'r str> {
        let (_, position) = self.columns.iter().find(|(known, _)| *known == column)?;
        record.cell(*position)
    }

    /// What is wrong with the shape of a record.
    pub(super) fn malformation(&self, record: &Record) -> Option<String> {
        if record.is_too_long {
            return Some("the row is longer than 1 MB".to_owned());
        }
        let (cells, width) = (record.width(), self.width);
        if cells == width {
            return None;
        }
        let hint = match self.delimiter {
            b',' if cells > width => "; write decimals with a dot and put texts with commas in quotes",
            _ => "",
        };
        Some(format!("the row has {cells} cells, the header has {width}{hint}"))
    }

    /// Every record below the header.
    pub(super) fn records(&self) -> Result<Records, Stop> {
        let mut records = Records::of(&self.file, self.delimiter);
        records.next(&mut Record::default())?;
        records.number_from_here();
        Ok(records)
    }
}

/// Something to be said of the whole file, at the line of its header.
pub(super) fn of_the_file(message: String) -> RowError {
    let code = RowCode::MalformedRow.key();
    RowError { row: 0, line: 1, column: None, value: None, code, message, first_line: None }
}

fn header(file: &Spool, delimiter: u8) -> Result<Vec<String>, Stop> {
    let mut record = Record::default();
    Records::of_header(file, delimiter).next(&mut record)?;
    if record.is_too_long {
        let message = "The first line of the file is longer than 1 MB and cannot be a header.";
        return Err(FileError::new(FileCode::MissingColumn, message).into());
    }
    let visible = |cell: &str| cell.chars().filter(|c| !is_invisible(*c)).collect::<String>();
    Ok((0..record.width()).filter_map(|position| record.cell(position)).map(|c| comparison_key(&visible(c))).collect())
}

/// Marks of direction and of nothing at all, which come along when a header is copied from elsewhere.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests;
