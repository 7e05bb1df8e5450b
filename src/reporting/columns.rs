//! The columns of the units table that a person chooses from.

use super::listing::SortKey;
use crate::carbon::ids::Year;

/// What an address holds when no column beside the unit is chosen.
pub const UNIT_ONLY: &str = "unit_name";

/// A column that can be shown or left out; the unit and the link to its results always stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// School and institute.
    Affiliation,
    /// How much is validated.
    ValidationStatus,
    /// Name of the principal.
    PrincipalUser,
    /// Newest change.
    LastUpdate,
    /// Module with the greatest validated total.
    HighestResultCategory,
    /// Total over the selected years.
    TotalCarbonFootprint,
    /// Total per full-time equivalent.
    PerFte,
    /// Total of each selected year, with the change to the one before.
    ByYear,
    /// Change of the newest selected year to the year before.
    Change,
    /// Level in the institution.
    Level,
    /// Emissions of a scope.
    Scope(u8),
    /// Emissions of information technology.
    It,
    /// Entries above the threshold of their type.
    AboveThreshold,
}

impl Column {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 15] = [
        Self::Affiliation,
        Self::Level,
        Self::ValidationStatus,
        Self::PrincipalUser,
        Self::LastUpdate,
        Self::HighestResultCategory,
        Self::TotalCarbonFootprint,
        Self::ByYear,
        Self::Change,
        Self::PerFte,
        Self::Scope(1),
        Self::Scope(2),
        Self::Scope(3),
        Self::It,
        Self::AboveThreshold,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Affiliation => "affiliation",
            Self::ValidationStatus => "validation_status",
            Self::PrincipalUser => "principal_user",
            Self::LastUpdate => "last_update",
            Self::HighestResultCategory => "highest_result_category",
            Self::TotalCarbonFootprint => "total_carbon_footprint",
            Self::PerFte => "per_fte",
            Self::ByYear => "by_year",
            Self::Change => "change",
            Self::Level => "level",
            Self::Scope(1) => "scope_1",
            Self::Scope(2) => "scope_2",
            Self::Scope(_) => "scope_3",
            Self::It => "it",
            Self::AboveThreshold => "above_threshold",
        }
    }

    pub(super) fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// What stands in the table for it: one column, or one for each of several years, oldest first.
    pub fn shown(self, years: &[Year]) -> Vec<SortKey> {
        vec![match self {
            Self::Affiliation => SortKey::Affiliation,
            Self::ValidationStatus => SortKey::ValidationStatus,
            Self::PrincipalUser => SortKey::PrincipalUser,
            Self::LastUpdate => SortKey::LastUpdate,
            Self::HighestResultCategory => SortKey::HighestResultCategory,
            Self::TotalCarbonFootprint => SortKey::TotalCarbonFootprint,
            Self::PerFte => SortKey::PerFte,
            Self::Change => SortKey::Change,
            Self::Level => SortKey::Level,
            Self::Scope(number) => SortKey::Scope(number),
            Self::It => SortKey::It,
            Self::AboveThreshold => SortKey::AboveThreshold,
            Self::ByYear if years.len() < 2 => return Vec::new(),
            Self::ByYear => return years.iter().rev().map(|year| SortKey::OfYear(year.get())).collect(),
        }]
    }

    fn bit(self) -> u16 {
        1 << Self::ALL.iter().position(|column| *column == self).unwrap_or_default()
    }
}

/// The columns of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns(u16);

impl Default for Columns {
    fn default() -> Self {
        [
            Column::Affiliation,
            Column::ValidationStatus,
            Column::PrincipalUser,
            Column::LastUpdate,
            Column::HighestResultCategory,
            Column::TotalCarbonFootprint,
            Column::PerFte,
        ]
        .into_iter()
        .fold(Self::NONE, Self::with)
    }
}

impl Columns {
    /// Nothing but the unit.
    pub const NONE: Self = Self(0);

    /// One column more.
    #[must_use]
    pub fn with(self, column: Column) -> Self {
        Self(self.0 | column.bit())
    }

    /// Whether the column is among them.
    pub fn contains(self, column: Column) -> bool {
        self.0 & column.bit() != 0
    }

    /// Whether they are the usual ones.
    pub fn is_default(self) -> bool {
        self == Self::default()
    }

    /// The columns, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Column> {
        Column::ALL.into_iter().filter(move |column| self.contains(*column))
    }

    /// What stands in the table and its file for some years, the unit first. Several years stand side by side unless the
    /// columns were chosen.
    pub fn shown(self, years: &[Year]) -> Vec<SortKey> {
        let columns = if self.is_default() { self.with(Column::ByYear) } else { self };
        std::iter::once(SortKey::UnitName).chain(columns.iter().flat_map(|column| column.shown(years))).collect()
    }

    /// The columns as parameters of a query string; the usual ones are left out.
    pub fn pairs(self) -> Vec<(&'static str, String)> {
        if self.is_default() {
            return Vec::new();
        }
        if self == Self::NONE {
            return vec![("columns", UNIT_ONLY.to_owned())];
        }
        self.iter().map(|column| ("columns", column.key().to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_years_stand_side_by_side_and_one_does_not() {
        let years = |years: &[i16]| years.iter().map(|year| Year::new(*year).unwrap()).collect::<Vec<_>>();
        let columns = Columns::NONE.with(Column::PerFte).with(Column::ByYear);
        let shown = columns.shown(&years(&[2025, 2023]));
        assert_eq!(shown, [SortKey::UnitName, SortKey::OfYear(2023), SortKey::OfYear(2025), SortKey::PerFte]);
        assert_eq!(columns.shown(&years(&[2025])), [SortKey::UnitName, SortKey::PerFte]);
        // so they do when nobody chose columns
        let usual = Columns::default();
        assert!(usual.shown(&years(&[2025, 2024])).contains(&SortKey::OfYear(2024)));
        assert_eq!(usual.shown(&years(&[2025])).len(), 8);
    }

    #[test]
    fn the_usual_columns_are_not_written() {
        assert_eq!(Columns::default().pairs(), []);
        assert_eq!(Columns::NONE.pairs(), [("columns", "unit_name".to_owned())]);
        let more = Columns::default().with(Column::Scope(2));
        assert_eq!(more.pairs().len(), 8);
        assert_eq!(Column::ALL.map(Column::key).map(Column::of), Column::ALL.map(Some));
    }
}
