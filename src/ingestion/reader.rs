//! CSV files as people make them: encoding, delimiter and header recognised, every record with its line.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::ByteRecord;

use super::outcome::{FileCode, FileError, Tally};
use crate::carbon::field::DecimalMark;
use crate::carbon::text::comparison_key;
use crate::pipeline::RowError;

/// Files above this size are refused.
pub(super) const MAX_BYTES: usize = 100 * 1024 * 1024;

/// A file whose header was understood.
#[derive(Debug)]
pub(super) struct Table<'a> {
    text: Cow<'a, str>,
    delimiter: u8,
    columns: HashMap<String, usize>,
    width: usize,
}

/// One record below the header.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Number below the header, from 1; records of empty cells count, empty lines do not.
    pub(super) row: i32,
    /// Physical line where it starts; the header is line 1.
    pub(super) line: i32,
    /// Whether a quote in it runs to the end of the file.
    pub(super) is_unclosed: bool,
    cells: Vec<String>,
}

impl Record {
    /// Whether every cell is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl<'a> Table<'a> {
    /// Recognises the delimiter by the header: the one that finds more of the expected columns.
    pub(super) fn open(bytes: &'a [u8], expected: &[&str]) -> Result<Self, FileError> {
        if bytes.len() > MAX_BYTES {
            let message = format!("The file is larger than {} MB. Split it.", MAX_BYTES / 1024 / 1024);
            return Err(FileError::new(FileCode::TooLarge, message));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.contains(&0) {
            let message = "The file is not a text file in UTF-8 or Windows-1252. Save it as CSV (UTF-8).";
            return Err(FileError::new(FileCode::Encoding, message));
        }
        // every byte is a letter in Windows-1252, which old spreadsheets write
        let text = std::str::from_utf8(bytes).map_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0, Cow::Borrowed);
        let candidates = [b',', b';', b'\t'].map(|delimiter| (delimiter, header(&text, delimiter)));
        let found = |columns: &[String]| expected.iter().filter(|name| columns.iter().any(|c| c == *name)).count();
        let (delimiter, names) = candidates
            .into_iter()
            .rev()
            .max_by_key(|(_, columns)| found(columns))
            .filter(|(_, columns)| columns.iter().any(|name| !name.is_empty()))
            .ok_or_else(|| FileError::new(FileCode::Empty, "The file is empty."))?;
        let width = names.len();
        let mut columns = HashMap::new();
        for (position, name) in names.into_iter().enumerate() {
            let is_expected = expected.contains(&name.as_str());
            if columns.insert(name.clone(), position).is_some() && is_expected {
                return Err(FileError::repeated_column(&name));
            }
        }
        Ok(Self { text, delimiter, columns, width })
    }

    /// An empty tally, with what is to be said of the file as a whole.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        if matches!(self.text, Cow::Owned(_)) {
            tally.warnings.push(RowError {
                row: 0,
                line: 1,
                column: None,
                value: None,
                code: "encoding",
                message: "the file is not UTF-8 and was read as Windows-1252; check its accents".to_owned(),
                first_line: None,
            });
        }
        tally
    }

    /// Whether the header has a column.
    pub(super) fn has_column(&self, name: &str) -> bool {
        self.columns.contains_key(name)
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
        self.columns.get(column).and_then(|position| record.cells.get(*position)).map(String::as_str)
    }

    /// Whether a record has as many cells as the header.
    pub(super) fn is_well_formed(&self, record: &Record) -> bool {
        record.cells.len() == self.width
    }

    /// Every record below the header.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let mut reader = csv_reader(&self.text, self.delimiter);
        let mut lines = LineCounter { bytes: self.text.as_bytes(), counted_to: 0, line: 1 };
        let (mut raw, mut row) = (ByteRecord::new(), 0);
        // the header is the first record; bytes in memory cannot fail to be read
        let _ = reader.read_byte_record(&mut raw);
        std::iter::from_fn(move || {
            if !reader.read_byte_record(&mut raw).unwrap_or(false) {
                return None;
            }
            row += 1;
            let start = raw.position().map_or(0, csv::Position::byte) as usize;
            let cells =
                raw.iter().map(|cell| without_formula_guard(String::from_utf8_lossy(cell)).into_owned()).collect();
            let end = reader.position().byte() as usize;
            let is_last = end >= self.text.len();
            let is_unclosed = is_last && ends_inside_quotes(&self.text.as_bytes()[start..], self.delimiter);
            Some(Record { row, line: lines.line_of_record_from(start), is_unclosed, cells })
        })
    }
}

/// Whether a cell of a record was opened with a quote that nothing closes.
fn ends_inside_quotes(record: &[u8], delimiter: u8) -> bool {
    let (mut is_inside, mut at_cell_start) = (false, true);
    for byte in record {
        match byte {
            b'"' if is_inside || at_cell_start => is_inside = !is_inside,
            _ => {}
        }
        at_cell_start = !is_inside && (*byte == delimiter || matches!(byte, b'\r' | b'\n'));
        if *byte == b'"' && !is_inside {
            // a doubled quote opens the cell again
            at_cell_start = true;
        }
    }
    is_inside
}

