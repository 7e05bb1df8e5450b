//! Where emissions go until 2040: the institution's goal as a path, and a unit's projection by what it sets itself.

use std::collections::BTreeMap;

use crate::carbon::taxonomy::Category;
use crate::years::objectives::{Footprint, Goal, Projection};

/// The year by which the goal is to be reached.
pub(super) const HORIZON: i16 = 2040;
/// What each level reduces more than the one below it, a year.
const REDUCTION_PER_LEVEL: f64 = 0.02;
/// The levels with a name: as usual, middle of the road, ambitious.
pub(super) const PRESETS: [u8; 3] = [1, 3, 5];
const GREATEST_LEVEL: u8 = 5;

/// By how much a unit reduces, from 1 (as usual) to 5, by category id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels([u8; 12]);

impl Default for Levels {
    fn default() -> Self {
        Self([1; 12])
    }
}

impl Levels {
    /// The levels to choose from.
    pub(super) fn offered() -> impl Iterator<Item = u8> {
        1..=GREATEST_LEVEL
    }

    /// The same level everywhere.
    pub(super) fn all(level: u8) -> Self {
        Self([level; 12])
    }

    pub(super) fn read_all(level: &str) -> Option<Self> {
        level.parse().ok().filter(|level| Self::offered().any(|offered| offered == *level)).map(Self::all)
    }

    /// Takes over `category:level`; false when it is not that.
    pub(super) fn read_one(&mut self, text: &str) -> bool {
        let Some((category, level)) = text.split_once(':') else { return false };
        let (Ok(category), Some(Self(levels))) = (category.parse::<Category>(), Self::read_all(level)) else {
            return false;
        };
        self.0[category.index()] = levels[0];
        true
    }

    pub(super) fn of(&self, category: Category) -> u8 {
        self.0[category.index()]
    }

    /// The level of every category, when it is the same.
    pub(super) fn common(&self) -> Option<u8> {
        self.0.iter().all(|level| *level == self.0[0]).then_some(self.0[0])
    }

    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        match self.common() {
            Some(1) => Vec::new(),
            Some(level) => vec![("level", level.to_string())],
            None => {
                let set = Category::ALL.iter().filter(|category| self.of(**category) != 1);
                set.map(|category| ("levels", format!("{category}:{}", self.of(*category)))).collect()
            }
        }
    }
}

/// What a level reduces a year, as a share of one.
pub(super) fn yearly_reduction(level: u8) -> f64 {
    f64::from(level.saturating_sub(1)) * REDUCTION_PER_LEVEL
}

/// A goal as a path over the years, in shares of what was emitted at its beginning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// Year and share, oldest first.
    anchors: Vec<(i16, f64)>,
}

impl Path {
    /// The path of the goals; none without any. What they are measured against is the footprint of their reference year,
    /// else that of the baseline.
    pub(super) fn new(goals: &[Goal], footprints: &Institution) -> Option<Self> {
        let first_reference = goals.iter().map(|goal| goal.reference_year).min()?;
        let (start, baseline_kg) = footprints.baseline().unwrap_or((first_reference, 1.0));
        let reference_kg = |goal: &Goal| footprints.total_kg(goal.reference_year).filter(|kg| *kg > 0.0);
        let share = |goal: &Goal| reference_kg(goal).unwrap_or(baseline_kg) / baseline_kg * (1.0 - goal.reduction);
        let mut anchors: Vec<(i16, f64)> = goals
            .iter()
            .filter(|goal| goal.target_year > start)
            .map(|goal| (goal.target_year, share(goal)))
            .chain([(start, 1.0)])
            .collect();
        anchors.sort_by_key(|(year, _)| *year);
        anchors.dedup_by_key(|(year, _)| *year);
        (anchors.len() > 1).then_some(Self { anchors })
    }

