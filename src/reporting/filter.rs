//! The one filter of reporting: table, counters, JSON and every export keep the same units.

use serde_json::{Map, Value};

use crate::access::Scope;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};
use crate::carbon::text::folded;
use crate::platform::ids::UnitId;

/// Word of a module's filter that keeps nothing by itself.
pub const NO_STATUS: &str = "none";

/// A set of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusSet(u8);

impl StatusSet {
    /// Every status: no constraint.
    pub const ALL: Self = Self(0b111);
    /// No status: nothing is kept.
    pub const NONE: Self = Self(0);

    /// The set with one status more.
    #[must_use]
    pub fn with(self, status: ModuleStatus) -> Self {
        Self(self.0 | (1 << status.id()))
    }

    /// The set without one status.
    #[must_use]
    pub fn without(self, status: ModuleStatus) -> Self {
        Self(self.0 & !(1 << status.id()))
    }

    /// Whether the status is in the set.
    pub fn contains(self, status: ModuleStatus) -> bool {
        self.0 & (1 << status.id()) != 0
    }

    /// Whether it leaves some status out.
    pub fn is_restricted(self) -> bool {
        self != Self::ALL
    }

    /// Its statuses, by id.
    pub fn iter(self) -> impl Iterator<Item = ModuleStatus> {
        ModuleStatus::ALL.iter().copied().filter(move |status| self.contains(*status))
    }
}

/// Which units a view of reporting is about. Alternatives within one field, all fields together; empty lists and full
/// sets constrain nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Selected years, newest first, each once.
    pub years: Vec<Year>,
    /// Units whose whole subtree is chosen.
    pub affiliation_ids: Vec<UnitId>,
    /// Chosen units.
    pub unit_ids: Vec<UnitId>,
    /// Status of a unit over the selected years.
    pub validation_statuses: StatusSet,
    /// Status of each module, by module id.
    pub module_statuses: [StatusSet; 8],
    /// Free text over names, codes, path and principal.
    pub search: String,
    /// Closed units and levels above units are kept, too, where they have reports.
    pub all_levels: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            years: Vec::new(),
            affiliation_ids: Vec::new(),
            unit_ids: Vec::new(),
            validation_statuses: StatusSet::ALL,
            module_statuses: [StatusSet::ALL; 8],
            search: String::new(),
            all_levels: false,
        }
    }
}

impl Filter {
    /// The filter that keeps every unit of the years.
    pub fn of_years(years: impl IntoIterator<Item = Year>) -> Self {
        Self::default().with_years(years)
    }

    /// The filter with more years.
    #[must_use]
    pub fn with_years(mut self, years: impl IntoIterator<Item = Year>) -> Self {
        for year in years {
            self.add_year(year);
        }
        self
    }

    pub(super) fn add_year(&mut self, year: Year) {
        if let Err(position) = self.years.binary_search_by(|known| year.cmp(known)) {
            self.years.insert(position, year);
        }
    }

    /// The statuses kept of a module.
    pub fn module(&self, module: ModuleType) -> StatusSet {
        self.module_statuses[module.index()]
    }

    /// How many fields constrain, the years apart: they always do.
    pub fn active_count(&self) -> usize {
        usize::from(!self.affiliation_ids.is_empty())
            + usize::from(!self.unit_ids.is_empty())
            + usize::from(self.validation_statuses.is_restricted())
            + usize::from(self.module_statuses.iter().any(|statuses| statuses.is_restricted()))
            + usize::from(!self.search.is_empty())
            + usize::from(self.all_levels)
    }

