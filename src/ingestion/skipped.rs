//! The refused rows of a file as they stood in it, each with its line and what is wrong: to be corrected and uploaded.

use std::io;

use csv::{Terminator, Writer, WriterBuilder};
use futures_util::TryStreamExt;
use sqlx::PgPool;
use tokio::sync::mpsc;

use super::reader::{Record, Records};
use super::spool::Spool;
use crate::pipeline::{self, Complaint, Job};
use crate::web::spreadsheet::guarded;

/// Bytes sent at once.
const PIECE: usize = 1 << 16;
/// Pieces that wait for a reader.
const WAITING_PIECES: usize = 4;
/// Columns behind those of the file.
const ADDED: [&str; 2] = ["line", "error"];

/// Pieces of a file.
pub type Pieces = mpsc::Receiver<io::Result<Vec<u8>>>;

/// The refused rows of a job's file, while they are found. When the reader leaves, the work stops.
pub fn rows(db: PgPool, job: Job, file: Spool) -> Pieces {
    let (pieces, received) = mpsc::channel(WAITING_PIECES);
    tokio::spawn(async move {
        if let Err(error) = write(&db, &job, &file, &pieces).await
            && !pieces.is_closed()
        {
            tracing::error!(%error, job = %job.job_id, "the refused rows of a file broke off");
            let _ = pieces.send(Err(error)).await;
        }
    });
    received
}

async fn write(db: &PgPool, job: &Job, file: &Spool, pieces: &mpsc::Sender<io::Result<Vec<u8>>>) -> io::Result<()> {
    let delimiter = delimiter(file)?;
    let (mut records, mut record) = (Records::of(file, delimiter), Record::default());
    let mut sheet = sheet(b"\xef\xbb\xbf".to_vec(), delimiter);
    records.next(&mut record)?;
    let width = record.width();
    write_row(&mut sheet, &record, width, ADDED)?;
    let mut conn = db.acquire().await.map_err(io::Error::other)?;
    let mut complaints = pipeline::complaints(&mut conn, job);
    while let Some(Complaint { row, line, message }) = complaints.try_next().await.map_err(io::Error::other)? {
        // the header is the first record
        while record.row <= row {
            if !records.next(&mut record)? {
                break;
            }
        }
        write_row(&mut sheet, &record, width, [&line.to_string(), &message])?;
        if sheet.get_ref().len() >= PIECE {
            sheet = send(sheet, pieces, delimiter).await?;
        }
    }
    send(sheet, pieces, delimiter).await?;
    Ok(())
}

/// The one that gives the header most columns.
fn delimiter(file: &Spool) -> io::Result<u8> {
    let mut widest = (0, b',');
    for delimiter in [b',', b';', b'\t'] {
        let mut header = Record::default();
        Records::of(file, delimiter).next(&mut header)?;
        if header.width() > widest.0 {
            widest = (header.width(), delimiter);
        }
    }
    Ok(widest.1)
}

fn sheet(begun: Vec<u8>, delimiter: u8) -> Writer<Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).flexible(true).from_writer(begun)
}

fn write_row(sheet: &mut Writer<Vec<u8>>, record: &Record, width: usize, added: [&str; 2]) -> io::Result<()> {
    for position in 0..record.width().max(width) {
        sheet.write_field(guarded(record.cell(position).unwrap_or_default()).as_bytes())?;
    }
    let added = added.map(guarded);
    sheet.write_record(added.iter().map(|cell| cell.as_bytes()))?;
    Ok(())
}

async fn send(
    sheet: Writer<Vec<u8>>,
    pieces: &mpsc::Sender<io::Result<Vec<u8>>>,
    delimiter: u8,
) -> io::Result<Writer<Vec<u8>>> {
    let piece = sheet.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    pieces.send(Ok(piece)).await.map_err(|_| io::ErrorKind::BrokenPipe)?;
    Ok(self::sheet(Vec::new(), delimiter))
}
