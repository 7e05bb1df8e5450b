//! The numbers behind a drawing: as a table beside it, and as a file.

use crate::web::{figures, spreadsheet};

/// The numbers behind a drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataTable {
    /// What the numbers are.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What the columns add up to.
    pub total: Option<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Decimals of its numbers on the page; files have all of them.
    pub places: usize,
    /// Whether it holds numbers.
    pub is_number: bool,
    /// Its name in files; none: the same.
    pub in_files: Option<String>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A number.
    Number(f64),
    /// A change, its sign always written.
    Change(f64),
    /// Nothing known.
    Missing,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), places: 0, is_number: false, in_files: None }
    }

    /// A column of numbers.
    pub fn numbers(label: impl Into<String>, places: usize) -> Self {
        Self { label: label.into(), places, is_number: true, in_files: None }
    }

    /// The column, with a name of its own in files.
    #[must_use]
    pub fn named_in_files(mut self, name: impl Into<String>) -> Self {
        self.in_files = Some(name.into());
        self
    }
}

impl Cell {
    /// Words.
    pub fn of(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// Whether it stands at the right of its column.
    pub fn is_number(&self) -> bool {
        !matches!(self, Self::Words(_))
    }

    /// How it is written on a page.
    pub fn written(&self, places: usize) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Number(number) => figures::decimal(*number, places),
            Self::Change(change) => figures::change(*change, places),
            Self::Missing => figures::MISSING.to_owned(),
        }
    }

    fn exact(&self) -> String {
        match self {
            Self::Words(words) => spreadsheet::guarded(words).into_owned(),
            Self::Number(number) | Self::Change(number) => number.to_string(),
            Self::Missing => String::new(),
        }
    }
}

impl DataTable {
    /// The cells of a row as the page writes them, each with whether it is a number.
    pub fn written(&self, row: &[Cell]) -> Vec<(String, bool)> {
        self.columns.iter().zip(row).map(|(column, cell)| (cell.written(column.places), cell.is_number())).collect()
    }

    /// The rows as CSV with a head, as exports write it: byte order mark, commas, numbers as they are. Their sum is left to
    /// the reader.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
        let names = self.columns.iter().map(|column| column.in_files.as_ref().unwrap_or(&column.label));
        writer.write_record(names.map(|name| spreadsheet::guarded(name).into_owned()))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::exact))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_hold_every_digit_and_nothing_that_runs() {
        let table = DataTable {
            title: "Emissions".to_owned(),
            columns: vec![
                Column::words("category"),
                Column::numbers("t CO₂-eq", 1).named_in_files("co2 (t CO₂-eq)"),
                Column::words("change"),
            ],
            rows: vec![
                vec![Cell::of("=1+1"), Cell::Number(0.1 + 0.2), Cell::Change(-2.0)],
                vec![Cell::of("Food, waste"), Cell::Missing, Cell::Change(4.0)],
            ],
            total: None,
        };
        let csv = String::from_utf8(table.csv().unwrap()).unwrap();
        assert_eq!(
            csv,
            "\u{feff}category,co2 (t CO₂-eq),change\r\n'=1+1,0.30000000000000004,-2\r\n\"Food, waste\",,4\r\n"
        );
        let written =
            |row: usize| table.written(&table.rows[row]).into_iter().map(|(cell, _)| cell).collect::<Vec<_>>();
        assert_eq!(written(0), ["=1+1", "0.3", "−2"]);
        assert_eq!(written(1), ["Food, waste", "–", "+4"]);
    }
}
