//! Identifiers the core passes through.

/// A stored emission factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactorId(pub i32);

/// A stored data entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataEntryId(pub i64);

/// A reporting year, 2000 to 2100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i16);

/// A number that is no reporting year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a year from 2000 to 2100")]
pub struct NotAYear(pub String);

impl Year {
    /// A year from 2000 to 2100.
    pub fn new(year: i16) -> Result<Self, NotAYear> {
        if (2000..=2100).contains(&year) { Ok(Self(year)) } else { Err(NotAYear(year.to_string())) }
    }

    /// The number.
    pub fn get(self) -> i16 {
        self.0
    }
}

impl std::fmt::Display for Year {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Year {
    type Err = NotAYear;

    fn from_str(text: &str) -> Result<Self, NotAYear> {
        let well_formed = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let year = well_formed.then(|| text.parse().ok()).flatten();
        year.and_then(|year| Self::new(year).ok()).ok_or_else(|| NotAYear(text.to_owned()))
    }
}
