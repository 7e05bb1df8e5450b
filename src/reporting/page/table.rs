//! The units table and the completion bar as the template shows them.

use chrono::{DateTime, Utc};

use super::PATH;
use super::chips::status_label;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::reporting::listing::{Listing, PAGE_SIZES, Sort, SortKey};
use crate::reporting::units::{Totals, UnitRow, UnitYear, UnitsTable, module_label};
use crate::results;
use crate::web::{Frame, Lang, Pager, figures};

/// Where links of the table lead to on the page.
const ANCHOR: &str = "#units";

/// The units table.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) totals: Totals,
    /// Validated part of the total, in words.
    pub(super) validated: String,
    /// Total per full-time equivalent.
    pub(super) per_fte: String,
    pub(super) page_sizes: Vec<(u32, bool)>,
    /// What the form of the page size keeps.
    pub(super) kept_by_page_size: Vec<(&'static str, String)>,
    /// What the form of the order keeps.
    pub(super) kept_by_sort: Vec<(&'static str, String)>,
    pub(super) sort_options: Vec<SortOption>,
    pub(super) pager: Pager,
    pub(super) pager_count: String,
}

/// The head of a column.
pub(super) struct Column {
    pub(super) class: &'static str,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) sorted_by_it: String,
    pub(super) direction: &'static str,
}

/// An order to choose on phones.
pub(super) struct SortOption {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// A unit.
pub(super) struct Row {
    pub(super) unit: UnitRow,
    /// Status over the years, in words.
    pub(super) status: String,
    pub(super) results: String,
    pub(super) highest: String,
    pub(super) validated: String,
    pub(super) per_fte: String,
    pub(super) toggle: String,
    /// Each year with its modules, when the row is opened.
    pub(super) years: Vec<OpenedYear>,
}

/// A year of an opened row.
pub(super) struct OpenedYear {
    pub(super) title: String,
    /// Written above the boxes when there are several years.
    pub(super) heading: Option<String>,
    pub(super) modules: Vec<OpenedModule>,
}

/// A module of an opened row.
pub(super) struct OpenedModule {
    pub(super) name: String,
    pub(super) tonnes: String,
    pub(super) status: ModuleStatus,
    pub(super) status_words: String,
    pub(super) changed: Option<DateTime<Utc>>,
}

/// Icon of a status.
pub(super) fn status_icon(status: ModuleStatus) -> &'static str {
    match status {
        ModuleStatus::NotStarted => "circle-dashed",
        ModuleStatus::InProgress => "circle-half",
        ModuleStatus::Validated => "circle-check",
    }
}

impl Row {
    /// Whether anything was ever entered.
    pub(super) fn has_data(&self) -> bool {
        self.unit.last_update.is_some() || self.unit.total_kg != 0.0
    }

    fn new(unit: UnitRow, listing: &Listing, lang: Lang) -> Self {
        let year_count = listing.filter.years.len();
        let (done, of) = if year_count == 1 {
            (unit.modules_validated, ModuleType::ALL.len())
        } else {
            (unit.years_validated, year_count)
        };
        let validated = if unit.validated_kg >= unit.total_kg {
            lang.t("units-all-validated")
        } else {
            lang.t_with("units-of-which-validated", &[("tonnes", figures::tonnes(unit.validated_kg).into())])
        };
        Self {
            status: format!("{done}/{of} {}", status_label(unit.status, lang)),
            results: results::url(unit.unit_id, unit.newest_year),
            highest: unit.highest.map_or_else(|| figures::MISSING.to_owned(), |module| module_label(module, lang)),
            validated,
            per_fte: figures::tonnes_per_fte(unit.total_kg, unit.fte),
            toggle: format!("{}#row-{}", listing.toggled(unit.unit_id).url(PATH), unit.unit_id),
            years: unit.years.iter().map(|year| OpenedYear::new(year, &unit.name, year_count > 1, lang)).collect(),
            unit,
        }
    }
}

impl OpenedYear {
    fn new(year: &UnitYear, unit: &str, has_several_years: bool, lang: Lang) -> Self {
        let year_word = || year.year.to_string().into();
        let modules = ModuleType::DISPLAY_ORDER.map(|module| {
            let (status, kg) = (year.module_status[module.index()], year.module_kg[module.index()]);
            let is_missing = status == ModuleStatus::NotStarted && kg == 0.0;
            OpenedModule {
                name: module_label(module, lang),
                tonnes: if is_missing {
                    figures::MISSING.to_owned()
                } else {
                    format!("{}\u{a0}t", figures::tonnes(kg))
                },
                status,
                status_words: status_label(status, lang),
                changed: year.module_changed[module.index()],
            }
        });
        Self {
            title: if has_several_years {
                lang.t_with("units-modules-of-year", &[("unit", unit.into()), ("year", year_word())])
            } else {
                lang.t_with("units-modules-of", &[("unit", unit.into())])
            },
            heading: has_several_years.then(|| {
                lang.t_with("units-year", &[("year", year_word()), ("tonnes", figures::tonnes(year.total_kg).into())])
            }),
            modules: modules.into(),
        }
    }
}

impl Table {
    pub(super) fn new(listing: &Listing, units: UnitsTable, frame: &Frame) -> Self {
        let lang = frame.lang;
        let mut listing = listing.clone();
        listing.page = units.page;
        let has_several_years = listing.filter.years.len() > 1;
        let column = |key| column_label(key, has_several_years, lang);
        let direction = if listing.sort.is_descending { lang.t("units-descending") } else { lang.t("units-ascending") };
        let kept = |left_out: &[&str]| {
            let pairs = listing.pairs().into_iter();
            pairs.filter(|(key, _)| !left_out.contains(key) && *key != "page" && *key != "open").collect()
        };
        let pager = Pager::new(units.page, listing.page_size, units.totals.units.unsigned_abs(), |page| {
            let mut other = listing.clone();
            other.page = page;
            other.panel.open.clear();
            format!("{}{ANCHOR}", other.url(PATH))
        });
        Self {
            caption: lang.t_with(
                "units-caption",
                &[
                    ("count", units.totals.units.into()),
                    ("column", column(listing.sort.key).into()),
                    ("direction", direction.into()),
                ],
            ),
            columns: SortKey::ALL.map(|key| Column::new(key, column(key), &listing, lang)).into(),
            page_sizes: page_sizes(listing.page_size),
            kept_by_page_size: kept(&["page_size"]),
            kept_by_sort: kept(&["sort_by", "sort_dir"]),
            sort_options: sort_options(&listing, column, lang),
            pager_count: lang.t_with(
                "units-shown",
                &[("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", pager.total.into())],
            ),
            pager,
            validated: lang
                .t_with("units-of-which-validated", &[("tonnes", figures::tonnes(units.totals.validated_kg).into())]),
            per_fte: figures::tonnes_per_fte(units.totals.total_kg, units.totals.fte),
            totals: units.totals,
            rows: units.rows.into_iter().map(|unit| Row::new(unit, &listing, lang)).collect(),
        }
    }

    /// Names of the columns on phones.
    pub(super) fn label(&self, position: usize) -> &str {
        self.columns.get(position).map_or("", |column| &column.label)
    }
}

/// The offered page sizes, and the present one when it is none of them.
fn page_sizes(present: u32) -> Vec<(u32, bool)> {
    let mut sizes = PAGE_SIZES.to_vec();
    sizes.push(present);
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| (size, size == present)).collect()
}

