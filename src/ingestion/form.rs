//! Forms with a file: small fields in memory, the file beside it.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;

use super::spool::{Spool, SpoolError, SpoolWriter};

/// Name of the field that holds the file.
const FILE: &str = "file";
/// Fields beside the file, and bytes that each may have.
const MOST_FIELDS: usize = 50;
const LONGEST_FIELD: usize = 4_096;
/// Most characters of a file name.
const LONGEST_NAME: usize = 255;
/// What browsers call a CSV file; where a spreadsheet is installed, what that calls it.
const CONTENT_TYPES: [&str; 5] =
    ["text/csv", "application/csv", "application/vnd.ms-excel", "text/plain", "application/octet-stream"];

/// What a form held.
#[derive(Debug, Default)]
pub struct SentForm {
    /// Its fields in order, trimmed, the file apart.
    pub fields: Vec<(String, String)>,
    /// The file, if one was chosen.
    pub file: Option<SentFile>,
}

/// A file of a form.
#[derive(Debug)]
pub struct SentFile {
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub content: Spool,
}

/// A form that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Malformed, or cut off.
    #[error("{0}")]
    Unreadable(String),
    /// The file, or a field, is larger than it may be.
    #[error("the file is too large")]
    TooLarge,
    /// The file is no CSV file by its name or declared type.
    #[error("“{0}” is not a CSV file")]
    NotCsv(String),
    /// It could not be put aside.
    #[error("the file could not be put aside: {0}")]
    Storage(std::io::Error),
}

impl From<MultipartError> for FormError {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::TooLarge;
        }
        Self::Unreadable(error.body_text())
    }
}

impl From<SpoolError> for FormError {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::TooLarge => Self::TooLarge,
            SpoolError::Io(error) => Self::Storage(error),
        }
    }
}

/// Reads a form to its end. A file without a name was not chosen: browsers send it empty.
pub async fn read(mut multipart: Multipart) -> Result<SentForm, FormError> {
    let mut form = SentForm::default();
    while let Some(mut field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            let file_name = name_of_file(field.file_name().unwrap_or_default());
            if !file_name.is_empty() {
                form.file = Some(read_file(field, file_name).await?);
            }
            continue;
        }
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            value.extend(&chunk);
            if value.len() > LONGEST_FIELD || form.fields.len() >= MOST_FIELDS {
                return Err(FormError::TooLarge);
            }
        }
        form.fields.push((name, String::from_utf8_lossy(&value).trim().to_owned()));
    }
    Ok(form)
}

async fn read_file(mut field: Field<'_>, name: String) -> Result<SentFile, FormError> {
    let declared = field.content_type().unwrap_or_default().to_ascii_lowercase();
    let declared = declared.split(';').next().unwrap_or_default().trim();
    let is_csv = name.to_ascii_lowercase().ends_with(".csv");
    if !is_csv || !(declared.is_empty() || CONTENT_TYPES.contains(&declared)) {
        return Err(FormError::NotCsv(name));
    }
    let mut spool = SpoolWriter::new().map_err(FormError::Storage)?;
    while let Some(chunk) = field.chunk().await? {
        spool.write(&chunk)?;
    }
    Ok(SentFile { name, content: spool.finish() })
}

/// The name without the folders some browsers send, and without what is no text.
fn name_of_file(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    let surplus = name.chars().count().saturating_sub(LONGEST_NAME);
    name.chars().skip(surplus).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_have_no_folders_and_nothing_invisible() {
        assert_eq!(name_of_file("C:\\Users\\ada\\member\0s.csv"), "members.csv");
        assert_eq!(name_of_file("../../etc/passwd"), "passwd");
        assert_eq!(name_of_file(" \n"), "");
        let long = format!("{}.csv", "é".repeat(300));
        assert_eq!(name_of_file(&long).chars().count(), 255);
        assert_eq!(name_of_file(&long).rsplit('.').next(), Some("csv"));
    }
}
