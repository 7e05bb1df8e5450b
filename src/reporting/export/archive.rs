//! A ZIP archive written on a thread of its own: bytes come in over a bounded channel, so that a slow reader slows the
//! query down instead of filling memory, and a reader who left stops it.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::anyhow;
use chrono::{DateTime, Datelike, Timelike, Utc};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::task::JoinHandle;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Parts on their way to the packer.
const WAITING_PARTS: usize = 4;
/// The fastest: files compress well anyway, and packing must keep up with the database.
const LEVEL: i64 = 1;

enum Part {
    File(String),
    Bytes(Vec<u8>),
    End,
}

/// An archive being written.
pub(super) struct Archive {
    parts: mpsc::Sender<Part>,
}

/// The thread that packs; gives the writer back when the archive is whole, nothing when it was dropped before.
pub(super) type Packing<W> = JoinHandle<anyhow::Result<Option<W>>>;

impl Archive {
    /// Starts an archive that is written to `out`.
    pub(super) fn into<W: Write + Send + 'static>(out: W, at: DateTime<Utc>) -> (Self, Packing<W>) {
        let (parts, received) = mpsc::channel(WAITING_PARTS);
        let packing = tokio::task::spawn_blocking(move || pack(out, received, at));
        (Self { parts }, packing)
    }

    /// Begins a file.
    pub(super) async fn start(&mut self, name: impl Into<String>) -> anyhow::Result<()> {
        self.send(Part::File(name.into())).await
    }

    /// Adds bytes to the file begun last.
    pub(super) async fn bytes(&mut self, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.send(Part::Bytes(bytes)).await
    }

    /// A whole file.
    pub(super) async fn file(&mut self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.start(name).await?;
        self.bytes(bytes).await
    }

    /// Ends the archive. One that is dropped before stays visibly broken.
    pub(super) async fn finish(self) -> anyhow::Result<()> {
        self.send(Part::End).await
    }

    async fn send(&self, part: Part) -> anyhow::Result<()> {
        self.parts.send(part).await.map_err(|_| anyhow!("the archive is not wanted any more"))
    }
}

fn pack<W: Write>(out: W, mut parts: mpsc::Receiver<Part>, at: DateTime<Utc>) -> anyhow::Result<Option<W>> {
    let clock = |number: u32| u8::try_from(number).unwrap_or_default();
    let modified = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or(1980),
        clock(at.month()),
        clock(at.day()),
        clock(at.hour()),
        clock(at.minute()),
        clock(at.second()),
    );
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(modified.unwrap_or_default())
        // sizes are unknown beforehand: a year's purchases may exceed what plain ZIP can say
        .large_file(true);
    let mut zip = ZipWriter::new_stream(out);
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::File(name) => zip.start_file(name, options)?,
            Part::Bytes(bytes) => zip.write_all(&bytes)?,
            Part::End => {
                let mut out = zip.finish()?.into_inner();
                out.flush()?;
                return Ok(Some(out));
            }
        }
    }
    Ok(None)
}

/// What a reader far away gets: pieces over a bounded channel.
pub(super) struct Outlet {
    pieces: mpsc::Sender<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    has_begun: bool,
    patience: Duration,
}

/// Size of a piece.
const PIECE: usize = 64 << 10;

impl Outlet {
    /// Waits so long for a reader who takes nothing: connections wait with it.
    pub(super) fn new(pieces: mpsc::Sender<io::Result<Vec<u8>>>, patience: Duration) -> Self {
        Self { pieces, piece: Vec::with_capacity(PIECE), has_begun: false, patience }
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        match Handle::current().block_on(self.pieces.send_timeout(Ok(piece), self.patience)) {
            Ok(()) => Ok(()),
            Err(SendTimeoutError::Timeout(_)) => Err(io::Error::new(io::ErrorKind::TimedOut, "nobody takes the file")),
            Err(SendTimeoutError::Closed(_)) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        // the first bytes leave at once: whoever waits sees that the file comes
        if self.piece.len() >= PIECE || !self.has_begun {
            self.has_begun = true;
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_who_takes_nothing_is_given_up() {
        let (pieces, mut taken) = mpsc::channel(1);
        let mut outlet = Outlet::new(pieces, Duration::from_millis(50));
        let written = tokio::task::spawn_blocking(move || {
            let first = outlet.write(b"first").and_then(|_| outlet.flush());
            (first, outlet.write(&vec![0; PIECE]))
        });
        let (first, second) = written.await.unwrap();
        assert!(first.is_ok());
        assert_eq!(second.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(taken.recv().await.unwrap().unwrap(), b"first");
    }
}
