//! Reports as PDF files: what a report says, laid out on pages with tags that screen readers follow (PDF/UA-1).

mod answer;
mod drawing;
mod figure;
mod font;
mod layout;
mod paper;
mod render;
mod table;

use chrono::{DateTime, Utc};

use crate::charts::{Cell, DataTable, Drawing, Paint};

/// A report, block after block.
#[derive(Debug)]
pub struct Report {
    /// Title of the document.
    pub title: String,
    /// Language of its words, as a tag: `en`, `fr`.
    pub language: &'static str,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// What stands left at the foot of each page.
    pub foot: String,
    /// Words of the page number at the foot, `{page}` and `{pages}` to be replaced.
    pub page_number: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Debug)]
pub enum Block {
    /// A heading of level 1, 2 or 3; level 1 is the title and comes once.
    Heading(u8, String),
    /// Running text.
    Paragraph(String),
    /// Small text in a quieter colour.
    Note(String),
    /// Big numbers side by side.
    Numbers(Vec<Number>),
    /// Names with their values.
    Facts {
        /// What they are about.
        caption: String,
        /// Name and value.
        rows: Vec<(String, String)>,
    },
    /// A table that may run over pages; its head is repeated.
    Table(Table),
    /// Drawings side by side.
    Figures(Vec<Figure>),
    /// What follows starts on a new page.
    NewPage,
}

/// A big number.
#[derive(Debug)]
pub struct Number {
    /// What it is.
    pub label: String,
    /// The number with its unit.
    pub value: String,
    /// One line that explains it.
    pub note: String,
}

/// A drawing with its legend.
#[derive(Debug)]
pub struct Figure {
    /// What is drawn; its title stands above it, its description is read out in its place.
    pub drawing: Drawing,
    /// What a narrow screen shows in its place; a file has no use for it.
    pub narrow: Option<Drawing>,
    /// What its colours mean, where it does not say so itself.
    pub legend: Vec<Key>,
}

/// A line of a legend.
#[derive(Debug)]
pub struct Key {
    /// The colour.
    pub paint: Paint,
    /// What it means.
    pub name: String,
    /// How much; empty: not said.
    pub value: String,
}

impl Figure {
    /// A drawing that says itself what its colours mean.
    pub fn plain(drawing: Drawing) -> Self {
        Self { drawing, narrow: None, legend: Vec::new() }
    }
}

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// What it holds.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell per column; the first cell names the row.
    pub rows: Vec<Vec<String>>,
    /// The last row, with sums.
    pub foot: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// What stands above it.
    pub label: String,
    /// Its part of the width, in any unit.
    pub share: f32,
    /// Numbers are set to the right.
    pub is_number: bool,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>, share: f32) -> Self {
        Self { label: label.into(), share, is_number: false }
    }

    /// A column of numbers.
    pub fn numbers(label: impl Into<String>, share: f32) -> Self {
        Self { label: label.into(), share, is_number: true }
    }
}

impl From<&DataTable> for Table {
    fn from(table: &DataTable) -> Self {
        let cells = |row: &Vec<Cell>| table.written(row).into_iter().map(|(words, _)| words).collect();
        let column = |column: &crate::charts::Column| Column {
            label: column.label.clone(),
            share: if column.is_number { 1.0 } else { 2.0 },
            is_number: column.is_number,
        };
        Self {
            caption: table.title.clone(),
            columns: table.columns.iter().map(column).collect(),
            rows: table.rows.iter().map(cells).collect(),
            foot: table.total.as_ref().map(cells),
        }
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written as PDF: {0}")]
pub struct Unwritable(String);

impl Report {
    /// The report as a file. Takes as long as it has pages: some milliseconds each.
    pub fn to_pdf(&self) -> Result<Vec<u8>, Unwritable> {
        render::render(self, layout::lay_out(self))
    }
}

#[cfg(test)]
mod tests;
