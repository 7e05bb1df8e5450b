//! What the filtered units emitted, by emission type: every chart is a sum of these.

mod it;
mod places;
#[cfg(test)]
pub(super) mod tests;

pub(super) use it::{ItFocus, ItPart};
pub(super) use places::{BARS, BarKey, Place, places};

use super::filter::Filter;
use super::selection::{self, selected_years};
use super::snapshot::{View, YearFigures};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};

/// Kilograms of CO2eq by what became of their module.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sum {
    /// Of validated modules.
    pub(super) validated: f64,
    /// Of modules that are not validated.
    pub(super) other: f64,
}

/// Sums by the position of the emission type in the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums(pub(super) Vec<Sum>);

/// A year of the filtered units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct YearSums {
    pub(super) year: i16,
    pub(super) sums: Sums,
}

/// What the people of units emitted whose number is known: that is, whose headcount is validated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PerFte {
    /// Full-time equivalents.
    pub(super) fte: f64,
    /// Validated emissions of the same units and years.
    pub(super) sums: Sums,
    /// How many units have such a year.
    pub(super) units: usize,
}

/// The filtered units over the selected years.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Breakdown {
    pub(super) sums: Sums,
    /// Each selected year, oldest first.
    pub(super) years: Vec<YearSums>,
    pub(super) per_fte: PerFte,
    /// How many units there are.
    pub(super) units: usize,
    /// How many units and years.
    pub(super) unit_years: usize,
    /// Of them, those whose module is validated, by module id.
    pub(super) validated: [usize; 8],
}

impl Sum {
    pub(super) fn all(self) -> f64 {
        self.validated + self.other
    }

    fn add(&mut self, more: Self) {
        self.validated += more.validated;
        self.other += more.other;
    }
}

impl Sums {
    fn none() -> Self {
        Self(vec![Sum::default(); places().len()])
    }

    /// What the emission types of some places add up to.
    pub(super) fn of(&self, is_meant: impl Fn(&Place) -> bool) -> Sum {
        let mut sum = Sum::default();
        for (place, one) in places().iter().zip(&self.0) {
            if is_meant(place) {
                sum.add(*one);
            }
        }
        sum
    }

    /// What everything adds up to.
    pub(super) fn total(&self) -> Sum {
        self.of(|_| true)
    }
}

impl Breakdown {
    /// The sums over the units that a filter keeps.
    pub(super) fn of(view: &View, filter: &Filter) -> Self {
        let selected = selection::of_any_status(view, filter);
        let kept = selected.iter().filter(|unit| filter.validation_statuses.contains(unit.status));
        Self::sum(&filter.years, kept.map(|unit| selected_years(view.figures(unit.unit), filter)))
    }

    /// The sums over units, each with its figures of the selected years.
    fn sum<'a, Y: Iterator<Item = &'a YearFigures>>(years: &[Year], units: impl Iterator<Item = Y>) -> Self {
        let mut oldest_first: Vec<YearSums> =
            years.iter().rev().map(|year| YearSums { year: year.get(), sums: Sums::none() }).collect();
        let mut breakdown = Self {
            sums: Sums::none(),
            years: Vec::new(),
            per_fte: PerFte { fte: 0.0, sums: Sums::none(), units: 0 },
            units: 0,
            unit_years: 0,
            validated: [0; 8],
        };
        for unit in units {
            breakdown.units += 1;
            let mut knows_people = false;
            for figures in unit {
                if let Some(year) = oldest_first.iter_mut().find(|year| year.year == figures.year) {
                    knows_people |= breakdown.add(figures, &mut year.sums);
                }
            }
            breakdown.per_fte.units += usize::from(knows_people);
        }
        for year in &oldest_first {
            for (sum, of_year) in breakdown.sums.0.iter_mut().zip(&year.sums.0) {
                sum.add(*of_year);
            }
        }
        breakdown.years = oldest_first;
        breakdown
    }

    /// Adds a unit's year, and says whether its people are known.
    fn add(&mut self, figures: &YearFigures, of_year: &mut Sums) -> bool {
        let is_validated = figures.module_status.map(|status| status == ModuleStatus::Validated);
        let knows_people = is_validated[ModuleType::Headcount.index()] && figures.fte > 0.0;
        self.unit_years += 1;
        for (count, is_validated) in self.validated.iter_mut().zip(is_validated) {
            *count += usize::from(is_validated);
        }
        if knows_people {
            self.per_fte.fte += figures.fte;
        }
        let places = places();
        for leaf in figures.leaves.iter() {
            let position = usize::from(leaf.node);
            let (Some(place), Some(sum)) = (places.get(position), of_year.0.get_mut(position)) else { continue };
            if is_validated[place.module.index()] {
                sum.validated += leaf.kg;
                if knows_people {
                    self.per_fte.sums.0[position].validated += leaf.kg;
                }
            } else {
                sum.other += leaf.kg;
            }
        }
        knows_people
    }
}
