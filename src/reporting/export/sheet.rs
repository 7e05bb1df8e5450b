//! One table on its way into an archive.

use std::ops::{Deref, DerefMut};

use futures_util::TryStreamExt;
use tokio_util::io::ReaderStream;

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::table::{Table, Whole};

/// Bytes are handed on when so many have gathered.
const CHUNK: usize = 64 << 10;

/// A file of an archive being written.
pub(super) struct Sheet {
    name: String,
    table: Table,
}

impl Sheet {
    /// Begins a file with its header; its name gets the ending of its format.
    pub(super) async fn start(
        archive: &mut Archive,
        options: &Options,
        name: &str,
        header: &[&str],
    ) -> anyhow::Result<Self> {
        let name = format!("{name}.{}", options.format.key());
        archive.start(&name).await?;
        Ok(Self { name, table: Table::start(options, header)? })
    }

    /// Ends a row.
    pub(super) async fn end_row(&mut self, archive: &mut Archive) -> anyhow::Result<()> {
        self.table.end_row()?;
        if let Some(bytes) = self.table.take(CHUNK)? {
            archive.bytes(bytes).await?;
        }
        Ok(())
    }

    /// Ends the file: its name and how many rows it has.
    pub(super) async fn finish(self, archive: &mut Archive) -> anyhow::Result<Written> {
        let written = (self.name, self.table.rows());
        // putting a spreadsheet together is work for a thread that nobody else waits for
        let table = self.table;
        match tokio::task::spawn_blocking(move || table.finish()).await?? {
            Whole::Bytes(bytes) => archive.bytes(bytes).await?,
            Whole::File(file) => {
                let mut pieces = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK);
                while let Some(piece) = pieces.try_next().await? {
                    archive.bytes(piece.to_vec()).await?;
                }
            }
        }
        Ok(written)
    }
}

impl Deref for Sheet {
    type Target = Table;

    fn deref(&self) -> &Table {
        &self.table
    }
}

impl DerefMut for Sheet {
    fn deref_mut(&mut self) -> &mut Table {
        &mut self.table
    }
}
