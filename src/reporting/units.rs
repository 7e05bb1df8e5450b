//! The units table: the rows of a page, the totals and the counters over all filtered units.

use std::cmp::Ordering;
use std::collections::HashSet;

pub use super::figures::{Totals, UnitRow, UnitYear, UnitsTable};
use super::filter::{Filter, StatusSet};
use super::listing::{Listing, SortKey};
use super::selection::{self, Change, Selected, selected_years, total_of};
use super::snapshot::{View, YearFigures};
use crate::carbon::taxonomy::ModuleType;
use crate::platform::ids::UnitId;
use crate::web::Lang;

/// Who reads the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// On a page, in a file or on paper: figures of a unit without data are missing, and the last page stands in for one
    /// beyond it.
    Person,
    /// As the contract has it: every figure is a number, and a page beyond the last has no rows.
    Program,
}

/// The units of a listing, as far as the view reaches.
pub fn units_table(view: &View, listing: &Listing, lang: Lang, reader: Reader) -> UnitsTable {
    let filter = &listing.filter;
    let selected = selection::of_any_status(view, filter);
    let mut table = UnitsTable::default();
    table.totals.by_year = vec![0.0; filter.years.len()];
    table.totals.changes = vec![Change::default(); filter.years.len().saturating_sub(1)];
    let mut kept = Vec::with_capacity(selected.len());
    for unit in &selected {
        table.counts_of_any_status[unit.status as usize] += 1;
        if filter.validation_statuses.contains(unit.status) {
            kept.push(unit);
            table.count(unit);
            for (sum, pair) in table.totals.changes.iter_mut().zip(filter.years.windows(2)) {
                let change = Change::between(view.figures(unit.unit), pair[1].get(), pair[0].get());
                *sum = sum.plus(change.unwrap_or_default());
            }
            for year in selected_years(view.figures(unit.unit), filter) {
                let position = filter.years.iter().position(|selected| selected.get() == year.year);
                table.totals.by_year[position.unwrap_or_default()] += year.total_kg;
                table.totals.unit_years += 1;
                table.totals.entries += i64::from(year.entry_count);
                for (counts, status) in table.module_counts.iter_mut().zip(year.module_status) {
                    counts[status as usize] += 1;
                }
            }
        }
    }
    let last_page = last_page(table.totals.units, listing.page_size);
    table.page = if reader == Reader::Person { listing.page.min(last_page) } else { listing.page };
    sort(&mut kept, view, listing, (lang, reader));
    let page_size = listing.page_size as usize;
    let rows = kept.into_iter().skip((table.page as usize - 1).saturating_mul(page_size)).take(page_size);
    table.rows = rows.map(|selected| row(selected, view, listing)).collect();
    table
}

impl UnitsTable {
    fn count(&mut self, unit: &Selected) {
        self.counts[unit.status as usize] += 1;
        self.totals.units += 1;
        self.totals.total_kg += unit.total_kg;
        self.totals.validated_kg += unit.validated_kg;
        self.totals.fte += unit.fte;
        self.totals.it_kg += unit.it_kg;
        self.totals.entries_above_threshold += unit.entries_above_threshold;
        self.totals.scope_kg.iter_mut().zip(unit.scope_kg).for_each(|(sum, kg)| *sum += kg);
        if let Some(change) = unit.change {
            self.totals.change = Some(self.totals.change.unwrap_or_default().plus(change));
        }
    }
}

/// Orders units that stand by name, then id: so do those with equal keys, whichever the direction.
fn sort(units: &mut Vec<&Selected>, view: &View, listing: &Listing, (lang, reader): (Lang, Reader)) {
    let sort = listing.sort;
    if !sort.is_descending && sort.key == SortKey::UnitName {
        return;
    }
    let keys = Keys {
        view,
        key: sort.key,
        reader,
        has_several_years: listing.filter.years.len() > 1,
        category_ranks: if sort.key == SortKey::HighestResultCategory { category_ranks(lang) } else { Vec::new() },
    };
    let mut keyed: Vec<(Option<f64>, &Selected)> = units.iter().map(|unit| (keys.of(unit), *unit)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if sort.is_descending => b.total_cmp(a),
        (Some(a), Some(b)) => a.total_cmp(b),
        (None, None) => Ordering::Equal,
        // missing values come last both ways
        (None, _) => Ordering::Greater,
        (_, None) => Ordering::Less,
    });
    *units = keyed.into_iter().map(|(_, unit)| unit).collect();
}

/// What units are ordered by.
struct Keys<'a> {
    view: &'a View,
    key: SortKey,
    reader: Reader,
    has_several_years: bool,
    category_ranks: Vec<i16>,
}

impl Keys<'_> {
    fn of(&self, unit: &Selected) -> Option<f64> {
        match self.key {
            SortKey::UnitName => Some(unit.unit.name_rank as f64),
            SortKey::Affiliation => Some(unit.unit.path_rank as f64),
            SortKey::ValidationStatus if self.has_several_years => Some(unit.years_validated.into()),
            SortKey::ValidationStatus => Some(unit.modules_validated.into()),
            SortKey::PrincipalUser => unit.unit.principal_rank.map(|rank| rank as f64),
            SortKey::LastUpdate => unit.last_update.map(|moment| moment.timestamp_micros() as f64),
            SortKey::HighestResultCategory => unit.highest.map(|module| self.category_ranks[module.index()].into()),
            SortKey::Level => Some(unit.unit.level.into()),
            SortKey::Change => unit.change.map(Change::kg),
            SortKey::OfYear(year) => total_of(self.view.figures(unit.unit), year),
            _ if self.reader == Reader::Person && !unit.has_data() => None,
            SortKey::TotalCarbonFootprint => Some(unit.total_kg),
            SortKey::PerFte => (unit.fte > 0.0).then(|| unit.total_kg / unit.fte),
            SortKey::Scope(number) => unit.scope_kg.get(usize::from(number).wrapping_sub(1)).copied(),
            SortKey::It => Some(unit.it_kg),
            SortKey::AboveThreshold => Some(unit.entries_above_threshold as f64),
        }
    }
}

