//! Which units a filter keeps, with their figures over the selected years. The table, its counters, the JSON and the
//! choices start here; files start at the SQL function `reporting_selection`, which means the same (a test holds both
//! against each other).

use chrono::{DateTime, Utc};

use super::filter::{Filter, StatusSet};
use super::snapshot::{Branches, Unit, View, YearFigures};
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};
use crate::carbon::text::folded;

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
    /// Module with the greatest validated total.
    pub highest: Option<ModuleType>,
    /// Newest change of data or status.
    pub last_update: Option<DateTime<Utc>>,
}

/// The units of a view that a filter keeps when it asks for no status over the years, by name.
pub fn of_any_status<'a>(view: &'a View, filter: &Filter) -> Vec<Selected<'a>> {
    let place = Place::of(view, filter);
    let search = folded(&filter.search);
    view.units()
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
    affiliations: Branches,
    /// A chosen unit lies outside the chosen affiliations: both are meant then.
    is_union: bool,
}

impl<'a> Place<'a> {
    fn of(view: &View, filter: &'a Filter) -> Self {
        let affiliations = view.branches(|unit| filter.affiliation_ids.contains(&unit.id));
        let is_chosen = |unit: &Unit| filter.unit_ids.contains(&unit.id);
        let is_union =
            !filter.unit_ids.is_empty() && view.units().any(|unit| is_chosen(unit) && !affiliations.reach(unit));
        Self { filter, affiliations, is_union }
    }

    fn holds(&self, unit: &Unit) -> bool {
        let is_chosen = || self.filter.unit_ids.contains(&unit.id);
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
