//! The directory of units and people, as a file answers it: the shape of the institution's own service.

use std::path::PathBuf;

use serde::Deserialize;

use crate::access::personas;
use crate::platform::config;

/// The demo institution.
const SEEDED: &[u8] = include_bytes!("../../seed/directory.json");

/// End date of a unit that is still active.
const NO_END: &str = "0001-01-01";

/// Everything a directory knows.
#[derive(Debug, Clone, Deserialize)]
pub struct Directory {
    /// Units at every level.
    pub units: Vec<DirectoryUnit>,
    /// People and their rights; a directory of units alone has none.
    #[serde(default)]
    pub persons: Vec<DirectoryPerson>,
    /// Where the people come from.
    #[serde(skip)]
    pub provider: Provider,
}

/// Whose people they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provider {
    /// The operator's own.
    #[default]
    Default,
    /// Invented ones.
    Test,
}

impl Provider {
    /// Name in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Test => personas::PROVIDER,
        }
    }
}

/// A unit as the directory lists it.
#[derive(Debug, Clone, Deserialize)]
pub struct DirectoryUnit {
    /// Institutional code.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// Cost centre; empty or `0` for units without one.
    #[serde(default, deserialize_with = "optional_text_or_number")]
    pub cf: Option<String>,
    /// Short name.
    pub name: String,
    /// Long French name.
    #[serde(default)]
    pub labelfr: Option<String>,
    /// Long English name.
    #[serde(default)]
    pub labelen: Option<String>,
    /// 1 institution, 2 faculty or service, 3 institute, 4 unit.
    pub level: i16,
    /// Codes from the root to the parent.
    #[serde(default, deserialize_with = "texts_or_numbers")]
    pub ancestors: Vec<String>,
    /// Names from the root to the unit.
    #[serde(default)]
    pub path: Option<String>,
    /// Kind of unit.
    #[serde(default)]
    pub unittype: Option<UnitType>,
    /// Institutional id of the head of unit.
    #[serde(default, deserialize_with = "optional_text_or_number")]
    pub responsibleid: Option<String>,
    /// The head of unit.
    #[serde(default)]
    pub responsible: Option<DirectoryPerson>,
    /// Day the unit closed.
    #[serde(default)]
    pub enddate: Option<String>,
}

impl DirectoryUnit {
    /// Whether the unit has not been closed.
    pub fn is_active(&self) -> bool {
        self.enddate.as_deref().is_none_or(|date| date.is_empty() || date.starts_with(NO_END))
    }
}

/// Kind of a unit.
#[derive(Debug, Clone, Deserialize)]
pub struct UnitType {
    /// Its name.
    pub label: String,
}

/// A person as the directory lists them.
#[derive(Debug, Clone, Deserialize)]
pub struct DirectoryPerson {
    /// Institutional id.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Display name.
    #[serde(default)]
    pub display: Option<String>,
    /// Job title.
    #[serde(default)]
    pub function: Option<String>,
    /// Rights held.
    #[serde(default)]
    pub authorizations: Vec<Authorization>,
}

/// A right held over a unit.
#[derive(Debug, Clone, Deserialize)]
pub struct Authorization {
    /// Role name.
    pub name: String,
    /// `active` when it counts.
    #[serde(default)]
    pub state: Option<String>,
    /// Why and over what.
    #[serde(default)]
    pub reason: Option<Reason>,
}

impl Authorization {
    /// Cost centre of the unit it is held over; none for a right that does not count.
    pub fn active_cost_centre(&self) -> Option<&str> {
        if self.state.as_deref() != Some("active") {
            return None;
        }
        self.reason.as_ref()?.resource.as_ref()?.cf.as_deref().filter(|cf| !cf.is_empty())
    }
}

/// Why a right is held.
#[derive(Debug, Clone, Deserialize)]
pub struct Reason {
    /// Over what.
    #[serde(default)]
    pub resource: Option<Resource>,
}

/// What a right is held over.
#[derive(Debug, Clone, Deserialize)]
pub struct Resource {
    /// Cost centre.
    #[serde(default, deserialize_with = "optional_text_or_number")]
    pub cf: Option<String>,
}

/// A directory that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Nothing is configured.
    #[error("no directory of units is configured: set CALCO2_DIRECTORY_FILE to a directory file")]
    NotConfigured,
    /// Units live in ACCRED, which only a file can stand for.
    #[error("the ACCRED directory cannot be read yet: set CALCO2_DIRECTORY_FILE to a directory file")]
    AccredUnread,
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
}

impl Directory {
    /// The configured directory.
    pub fn load(config: &config::Config) -> Result<Self, DirectoryError> {
        match &config.directory {
            // invented units must never stand among real ones
            config::Directory::Absent | config::Directory::Seeded if config.accred.is_some() => {
                Err(DirectoryError::AccredUnread)
            }
            config::Directory::Absent => Err(DirectoryError::NotConfigured),
            config::Directory::Seeded => Self::seeded(),
            config::Directory::File(path) => {
                let bytes =
                    std::fs::read(path).map_err(|source| DirectoryError::Unreadable { path: path.clone(), source })?;
                Self::parse(&bytes).map_err(|source| DirectoryError::Malformed { path: path.clone(), source })
            }
        }
    }

    /// The demo institution.
    pub fn seeded() -> Result<Self, DirectoryError> {
        let path = PathBuf::from("seed/directory.json");
        let parsed = Self::parse(SEEDED);
        let directory = parsed.map_err(|source| DirectoryError::Malformed { path, source })?;
        Ok(Self { provider: Provider::Test, ..directory })
    }

    fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(i64),
}

impl From<TextOrNumber> for String {
    fn from(given: TextOrNumber) -> Self {
        match given {
            TextOrNumber::Text(text) => text.trim().to_owned(),
            TextOrNumber::Number(number) => number.to_string(),
        }
    }
}

fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    TextOrNumber::deserialize(deserializer).map(String::from)
}

fn optional_text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<TextOrNumber>::deserialize(deserializer)?.map(String::from))
}

fn texts_or_numbers<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Vec::<TextOrNumber>::deserialize(deserializer)?.into_iter().map(String::from).collect())
}
