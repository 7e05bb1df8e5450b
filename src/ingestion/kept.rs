//! Kept files given back as they came in, piece by piece.

use futures_util::stream::{self, Stream};
use sqlx::{PgConnection, PgPool};

/// Size of a file, if it is kept.
pub async fn size(conn: &mut PgConnection, sha256: &str) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("select bytes from stored_files where sha256 = $1", sha256).fetch_optional(conn).await
}

/// The content of a kept file of that size.
pub fn pieces(db: PgPool, sha256: String, size: i64) -> impl Stream<Item = sqlx::Result<Vec<u8>>> + Send {
    stream::try_unfold((db, sha256, size, 0), |(db, sha256, left, position)| async move {
        if left <= 0 {
            return Ok(None);
        }
        let piece = sqlx::query_scalar!(
            "select content from stored_file_chunks where sha256 = $1 and position = $2",
            sha256,
            position
        )
        .fetch_one(&db)
        .await?;
        let left = left - piece.len() as i64;
        Ok(Some((piece, (db, sha256, left, position + 1))))
    })
}
