//! The bar of the year: which one, where it stands, what can be done with it as a whole.

use chrono::{DateTime, Datelike, Utc};

use super::place;
use crate::carbon::ids::Year;
use crate::operations::parts::Badge;
use crate::web::{Lang, figures};
use crate::years::{Configuration, YearSummary};

/// The bar.
pub(super) struct YearBar {
    /// Years to choose from: number, words, whether it is shown.
    pub(super) choices: Vec<(i16, String, bool)>,
    /// None while the year shown does not exist.
    pub(super) year: Option<ShownState>,
}

/// Where the year shown stands.
pub(super) struct ShownState {
    pub(super) badge: Badge,
    /// When it was created, how many units it has.
    pub(super) facts: String,
    pub(super) step: Step,
    /// Everything of the year that ran.
    pub(super) history: String,
    pub(super) synchronise: String,
    /// Where an earlier year is copied.
    pub(super) copy: Option<String>,
}

/// The step that comes next.
pub(super) enum Step {
    /// Nothing can be done now.
    Wait,
    /// To open it; with what has to be done first.
    Open(String, Option<String>),
    /// To close it again.
    Close(String),
}

impl YearBar {
    pub(super) fn new(
        known: &[Year],
        shown: Year,
        configuration: Option<&Configuration>,
        lang: Lang,
        now: DateTime<Utc>,
    ) -> Self {
        let mut offered = [creatable(known, now), known.to_vec(), vec![shown]].concat();
        offered.sort_unstable_by(|a, b| b.cmp(a));
        offered.dedup();
        let choices = offered.into_iter().map(|year| {
            let name = year.to_string();
            let words =
                if known.contains(&year) { name } else { lang.t_with("year-choice-new", &[("year", name.into())]) };
            (year.get(), words, year == shown)
        });
        Self {
            choices: choices.collect(),
            year: configuration.map(|configuration| {
                ShownState::new(shown, configuration, known.iter().any(|other| *other < shown), lang)
            }),
        }
    }
}

/// Years that come next: the one after the last, the one before the first; without any, the present one and the last.
fn creatable(known: &[Year], now: DateTime<Utc>) -> Vec<Year> {
    let present = i16::try_from(now.year()).unwrap_or_default();
    let numbers = match (known.first(), known.last()) {
        (Some(first), Some(last)) => [first.get() - 1, last.get() + 1],
        _ => [present - 1, present],
    };
    numbers.into_iter().filter_map(|year| Year::new(year).ok()).collect()
}

/// The year that is shown when none is asked for and none is there.
pub(super) fn present(now: DateTime<Utc>) -> Option<Year> {
    i16::try_from(now.year()).ok().and_then(|year| Year::new(year).ok())
}

impl ShownState {
    fn new(year: Year, configuration: &Configuration, has_earlier: bool, lang: Lang) -> Self {
        let summary = &configuration.summary;
        let arguments = [("date", figures::date(summary.created_at).into()), ("count", summary.unit_count.into())];
        let step = match (summary.is_open(), summary.is_provisioned()) {
            (true, _) => Step::Close(place::deed_of_year(year, "close")),
            (false, false) => Step::Wait,
            (false, true) => {
                let count = configuration.gaps().len();
                let first = (count > 0).then(|| lang.t_with("year-open-first", &[("count", count.into())]));
                Step::Open(place::deed_of_year(year, "open"), first)
            }
        };
        Self {
            badge: badge(summary, lang),
            facts: lang.t_with("year-facts", &arguments),
            step,
            history: format!("/pipelines?years={year}"),
            synchronise: place::deed_of_year(year, "synchronise"),
            copy: has_earlier.then(|| place::deed_of_year(year, "copy")),
        }
    }
}

fn badge(summary: &YearSummary, lang: Lang) -> Badge {
    let (family, icon) = match summary.state.as_str() {
        "open" => ("ok", "lock-open"),
        "provisioning" => ("run", "loader"),
        "provisioning_failed" => ("bad", "circle-x"),
        _ => ("", "lock"),
    };
    Badge { family, icon, words: lang.t(&format!("year-state-{}", summary.state.replace('_', "-"))) }
}