fn row(selected: &Selected, view: &View, listing: &Listing) -> UnitRow {
    let unit = selected.unit;
    let is_open = listing.panel.open.contains(&unit.id);
    let figures = view.figures(unit);
    let mut years: Vec<UnitYear> = Vec::new();
    if is_open {
        years.extend(selected_years(figures, &listing.filter).map(unit_year));
        years.reverse();
    }
    UnitRow {
        level: unit.level,
        unit_type: unit.unit_type.clone(),
        is_active: unit.is_active,
        scope_kg: selected.scope_kg,
        it_kg: selected.it_kg,
        entries_above_threshold: selected.entries_above_threshold,
        by_year: listing.filter.years.iter().map(|year| total_of(figures, year.get())).collect(),
        change: selected.change,
        unit_id: unit.id,
        name: unit.name.clone(),
        code: unit.institutional_code.clone(),
        path_name: unit.path_name.clone(),
        affiliation: unit.affiliation.clone(),
        status: selected.status,
        years_validated: selected.years_validated,
        modules_validated: selected.modules_validated,
        newest_year: selected.newest_year,
        principal: unit.principal.clone(),
        last_update: selected.last_update,
        has_data: selected.has_data(),
        highest: selected.highest,
        total_kg: selected.total_kg,
        validated_kg: selected.validated_kg,
        fte: selected.fte,
        years,
    }
}

fn unit_year(figures: &YearFigures) -> UnitYear {
    UnitYear {
        year: figures.year,
        total_kg: figures.total_kg,
        module_status: figures.module_status,
        module_kg: figures.module_kg,
        module_changed: [None; 8],
        module_recalculated: [false; 8],
    }
}

/// A unit with its modules in the selected years, whatever else the listing filters; none out of reach or without report.
pub fn opened_unit(view: &View, listing: &Listing, id: UnitId) -> Option<UnitRow> {
    let mut alone = Listing::default();
    alone.filter = Filter { unit_ids: vec![id], all_levels: true, ..alone.filter }
        .with_years(listing.filter.years.iter().copied());
    alone.panel.open = vec![id];
    let selected = selection::of_any_status(view, &alone.filter);
    selected.first().map(|selected| row(selected, view, &alone))
}

/// Name and id of some of the units that a filter keeps, by name.
pub(super) fn named(view: &View, filter: &Filter, ids: &HashSet<UnitId>) -> Vec<(String, UnitId)> {
    if ids.is_empty() {
        return Vec::new();
    }
    let kept = selection::of_any_status(view, filter).into_iter();
    kept.filter(|unit| ids.contains(&unit.unit.id) && filter.validation_statuses.contains(unit.status))
        .map(|unit| (unit.unit.name.clone(), unit.unit.id))
        .collect()
}

/// How many unit-years have a module at a status, by module id and status id, over the units that all other fields of the
/// filter keep: what a choice of module statuses would find.
pub fn module_choices(view: &View, filter: &Filter) -> [[i64; 3]; 8] {
    let any_module = Filter { module_statuses: [StatusSet::ALL; 8], ..filter.clone() };
    let mut counts = [[0; 3]; 8];
    let units = selection::of_any_status(view, &any_module).into_iter();
    for unit in units.filter(|unit| filter.validation_statuses.contains(unit.status)) {
        for year in selected_years(view.figures(unit.unit), filter) {
            for (counts, status) in counts.iter_mut().zip(year.module_status) {
                counts[status as usize] += 1;
            }
        }
    }
    counts
}

/// The last page there is, at least 1.
pub fn last_page(units: i64, page_size: u32) -> u32 {
    let pages = (units + i64::from(page_size) - 1) / i64::from(page_size);
    u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
}

/// Position of each module's label in alphabetical order, by module id.
fn category_ranks(lang: Lang) -> Vec<i16> {
    let mut labels: Vec<(String, usize)> = ModuleType::ALL
        .iter()
        .map(|module| (crate::carbon::text::folded(&module_label(*module, lang)), module.index()))
        .collect();
    labels.sort();
    let mut ranks = vec![0; labels.len()];
    for (rank, (_, index)) in (0..).zip(labels) {
        ranks[index] = rank;
    }
    ranks
}

/// Name of a module in the person's language.
pub fn module_label(module: ModuleType, lang: Lang) -> String {
    lang.t(&format!("module-{}", module.slug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_last_page() {
        assert_eq!([last_page(0, 50), last_page(50, 50), last_page(51, 50)], [1, 1, 2]);
    }

    #[test]
    fn categories_are_ranked_by_their_label_in_the_language() {
        let rank = |module: ModuleType, lang| category_ranks(lang)[module.index()];
        // Purchases come late in English; Achats come first in French
        assert!(rank(ModuleType::Purchase, Lang::En) > rank(ModuleType::Headcount, Lang::En));
        assert_eq!(rank(ModuleType::Purchase, Lang::Fr), 0);
    }
}
