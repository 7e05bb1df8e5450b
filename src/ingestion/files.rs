//! Files as they came in, kept in the database under the hash of their content: any process can read them again.

use std::io::{self, Read};

use sqlx::PgPool;

use super::spool::{Spool, SpoolError, SpoolWriter};

/// Bytes of one stored piece.
const PIECE: usize = 1 << 20;

/// A file that could not be kept, or not be read again.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The disk.
    #[error("the file could not be read or written: {0}")]
    Io(#[from] io::Error),
    /// Somebody writes to the file while it is read.
    #[error("the file changed while it was read; upload it again")]
    Changed,
}

/// Keeps a file. One that is kept already stays as it is, but counts as new: it is not forgotten before its job is there.
pub async fn keep(db: &PgPool, file: &Spool) -> Result<(), FilesError> {
    let mut transaction = db.begin().await?;
    let kept = sqlx::query!("update stored_files set stored_at = now() where sha256 = $1", file.sha256())
        .execute(&mut *transaction)
        .await?;
    let inserted = sqlx::query!(
        "insert into stored_files (sha256, bytes) values ($1, $2) on conflict do nothing",
        file.sha256(),
        file.bytes() as i64
    )
    .execute(&mut *transaction)
    .await?;
    if kept.rows_affected() == 0 && inserted.rows_affected() == 1 {
        let mut reader = file.reader();
        let (mut stored, mut position) = (0, 0);
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            reader.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            stored += piece.len() as u64;
            sqlx::query!(
                "insert into stored_file_chunks (sha256, position, content) values ($1, $2, $3)",
                file.sha256(),
                position,
                piece
            )
            .execute(&mut *transaction)
            .await?;
            position += 1;
        }
        if stored != file.bytes() {
            return Err(FilesError::Changed);
        }
    }
    Ok(transaction.commit().await?)
}

/// The content of a file, if it is kept.
pub async fn load(db: &PgPool, sha256: &str) -> Result<Option<Spool>, FilesError> {
    let size = sqlx::query_scalar!("select bytes from stored_files where sha256 = $1", sha256);
    let Some(size) = size.fetch_optional(db).await? else { return Ok(None) };
    let mut spool = SpoolWriter::new()?;
    let (mut loaded, mut position) = (0, 0);
    while loaded < size {
        let piece = sqlx::query_scalar!(
            "select content from stored_file_chunks where sha256 = $1 and position = $2",
            sha256,
            position
        )
        .fetch_one(db)
        .await?;
        match spool.write(&piece) {
            Ok(()) => {}
            Err(SpoolError::Io(error)) => return Err(error.into()),
            Err(SpoolError::TooLarge) => return Err(FilesError::Changed),
        }
        loaded += piece.len() as i64;
        position += 1;
    }
    let spool = spool.finish();
    if spool.sha256() == sha256 { Ok(Some(spool)) } else { Err(FilesError::Changed) }
}
