//! What a view of the units table is: filter, order, page, opened rows. Read from a query string, written back to one.

use std::borrow::Cow;
use std::str::FromStr;

use super::charts::ChartChoices;
use super::columns::Columns;
use super::filter::Filter;
use crate::carbon::ids::Year;
use crate::platform::ids::UnitId;

/// Rows per page offered by the page.
pub const PAGE_SIZES: [u32; 4] = [25, 50, 100, 500];
/// Rows per page unless told otherwise.
pub const DEFAULT_PAGE_SIZE: u32 = 50;
/// Most rows a page may have.
pub const MAX_PAGE_SIZE: u32 = 500;

/// Before the year in the key of its total.
const OF_YEAR: &str = "total_";

/// What the table is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// Name of the unit.
    UnitName,
    /// Path of the unit.
    Affiliation,
    /// Validated modules, over several years validated years.
    ValidationStatus,
    /// Name of the principal.
    PrincipalUser,
    /// Newest change.
    LastUpdate,
    /// Label of the module with the greatest validated total.
    HighestResultCategory,
    /// Total over the selected years.
    TotalCarbonFootprint,
    /// Total per full-time equivalent.
    PerFte,
    /// Level in the institution.
    Level,
    /// Emissions of a scope.
    Scope(u8),
    /// Emissions of information technology.
    It,
    /// Entries above the threshold of their type.
    AboveThreshold,
    /// Change of the total to the year before.
    Change,
    /// Total of one year.
    OfYear(i16),
}

impl SortKey {
    /// The keys that every door knows, in the order of the columns.
    pub const CONTRACT: [Self; 8] = [
        Self::UnitName,
        Self::Affiliation,
        Self::ValidationStatus,
        Self::PrincipalUser,
        Self::LastUpdate,
        Self::HighestResultCategory,
        Self::TotalCarbonFootprint,
        Self::PerFte,
    ];

    /// Its name in addresses and JSON.
    pub fn key(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::UnitName => "unit_name",
            Self::Affiliation => "affiliation",
            Self::ValidationStatus => "validation_status",
            Self::PrincipalUser => "principal_user",
            Self::LastUpdate => "last_update",
            Self::HighestResultCategory => "highest_result_category",
            Self::TotalCarbonFootprint => "total_carbon_footprint",
            Self::PerFte => "per_fte",
            Self::Level => "level",
            Self::Scope(1) => "scope_1",
            Self::Scope(2) => "scope_2",
            Self::Scope(_) => "scope_3",
            Self::It => "it",
            Self::AboveThreshold => "above_threshold",
            Self::Change => "change",
            Self::OfYear(year) => return Cow::Owned(format!("{OF_YEAR}{year}")),
        })
    }

    pub(super) fn of(key: &str) -> Option<Self> {
        if let Some(year) = key.strip_prefix(OF_YEAR).and_then(|year| Year::from_str(year).ok()) {
            return Some(Self::OfYear(year.get()));
        }
        let others =
            [1, 2, 3].map(Self::Scope).into_iter().chain([Self::Level, Self::It, Self::AboveThreshold, Self::Change]);
        Self::CONTRACT.into_iter().chain(others).find(|sort| sort.key() == key)
    }

    /// Whether the useful direction is the descending one: numbers and dates.
    pub fn starts_descending(self) -> bool {
        !matches!(
            self,
            Self::UnitName | Self::Affiliation | Self::PrincipalUser | Self::HighestResultCategory | Self::Level
        )
    }
}

/// An order of the table. Missing values come last both ways; ties by unit name, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// What by.
    pub key: SortKey,
    /// Greatest first.
    pub is_descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::UnitName, is_descending: false }
    }
}

/// A view of the units table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which units.
    pub filter: Filter,
    /// What is shown of them.
    pub columns: Columns,
    /// In which order.
    pub sort: Sort,
    /// Which page, from 1.
    pub page: u32,
    /// Rows per page, 1 to 500.
    pub page_size: u32,
    /// What only the page knows.
    pub panel: Panel,
}

/// State of the page that no other door has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Panel {
    /// Units whose modules are shown.
    pub open: Vec<UnitId>,
    /// Text that narrows the list of affiliations to choose from.
    pub affiliation_search: String,
    /// Text that narrows the list of units to choose from.
    pub unit_search: String,
    /// What is drawn, and how.
    pub charts: ChartChoices,
    /// The filter form was sent: the address is to be made canonical.
    pub is_applied: bool,
    /// All units are meant, whatever view the person opens by default.
    pub is_without_default: bool,
}

impl Default for Listing {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            columns: Columns::default(),
            sort: Sort::default(),
            page: 1,
            page_size: DEFAULT_PAGE_SIZE,
            panel: Panel::default(),
        }
    }
}

impl Listing {
    /// The view as parameters of a query string. Defaults are left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter.pairs();
        pairs.extend(self.columns.pairs());
        if self.sort != Sort::default() {
            pairs.push(("sort_by", self.sort.key.key().into_owned()));
            pairs.push(("sort_dir", if self.sort.is_descending { "desc" } else { "asc" }.to_owned()));
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            pairs.push(("page_size", self.page_size.to_string()));
        }
        if self.page != 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs.extend(self.panel.open.iter().map(|id| ("open", id.to_string())));
        for (key, text) in
            [("affiliation_search", &self.panel.affiliation_search), ("unit_search", &self.panel.unit_search)]
        {
            if !text.is_empty() {
                pairs.push((key, text.clone()));
            }
        }
        pairs.extend(self.panel.charts.pairs());
        pairs
    }

    /// The address of the view below a path.
    pub fn url(&self, path: &str) -> String {
        address(path, &self.pairs())
    }

    /// The view with something changed in its filter: back on page 1, no row opened.
    #[must_use]
    pub fn refiltered(&self, change: impl FnOnce(&mut Filter)) -> Self {
        let mut listing = self.clone();
        change(&mut listing.filter);
        listing.page = 1;
        listing.panel.open.clear();
        listing
    }
}

/// A path with a query string.
pub fn address(path: &str, pairs: &[(&'static str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
