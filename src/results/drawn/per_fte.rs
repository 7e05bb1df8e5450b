//! What a full-time equivalent comes to, beside what the Paris Agreement leaves each person.

use super::{Chart, Kind};
use crate::carbon::taxonomy::Category;
use crate::charts::budget::{Budget, Part};
use crate::charts::{Cell, Column, DataTable, Paint};
use crate::results::CHART_ORDER;
use crate::results::load::Loaded;
use crate::results::words::category_name;
use crate::web::{Lang, figures};

/// Tonnes of CO2eq a person and year.
pub(in crate::results) const PARIS_BUDGET: f64 = 2.0;

/// None while headcount is not validated, or nothing is.
pub(super) fn drawn(loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
    let (fte, total_kg) = (loaded.now.fte()?, loaded.now.total_kg()?);
    let tonnes = |kg: f64| kg / 1000.0 / fte;
    let unit = lang.t("unit-t-co2eq");
    let rows: Vec<(Category, f64)> = CHART_ORDER
        .into_iter()
        .map(|category| (category, tonnes(loaded.now.category_kg(category))))
        .filter(|(_, value)| *value > 0.0)
        .collect();
    let part = |(category, value): &(Category, f64)| {
        let (name, words) = (category_name(*category, lang), figures::decimal(*value, 2));
        Part {
            paint: Paint::Category(*category, 0),
            value: *value,
            says: format!("{name}: {words}\u{a0}{unit}"),
            label: name,
            words,
        }
    };
    let title = lang.t("results-per-fte-title");
    let budget = lang.t_with("results-paris-mark", &[("tonnes", figures::plain(PARIS_BUDGET).into())]);
    let drawing = Budget {
        name: Kind::PerFte.name(),
        title: title.clone(),
        description: lang.t_with(
            "results-per-fte-finding",
            &[
                ("tonnes", figures::decimal(tonnes(total_kg), 2).into()),
                ("budget", figures::plain(PARIS_BUDGET).into()),
            ],
        ),
        width,
        parts: rows.iter().map(part).collect(),
        mark: (PARIS_BUDGET, budget),
    };
    let row =
        |(category, value): &(Category, f64)| vec![Cell::of(category_name(*category, lang)), Cell::Number(*value)];
    let table = DataTable {
        title,
        columns: vec![Column::words(lang.t("results-category")), Column::numbers(lang.t("results-per-fte-column"), 2)],
        rows: rows.iter().map(row).collect(),
        total: Some(vec![Cell::of(lang.t("results-tonnes")), Cell::Number(tonnes(total_kg))]),
    };
    Some(Chart { drawing: drawing.drawn(), table })
}
