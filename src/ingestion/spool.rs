//! A file on its way in: kept outside memory, hashed and looked through while it is written.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::LARGEST_FILE;

/// Bytes read or written at once.
pub(super) const BLOCK: usize = 1 << 16;

/// What an upload brings: bytes in memory, or a file that is not.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// Outside of it.
    Spooled(&'a Spool),
}

impl Content<'_> {
    /// The content as it is read.
    pub(super) fn spool(self) -> Spool {
        match self {
            Self::Bytes(bytes) => Spool::of_bytes(bytes),
            Self::Spooled(spool) => spool.clone(),
        }
    }
}

impl<'a, T: AsRef<[u8]> + ?Sized> From<&'a T> for Content<'a> {
    fn from(bytes: &'a T) -> Self {
        Self::Bytes(bytes.as_ref())
    }
}

/// A file that can be read any number of times. A temporary one goes with its last reader, or with the process.
#[derive(Debug, Clone)]
pub struct Spool {
    source: Source,
    sha256: String,
    bytes: u64,
    text: Text,
}

#[derive(Debug, Clone)]
enum Source {
    Memory(Arc<[u8]>),
    File(Arc<File>),
}

/// What the bytes of a file can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// Text in UTF-8.
    Utf8,
    /// Text of old spreadsheets: every byte is a letter in Windows-1252.
    Windows1252,
    /// No text.
    Binary,
}

/// A file that could not be spooled.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// More bytes than a file may have.
    #[error("the file is larger than {} MB", LARGEST_FILE / 1_000_000)]
    TooLarge,
    /// The disk, or whoever sends the file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Spool {
    fn of_bytes(bytes: &[u8]) -> Self {
        let mut scan = Scan::default();
        scan.take(bytes);
        scan.finish(Source::Memory(bytes.into()))
    }

    /// A file of this machine, read where it is. One that is no regular file, such as a pipe, is copied first.
    pub fn of_path(path: &Path) -> Result<Self, SpoolError> {
        let mut file = File::open(path)?;
        let kind = file.metadata()?.file_type();
        if kind.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory").into());
        }
        let mut block = vec![0; BLOCK];
        if kind.is_file() {
            let mut scan = Scan::default();
            loop {
                match file.read(&mut block)? {
                    0 => return Ok(scan.finish(Source::File(Arc::new(file)))),
                    read => scan.take(&block[..read]),
                }
            }
        }
        let mut writer = SpoolWriter::new()?;
        loop {
            match file.read(&mut block)? {
                0 => return Ok(writer.finish()),
                read => writer.write(&block[..read])?,
            }
        }
    }

    /// Hash of the content, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Size.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether it is larger than a file may be.
    pub(super) fn is_too_large(&self) -> bool {
        self.bytes > LARGEST_FILE as u64
    }

    pub(super) fn text(&self) -> Text {
        self.text
    }

    /// Reads from the first byte on.
    pub(super) fn reader(&self) -> SpoolReader {
        SpoolReader { source: self.source.clone(), at: 0 }
    }
}

/// A position in a spooled file.
#[derive(Debug)]
pub(super) struct SpoolReader {
    source: Source,
    at: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &self.source {
            Source::Memory(bytes) => bytes.get(self.at as usize..).unwrap_or_default().read(buffer)?,
            Source::File(file) => file.read_at(buffer, self.at)?,
        };
        self.at += read as u64;
        Ok(read)
    }
}

/// A temporary file in the making. It has no name: it is gone with the process, however that ends.
#[derive(Debug)]
pub struct SpoolWriter {
    file: File,
    scan: Scan,
}

impl SpoolWriter {
    /// An empty file.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, scan: Scan::default() })
    }

    /// Adds bytes, as many as a file may have.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.scan.take(bytes);
        if self.scan.bytes > LARGEST_FILE as u64 {
            return Err(SpoolError::TooLarge);
        }
        Ok(self.file.write_all(bytes)?)
    }

    /// The file, complete.
    pub fn finish(self) -> Spool {
        self.scan.finish(Source::File(Arc::new(self.file)))
    }
}

/// What is learnt of a file while its bytes go by.
#[derive(Debug)]
struct Scan {
    hash: Sha256,
    bytes: u64,
    has_nul: bool,
    is_utf8: bool,
    /// The beginning of a letter that the next bytes complete.
    cut: Vec<u8>,
}

impl Default for Scan {
    fn default() -> Self {
        Self { hash: Sha256::new(), bytes: 0, has_nul: false, is_utf8: true, cut: Vec::new() }
    }
}

impl Scan {
    fn take(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.has_nul = self.has_nul || bytes.contains(&0);
        self.is_utf8 = self.is_utf8 && self.continues_utf8(bytes);
    }

    fn continues_utf8(&mut self, mut bytes: &[u8]) -> bool {
        while !self.cut.is_empty()
            && let Some((first, rest)) = bytes.split_first()
        {
            self.cut.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return false,
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) if error.error_len().is_none() => {
                self.cut.extend(&bytes[error.valid_up_to()..]);
                true
            }
            Err(_) => false,
        }
    }

    fn finish(self, source: Source) -> Spool {
        let text = match (self.has_nul, self.is_utf8 && self.cut.is_empty()) {
            (true, _) => Text::Binary,
            (false, true) => Text::Utf8,
            (false, false) => Text::Windows1252,
        };
        let sha256 = self.hash.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        Spool { source, sha256, bytes: self.bytes, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_pieces(bytes: &[u8], size: usize) -> Spool {
        let mut writer = SpoolWriter::new().unwrap();
        bytes.chunks(size).for_each(|piece| writer.write(piece).unwrap());
        writer.finish()
    }

    #[test]
    fn a_file_is_the_same_in_memory_and_in_pieces_of_every_size() {
        let text = "name\n\u{e9}l\u{e8}ve \u{1f331}\n".as_bytes();
        let whole = Spool::of_bytes(text);
        assert_eq!((whole.text(), whole.bytes()), (Text::Utf8, text.len() as u64));
        for size in 1..text.len() {
            let spool = in_pieces(text, size);
            assert_eq!((spool.text(), spool.sha256()), (Text::Utf8, whole.sha256()), "{size}");
            let mut read = Vec::new();
            spool.reader().read_to_end(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn letters_that_are_cut_or_wrong_are_not_utf8() {
        for bytes in [&b"a\xc3"[..], b"\xe9l", b"a\xf0\x9f\x8c", b"\xff\xfe"] {
            assert_eq!(in_pieces(bytes, 1).text(), Text::Windows1252, "{bytes:?}");
        }
        assert_eq!(Spool::of_bytes(b"a\0b").text(), Text::Binary);
    }

    #[test]
    fn a_file_beyond_the_limit_is_not_written_further() {
        let mut writer = SpoolWriter::new().unwrap();
        let block = vec![b'x'; LARGEST_FILE / 2];
        assert!(writer.write(&block).is_ok() && writer.write(&block).is_ok());
        assert!(matches!(writer.write(b"x"), Err(SpoolError::TooLarge)));
    }
}
