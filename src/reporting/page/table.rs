//! The units table as the template shows it.

use std::collections::HashSet;

use super::cells::{self, Cell};
use super::opened::{self, OpenedYear};
use super::{PATH, TABLE_FILE};
use crate::carbon::taxonomy::ModuleStatus;
use crate::platform::ids::UnitId;
use crate::reporting::columns::{Column, Columns, UNIT_ONLY};
use crate::reporting::listing::{Listing, PAGE_SIZES, Sort, SortKey};
use crate::reporting::units::{Totals, UnitRow, UnitsTable};
use crate::results;
use crate::web::address::address;
use crate::web::{Frame, Lang, Pager};

/// Where links of the table lead to on the page.
pub(super) const ANCHOR: &str = "#units";
/// With more columns than this the table scrolls inside its card.
const MOST_WITHOUT_SCROLLING: usize = 9;

/// The units table.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Row>,
    pub(super) foot: Vec<Cell>,
    pub(super) totals: Totals,
    /// Classes of the table.
    pub(super) class: &'static str,
    pub(super) is_broad: bool,
    /// Columns below an opened row.
    pub(super) column_count: usize,
    pub(super) columns: Vec<ColumnChoice>,
    /// The table with the usual columns; none when it has them.
    pub(super) usual_columns: Option<String>,
    pub(super) page_sizes: Vec<(u32, bool)>,
    /// What the form of the columns keeps.
    pub(super) kept_by_columns: Vec<(&'static str, String)>,
    /// What the form of the page size keeps.
    pub(super) kept_by_page_size: Vec<(&'static str, String)>,
    /// What the form of the order keeps.
    pub(super) kept_by_sort: Vec<(&'static str, String)>,
    pub(super) sort_options: Vec<SortOption>,
    /// The table as a file.
    pub(super) file: String,
    /// The same for spreadsheet programs.
    pub(super) spreadsheet: String,
    pub(super) pager: Pager,
    pub(super) pager_count: String,
}

/// The head of a column.
pub(super) struct Head {
    pub(super) class: String,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) sorted_by_it: String,
    pub(super) direction: &'static str,
}

/// A column to choose.
pub(super) struct ColumnChoice {
    pub(super) key: &'static str,
    pub(super) label: String,
    pub(super) is_chosen: bool,
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
    pub(super) results: String,
    pub(super) toggle: String,
    /// The opened row alone, for scripts.
    pub(super) modules: String,
    pub(super) cells: Vec<Cell>,
    /// Each year with its modules, when the row is opened.
    pub(super) years: Vec<OpenedYear>,
}

/// Icon of a status.
pub(super) fn status_icon(status: ModuleStatus) -> &'static str {
    match status {
        ModuleStatus::NotStarted => "circle-dashed",
        ModuleStatus::InProgress => "circle-half",
        ModuleStatus::Validated => "circle-check",
    }
}

/// A column that stands in the table.
struct Shown {
    key: SortKey,
    /// Only where there is room: nobody asked for it.
    is_extra: bool,
}

impl Shown {
    fn class(&self) -> String {
        let class = cells::class(self.key);
        if self.is_extra { format!("{class} wide-only") } else { class.to_owned() }
    }

    /// The columns of a listing. Years that nobody asked for stand there on wide windows only.
    fn of(listing: &Listing) -> Vec<Self> {
        let years = &listing.filter.years;
        let is_extra = |key| listing.columns.is_default() && matches!(key, SortKey::OfYear(_));
        listing.columns.shown(years).into_iter().map(|key| Self { key, is_extra: is_extra(key) }).collect()
    }
}

/// How many columns the table has, the opener and the link to the results among them.
pub(super) fn column_count(listing: &Listing) -> usize {
    Shown::of(listing).len() + 2
}

impl Row {
    fn new(unit: UnitRow, shown: &[Shown], is_recalculated: bool, listing: &Listing, lang: Lang) -> Self {
        let years = &listing.filter.years;
        let cell = |shown: &Shown| Cell {
            class: shown.class(),
            label: cells::label(shown.key, listing, lang),
            body: cells::body(shown.key, &unit, is_recalculated, listing, lang),
        };
        let mut of_modules = Listing { columns: listing.columns, ..Listing::default() };
        of_modules.filter = of_modules.filter.with_years(years.iter().copied());
        Self {
            results: results::url(unit.unit_id, unit.newest_year),
            toggle: format!("{}#row-{}", listing.toggled(unit.unit_id).url(PATH), unit.unit_id),
            modules: of_modules.url(&format!("{PATH}/units/{}/modules", unit.unit_id)),
            cells: shown.iter().skip(1).map(cell).collect(),
            years: opened::years(unit.unit_id, &unit.name, &unit.years, years.len() > 1, lang),
            unit,
        }
    }
}

