//! What stands in the cells of the units table.

use chrono::{DateTime, Utc};

use super::chips::status_label;
use crate::carbon::taxonomy::{ModuleType, OverallStatus};
use crate::reporting::listing::{Listing, SortKey};
use crate::reporting::selection::Change;
use crate::reporting::units::{Totals, UnitRow, module_label};
use crate::web::{Lang, figures};

/// A cell.
pub(super) struct Cell {
    pub(super) class: String,
    /// Name of the column, written beside the cell on phones.
    pub(super) label: String,
    pub(super) body: Body,
}

/// What a cell holds.
pub(super) enum Body {
    Nothing,
    Text { text: String, title: String, note: String },
    Status { status: OverallStatus, words: String, note: String },
    Person(Option<String>),
    Moment(Option<DateTime<Utc>>),
    Number { text: String, title: String, note: String, is_strong: bool },
    Change { trend: &'static str, text: String, note: String },
}

impl Body {
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    fn missing() -> Self {
        Self::plain_number(figures::MISSING.to_owned())
    }

    fn plain_number(text: String) -> Self {
        Self::Number { text, title: String::new(), note: String::new(), is_strong: false }
    }

    fn tonnes(kg: f64) -> Self {
        let title = format!("{}\u{a0}t", figures::plain(kg / 1000.0));
        Self::Number { text: figures::tonnes(kg), title, note: String::new(), is_strong: false }
    }

    fn change(change: Option<Change>, share: impl FnOnce(Change) -> String) -> Self {
        let Some(change) = change else { return Self::missing() };
        let text = figures::change(change.kg() / 1000.0, 1);
        Self::Change { trend: trend(&text), text, note: share(change) }
    }

    /// The total of one of several years, with its change from the one before.
    fn of_year(kg: Option<f64>, note: String) -> Self {
        let Some(kg) = kg else { return Self::missing() };
        match Self::tonnes(kg) {
            Self::Number { text, title, is_strong, .. } => Self::Number { text, title, note, is_strong },
            other => other,
        }
    }
}

/// `+4.9 %, 12 units with both years`; only the share when those are all units.
fn share_of_all(change: Change, all: i64, lang: Lang) -> String {
    let share = share(change);
    if share.is_empty() || change.units == all {
        return share;
    }
    lang.t_with("units-compared", &[("share", share.into()), ("count", change.units.into())])
}

/// `+4.9 %`; nothing when there was nothing before.
fn share(change: Change) -> String {
    change.share().map(|share| format!("{}\u{a0}%", figures::change(share * 100.0, 1))).unwrap_or_default()
}

fn trend(text: &str) -> &'static str {
    match text.chars().next() {
        Some('+') => "up",
        Some('−') => "down",
        _ => "",
    }
}

/// Class of a column.
pub(super) fn class(key: SortKey) -> &'static str {
    match key {
        SortKey::UnitName => "c-unit",
        SortKey::Affiliation => "c-affiliation",
        SortKey::ValidationStatus => "c-status",
        SortKey::PrincipalUser => "c-principal",
        SortKey::LastUpdate => "c-updated",
        SortKey::HighestResultCategory => "c-highest",
        SortKey::TotalCarbonFootprint => "c-total num",
        SortKey::PerFte => "c-per-fte num",
        SortKey::Level => "c-level",
        SortKey::Scope(_) => "c-scope num",
        SortKey::It => "c-it num",
        SortKey::AboveThreshold => "c-above num",
        SortKey::Change => "c-change num",
        SortKey::OfYear(_) => "c-year num",
    }
}

/// Name of a column.
pub(super) fn label(key: SortKey, listing: &Listing, lang: Lang) -> String {
    let years = &listing.filter.years;
    match key {
        SortKey::ValidationStatus if years.len() > 1 => lang.t("column-years-completed"),
        SortKey::OfYear(year) => year.to_string(),
        SortKey::Change => {
            let after = years.first().map_or(0, |year| year.get());
            let (before, after) = ((after - 1).to_string(), after.to_string());
            lang.t_with("column-change", &[("before", before.into()), ("after", after.into())])
        }
        _ => lang.t(&format!("column-{}", key.key().replace('_', "-"))),
    }
}

/// How a status is written: `5/8 In progress`; over several years its years are counted.
pub(super) fn status_words(unit: &UnitRow, year_count: usize, lang: Lang) -> String {
    let (done, of) = unit.progress(year_count);
    format!("{done}/{of} {}", status_label(unit.status, lang))
}

