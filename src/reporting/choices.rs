//! What the filter offers to choose from, within what the caller may see.

use std::collections::HashSet;

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
pub fn years(view: &View, all_levels: bool) -> Vec<YearChoice> {
    let mut choices: Vec<YearChoice> = view
        .years()
        .iter()
        .map(|known| YearChoice { year: known.year, state: known.state.clone(), unit_count: 0 })
        .collect();
    for figures in view.units(all_levels).flat_map(|unit| view.figures(unit)) {
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
    /// Closed units and levels above units, too, where they have reports.
    pub all_levels: bool,
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
    let tops: HashSet<UnitId> = query.affiliation_ids.iter().copied().collect();
    let wanted: HashSet<UnitId> = query.chosen.iter().copied().collect();
    let affiliations = view.branches(|unit| tops.contains(&unit.id) && unit.is_offered());
    let words = Words::of(query.search);
    let (mut fitting, mut in_scope) = (0, 0);
    let (mut chosen, mut others) = (Vec::new(), Vec::new());
    for unit in view.listed(query.all_levels) {
        let is_match = (tops.is_empty() || affiliations.reach(unit)) && words.are_in(&unit.search_text);
        in_scope += 1;
        fitting += usize::from(is_match);
        if wanted.contains(&unit.id) {
            chosen.push(unit);
        } else if is_match {
            others.push(unit);
        }
    }
    let listed = chosen.into_iter().chain(others).skip(query.offset).take(query.limit);
    UnitChoices { listed: listed.collect(), fitting, in_scope }
}

/// The levels above units, schools before institutes, by name; a match contains the text.
pub fn affiliations<'a>(view: &'a View, search: &str, all_levels: bool) -> Vec<Affiliation<'a>> {
    let words = Words::of(search);
    let unit_counts = view.unit_counts(all_levels);
    let offered: Vec<&Unit> = view.offered().filter(|unit| unit.level < LEVEL_OF_UNITS).collect();
    let ids: HashSet<UnitId> = offered.iter().map(|unit| unit.id).collect();
    let mut affiliations: Vec<Affiliation> = offered
        .iter()
        .map(|unit| Affiliation {
            unit,
            parent_id: unit.parent_id.filter(|parent| ids.contains(parent)),
            unit_count: unit_counts[unit.position],
            is_match: words.are_in(&unit.search_text),
        })
        .collect();
    affiliations.sort_by_key(|affiliation| affiliation.unit.level);
    affiliations
}

/// Words that a list is narrowed by: all of them have to be found, as the script finds them while one types.
struct Words(Vec<String>);

impl Words {
    fn of(search: &str) -> Self {
        Self(folded(search).split_whitespace().map(str::to_owned).collect())
    }

    fn are_in(&self, text: &str) -> bool {
        self.0.iter().all(|word| text.contains(word.as_str()))
    }
}
