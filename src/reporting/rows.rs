//! A small table as a CSV file: UTF-8 with byte order mark, comma, CRLF, and no cell that a spreadsheet would run.

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, Writer, WriterBuilder};

use crate::web::spreadsheet::guarded;

/// A file being written.
pub(super) struct Rows {
    writer: Writer<Vec<u8>>,
}

impl Rows {
    pub(super) fn start(header: &[&str]) -> anyhow::Result<Self> {
        let writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
        let mut rows = Self { writer };
        rows.writer.write_record(header)?;
        Ok(rows)
    }

    pub(super) fn text(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.writer.write_field(guarded(text).as_ref())?)
    }

    pub(super) fn maybe(&mut self, text: Option<&str>) -> anyhow::Result<()> {
        self.text(text.unwrap_or_default())
    }

    pub(super) fn maybe_number(&mut self, number: Option<f64>) -> anyhow::Result<()> {
        // nothing has no sign
        Ok(self.writer.write_field(number.map(|number| (number + 0.0).to_string()).unwrap_or_default())?)
    }

    pub(super) fn count(&mut self, count: i64) -> anyhow::Result<()> {
        Ok(self.writer.write_field(count.to_string())?)
    }

    pub(super) fn maybe_moment(&mut self, moment: Option<DateTime<Utc>>) -> anyhow::Result<()> {
        let text = moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true));
        Ok(self.writer.write_field(text.unwrap_or_default())?)
    }

    pub(super) fn end_row(&mut self) -> anyhow::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    pub(super) fn finish(self) -> anyhow::Result<Vec<u8>> {
        self.writer.into_inner().map_err(|error| error.into_error().into())
    }
}
