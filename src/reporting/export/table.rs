//! A table on its way into a file, cell after cell: CSV, or a spreadsheet written with constant memory.

use std::fs::File;
use std::io::Write as _;

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, Writer, WriterBuilder};

use super::options::{Format, Options};
use super::spreadsheet::Spreadsheet;
use crate::web::spreadsheet::guarded;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A table being written. The header is there from the start, so that a table without rows has one too.
pub struct Table {
    form: Form,
    rows: u64,
}

enum Form {
    Csv(Box<Csv>),
    Spreadsheet(Box<Spreadsheet>),
}

struct Csv {
    writer: Writer<Vec<u8>>,
    delimiter: u8,
    /// Bytes written since they were last taken, give or take quotes.
    gathered: usize,
    /// The moment written last, and how it was written: neighbours often share theirs.
    moment: (DateTime<Utc>, String),
    scratch: Vec<u8>,
}

/// A table as a whole.
pub enum Whole {
    /// In memory: what of a CSV file has not been taken yet.
    Bytes(Vec<u8>),
    /// In a file without name, at its beginning.
    File(File),
}

impl Table {
    /// Begins a table with its header.
    pub fn start(options: &Options, header: &[&str]) -> anyhow::Result<Self> {
        let form = match options.format {
            Format::Csv => Form::Csv(Box::new(Csv::start(*options, header)?)),
            Format::Xlsx => Form::Spreadsheet(Box::new(Spreadsheet::start(header)?)),
        };
        Ok(Self { form, rows: 0 })
    }

    /// More rows of a table whose header was written before.
    pub(super) fn continued(options: Options) -> Self {
        Self { form: Form::Csv(Box::new(Csv::empty(options.delimiter.byte()))), rows: 0 }
    }

    /// A cell of text.
    pub fn text(&mut self, text: &str) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(csv) => csv.cell(&guarded(text)),
            // a cell of text is never run there
            Form::Spreadsheet(sheet) => sheet.text(text),
        }
    }

    /// A cell of text that may be missing.
    pub fn maybe(&mut self, text: Option<&str>) -> anyhow::Result<()> {
        match text {
            Some(text) => self.text(text),
            None => self.empty(),
        }
    }

    /// A number with every digit it has.
    pub fn number(&mut self, number: f64) -> anyhow::Result<()> {
        // nothing has no sign
        let number = number + 0.0;
        match &mut self.form {
            Form::Csv(csv) => csv.number(number),
            Form::Spreadsheet(sheet) => sheet.number(number),
        }
    }

    /// A number that may be missing.
    pub fn maybe_number(&mut self, number: Option<f64>) -> anyhow::Result<()> {
        match number {
            Some(number) => self.number(number),
            None => self.empty(),
        }
    }

    /// A number with so many decimals in CSV; a spreadsheet keeps it whole.
    pub fn rounded(&mut self, number: f64, decimals: usize) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(csv) => csv.cell(&format!("{number:.decimals$}")),
            Form::Spreadsheet(sheet) => sheet.number(number),
        }
    }

    /// A whole number.
    pub fn count(&mut self, count: impl Into<i64>) -> anyhow::Result<()> {
        let count = count.into();
        match &mut self.form {
            Form::Csv(csv) => csv.count(count),
            Form::Spreadsheet(sheet) => sheet.number(count as f64),
        }
    }

    /// A moment: `2025-03-01T12:00:00Z`.
    pub fn moment(&mut self, moment: DateTime<Utc>) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(csv) => csv.moment(moment),
            Form::Spreadsheet(sheet) => sheet.moment(moment),
        }
    }

    /// A moment that may be missing.
    pub fn maybe_moment(&mut self, moment: Option<DateTime<Utc>>) -> anyhow::Result<()> {
        match moment {
            Some(moment) => self.moment(moment),
            None => self.empty(),
        }
    }

    /// A cell with nothing in it.
    pub fn empty(&mut self) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(csv) => csv.cell(""),
            Form::Spreadsheet(sheet) => {
                sheet.skip();
                Ok(())
            }
        }
    }

    /// Ends a row.
    pub fn end_row(&mut self) -> anyhow::Result<()> {
        self.rows += 1;
        match &mut self.form {
            Form::Csv(csv) => csv.end_row(),
            Form::Spreadsheet(sheet) => {
                sheet.end_row();
                Ok(())
            }
        }
    }

    /// Rows so far, the header apart.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes of a CSV file since they were last taken, once there are at least so many.
    pub(super) fn take(&mut self, at_least: usize) -> anyhow::Result<Option<Vec<u8>>> {
        match &mut self.form {
            Form::Csv(csv) if csv.gathered >= at_least => csv.take().map(Some),
            _ => Ok(None),
        }
    }

    /// Ends the table. A spreadsheet is put together now, which takes a while: not for a thread that others wait for.
    pub fn finish(self) -> anyhow::Result<Whole> {
        match self.form {
            Form::Csv(mut csv) => csv.take().map(Whole::Bytes),
            Form::Spreadsheet(sheet) => sheet.finish().map(Whole::File),
        }
    }
}

impl Csv {
    fn empty(delimiter: u8) -> Self {
        Self {
            writer: writer(delimiter, Vec::new()),
            delimiter,
            gathered: 0,
            moment: (DateTime::UNIX_EPOCH, "1970-01-01T00:00:00Z".to_owned()),
            scratch: Vec::new(),
        }
    }