/// What a unit has in a column.
pub(super) fn body(key: SortKey, unit: &UnitRow, is_recalculated: bool, listing: &Listing, lang: Lang) -> Body {
    let years = &listing.filter.years;
    match key {
        SortKey::UnitName => Body::Nothing,
        SortKey::Affiliation => {
            Body::Text { text: unit.affiliation.clone(), title: unit.path_name.clone(), note: String::new() }
        }
        SortKey::Level => Body::Text {
            text: lang.t_with("units-level", &[("level", unit.level.into())]),
            title: String::new(),
            note: unit.unit_type.clone().unwrap_or_default(),
        },
        SortKey::ValidationStatus => Body::Status {
            status: unit.status,
            words: status_words(unit, years.len(), lang),
            note: if is_recalculated { lang.t("units-recalculated") } else { String::new() },
        },
        SortKey::PrincipalUser => Body::Person(unit.principal.clone()),
        SortKey::LastUpdate => Body::Moment(unit.last_update),
        SortKey::HighestResultCategory => Body::Text {
            text: unit.highest.map_or_else(|| figures::MISSING.to_owned(), |module| module_label(module, lang)),
            title: String::new(),
            note: String::new(),
        },
        SortKey::OfYear(year) => {
            let place = years.iter().position(|selected| selected.get() == year);
            place.map_or_else(Body::missing, |place| {
                let change = unit.change_to(place).map(share).unwrap_or_default();
                Body::of_year(unit.by_year.get(place).copied().flatten(), change)
            })
        }
        SortKey::Change => Body::change(unit.change, share),
        _ if !unit.has_data => Body::missing(),
        SortKey::TotalCarbonFootprint => total(unit.total_kg, validated(unit, lang)),
        SortKey::PerFte => Body::plain_number(figures::tonnes_per_fte(unit.total_kg, unit.fte)),
        SortKey::Scope(number) => Body::tonnes(of_scope(&unit.scope_kg, number)),
        SortKey::It => Body::tonnes(unit.it_kg),
        SortKey::AboveThreshold => Body::plain_number(figures::count(unit.entries_above_threshold)),
    }
}

fn total(kg: f64, note: String) -> Body {
    match Body::tonnes(kg) {
        Body::Number { text, title, .. } => Body::Number { text, title, note, is_strong: true },
        other => other,
    }
}

fn of_scope(kg: &[f64; 3], number: u8) -> f64 {
    kg.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or_default()
}

fn validated(unit: &UnitRow, lang: Lang) -> String {
    if unit.total_kg > 0.0 && unit.validated_kg >= unit.total_kg {
        lang.t("units-all-validated")
    } else {
        lang.t_with("units-of-which-validated", &[("tonnes", figures::tonnes(unit.validated_kg).into())])
    }
}

/// What all filtered units have in a column.
pub(super) fn foot(key: SortKey, totals: &Totals, listing: &Listing, lang: Lang) -> Body {
    match key {
        SortKey::TotalCarbonFootprint => {
            let tonnes = figures::tonnes(totals.validated_kg);
            total(totals.total_kg, lang.t_with("units-of-which-validated", &[("tonnes", tonnes.into())]))
        }
        SortKey::PerFte => Body::plain_number(figures::tonnes_per_fte(totals.total_kg, totals.fte)),
        SortKey::Scope(number) => Body::tonnes(of_scope(&totals.scope_kg, number)),
        SortKey::It => Body::tonnes(totals.it_kg),
        SortKey::AboveThreshold => Body::plain_number(figures::count(totals.entries_above_threshold)),
        SortKey::Change => Body::change(totals.change, |change| share_of_all(change, totals.units, lang)),
        SortKey::OfYear(year) => {
            let place = listing.filter.years.iter().position(|selected| selected.get() == year);
            place.map_or(Body::Nothing, |place| {
                let change = totals.changes.get(place).map(|change| share_of_all(*change, totals.units, lang));
                Body::of_year(totals.by_year.get(place).copied(), change.unwrap_or_default())
            })
        }
        _ => Body::Nothing,
    }
}

impl UnitRow {
    /// How many of how many are validated: modules, over several years years.
    pub(in crate::reporting) fn progress(&self, year_count: usize) -> (i32, usize) {
        if year_count == 1 {
            (self.modules_validated, ModuleType::ALL.len())
        } else {
            (self.years_validated, year_count)
        }
    }
}
