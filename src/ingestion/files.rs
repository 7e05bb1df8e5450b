//! Files as they came in, kept in the database under the hash of their content: any process can read them again.

use sqlx::PgPool;

/// Bytes of one stored piece.
const PIECE: usize = 1 << 20;

/// Keeps a file. One that is kept already stays as it is, but counts as new: it is not forgotten before its job is there.
pub async fn keep(db: &PgPool, sha256: &str, bytes: &[u8]) -> sqlx::Result<()> {
    let mut transaction = db.begin().await?;
    let kept = sqlx::query!("update stored_files set stored_at = now() where sha256 = $1", sha256)
        .execute(&mut *transaction)
        .await?;
    let inserted = sqlx::query!(
        "insert into stored_files (sha256, bytes) values ($1, $2) on conflict do nothing",
        sha256,
        bytes.len() as i64
    )
    .execute(&mut *transaction)
    .await?;
    if kept.rows_affected() == 0 && inserted.rows_affected() == 1 {
        for (position, piece) in bytes.chunks(PIECE).enumerate() {
            sqlx::query!(
                "insert into stored_file_chunks (sha256, position, content) values ($1, $2, $3)",
                sha256,
                position as i32,
                piece
            )
            .execute(&mut *transaction)
            .await?;
        }
    }
    transaction.commit().await
}

/// The content of a file, if it is kept.
pub async fn load(db: &PgPool, sha256: &str) -> sqlx::Result<Option<Vec<u8>>> {
    let size = sqlx::query_scalar!("select bytes from stored_files where sha256 = $1", sha256);
    let Some(size) = size.fetch_optional(db).await? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(size as usize);
    let mut position = 0;
    while bytes.len() < size as usize {
        let piece = sqlx::query_scalar!(
            "select content from stored_file_chunks where sha256 = $1 and position = $2",
            sha256,
            position
        )
        .fetch_one(db)
        .await?;
        bytes.extend_from_slice(&piece);
        position += 1;
    }
    Ok(Some(bytes))
}
