//! Why there is no private cluster, each in one line that says what to do.

use std::io;
use std::path::{Path, PathBuf};

/// The private cluster cannot be used. Its text is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL server is installed.
    #[error(
        "PostgreSQL {minimum} or newer is not installed (looked in {looked_in}): run `apt-get install postgresql`, or set \
         CALCO2_POSTGRES_BIN or DATABASE_URL"
    )]
    Missing {
        /// The oldest version that will do.
        minimum: u32,
        /// Where it was looked for.
        looked_in: String,
    },
    /// `CALCO2_POSTGRES_BIN` names a folder without a usable server.
    #[error("CALCO2_POSTGRES_BIN={} {problem}: expected a folder holding initdb and postgres, version {minimum} or newer", .folder.display())]
    WrongBinaries {
        /// The value.
        folder: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// The oldest version that will do.
        minimum: u32,
    },
    /// The data belongs to another version than the one installed.
    #[error(
        "the database was written by PostgreSQL {stored} and only {found} is installed: run `apt-get install \
         postgresql-{stored}`, or set CALCO2_DATA_DIR to another folder"
    )]
    OtherVersion {
        /// The major version in the data folder.
        stored: String,
        /// The major version found.
        found: u32,
    },
    /// A folder cannot be made or written.
    #[error("cannot {action} {}: {source}; {}", .path.display(), advice(.source))]
    Folder {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is somebody else's.
    #[error("{} belongs to another user (uid {owner}): run as that user or as root, or set CALCO2_DATA_DIR to another folder", .path.display())]
    OtherOwner {
        /// The folder.
        path: PathBuf,
        /// Its owner.
        owner: u32,
    },
    /// We are root and there is no ordinary user to run the server.
    #[error(
        "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody: create one, or set DATABASE_URL"
    )]
    NoServerUser,
    /// A program did not run.
    #[error("cannot run {}: {source}", .program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// initdb failed.
    #[error("cannot create the database in {}: {reason}", .folder.display())]
    NotInitialised {
        /// Where.
        folder: PathBuf,
        /// The last line of initdb.
        reason: String,
    },
    /// The server ended at once.
    #[error("the private PostgreSQL server did not start: {reason} (log: {})", .log.display())]
    DidNotStart {
        /// The last complaint in its log.
        reason: String,
        /// The log.
        log: PathBuf,
    },
    /// The server neither answers nor ends.
    #[error("the private PostgreSQL server does not answer: see {}", .log.display())]
    NotReady {
        /// The log.
        log: PathBuf,
    },
}

impl ClusterError {
    /// A folder or file that cannot be used, for `map_err`.
    pub(super) fn folder(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Folder { action, path, source }
    }
}

fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some disk space",
        _ => "make it writable, or set CALCO2_DATA_DIR to another folder",
    }
}
