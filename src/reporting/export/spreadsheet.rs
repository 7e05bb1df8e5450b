//! One worksheet: its rows go to a file without name as they come, so that memory stays small whatever their number.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};

use anyhow::Context;
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

/// Rows a worksheet can hold beside its header.
pub(super) const MOST_ROWS: i64 = 1_048_575;
/// Most characters of a cell.
const LONGEST: usize = 32_767;

/// A worksheet being written.
pub(super) struct Spreadsheet {
    book: Workbook,
    row: u32,
    column: u16,
    moment: Format,
}

impl Spreadsheet {
    /// Begins a worksheet with its header, which stays in sight.
    pub(super) fn start(header: &[&str]) -> anyhow::Result<Self> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0..).zip(header) {
            sheet.set_column_width(column, name.chars().count().clamp(10, 40) as f64 + 2.0)?;
            sheet.write_string_with_format(0, column, *name, &bold)?;
        }
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { book, row: 1, column: 0, moment })
    }

    pub(super) fn text(&mut self, text: &str) -> anyhow::Result<()> {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
        self.write(|sheet, row, column| sheet.write_string(row, column, &text[..end]).map(|_| ()))
    }

    pub(super) fn number(&mut self, number: f64) -> anyhow::Result<()> {
        self.write(|sheet, row, column| sheet.write_number(row, column, number).map(|_| ()))
    }

    pub(super) fn moment(&mut self, moment: DateTime<Utc>) -> anyhow::Result<()> {
        let (moment, format) = (ExcelDateTime::from_timestamp(moment.timestamp())?, self.moment.clone());
        self.write(|sheet, row, column| sheet.write_datetime_with_format(row, column, &moment, &format).map(|_| ()))
    }

    pub(super) fn skip(&mut self) {
        self.column += 1;
    }

    pub(super) fn end_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    /// The file, at its beginning.
    pub(super) fn finish(mut self) -> anyhow::Result<File> {
        let mut out = BufWriter::new(tempfile::tempfile().context("no place for a spreadsheet")?);
        self.book.save_to_writer(&mut out)?;
        out.flush()?;
        let mut file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    fn write(
        &mut self,
        cell: impl FnOnce(&mut Worksheet, u32, u16) -> Result<(), rust_xlsxwriter::XlsxError>,
    ) -> anyhow::Result<()> {
        let (row, column) = (self.row, self.column);
        self.column += 1;
        Ok(cell(self.book.worksheet_from_index(0)?, row, column)?)
    }
}