fn column_label(key: SortKey, has_several_years: bool, lang: Lang) -> String {
    if key == SortKey::ValidationStatus && has_several_years {
        return lang.t("column-years-completed");
    }
    lang.t(&format!("column-{}", key.key().replace('_', "-")))
}

fn sort_options(listing: &Listing, column: impl Fn(SortKey) -> String, lang: Lang) -> Vec<SortOption> {
    let mut options = Vec::new();
    for key in SortKey::ALL {
        for is_descending in [key.starts_descending(), !key.starts_descending()] {
            let arrow = if is_descending { "↓" } else { "↑" };
            options.push(SortOption {
                value: format!("{}:{}", key.key(), if is_descending { "desc" } else { "asc" }),
                label: lang.t_with("units-sort-option", &[("column", column(key).into()), ("arrow", arrow.into())]),
                is_chosen: listing.sort == Sort { key, is_descending },
            });
        }
    }
    options
}

impl Column {
    fn new(key: SortKey, label: String, listing: &Listing, lang: Lang) -> Self {
        let first = Sort { key, is_descending: key.starts_descending() };
        let second = Sort { key, is_descending: !first.is_descending };
        let next = match listing.sort {
            sort if sort == first => second,
            sort if sort == second => Sort::default(),
            _ => first,
        };
        let mut sorted = listing.clone();
        (sorted.sort, sorted.page) = (next, 1);
        Self {
            class: match key {
                SortKey::UnitName => "c-unit",
                SortKey::Affiliation => "c-affiliation",
                SortKey::ValidationStatus => "c-status",
                SortKey::PrincipalUser => "c-principal",
                SortKey::LastUpdate => "c-updated",
                SortKey::HighestResultCategory => "c-highest",
                SortKey::TotalCarbonFootprint => "c-total num",
                SortKey::PerFte => "c-per-fte num",
            },
            label,
            unit: match key {
                SortKey::TotalCarbonFootprint | SortKey::PerFte => lang.t("unit-t-co2eq"),
                _ => String::new(),
            },
            sorted_by_it: format!("{}{ANCHOR}", sorted.url(PATH)),
            direction: match (listing.sort.key == key, listing.sort.is_descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    }
}