/// Counts lines as far as records were read.
struct LineCounter<'a> {
    bytes: &'a [u8],
    counted_to: usize,
    line: i32,
}

impl LineCounter<'_> {
    /// The line of the record that starts at `offset`, or after the line ends that stand there.
    fn line_of_record_from(&mut self, offset: usize) -> i32 {
        let blank = self.bytes[offset..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = offset + blank;
        let between = &self.bytes[self.counted_to..start];
        let line_ends = between.iter().enumerate().filter(|(position, byte)| match byte {
            b'\n' => true,
            b'\r' => between.get(position + 1) != Some(&b'\n'),
            _ => false,
        });
        self.line += line_ends.count() as i32;
        self.counted_to = start;
        self.line
    }
}

fn csv_reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn header(text: &str, delimiter: u8) -> Vec<String> {
    let mut record = ByteRecord::new();
    match csv_reader(text, delimiter).read_byte_record(&mut record) {
        Ok(true) => record.iter().map(|cell| comparison_key(&String::from_utf8_lossy(cell))).collect(),
        _ => Vec::new(),
    }
}

/// Takes back the apostrophe that exports put before cells a spreadsheet would run as a formula.
fn without_formula_guard(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell.strip_prefix('\'') {
        Some(guarded) if guarded.starts_with(['=', '+', '-', '@']) => Cow::Owned(guarded.to_owned()),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(i32, i32, Option<String>)> {
        let table = Table::open(text.as_bytes(), &["name", "note"]).unwrap();
        let records = table.records().map(|record| {
            let note = table.cell(&record, "note").map(str::to_owned);
            (record.row, record.line, note)
        });
        records.collect()
    }

    fn with_note((row, line, text): (i32, i32, &str)) -> (i32, i32, Option<String>) {
        (row, line, Some(text.to_owned()))
    }

    #[test]
    fn lines_count_blank_lines_and_quoted_line_ends() {
        let unix = "name,note\n\nA,\"two\nlines\"\n\nB,x\n,\nC,y";
        assert_eq!(rows(unix), [(1, 3, "two\nlines"), (2, 6, "x"), (3, 7, ""), (4, 8, "y")].map(with_note));
        let windows = unix.replace('\n', "\r\n");
        assert_eq!(rows(&windows).iter().map(|row| row.1).collect::<Vec<_>>(), [3, 6, 7, 8]);
        let old_mac = "name,note\rA,x\rB,y";
        assert_eq!(rows(old_mac).iter().map(|row| row.1).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn byte_order_mark_header_case_and_semicolons_are_understood() {
        let text = "\u{feff} Name ;NOTE\nA;0,5\n";
        let table = Table::open(text.as_bytes(), &["name", "note"]).unwrap();
        assert!(table.has_column("name") && table.has_column("note"));
        assert_eq!(table.decimal_mark(), DecimalMark::PointOrComma);
    }

    #[test]
    fn windows_1252_is_read_as_text() {
        let table = Table::open(b"name,note\nGen\xe8ve,x\n", &["name", "note"]).unwrap();
        let record = table.records().next().unwrap();
        assert_eq!(table.cell(&record, "name"), Some("Genève"));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_noticed_in_the_last_record() {
        let unclosed = |text: &str| {
            let table = Table::open(text.as_bytes(), &["name", "note"]).unwrap();
            table.records().map(|record| record.is_unclosed).collect::<Vec<_>>()
        };
        assert_eq!(unclosed("name,note\nA,x\nB,\"y\nC,z\n"), [false, true]);
        assert_eq!(unclosed("name,note\n\"A,x\nB,y"), [true]);
        assert_eq!(unclosed("name,note\nA,\"x \"\"y\"\"\"\nB,a 5\" disk\n"), [false, false]);
        assert_eq!(unclosed("name,note\nA,\"\"\"\"\n"), [false]);
    }

    #[test]
    fn a_repeated_column_refuses_the_file() {
        assert_eq!(Table::open(b"name,note,Name\nA,x,B\n", &["name"]).unwrap_err().columns, ["name"]);
        assert!(Table::open(b"name,extra,extra\nA,x,B\n", &["name"]).is_ok());
    }

    #[test]
    fn empty_binary_and_headless_files_are_refused_by_name() {
        let code = |bytes: &[u8]| Table::open(bytes, &["name"]).err().map(|error| error.code);
        assert_eq!(code(b""), Some(FileCode::Empty));
        assert_eq!(code(b"\xef\xbb\xbf\n\n"), Some(FileCode::Empty));
        assert_eq!(code(b"PK\x03\x04\x00\x00"), Some(FileCode::Encoding));
        let table = Table::open(b"title\nA\n", &["name"]).unwrap();
        assert_eq!(table.require(&["name"]).unwrap_err().columns, ["name"]);
    }
}
