//! Directories in files: the operator's own, and the demo institution that comes with the program.

use std::path::{Path, PathBuf};

use super::{Directory, DirectoryError, Provider};

/// The demo institution.
const SEEDED: &[u8] = include_bytes!("../../seed/directory.json");

impl Directory {
    /// The demo institution.
    pub fn seeded() -> Result<Self, DirectoryError> {
        let path = PathBuf::from("seed/directory.json");
        let parsed = parse(SEEDED);
        let directory = parsed.map_err(|source| DirectoryError::Malformed { path, source })?;
        Ok(Self { provider: Provider::Test, ..directory })
    }

    /// The directory of a file.
    pub(super) async fn of_file(path: &Path) -> Result<Self, DirectoryError> {
        let bytes = tokio::fs::read(path)
            .await
            .map_err(|source| DirectoryError::Unreadable { path: path.to_owned(), source })?;
        parse(&bytes).map_err(|source| DirectoryError::Malformed { path: path.to_owned(), source })
    }
}

fn parse(bytes: &[u8]) -> Result<Directory, serde_json::Error> {
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
