//! Many rows to one table at once: `COPY` in PostgreSQL's binary format.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Signature, no flags, no header extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: i16 = -1;
const NULL: i32 = -1;
/// Version of the binary form of jsonb.
const JSONB: u8 = 1;
/// PostgreSQL counts microseconds from 1 January 2000.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// Rows of a table in the making.
#[derive(Debug)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
    count: u64,
}

/// A value of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Null,
    SmallInt(i16),
    Int(i32),
    BigInt(i64),
    Double(f64),
    Text(&'a str),
    /// JSON text.
    Jsonb(&'a str),
    Time(DateTime<Utc>),
}

impl Rows {
    /// No row yet, of so many columns.
    pub(super) fn of_columns(columns: i16) -> Self {
        Self { bytes: HEADER.to_vec(), columns, count: 0 }
    }

    /// Adds a row; it must have as many cells as there are columns.
    pub(super) fn push<const N: usize>(&mut self, cells: [Cell<'_>; N]) {
        debug_assert_eq!(N, self.columns as usize);
        self.bytes.extend(self.columns.to_be_bytes());
        self.count += 1;
        for cell in cells {
            match cell {
                Cell::Null => self.bytes.extend(NULL.to_be_bytes()),
                Cell::SmallInt(value) => self.sized(&value.to_be_bytes()),
                Cell::Int(value) => self.sized(&value.to_be_bytes()),
                Cell::BigInt(value) => self.sized(&value.to_be_bytes()),
                Cell::Double(value) => self.sized(&value.to_be_bytes()),
                Cell::Text(value) => self.sized(value.as_bytes()),
                Cell::Time(value) => self.sized(&(value.timestamp_micros() - EPOCH_MICROSECONDS).to_be_bytes()),
                Cell::Jsonb(value) => {
                    self.bytes.extend((value.len() as i32 + 1).to_be_bytes());
                    self.bytes.push(JSONB);
                    self.bytes.extend(value.as_bytes());
                }
            }
        }
    }

    fn sized(&mut self, value: &[u8]) {
        self.bytes.extend((value.len() as i32).to_be_bytes());
        self.bytes.extend(value);
    }

    /// Sends the rows to a table; `target` is its name with the columns in the order of the cells. None are left.
    ///
    /// Cut off halfway it leaves the connection in the middle of a copy: only for tasks that nobody cancels.
    pub(super) async fn send(&mut self, conn: &mut PgConnection, target: &str) -> sqlx::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        self.bytes.extend(TRAILER.to_be_bytes());
        let mut copy = conn.copy_in_raw(&format!("copy {target} from stdin (format binary)")).await?;
        match copy.send(self.bytes.as_slice()).await {
            Ok(_) => {}
            Err(error) => {
                copy.abort("the rows could not be sent").await?;
                return Err(error);
            }
        }
        copy.finish().await?;
        self.bytes.truncate(HEADER.len());
        self.count = 0;
        Ok(())
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Null, Cell::Double)
    }
}

impl From<Option<i32>> for Cell<'_> {
    fn from(value: Option<i32>) -> Self {
        value.map_or(Self::Null, Cell::Int)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(value: Option<&'a str>) -> Self {
        value.map_or(Self::Null, Cell::Text)
    }
}
