//! Why a directory could not be used.

use std::path::PathBuf;

use reqwest::StatusCode;

/// A directory that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Nothing is configured.
    #[error("no directory is configured: set ACCRED_URL, or CALCO2_DIRECTORY_FILE to a directory file")]
    NotConfigured,
    /// The file lists units only.
    #[error("the directory file {} lists no people", .0.display())]
    NoPeople(PathBuf),
    /// The file could not be read.
    #[error("the directory file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a directory.
    #[error("the directory file {} is not a list of units: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// No call could be prepared.
    #[error("the directory service cannot be called: {0}")]
    Client(String),
    /// The service did not answer, or not to the end.
    #[error("the directory service did not answer: {0}")]
    Unreachable(reqwest::Error),
    /// The service refused.
    #[error("the directory service answered {status} when asked for {what}")]
    Answered {
        /// What was asked for.
        what: &'static str,
        /// The answer.
        status: StatusCode,
    },
    /// The answer is not what was asked for.
    #[error("the directory service's answer for {what} {problem}")]
    Unexpected {
        /// What was asked for.
        what: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}
