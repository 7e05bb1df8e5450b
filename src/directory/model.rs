//! Units, people and rights in the shape that the institution's own service gives them.

use std::collections::BTreeMap;

use serde::Deserialize;

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
    /// What the directory has and could not be read.
    #[serde(skip)]
    pub gaps: Gaps,
}

/// Units that stand in a directory but could not be read: they are no reason to close anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Codes of those that could not be read.
    pub codes: Vec<String>,
    /// Whether others are missing of which not even the code is known.
    pub is_partial: bool,
    /// What was wrong, one sentence each.
    pub warnings: Vec<String>,
}

impl Directory {
    /// People with an address, once each with all their rights; heads of unit after the listed people, whose record
    /// knows more.
    pub fn people(&self) -> BTreeMap<String, DirectoryPerson> {
        let heads = self.units.iter().filter_map(|unit| unit.responsible.as_ref());
        let mut people: BTreeMap<String, DirectoryPerson> = BTreeMap::new();
        for person in self.persons.iter().chain(heads) {
            if let Some(known) = people.get_mut(&person.id) {
                known.authorizations.extend(person.authorizations.iter().cloned());
            } else if person.email.as_deref().is_some_and(|email| !email.trim().is_empty()) {
                people.insert(person.id.clone(), person.clone());
            }
        }
        people
    }
}

/// Whose people they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provider {
    /// The ACCRED service.
    Accred,
    /// The operator's own file.
    #[default]
    Default,
    /// Invented ones.
    Test,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Accred, Self::Default, Self::Test];

    /// The provider of a name in storage.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.key() == key)
    }

    /// Whether the people are invented.
    pub fn is_invented(self) -> bool {
        self == Self::Test
    }

    /// Name in storage.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accred => "accred",
            Self::Default => "default",
            Self::Test => "test",
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

    /// Why the unit cannot be stored as listed.
    pub fn problem(&self) -> Option<&'static str> {
        if self.id.is_empty() || self.id.contains(char::is_whitespace) {
            return Some("has an empty code or one with spaces");
        }
        if !(1..=4).contains(&self.level) {
            return Some("has a level other than 1 to 4");
        }
        self.name.trim().is_empty().then_some("has no name")
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
    /// Code of the unit it is held over.
    #[serde(default, deserialize_with = "optional_text_or_number")]
    pub accredunitid: Option<String>,
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