impl Table {
    pub(super) fn new(
        listing: &Listing,
        units: UnitsTable,
        recalculated: &HashSet<UnitId>,
        may_export: bool,
        frame: &Frame,
    ) -> Self {
        let lang = frame.lang;
        let mut listing = listing.clone();
        listing.page = units.page;
        let shown = Shown::of(&listing);
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
        let foot = shown.iter().skip(1).map(|shown| Cell {
            class: shown.class(),
            label: cells::label(shown.key, &listing, lang),
            body: cells::foot(shown.key, &units.totals, &listing, lang),
        });
        let asked_for = shown.iter().filter(|shown| !shown.is_extra).count();
        Self {
            caption: lang.t_with(
                "units-caption",
                &[
                    ("count", units.totals.units.into()),
                    ("column", cells::label(listing.sort.key, &listing, lang).into()),
                    ("direction", direction.into()),
                ],
            ),
            heads: shown.iter().map(|shown| Head::new(shown, &listing, lang)).collect(),
            foot: foot.collect(),
            class: if listing.columns.is_default() { "" } else { " is-chosen" },
            is_broad: asked_for > MOST_WITHOUT_SCROLLING,
            column_count: shown.len() + 2,
            columns: column_choices(&listing, lang),
            usual_columns: (!listing.columns.is_default()).then(|| {
                let usual = Listing { columns: Columns::default(), ..listing.clone() };
                format!("{}{ANCHOR}", usual.url(PATH))
            }),
            page_sizes: page_sizes(listing.page_size),
            kept_by_columns: [kept(&["columns"]), vec![("columns", UNIT_ONLY.to_owned())]].concat(),
            kept_by_page_size: kept(&["page_size"]),
            kept_by_sort: kept(&["sort_by", "sort_dir"]),
            sort_options: sort_options(&shown, &listing, lang),
            file: if may_export { address(TABLE_FILE, &kept(&["page_size"])) } else { String::new() },
            spreadsheet: address(TABLE_FILE, &[kept(&["page_size"]), vec![("format", "xlsx".to_owned())]].concat()),
            pager_count: lang.t_with(
                "units-shown",
                &[("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", pager.total.into())],
            ),
            pager,
            rows: units
                .rows
                .into_iter()
                .map(|unit| {
                    let is_recalculated = recalculated.contains(&unit.unit_id);
                    Row::new(unit, &shown, is_recalculated, &listing, lang)
                })
                .collect(),
            totals: units.totals,
        }
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

fn column_choices(listing: &Listing, lang: Lang) -> Vec<ColumnChoice> {
    let choice = |column: Column| ColumnChoice {
        key: column.key(),
        label: match column.shown(&listing.filter.years).as_slice() {
            [key] if column != Column::ByYear => cells::label(*key, listing, lang),
            _ => lang.t("column-by-year"),
        },
        is_chosen: listing.columns.contains(column),
    };
    Column::ALL.map(choice).into()
}

fn sort_options(shown: &[Shown], listing: &Listing, lang: Lang) -> Vec<SortOption> {
    let mut options = Vec::new();
    for key in shown.iter().filter(|shown| !shown.is_extra).map(|shown| shown.key) {
        for is_descending in [key.starts_descending(), !key.starts_descending()] {
            let arrow = if is_descending { "↓" } else { "↑" };
            let column = cells::label(key, listing, lang);
            options.push(SortOption {
                value: format!("{}:{}", key.key(), if is_descending { "desc" } else { "asc" }),
                label: lang.t_with("units-sort-option", &[("column", column.into()), ("arrow", arrow.into())]),
                is_chosen: listing.sort == Sort { key, is_descending },
            });
        }
    }
    options
}

impl Head {
    fn new(shown: &Shown, listing: &Listing, lang: Lang) -> Self {
        let key = shown.key;
        let first = Sort { key, is_descending: key.starts_descending() };
        let second = Sort { key, is_descending: !first.is_descending };
        let next = match listing.sort {
            sort if sort == first => second,
            sort if sort == second => Sort::default(),
            _ => first,
        };
        let mut sorted = listing.clone();
        (sorted.sort, sorted.page) = (next, 1);
        let is_count = key == SortKey::AboveThreshold;
        Self {
            class: shown.class(),
            label: cells::label(key, listing, lang),
            unit: if cells::class(key).ends_with(" num") && !is_count { lang.t("unit-t-co2eq") } else { String::new() },
            sorted_by_it: format!("{}{ANCHOR}", sorted.url(PATH)),
            direction: match (listing.sort.key == key, listing.sort.is_descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    }
}