    /// The share at a year: quick at first and slower towards each target; the last target holds on.
    pub(super) fn share(&self, year: i16) -> f64 {
        let next = self.anchors.iter().position(|(anchor, _)| *anchor >= year);
        match next {
            None => self.anchors.last().map_or(1.0, |(_, share)| *share),
            Some(0) => self.anchors[0].1,
            Some(next) => {
                let ((from, a), (to, b)) = (self.anchors[next - 1], self.anchors[next]);
                let passed = f64::from(year - from) / f64::from(to - from);
                a + (b - a) * (1.0 - (1.0 - passed).powi(2))
            }
        }
    }
}

/// What the institution emitted, as known in a reporting year.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Institution {
    /// Year → category as the file names it → kilograms of CO2eq.
    years: BTreeMap<i16, BTreeMap<String, f64>>,
}

impl Institution {
    pub(super) fn new(rows: &[Footprint], shows: impl Fn(Category) -> bool) -> Self {
        let mut years: BTreeMap<i16, BTreeMap<String, f64>> = BTreeMap::new();
        for row in rows.iter().filter(|row| category_of(&row.category).is_none_or(&shows)) {
            *years.entry(row.year).or_default().entry(row.category.clone()).or_default() += row.co2_kg;
        }
        Self { years }
    }

    pub(super) fn total_kg(&self, year: i16) -> Option<f64> {
        Some(self.years.get(&year)?.values().sum())
    }

    /// The first year with emissions, and what they were.
    pub(super) fn baseline(&self) -> Option<(i16, f64)> {
        self.years.keys().filter_map(|year| Some((*year, self.total_kg(*year)?))).find(|(_, kg)| *kg > 0.0)
    }

    /// Each year with its categories.
    pub(super) fn years(&self) -> impl Iterator<Item = (i16, &BTreeMap<String, f64>)> {
        self.years.iter().map(|(year, categories)| (*year, categories))
    }
}

/// The chart category that a file of footprints means.
pub(super) fn category_of(name: &str) -> Option<Category> {
    name.trim().to_lowercase().replace([' ', '-'], "_").parse().ok()
}

/// How many people there will be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Population(BTreeMap<i16, i32>);

impl Population {
    pub(super) fn new(rows: &[Projection]) -> Self {
        Self(rows.iter().map(|row| (row.year, row.population)).collect())
    }

    pub(super) fn first_year(&self) -> Option<i16> {
        self.0.keys().next().copied()
    }

    /// As drawn: before the first known year it is that of the first, between known years that of the last one known.
    pub(super) fn at(&self, year: i16) -> Option<i32> {
        let known = self.0.range(..=year).next_back().or_else(|| self.0.iter().next());
        known.map(|(_, people)| *people)
    }

    /// By how much it grows between two years; as before where either is not known.
    pub(super) fn growth(&self, from: i16, to: i16) -> f64 {
        match (self.0.get(&from), self.0.get(&to)) {
            (Some(from), Some(to)) if *from > 0 => f64::from(*to) / f64::from(*from),
            _ => 1.0,
        }
    }
}

/// The year a unit's projection begins in.
pub(super) fn base_year(year: i16, population: &Population) -> i16 {
    year.max(population.first_year().unwrap_or(year)).min(HORIZON)
}

