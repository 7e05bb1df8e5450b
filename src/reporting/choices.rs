//! What the filter offers to choose from, within what the caller may see.

use super::snapshot::{LEVEL_OF_UNITS, Unit, View};
use crate::carbon::ids::Year;
use crate::carbon::text::folded;
use crate::platform::ids::UnitId;

/// A year that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearChoice {
    /// The year.
    pub year: i16,
    /// Its state: `configuring`, `open`, ….
    pub state: String,
    /// Units of the caller with a report in it.
    pub unit_count: i64,
}

/// The years with reports of units in view, newest first.
pub fn years(view: &View) -> Vec<YearChoice> {
    let mut choices: Vec<YearChoice> = view
        .years()
        .iter()
        .map(|known| YearChoice { year: known.year, state: known.state.clone(), unit_count: 0 })
        .collect();
    for figures in view.units().flat_map(|unit| view.figures(unit)) {
        if let Some(choice) = choices.iter_mut().find(|choice| choice.year == figures.year) {
            choice.unit_count += 1;
        }
    }
    choices.retain(|choice| choice.unit_count > 0);
    choices
}

/// The year shown when none is chosen: the newest open one, else the newest.
pub fn latest(years: &[YearChoice]) -> Option<Year> {
    let open = years.iter().find(|choice| choice.state == "open");
    open.or(years.first()).and_then(|choice| Year::new(choice.year).ok())
}

/// A level above units that can be chosen.
#[derive(Debug, Clone, Copy)]
pub struct Affiliation<'a> {
    /// What is chosen.
    pub unit: &'a Unit,
    /// The level above, when it can be chosen too.
    pub parent_id: Option<UnitId>,
    /// Active units below it, within scope.
    pub unit_count: i64,
    /// Whether the text typed to narrow the list is found in it.
    pub is_match: bool,
}

/// Which units to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// Only units below these; empty: all.
    pub affiliation_ids: &'a [UnitId],
    /// Text to find in them.
    pub search: &'a str,
    /// Units listed first, whether they fit or not.
    pub chosen: &'a [UnitId],
    /// How many units to skip.
    pub offset: usize,
    /// How many units at most.
    pub limit: usize,
}

/// Units that can be chosen.
#[derive(Debug)]
pub struct UnitChoices<'a> {
    /// By name, chosen ones first.
    pub listed: Vec<&'a Unit>,
    /// How many units fit the query.
    pub fitting: usize,
    /// How many units the caller may see.
    pub in_scope: usize,
}

/// The units to choose from.
pub fn units<'a>(view: &'a View, query: Query<'_>) -> UnitChoices<'a> {
    let search = folded(query.search);
    let affiliations = view.branches(|unit| query.affiliation_ids.contains(&unit.id) && unit.is_offered());
    let (mut fitting, mut in_scope) = (0, 0);
    let (mut chosen, mut others) = (Vec::new(), Vec::new());
    for unit in view.units() {
        let is_match =
            (query.affiliation_ids.is_empty() || affiliations.reach(unit)) && unit.search_text.contains(&search);
        in_scope += 1;
        fitting += usize::from(is_match);
        if query.chosen.contains(&unit.id) {
            chosen.push(unit);
        } else if is_match {
            others.push(unit);
        }
    }
    let listed = chosen.into_iter().chain(others).skip(query.offset).take(query.limit);
    UnitChoices { listed: listed.collect(), fitting, in_scope }
}

/// The levels above units, schools before institutes, by name; a match contains the text.
pub fn affiliations<'a>(view: &'a View, search: &str) -> Vec<Affiliation<'a>> {
    let search = folded(search);
    let unit_counts = view.unit_counts();
    let offered: Vec<&Unit> = view.offered().filter(|unit| unit.level < LEVEL_OF_UNITS).collect();
    let mut affiliations: Vec<Affiliation> = offered
        .iter()
        .map(|unit| Affiliation {
            unit,
            parent_id: unit.parent_id.filter(|parent| offered.iter().any(|other| other.id == *parent)),
            unit_count: unit_counts[unit.position],
            is_match: unit.search_text.contains(&search),
        })
        .collect();
    affiliations.sort_by_key(|affiliation| affiliation.unit.level);
    affiliations
}
