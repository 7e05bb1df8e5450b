//! A table as a file of its own, in whatever form it was asked for.

use std::io::Read;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::export::Options;
use super::export::table::{Table, Whole};

/// The answer that hands a table out under a name, which ends with its form.
pub(super) async fn as_file(table: Table, options: Options, name: &str) -> anyhow::Result<Response> {
    // a spreadsheet is put together at its end
    let bytes = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<u8>> {
        match table.finish()? {
            Whole::Bytes(bytes) => Ok(bytes),
            Whole::File(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, options.format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes.await??).into_response())
}
