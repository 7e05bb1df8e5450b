//! Where the installed PostgreSQL server is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The oldest major version that has everything we use.
pub(super) const MINIMUM: u32 = 15;
const DEBIAN: &str = "/usr/lib/postgresql";

/// The server's programs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
    pub(super) version: u32,
}

impl Binaries {
    /// The asked folder's, else the ones that fit the stored data, else the newest.
    pub(super) fn find(asked: Option<&Path>, stored: Option<&str>) -> Result<Self, ClusterError> {
        let found = match asked {
            Some(folder) => Self::asked(folder)?,
            None => Self::search(Path::new(DEBIAN), search_path(), stored)?,
        };
        match stored {
            Some(stored) if stored != found.version.to_string() => {
                Err(ClusterError::OtherVersion { stored: stored.into(), found: found.version })
            }
            _ => Ok(found),
        }
    }

    fn asked(folder: &Path) -> Result<Self, ClusterError> {
        let wrong = |problem: String| ClusterError::WrongBinaries { folder: folder.into(), problem, minimum: MINIMUM };
        match Self::in_folder(folder) {
            Some(found) if found.version >= MINIMUM => Ok(found),
            Some(found) => Err(wrong(format!("holds version {}", found.version))),
            None => Err(wrong("does not hold a PostgreSQL server".into())),
        }
    }

    pub(super) fn search(
        versions: &Path,
        others: impl Iterator<Item = PathBuf>,
        stored: Option<&str>,
    ) -> Result<Self, ClusterError> {
        let mut installed: Vec<(bool, u32, PathBuf)> = fs::read_dir(versions)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().to_str()?.to_owned();
                let version: u32 = name.parse().ok()?;
                (version >= MINIMUM).then(|| (stored == Some(name.as_str()), version, entry.path().join("bin")))
            })
            .collect();
        installed.sort();
        let installed = installed.into_iter().rev().map(|(.., folder)| folder);
        installed
            .chain(others)
            .filter_map(|folder| Self::in_folder(&folder))
            .find(|found| found.version >= MINIMUM)
            .ok_or_else(|| ClusterError::Missing {
                minimum: MINIMUM,
                looked_in: format!("{}/*/bin and PATH", versions.display()),
            })
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let (initdb, postgres) = (folder.join("initdb"), folder.join("postgres"));
        if !initdb.is_file() || !postgres.is_file() {
            return None;
        }
        let answer = Command::new(&postgres).arg("--version").output().ok()?;
        let version = major_version(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { initdb, postgres, version })
    }
}

#[expect(clippy::disallowed_methods, reason = "PATH is the system's, not a setting of ours")]
fn search_path() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

/// The 15 of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, also of `18beta1`.
pub(super) fn major_version(answer: &str) -> Option<u32> {
    let version = answer.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