/// What a category of a unit comes to in a year, in kilograms of CO2eq.
pub(super) fn projected(base_kg: f64, level: u8, population: &Population, base_year: i16, year: i16) -> f64 {
    let years = i32::from(year - base_year);
    base_kg * population.growth(base_year, year) * (1.0 - yearly_reduction(level)).powi(years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::figures::decimal;

    fn goal(target_year: i16, reduction: f64) -> Goal {
        Goal { target_year, reduction, reference_year: 2019 }
    }

    fn footprint(year: i16, category: &str, tonnes: f64) -> Footprint {
        Footprint { year, category: category.into(), co2_kg: tonnes * 1000.0 }
    }

    fn institution() -> Institution {
        let rows = [
            footprint(2019, "purchases", 60.0),
            footprint(2019, "Research facilities", 40.0),
            footprint(2021, "purchases", 50.0),
        ];
        Institution::new(&rows, |_| true)
    }

    #[test]
    fn the_worked_example_of_the_trajectory() {
        let path = Path::new(&[goal(2030, 0.4), goal(2040, 0.9)], &institution()).unwrap();
        let tonnes = |year| decimal(path.share(year) * 100.0, 1);
        assert_eq!([2025, 2030, 2035, 2040].map(tonnes), ["68.3", "60.0", "22.5", "10.0"]);
        // before it begins and after the last target nothing moves
        assert_eq!([2015, 2019, 2050].map(tonnes), ["100.0", "100.0", "10.0"]);
    }

    #[test]
    fn the_worked_example_of_a_unit() {
        let population = Population(BTreeMap::from([(2025, 12_000), (2030, 13_000)]));
        let tonnes = |level, year| decimal(projected(10_000.0, level, &population, 2025, year) / 1000.0, 2);
        assert_eq!(tonnes(3, 2030), "8.83");
        // the population of 2029 is not known: as many people as at the beginning, 10 × 0.96⁴
        assert_eq!(tonnes(3, 2029), "8.49");
        assert_eq!((tonnes(1, 2029).as_str(), tonnes(5, 2025).as_str()), ("10.00", "10.00"));
    }

    #[test]
    fn what_is_hidden_is_left_out_of_the_institution_too() {
        let rows = [footprint(2019, "purchases", 60.0), footprint(2019, "Research facilities", 40.0)];
        let shown = Institution::new(&rows, |category| category != Category::ResearchFacilities);
        assert_eq!(shown.baseline(), Some((2019, 60_000.0)));
        assert_eq!(institution().baseline(), Some((2019, 100_000.0)));
    }

    #[test]
    fn goals_without_footprints_are_still_a_path_and_no_goals_are_none() {
        let nothing = Institution::default();
        let path = Path::new(&[goal(2030, 0.5)], &nothing).unwrap();
        assert_eq!((path.share(2019), path.share(2030)), (1.0, 0.5));
        assert_eq!(Path::new(&[], &institution()), None);
        // a target before the baseline is none
        assert_eq!(
            Path::new(&[Goal { target_year: 2018, reduction: 0.5, reference_year: 2000 }], &institution()),
            None
        );
    }

    #[test]
    fn a_goal_is_measured_against_its_own_reference_year() {
        let goals = [Goal { target_year: 2030, reduction: 0.4, reference_year: 2021 }];
        let path = Path::new(&goals, &institution()).unwrap();
        // 60 % of the 50 t of 2021 are 30 % of the 100 t of the baseline
        assert!((path.share(2030) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn people_before_the_first_known_year_are_as_many_as_in_it() {
        let population = Population(BTreeMap::from([(2025, 12_000), (2030, 13_000)]));
        assert_eq!(
            [2020, 2025, 2028, 2035].map(|year| population.at(year)),
            [12_000, 12_000, 12_000, 13_000].map(Some)
        );
        assert_eq!(Population::default().at(2030), None);
        assert_eq!((base_year(2024, &population), base_year(2026, &population)), (2025, 2026));
        assert_eq!((base_year(2026, &Population::default()), base_year(2050, &population)), (2026, 2040));
    }

    #[test]
    fn levels_are_written_shortly_and_read_back() {
        assert_eq!(Levels::default().pairs(), []);
        assert_eq!(Levels::all(3).pairs(), [("level", "3".to_owned())]);
        let mut some = Levels::default();
        some.read_one("food:5");
        assert_eq!(some.pairs(), [("levels", "food:5".to_owned())]);
        assert_eq!((some.common(), some.of(Category::Food)), (None, 5));
        assert_eq!(Levels::read_all("6"), None);
        assert!((yearly_reduction(3) - 0.04).abs() < 1e-12);
    }
}
