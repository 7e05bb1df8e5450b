//! Records of a CSV file, one at a time: memory for one block of the file and one record, whatever the file holds.

use std::io::{self, Read};

use super::super::spool::{BLOCK, Spool, SpoolReader, Text};

/// Longest record that is kept; what follows is read over.
const LONGEST_RECORD: usize = 1 << 20;
/// Most cells of a record.
const MOST_CELLS: usize = 1 << 17;

/// One record below the header.
#[derive(Debug, Clone, Default)]
pub(in crate::ingestion) struct Record {
    /// Number below the header, from 1; records of empty cells count, empty lines do not.
    pub(in crate::ingestion) row: i32,
    /// Physical line where it starts; the header is line 1.
    pub(in crate::ingestion) line: i32,
    /// Whether a quote in it runs to the end of the file.
    pub(in crate::ingestion) is_unclosed: bool,
    /// Whether it has more text or cells than are kept.
    pub(in crate::ingestion) is_too_long: bool,
    text: String,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Record {
    /// Whether every cell is blank.
    pub(in crate::ingestion) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !self.is_too_long
    }

    /// Number of cells.
    pub(in crate::ingestion) fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell, without the apostrophe that exports put before what a spreadsheet would run as a formula.
    pub(in crate::ingestion) fn cell(&self, position: usize) -> Option<&str> {
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        let cell = self.text.get(start..end)?;
        let guarded = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
        Some(guarded.unwrap_or(cell))
    }

    fn clear(&mut self) {
        self.bytes = std::mem::take(&mut self.text).into_bytes();
        self.bytes.clear();
        self.ends.clear();
        (self.is_unclosed, self.is_too_long) = (false, false);
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.bytes.len() + bytes.len() > LONGEST_RECORD {
            self.is_too_long = true;
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn end_cell(&mut self) {
        if self.ends.len() == MOST_CELLS {
            self.is_too_long = true;
        } else {
            self.ends.push(self.bytes.len());
        }
    }

    fn finish(&mut self) {
        self.end_cell();
        let bytes = std::mem::take(&mut self.bytes);
        self.text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        if self.ends.last().is_some_and(|end| *end != self.text.len()) {
            // only a file that somebody writes to meanwhile is no longer the text it was
            self.is_too_long = true;
        }
    }
}

/// Where in a cell the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quote that closes the cell or, doubled, stands for itself.
    Closed,
}

/// Reads records one after the other.
#[derive(Debug)]
pub(in crate::ingestion) struct Records {
    blocks: Blocks,
    delimiter: u8,
    row: i32,
    line: i32,
    /// Whether the byte before was a carriage return: a line feed belongs to it.
    is_behind_return: bool,
}

impl Records {
    pub(in crate::ingestion) fn of(file: &Spool, delimiter: u8) -> Self {
        Self::of_beginning(file, delimiter, u64::MAX)
    }

    /// The records among the first bytes of a file: enough for one record that is not too long.
    pub(super) fn of_header(file: &Spool, delimiter: u8) -> Self {
        Self::of_beginning(file, delimiter, 2 * LONGEST_RECORD as u64)
    }

    fn of_beginning(file: &Spool, delimiter: u8, bytes: u64) -> Self {
        Self { blocks: Blocks::of(file, bytes), delimiter, row: 0, line: 1, is_behind_return: false }
    }

    /// The next record is number 1.
    pub(super) fn number_from_here(&mut self) {
        self.row = 0;
    }

    /// Reads the next record into `record`; false at the end of the file.
    pub(in crate::ingestion) fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        record.clear();
        if !self.skip_blank_lines()? {
            record.finish();
            return Ok(false);
        }
        self.row += 1;
        (record.row, record.line) = (self.row, self.line);
        let mut place = Place::Start;
        loop {
            let block = self.blocks.rest()?;
            if block.is_empty() {
                record.is_unclosed = place == Place::Quoted;
                record.finish();
                return Ok(true);
            }
            let mut at = 0;
            while at < block.len() {
                let byte = block[at];
                match place {
                    Place::Quoted => {
                        let run = block[at..].iter().take_while(|b| !matches!(b, b'"' | b'\r' | b'\n')).count();
                        record.push(&block[at..at + run]);
                        at += run;
                        if run > 0 {
                            self.is_behind_return = false;
                        }
                        let Some(byte) = block.get(at).copied() else { break };
                        at += 1;
                        if byte == b'"' {
                            self.is_behind_return = false;
                            place = Place::Closed;
                        } else {
                            if byte == b'\r' || !self.is_behind_return {
                                self.line += 1;
                            }
                            self.is_behind_return = byte == b'\r';
                            record.push(&[byte]);
                        }
                    }
                    _ if byte == self.delimiter => {
                        record.end_cell();
                        place = Place::Start;
                        at += 1;
                    }
                    _ if matches!(byte, b'\r' | b'\n') => {
                        self.line += 1;
                        self.is_behind_return = byte == b'\r';
                        self.blocks.at += at + 1;
                        record.finish();
                        return Ok(true);
                    }
                    Place::Start | Place::Closed if byte == b'"' => {
                        if place == Place::Closed {
                            record.push(b"\"");
                        }
                        place = Place::Quoted;
                        at += 1;
                    }
                    _ => {
                        let is_inside = |b: &&u8| **b != self.delimiter && !matches!(**b, b'\r' | b'\n');
                        let run = block[at..].iter().take_while(is_inside).count();
                        record.push(&block[at..at + run]);
                        place = Place::Plain;
                        at += run;
                    }
                }
            }
            self.blocks.at += at;
        }
    }

    /// False at the end of the file.
    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            match self.blocks.rest()?.first() {
                None => return Ok(false),
                Some(b'\n') if self.is_behind_return => self.is_behind_return = false,
                Some(byte @ (b'\n' | b'\r')) => {
                    self.is_behind_return = *byte == b'\r';
                    self.line += 1;
                }
                Some(_) => {
                    self.is_behind_return = false;
                    return Ok(true);
                }
            }
            self.blocks.at += 1;
        }
    }
}

/// The text of a file in UTF-8, block by block.
#[derive(Debug)]
struct Blocks {
    reader: io::Take<SpoolReader>,
    is_windows_1252: bool,
    raw: Vec<u8>,
    block: Vec<u8>,
    at: usize,
    is_begun: bool,
}

impl Blocks {
    fn of(file: &Spool, bytes: u64) -> Self {
        Self {
            reader: file.reader().take(bytes),
            is_windows_1252: file.text() == Text::Windows1252,
            raw: vec![0; BLOCK],
            block: Vec::new(),
            at: 0,
            is_begun: false,
        }
    }

    /// What is left of the block, or the next one; empty at the end of the file.
    fn rest(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.block.len() {
            self.read()?;
        }
        Ok(&self.block[self.at..])
    }

    fn read(&mut self) -> io::Result<()> {
        let mut read = 0;
        // the mark at the beginning must not be cut
        while read < self.raw.len() {
            match self.reader.read(&mut self.raw[read..])? {
                0 => break,
                more => read += more,
            }
        }
        let mut raw = &self.raw[..read];
        if !self.is_begun {
            raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
            self.is_begun = true;
        }
        self.block.clear();
        self.at = 0;
        if self.is_windows_1252 {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw);
            self.block.extend_from_slice(text.as_bytes());
        } else {
            self.block.extend_from_slice(raw);
        }
        Ok(())
    }
}