    /// The filter as parameters of a query string. What constrains nothing is left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        pairs.extend(self.years.iter().map(|year| ("years", year.to_string())));
        pairs.extend(self.affiliation_ids.iter().map(|id| ("affiliation_ids", id.to_string())));
        pairs.extend(self.unit_ids.iter().map(|id| ("unit_ids", id.to_string())));
        if self.validation_statuses.is_restricted() {
            pairs.extend(self.validation_statuses.iter().map(|status| ("validation_statuses", status.to_string())));
        }
        for module in ModuleType::DISPLAY_ORDER {
            let statuses = self.module(module);
            if statuses == StatusSet::NONE {
                pairs.push(("module_statuses", format!("{module}:{NO_STATUS}")));
            } else if statuses.is_restricted() {
                pairs.extend(statuses.iter().map(|status| ("module_statuses", format!("{module}:{status}"))));
            }
        }
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        if self.all_levels {
            pairs.push(("all_levels", "1".to_owned()));
        }
        pairs
    }

    /// The filter as the audit trail keeps it: each parameter with its values.
    pub(super) fn facts(&self) -> Map<String, Value> {
        let mut facts: Map<String, Value> = Map::new();
        for (key, value) in self.pairs() {
            if let Value::Array(values) = facts.entry(key).or_insert_with(|| Value::Array(Vec::new())) {
                values.push(value.into());
            }
        }
        facts
    }

    /// The years as names of files have them: `2025`, or `2023-2025`.
    pub(super) fn years_words(&self) -> String {
        match (self.years.last(), self.years.first()) {
            (Some(oldest), Some(newest)) if oldest != newest => format!("{oldest}-{newest}"),
            (_, Some(year)) => year.to_string(),
            _ => "none".to_owned(),
        }
    }

    /// The filter as arguments of the SQL function `reporting_selection`, clamped to what the caller may see.
    pub fn bound(&self, scope: &Scope) -> Bound {
        Bound {
            years: self.years.iter().copied().map(Year::get).collect(),
            everything: scope.is_everything(),
            scope_codes: scope.unit_codes(),
            affiliation_ids: self.affiliation_ids.iter().map(|id| id.0).collect(),
            unit_ids: self.unit_ids.iter().map(|id| id.0).collect(),
            statuses: self.validation_statuses.iter().map(OverallStatus::id).collect(),
            module_statuses: self.module_statuses.iter().map(|statuses| i16::from(statuses.0)).collect(),
            search: like_pattern(&self.search),
            all_levels: self.all_levels,
        }
    }
}

/// A filter and a scope, ready to be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Selected years, each once.
    pub years: Vec<i16>,
    /// Whether the caller sees the whole institution.
    pub everything: bool,
    /// Codes of the subtrees the caller sees.
    pub scope_codes: Vec<String>,
    /// Chosen subtrees.
    pub affiliation_ids: Vec<i32>,
    /// Chosen units.
    pub unit_ids: Vec<i32>,
    /// Kept statuses over the years.
    pub statuses: Vec<i16>,
    /// Kept statuses of each module, as bits.
    pub module_statuses: Vec<i16>,
    /// LIKE pattern over folded text; empty: everything.
    pub search: String,
    /// Whether closed units and levels above units count, too.
    pub all_levels: bool,
}

/// The pattern that finds a text anywhere, whatever its case and accents; `%` and `_` stand for themselves.
pub(super) fn like_pattern(search: &str) -> String {
    let mut pattern = String::new();
    for character in folded(search).chars() {
        if pattern.is_empty() {
            pattern.push('%');
        }
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    if !pattern.is_empty() {
        pattern.push('%');
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_folds_and_escapes() {
        assert_eq!(like_pattern("  Génie_50% "), "%genie\\_50\\%%");
        assert_eq!(like_pattern("   "), "");
    }

    #[test]
    fn years_are_kept_newest_first_and_once() {
        let years = [2023, 2025, 2023, 2024].map(|year| Year::new(year).unwrap());
        let filter = Filter::of_years(years);
        assert_eq!(filter.years.iter().map(|year| year.get()).collect::<Vec<_>>(), [2025, 2024, 2023]);
    }

    #[test]
    fn what_constrains_nothing_is_not_written() {
        let mut filter = Filter::default();
        assert_eq!(filter.pairs(), []);
        assert_eq!(filter.active_count(), 0);
        filter.module_statuses[0] = StatusSet::NONE;
        filter.validation_statuses = StatusSet::ALL.without(ModuleStatus::NotStarted);
        let pairs: Vec<_> = filter.pairs().into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(
            pairs,
            ["validation_statuses=in_progress", "validation_statuses=validated", "module_statuses=headcount:none"]
        );
        assert_eq!(filter.active_count(), 2);
    }
}
