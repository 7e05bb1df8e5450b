//! Invented institutions, the same every time, through the real ingestion and engine: the demo, and one of full size.

mod demo;
mod files;
mod generator;
mod making;
mod profile;
mod progress;
mod random;
mod scale;

use std::borrow::Cow;

use rust_embed::RustEmbed;

use crate::carbon::taxonomy::Unknown;
use crate::directory::DirectoryError;
use crate::years::{CreateError, StateError};

pub use demo::{demo, is_needed};
pub use progress::Progress;
pub use scale::{Scale, scale};

#[derive(RustEmbed)]
#[folder = "seed/"]
struct SeedFiles;

/// A file of the invented institution; empty when there is none of that name.
fn file(name: &str) -> Cow<'static, [u8]> {
    SeedFiles::get(name).map(|file| file.data).unwrap_or_default()
}

/// Why an institution could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database has years already.
    #[error(
        "the database is not empty: an institution is made in an empty one only, or finished with the same options"
    )]
    NotEmpty,
    /// A year could not be created.
    #[error(transparent)]
    Year(#[from] CreateError),
    /// A year could not be opened.
    #[error(transparent)]
    Opening(#[from] StateError),
    /// A file could not be loaded.
    #[error("{file}: {problem}")]
    File {
        /// Its name.
        file: String,
        /// What was wrong.
        problem: String,
    },
    /// A file of the program itself is damaged.
    #[error("a file of the invented institution is damaged: {0}")]
    Damaged(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<csv::Error> for SeedError {
    fn from(error: csv::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<Unknown> for SeedError {
    fn from(error: Unknown) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<DirectoryError> for SeedError {
    fn from(error: DirectoryError) -> Self {
        Self::Damaged(error.to_string())
    }
}

fn read_csv<T: serde::de::DeserializeOwned>(name: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(file(name).as_ref()).into_deserialize().collect()
}