    fn start(options: Options, header: &[&str]) -> anyhow::Result<Self> {
        let mut csv = Self::empty(options.delimiter.byte());
        if options.has_mark {
            csv.writer = writer(csv.delimiter, BYTE_ORDER_MARK.to_vec());
        }
        for name in header {
            csv.cell(&guarded(name))?;
        }
        csv.end_row()?;
        Ok(csv)
    }

    fn number(&mut self, number: f64) -> anyhow::Result<()> {
        self.scratch.clear();
        push_number(&mut self.scratch, number)?;
        self.write_scratch()
    }

    fn count(&mut self, count: i64) -> anyhow::Result<()> {
        self.scratch.clear();
        write!(self.scratch, "{count}")?;
        self.write_scratch()
    }

    fn write_scratch(&mut self) -> anyhow::Result<()> {
        self.gathered += self.scratch.len() + 1;
        Ok(self.writer.write_field(&self.scratch)?)
    }

    fn moment(&mut self, moment: DateTime<Utc>) -> anyhow::Result<()> {
        if self.moment.0 != moment {
            self.moment = (moment, moment.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
        self.gathered += self.moment.1.len() + 1;
        Ok(self.writer.write_field(&self.moment.1)?)
    }

    fn cell(&mut self, text: &str) -> anyhow::Result<()> {
        self.gathered += text.len() + 1;
        Ok(self.writer.write_field(text)?)
    }

    fn end_row(&mut self) -> anyhow::Result<()> {
        self.gathered += 2;
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    fn take(&mut self) -> anyhow::Result<Vec<u8>> {
        self.gathered = 0;
        let full = std::mem::replace(&mut self.writer, writer(self.delimiter, Vec::new()));
        full.into_inner().map_err(csv::IntoInnerError::into_error).context("no CSV")
    }
}

/// Cells of CSV as they stand in a row that goes on: each with the delimiter after it.
pub(super) fn rendered(options: Options, cells: &[&str]) -> anyhow::Result<Vec<u8>> {
    let mut csv = Csv::empty(options.delimiter.byte());
    for cell in cells {
        csv.cell(&guarded(cell))?;
    }
    // a cell that follows brings the delimiter
    csv.cell("")?;
    csv.take()
}

/// A number with every digit it has, as a cell of CSV.
pub(super) fn push_number(bytes: &mut Vec<u8>, number: f64) -> anyhow::Result<()> {
    let size = number.abs();
    if number.fract() == 0.0 && size < 1e15 {
        serde_json::to_writer(bytes, &(number as i64))?;
    } else if (1e-5..1e15).contains(&size) {
        serde_json::to_writer(bytes, &number)?;
    } else {
        // without exponent
        write!(bytes, "{number}")?;
    }
    Ok(())
}

fn writer(delimiter: u8, bytes: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::options::Delimiter;
    use super::*;

    fn filled(options: Options) -> Table {
        let mut table = Table::start(&options, &["unit", "note", "kg", "share", "count", "changed"]).unwrap();
        table.text("Lab; one").unwrap();
        table.text("=1+1").unwrap();
        table.number(-1234.5678901).unwrap();
        table.rounded(12.25, 1).unwrap();
        table.count(7_i64).unwrap();
        table.maybe_moment(DateTime::from_timestamp(1_773_324_131, 0)).unwrap();
        table.end_row().unwrap();
        table.maybe(None).unwrap();
        table.maybe_number(None).unwrap();
        (0..4).for_each(|_| table.empty().unwrap());
        table.end_row().unwrap();
        table
    }

    #[test]
    fn csv_is_quoted_guarded_and_keeps_every_digit() {
        let csv = |options| match filled(options).finish().unwrap() {
            Whole::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            Whole::File(_) => unreachable!("CSV stays in memory"),
        };
        assert_eq!(
            csv(Options::default()),
            "\u{feff}unit,note,kg,share,count,changed\r\nLab; one,'=1+1,-1234.5678901,12.2,7,2026-03-12T14:02:11Z\r\n,,,,,\r\n"
        );
        assert_eq!(
            csv(Options { delimiter: Delimiter::Semicolon, has_mark: false, ..Options::default() }),
            "unit;note;kg;share;count;changed\r\n\"Lab; one\";'=1+1;-1234.5678901;12.2;7;2026-03-12T14:02:11Z\r\n;;;;;\r\n"
        );
    }

    #[test]
    fn numbers_are_read_back_as_they_were_and_have_no_exponent() {
        let mut number = 1.0_f64 / 3.0;
        for _ in 0..200 {
            number = (number * 7.3 - number.floor()) % 1e18;
            for number in [number, -number, number * 1e-9, number.trunc(), 1e15 + number, f64::MIN_POSITIVE] {
                let mut bytes = Vec::new();
                push_number(&mut bytes, number).unwrap();
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
                assert!(!text.contains(['e', 'E', '+']), "{text}");
            }
        }
    }

    #[test]
    fn a_spreadsheet_has_numbers_texts_and_no_formula() {
        let table = filled(Options { format: Format::Xlsx, ..Options::default() });
        assert_eq!(table.rows(), 2);
        let Whole::File(file) = table.finish().unwrap() else { unreachable!("a spreadsheet is a file") };
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        for part in [
            r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#,
            r#"<c r="B2" t="inlineStr"><is><t>=1+1</t></is></c><c r="C2"><v>-1234.5678901</v></c><c r="D2"><v>12.25</v></c>"#,
            r#"<c r="E2"><v>7</v></c>"#,
        ] {
            assert!(sheet.contains(part), "{part} in {sheet}");
        }
        assert!(!sheet.contains("<f>"));
    }
}
