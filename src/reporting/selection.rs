//! Which units a filter keeps, with their figures over the selected years. The table, its counters, the JSON and the
//! choices start here; files start at the SQL function `reporting_selection`, which means the same (a test holds both
//! against each other).

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::filter::{Filter, StatusSet};
use super::snapshot::{Branches, Unit, View, YearFigures};
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};
use crate::carbon::text::folded;
use crate::platform::ids::UnitId;

/// A unit that a filter keeps.
#[derive(Debug)]
pub struct Selected<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// Status over the years; a missing report counts as not started.
    pub status: OverallStatus,
    /// Selected years whose report is validated.
    pub years_validated: i32,
    /// Validated modules of the best year; of the only one when one is selected.
    pub modules_validated: i32,
    /// Newest selected year with a report.
    pub newest_year: i16,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// Kilograms of CO2eq, validated modules.
    pub validated_kg: f64,
    /// Full-time equivalents.
    pub fte: f64,
    /// Kilograms of CO2eq of scopes 1, 2, 3.
    pub scope_kg: [f64; 3],
    /// Kilograms of CO2eq of information technology.
    pub it_kg: f64,
    /// Entries above the threshold of their type.
    pub entries_above_threshold: i64,
    /// From the year before the newest selected one to that one, when the unit has both.
    pub change: Option<Change>,
    /// Module with the greatest validated total.
    pub highest: Option<ModuleType>,
    /// Newest change of data or status.
    pub last_update: Option<DateTime<Utc>>,
}

/// The units of a view that a filter keeps when it asks for no status over the years, by name.
pub fn of_any_status<'a>(view: &'a View, filter: &Filter) -> Vec<Selected<'a>> {
    let place = Place::of(view, filter);
    let search = folded(&filter.search);
    view.units(filter.all_levels)
        .filter(|unit| place.holds(unit) && unit.search_text.contains(&search))
        .filter_map(|unit| Selected::of(unit, view.figures(unit), filter))
        .collect()
}

/// The figures of the selected years.
pub(super) fn selected_years<'a>(
    figures: &'a [YearFigures],
    filter: &'a Filter,
) -> impl Iterator<Item = &'a YearFigures> + Clone {
    figures.iter().filter(|figures| filter.years.iter().any(|year| year.get() == figures.year))
}

/// The part of the institution that a filter names.
struct Place<'a> {
    filter: &'a Filter,
    chosen: HashSet<UnitId>,
    affiliations: Branches,
    /// A chosen unit lies outside the chosen affiliations: both are meant then.
    is_union: bool,
}

impl<'a> Place<'a> {
    fn of(view: &View, filter: &'a Filter) -> Self {
        // sets: an address may name thousands of units
        let tops: HashSet<UnitId> = filter.affiliation_ids.iter().copied().collect();
        let chosen: HashSet<UnitId> = filter.unit_ids.iter().copied().collect();
        let affiliations = view.branches(|unit| tops.contains(&unit.id));
        let is_outside = |unit: &Unit| chosen.contains(&unit.id) && !affiliations.reach(unit);
        let is_union = !chosen.is_empty() && view.units(filter.all_levels).any(is_outside);
        Self { filter, chosen, affiliations, is_union }
    }

    fn holds(&self, unit: &Unit) -> bool {
        let is_chosen = || self.chosen.contains(&unit.id);
        match (self.filter.affiliation_ids.is_empty(), self.filter.unit_ids.is_empty()) {
            (true, true) => true,
            (true, false) => is_chosen(),
            (false, true) => self.affiliations.reach(unit),
            (false, false) => is_chosen() || (self.is_union && self.affiliations.reach(unit)),
        }
    }
}

