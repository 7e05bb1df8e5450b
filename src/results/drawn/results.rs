//! The categories of a unit's year by scope, and what is estimated beside them.

use super::{Chart, Kind};
use crate::carbon::taxonomy::{Category, Scope};
use crate::charts::{Band, Bar, Bars, Cell, Column, DataTable, Part, Rows};
use crate::results::CHART_ORDER;
use crate::results::load::Loaded;
use crate::results::parts::{self, REST};
use crate::results::words::{category_name, part_name};
use crate::results::year::is_additional;
use crate::web::{Lang, figures};

/// From here on bars stand, on narrower screens they lie.
const STANDING: f64 = 560.0;
const SCOPES: [Scope; 3] = [Scope::One, Scope::Two, Scope::Three];

/// None while nothing is validated.
pub(super) fn drawn(loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
    let total_kg = loaded.now.total_kg()?;
    let mut bands: Vec<Band> = SCOPES.into_iter().map(|scope| band(loaded, scope, lang)).collect();
    if loaded.choices.additional {
        bands.push(additional(loaded, lang));
    }
    let largest = CHART_ORDER
        .into_iter()
        .max_by(|a, b| loaded.now.category_kg(*a).total_cmp(&loaded.now.category_kg(*b)))
        .unwrap_or(Category::Equipment);
    let chart = Bars {
        name: Kind::Results.name(),
        title: lang.t("results-chart-title"),
        description: lang.t_with(
            "results-finding",
            &[
                ("category", category_name(largest, lang).into()),
                ("tonnes", figures::tonnes(loaded.now.category_kg(largest)).into()),
                ("total", figures::tonnes(total_kg).into()),
            ],
        ),
        unit: lang.t("unit-t-co2eq"),
        bands,
    };
    let drawing = if width >= STANDING { chart.draw(width) } else { Rows { width, top: None }.draw(&chart) };
    Some(Chart { drawing, table: table(loaded, total_kg, lang) })
}

/// The main categories with a scope. What is not validated keeps its place, without a bar.
fn band(loaded: &Loaded, scope: Scope, lang: Lang) -> Band {
    let shown = CHART_ORDER.into_iter().filter(|category| !is_additional(*category) && loaded.choices.shows(*category));
    let bars: Vec<Bar> = shown.filter_map(|category| bar(loaded, category, scope, lang)).collect();
    let kg: f64 = bars.iter().map(Bar::total).sum::<f64>() * 1000.0;
    Band {
        label: lang.t_with("scope-number", &[("scope", (scope as i16).into())]),
        note: format!("{}\u{a0}t", figures::tonnes(kg)),
        is_apart: false,
        bars,
    }
}

/// The scope in which a category has its bar.
fn usual_scope(category: Category) -> Scope {
    match category {
        Category::ProcessEmissions | Category::BuildingsEnergyCombustion => Scope::One,
        Category::BuildingsRoom | Category::Equipment => Scope::Two,
        _ => Scope::Three,
    }
}

fn bar(loaded: &Loaded, category: Category, scope: Scope, lang: Lang) -> Option<Bar> {
    let mut found = parts::in_scope(&loaded.now, category, scope);
    let is_usual = usual_scope(category) == scope;
    if found.is_empty() && !is_usual {
        return None;
    }
    if category == Category::Purchases {
        found = parts::largest(found);
    }
    // centralized purchases count in scope 1
    let label = if is_usual { category_name(category, lang) } else { part_name("additional", lang) };
    let unit = lang.t("unit-t-co2eq");
    let part = |part: &parts::Part| Part {
        value: part.kg / 1000.0,
        title: format!("{label}, {}: {}\u{a0}{unit}", part_name(&part.key, lang), figures::tonnes(part.kg)),
    };
    Some(Bar { category, parts: found.iter().map(part).collect(), not_validated: None, label })
}

fn additional(loaded: &Loaded, lang: Lang) -> Band {
    let unit = lang.t("unit-t-co2eq");
    let bar = |category: Category| {
        let (kg, label) = (loaded.now.category_kg(category), category_name(category, lang));
        let title = format!("{label}: {}\u{a0}{unit}", figures::tonnes(kg));
        let parts = (kg > 0.0).then(|| Part { value: kg / 1000.0, title });
        Bar { label, category, parts: parts.into_iter().collect(), not_validated: None }
    };
    let bars: Vec<Bar> = CHART_ORDER.into_iter().filter(|category| is_additional(*category)).map(bar).collect();
    let kg: f64 = bars.iter().map(Bar::total).sum::<f64>() * 1000.0;
    Band {
        label: lang.t("results-additional"),
        note: lang.t_with("results-additional-note", &[("tonnes", figures::tonnes(kg).into())]),
        is_apart: true,
        bars,
    }
}

/// Every part with emissions.
fn table(loaded: &Loaded, total_kg: f64, lang: Lang) -> DataTable {
    let rows = CHART_ORDER.into_iter().flat_map(|category| {
        let name = category_name(category, lang);
        parts::of_category(&loaded.now, category).into_iter().map(move |part| {
            let part_name = if part.key == REST { name.clone() } else { part_name(&part.key, lang) };
            vec![Cell::of(name.clone()), Cell::of(part_name), Cell::Number(part.kg / 1000.0)]
        })
    });
    DataTable {
        title: lang.t("results-chart-title"),
        columns: vec![
            Column::words(lang.t("results-category")),
            Column::words(lang.t("results-part")),
            Column::numbers(lang.t("unit-t-co2eq"), 3),
        ],
        rows: rows.collect(),
        total: Some(vec![Cell::of(lang.t("results-tonnes")), Cell::of(""), Cell::Number(total_kg / 1000.0)]),
    }
}
