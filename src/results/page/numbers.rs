//! The three big numbers, each with what it means or why it is missing.

use crate::carbon::taxonomy::ModuleType;
use crate::results::load::Loaded;
use crate::results::words::module_name;
use crate::results::year::Comparison;
use crate::web::{Lang, figures};

/// A change against the year before, never by colour alone.
pub(in crate::results) struct Change {
    pub(in crate::results) class: &'static str,
    pub(in crate::results) icon: &'static str,
    pub(in crate::results) words: String,
}

impl Change {
    pub(super) fn new(percent: f64) -> Self {
        let words = format!("{}\u{a0}%", figures::change(percent, 1));
        let (class, icon) = match words.chars().next() {
            Some('+') => ("trend-up", "trending-up"),
            Some('−') => ("trend-down", "trending-down"),
            _ => ("trend-none", "minus"),
        };
        Self { class, icon, words }
    }
}

/// The three big numbers.
pub(in crate::results) struct Numbers {
    pub(in crate::results) total: Option<String>,
    /// Kilometres by car, or why there is no total.
    pub(in crate::results) total_note: String,
    pub(in crate::results) change: Option<Change>,
    pub(in crate::results) change_note: String,
    pub(in crate::results) per_fte: Option<String>,
    pub(in crate::results) per_fte_label: String,
    pub(in crate::results) per_fte_note: String,
}

impl Numbers {
    pub(super) fn new(loaded: &Loaded, car_kg_per_km: f64, lang: Lang) -> Self {
        let (total, fte) = (loaded.now.total_kg(), loaded.now.fte());
        let comparison = loaded.before.as_ref().and_then(|before| loaded.now.compared_with(before));
        let percent = comparison.as_ref().and_then(Comparison::percent);
        let headcount = [("module", module_name(ModuleType::Headcount, lang).into())];
        Self {
            total: total.map(figures::tonnes),
            total_note: match total {
                Some(kg) => car(kg, car_kg_per_km, lang),
                None => lang.t("results-nothing-validated"),
            },
            change: percent.map(Change::new),
            change_note: change_note(loaded, comparison, lang),
            per_fte: total.zip(fte).map(|(kg, fte)| figures::decimal(kg / fte / 1000.0, 1)),
            per_fte_label: match fte {
                Some(fte) => lang.t_with("results-per-fte", &[("fte", figures::decimal(fte, 1).into())]),
                None => lang.t("results-per-fte-missing"),
            },
            per_fte_note: match (total, fte) {
                (Some(_), Some(_)) => lang.t("results-paris-budget"),
                (None, Some(_)) => lang.t("results-nothing-validated"),
                (_, None) if loaded.now.is_validated(ModuleType::Headcount) => lang.t("results-no-people"),
                (_, None) => lang.t_with("results-validate-headcount", &headcount),
            },
        }
    }
}

/// Emissions as the distance a car drives for them.
pub(super) fn car(kg: f64, kg_per_km: f64, lang: Lang) -> String {
    let arguments = [("km", figures::decimal(kg / kg_per_km, 0).into()), ("rate", figures::plain(kg_per_km).into())];
    lang.t_with("results-car", &arguments)
}

fn change_note(loaded: &Loaded, comparison: Option<Comparison>, lang: Lang) -> String {
    let before = (loaded.year - 1).to_string();
    if loaded.before.is_none() {
        return lang.t_with("results-no-report-before", &[("year", before.into())]);
    }
    match comparison {
        None => lang.t_with("results-nothing-in-both", &[("year", before.into())]),
        Some(comparison) if comparison.percent().is_none() => {
            lang.t_with("results-nothing-before", &[("year", before.into())])
        }
        Some(comparison) => lang.t_with(
            "results-like-for-like",
            &[
                ("now", figures::tonnes(comparison.now_kg).into()),
                ("before", figures::tonnes(comparison.before_kg).into()),
                ("year", before.into()),
                ("count", comparison.modules.into()),
            ],
        ),
    }
}
