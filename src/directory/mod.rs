//! Where units, people and their roles are known: the ACCRED service, a file, or the demo institution.

mod accred;
mod calling;
mod error;
mod file;
mod model;

use std::path::PathBuf;

pub use error::DirectoryError;
pub use model::{Authorization, Directory, DirectoryPerson, DirectoryUnit, Gaps, Provider, Reason, Resource, UnitType};

use crate::platform::config::{self, Config};
use accred::Accred;

/// What this process asks for units, people and roles.
#[derive(Debug)]
pub enum Source {
    /// The service; the units may come from a file instead.
    Accred(Box<Accred>, Option<PathBuf>),
    /// A file of the operator's.
    File(PathBuf),
    /// The demo institution.
    Seeded,
    /// Nothing.
    Absent,
}

impl Source {
    /// What the settings name. Invented people and units never stand among real ones.
    pub fn of(config: &Config) -> Result<Self, DirectoryError> {
        let file = match &config.directory {
            config::Directory::File(path) => Some(path.clone()),
            config::Directory::Seeded | config::Directory::Absent => None,
        };
        Ok(match (&config.accred, file, &config.directory) {
            (Some(accred), file, _) => Self::Accred(Box::new(Accred::new(accred)?), file),
            (None, Some(path), _) => Self::File(path),
            (None, None, config::Directory::Absent) => Self::Absent,
            (None, None, _) => Self::Seeded,
        })
    }

    /// Whose people it knows.
    pub fn provider(&self) -> Provider {
        match self {
            Self::Accred(..) => Provider::Accred,
            Self::File(_) | Self::Absent => Provider::Default,
            Self::Seeded => Provider::Test,
        }
    }

    /// Whose people the directory of these settings knows; none without a directory.
    pub fn provider_of(config: &Config) -> Option<Provider> {
        match (&config.accred, &config.directory) {
            (Some(_), _) => Some(Provider::Accred),
            (None, config::Directory::File(_)) => Some(Provider::Default),
            (None, config::Directory::Seeded) => Some(Provider::Test),
            (None, config::Directory::Absent) => None,
        }
    }

    /// A person with their rights; none when the directory does not know them.
    pub async fn person(&self, institutional_id: &str) -> Result<Option<DirectoryPerson>, DirectoryError> {
        let listed = match self {
            Self::Accred(accred, _) => return accred.person(institutional_id).await,
            Self::File(path) => Directory::of_file(path).await?,
            Self::Seeded => Directory::seeded()?,
            Self::Absent => return Err(DirectoryError::NotConfigured),
        };
        match self {
            Self::File(path) if listed.persons.is_empty() => Err(DirectoryError::NoPeople(path.clone())),
            _ => Ok(listed.people().remove(institutional_id)),
        }
    }

    /// Every unit, and the people when they are listed with them.
    pub async fn directory(&self) -> Result<Directory, DirectoryError> {
        match self {
            // people and roles are the service's to give
            Self::Accred(_, Some(path)) => {
                let listed = Directory::of_file(path).await?;
                Ok(Directory { persons: Vec::new(), provider: Provider::Accred, ..listed })
            }
            Self::Accred(accred, None) => accred.units().await,
            Self::File(path) => Directory::of_file(path).await,
            Self::Seeded => Directory::seeded(),
            Self::Absent => Err(DirectoryError::NotConfigured),
        }
    }
}
