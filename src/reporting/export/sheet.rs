//! One CSV file on its way into an archive: UTF-8 with byte order mark, comma, CRLF, minimal quoting, and no cell that
//! a spreadsheet would run as a formula.

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, Writer, WriterBuilder};

use super::Written;
use super::archive::Archive;
use crate::web::spreadsheet::guarded;

/// Rows are handed on when so many bytes have gathered.
const CHUNK: usize = 64 << 10;

/// A CSV file being written.
pub(super) struct Sheet {
    name: String,
    writer: Writer<Vec<u8>>,
    gathered: usize,
    rows: u64,
}

impl Sheet {
    /// Begins a file with its header.
    pub(super) async fn start(archive: &mut Archive, name: &str, header: &[&str]) -> anyhow::Result<Self> {
        archive.start(name).await?;
        archive.bytes(b"\xef\xbb\xbf".to_vec()).await?;
        let mut sheet = Self { name: name.to_owned(), writer: writer(), gathered: 0, rows: 0 };
        sheet.writer.write_record(header)?;
        Ok(sheet)
    }

    /// A cell of text.
    pub(super) fn text(&mut self, text: &str) -> anyhow::Result<()> {
        self.cell(&guarded(text))
    }

    /// A cell of text that may be missing.
    pub(super) fn maybe(&mut self, text: Option<&str>) -> anyhow::Result<()> {
        self.text(text.unwrap_or_default())
    }

    /// A number with every digit it has.
    pub(super) fn number(&mut self, number: f64) -> anyhow::Result<()> {
        // nothing has no sign
        self.cell(&(number + 0.0).to_string())
    }

    /// A number that may be missing.
    pub(super) fn maybe_number(&mut self, number: Option<f64>) -> anyhow::Result<()> {
        match number {
            Some(number) => self.number(number),
            None => self.cell(""),
        }
    }

    /// A whole number.
    pub(super) fn count(&mut self, count: impl Into<i64>) -> anyhow::Result<()> {
        self.cell(&count.into().to_string())
    }

    /// A moment: `2025-03-01T12:00:00Z`.
    pub(super) fn moment(&mut self, moment: DateTime<Utc>) -> anyhow::Result<()> {
        self.cell(&moment.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    /// A moment that may be missing.
    pub(super) fn maybe_moment(&mut self, moment: Option<DateTime<Utc>>) -> anyhow::Result<()> {
        match moment {
            Some(moment) => self.moment(moment),
            None => self.cell(""),
        }
    }

    /// A value as it was stored.
    pub(super) fn value(&mut self, value: Option<&serde_json::Value>) -> anyhow::Result<()> {
        match value {
            None | Some(serde_json::Value::Null) => self.cell(""),
            Some(serde_json::Value::String(text)) => self.text(text),
            Some(other) => self.cell(&other.to_string()),
        }
    }

    /// Ends a row.
    pub(super) async fn end_row(&mut self, archive: &mut Archive) -> anyhow::Result<()> {
        self.writer.write_record(None::<&[u8]>)?;
        self.rows += 1;
        self.gathered += 2;
        if self.gathered >= CHUNK {
            archive.bytes(self.take()?).await?;
        }
        Ok(())
    }

    /// Ends the file: its name and how many rows it has.
    pub(super) async fn finish(mut self, archive: &mut Archive) -> anyhow::Result<Written> {
        archive.bytes(self.take()?).await?;
        Ok((self.name, self.rows))
    }

    fn cell(&mut self, text: &str) -> anyhow::Result<()> {
        self.gathered += text.len() + 1;
        Ok(self.writer.write_field(text)?)
    }

    fn take(&mut self) -> anyhow::Result<Vec<u8>> {
        self.gathered = 0;
        let full = std::mem::replace(&mut self.writer, writer());
        full.into_inner().map_err(|error| error.into_error().into())
    }
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}