impl<'a> Selected<'a> {
    fn of(unit: &'a Unit, figures: &[YearFigures], filter: &Filter) -> Option<Self> {
        let years = selected_years(figures, filter);
        // one year must satisfy every module's filter, all selected years are then shown
        let fits = |statuses: &[ModuleStatus; 8]| {
            filter.module_statuses.iter().zip(statuses).all(|(kept, status)| kept.contains(*status))
        };
        let is_kept =
            filter.module_statuses == [StatusSet::ALL; 8] || years.clone().any(|year| fits(&year.module_status));
        let newest_year = years.clone().map(|year| year.year).max().filter(|_| is_kept)?;
        let mut selected = Self {
            unit,
            status: OverallStatus::InProgress,
            years_validated: 0,
            modules_validated: 0,
            newest_year,
            total_kg: 0.0,
            validated_kg: 0.0,
            fte: 0.0,
            scope_kg: [0.0; 3],
            it_kg: 0.0,
            entries_above_threshold: 0,
            change: Change::of(figures, filter),
            highest: None,
            last_update: None,
        };
        let mut is_started = false;
        let mut validated_kg = [0.0; 8];
        for year in years {
            is_started |= year.status != OverallStatus::NotStarted;
            selected.years_validated += i32::from(year.status == OverallStatus::Validated);
            selected.modules_validated = selected.modules_validated.max(year.modules_validated.into());
            selected.total_kg += year.total_kg;
            selected.validated_kg += year.validated_kg;
            selected.fte += year.fte;
            selected.it_kg += year.it_kg;
            selected.entries_above_threshold += i64::from(year.entries_above_threshold);
            selected.scope_kg.iter_mut().zip(year.scope_kg).for_each(|(sum, kg)| *sum += kg);
            selected.last_update = selected.last_update.max(year.last_update);
            for ((sum, kg), status) in validated_kg.iter_mut().zip(year.module_kg).zip(year.module_status) {
                if status == ModuleStatus::Validated {
                    *sum += kg;
                }
            }
        }
        if selected.years_validated as usize == filter.years.len() {
            selected.status = OverallStatus::Validated;
        } else if !is_started {
            selected.status = OverallStatus::NotStarted;
        }
        selected.highest = highest(validated_kg);
        Some(selected)
    }

    /// Whether anything was ever entered in the selected years.
    pub(super) fn has_data(&self) -> bool {
        self.last_update.is_some() || self.total_kg != 0.0
    }
}

/// A total of one year beside that of the year before.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Change {
    /// Kilograms of CO2eq before.
    pub before: f64,
    /// Kilograms of CO2eq after.
    pub after: f64,
    /// Units that have something in both years.
    pub units: i64,
}

impl Change {
    fn of(figures: &[YearFigures], filter: &Filter) -> Option<Self> {
        let newest = filter.years.first()?.get();
        Self::between(figures, newest - 1, newest)
    }

    /// From one year to another, when there is something in both.
    pub(super) fn between(figures: &[YearFigures], before: i16, after: i16) -> Option<Self> {
        Some(Self { before: total_of(figures, before)?, after: total_of(figures, after)?, units: 1 })
    }

    /// Both totals together with others.
    #[must_use]
    pub(super) fn plus(self, other: Self) -> Self {
        Self { before: self.before + other.before, after: self.after + other.after, units: self.units + other.units }
    }

    /// Kilograms more, or less.
    pub fn kg(self) -> f64 {
        self.after - self.before
    }

    /// How much more, or less, of what was before; none when that was nothing.
    pub fn share(self) -> Option<f64> {
        (self.before > 0.0).then(|| self.kg() / self.before)
    }
}

/// The total of a year, when anything was ever entered in it.
pub(super) fn total_of(figures: &[YearFigures], year: i16) -> Option<f64> {
    let has_data = |figures: &&YearFigures| figures.last_update.is_some() || figures.total_kg != 0.0;
    figures.iter().find(|figures| figures.year == year).filter(has_data).map(|figures| figures.total_kg)
}

/// The module with the greatest total above nothing; the first one of equals.
fn highest(kg: [f64; 8]) -> Option<ModuleType> {
    let mut highest = (None, 0.0);
    for (module, kg) in ModuleType::ALL.iter().zip(kg) {
        if kg > highest.1 {
            highest = (Some(*module), kg);
        }
    }
    highest.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_module_is_the_first_of_equals_and_none_without_emissions() {
        assert_eq!(highest([0.0, 2.0, 5.0, 5.0, 1.0, 0.0, 0.0, 0.0]), Some(ModuleType::Buildings));
        assert_eq!(highest([0.0; 8]), None);
    }
}
