//! Results by scope and category: stacked bars, and the same for each year.

use super::choices::{ChartChoices, Data};
use super::words::{Words, tonnes};
use super::{Chart, stack};
use crate::carbon::taxonomy::Scope;
use crate::charts::{self, Band, Bar, Bars, Cell, DataTable, Part, Rows};
use crate::reporting::breakdown::{BARS, BarKey, Breakdown, Place, Sum, Sums};
use crate::reporting::filter::Filter;

/// Room of the chart on wide screens, unless additional categories give it the page for itself.
const WIDE: f64 = 720.0;
pub(super) const NARROW: f64 = 340.0;

/// Parts of purchases that are named; the others are the rest.
const MOST_NAMED: usize = 3;

/// What is drawn of everything the filter keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::reporting) struct Shown {
    /// Kilograms on the bars, validated.
    pub(in crate::reporting) validated: f64,
    /// Kilograms on the bars, not validated.
    pub(in crate::reporting) not_validated: f64,
    /// Kilograms of additional categories that are left out, whatever their status.
    pub(in crate::reporting) additional_left_out: f64,
    /// Kilograms of other categories that are left out because they are not validated.
    pub(in crate::reporting) not_validated_left_out: f64,
}

impl Shown {
    pub(super) fn of(sums: &Sums, choices: ChartChoices) -> Self {
        let main = sums.of(|place| !place.key().is_additional());
        let additional = sums.of(|place| place.key().is_additional());
        let drawn = Sum {
            validated: main.validated + if choices.additional { additional.validated } else { 0.0 },
            other: main.other + if choices.additional { additional.other } else { 0.0 },
        };
        let is_all = choices.data == Data::All;
        Self {
            validated: drawn.validated,
            not_validated: if is_all { drawn.other } else { 0.0 },
            additional_left_out: if choices.additional { 0.0 } else { additional.all() },
            not_validated_left_out: if is_all { 0.0 } else { drawn.other },
        }
    }

    pub(in crate::reporting) fn total(&self) -> f64 {
        self.validated + self.not_validated
    }
}

/// The bars of some sums.
pub(super) fn bars(sums: &Sums, choices: ChartChoices, words: Words) -> Bars {
    let total = Shown::of(sums, choices).total();
    let mut bands: Vec<Band> = Vec::new();
    let mut drawn: Vec<(String, f64)> = Vec::new();
    for (scope, is_apart) in [(Scope::One, false), (Scope::Two, false), (Scope::Three, false), (Scope::Three, true)] {
        if is_apart && !choices.additional {
            continue;
        }
        let keys = BARS.iter().enumerate().filter(|(_, key)| key.scope == scope && key.is_additional() == is_apart);
        let bars: Vec<Bar> =
            keys.map(|(position, key)| bar(sums, position, *key, choices.data, total, words)).collect();
        drawn.extend(bars.iter().map(|bar| (charts::text::unbroken(&bar.label), bar.total() * 1000.0)));
        let of_band: f64 = bars.iter().map(Bar::total).sum();
        let note = if is_apart { "chart-band-estimated" } else { "chart-band" };
        bands.push(Band {
            label: if is_apart {
                words.t("chart-additional")
            } else {
                words.0.t_with("scope-number", &[("scope", (scope as i16).into())])
            },
            note: words.0.t_with(note, &[("tonnes", tonnes(of_band * 1000.0).into())]),
            is_apart,
            bars,
        });
    }
    Bars {
        name: "aggregated".to_owned(),
        title: words.t("chart-aggregated"),
        description: words.finding(drawn.iter().map(|(name, kg)| (name.as_str(), *kg))),
        unit: words.t("unit-t-co2eq"),
        bands,
    }
}

fn bar(sums: &Sums, position: usize, key: BarKey, data: Data, of: f64, words: Words) -> Bar {
    let label = words.bar(key);
    let name = charts::text::unbroken(&label);
    let said =
        |part: &str| if part == key.category.key() { name.clone() } else { words.part_of(&name, &words.part(part)) };
    let mut parts: Vec<(String, f64)> = Vec::new();
    if key.is_additional() {
        parts.push((name.clone(), sums.of(|place| place.bar == position).validated));
    } else {
        let stacked = stack::parts(sums, |place: &Place| place.bar == position, key.category);
        let named = if stack::is_by_size(key.category) && stacked.len() > MOST_NAMED + 1 && key.scope == Scope::Three {
            MOST_NAMED
        } else {
            stacked.len()
        };
        let rest: f64 = stacked[named..].iter().map(|(_, sum)| sum.validated).sum();
        parts.extend(stacked[..named].iter().map(|(part, sum)| (said(part), sum.validated)));
        if rest > 0.0 {
            parts.push((said("rest"), rest));
        }
    }
    let other = sums.of(|place| place.bar == position).other;
    let part = |title: &str, kg: f64| Part { value: kg / 1000.0, title: words.segment(title, kg, of) };
    Bar {
        label,
        category: key.category,
        parts: parts.iter().filter(|(_, kg)| *kg > 0.0).map(|(title, kg)| part(title, *kg)).collect(),
        not_validated: (data == Data::All && other > 0.0)
            .then(|| part(&words.part_of(&name, &words.t("chart-not-validated")), other)),
    }
}

/// The chart of everything the filter keeps.
pub(super) fn chart(
    breakdown: &Breakdown,
    filter: &Filter,
    choices: ChartChoices,
    (words, width): (Words, f64),
) -> Chart {
    let mut bars = bars(&breakdown.sums, choices, words);
    bars.title = words.titled("chart-aggregated", filter);
    let table = table(&breakdown.sums, choices, &bars.title, words);
    let wide = bars.draw(if choices.additional { width } else { WIDE });
    bars.name.push_str("-narrow");
    Chart { wide, narrow: Some(Rows { width: NARROW, top: None }.draw(&bars)), table }
}

/// One line for each part of a bar that emitted anything.
fn table(sums: &Sums, choices: ChartChoices, title: &str, words: Words) -> DataTable {
    let is_all = choices.data == Data::All;
    let mut columns = vec![words.column("category"), words.column("subcategory"), words.numbers("tonnes", 3)];
    if is_all {
        columns.push(words.numbers("not-validated", 3));
    }
    let mut rows = Vec::new();
    for (position, key) in BARS.iter().enumerate().filter(|(_, key)| choices.additional || !key.is_additional()) {
        for (part, sum) in stack::parts(sums, |place| place.bar == position, key.category) {
            rows.extend(row(
                vec![Cell::of(charts::text::unbroken(&words.bar(*key))), Cell::of(words.part(part))],
                sum,
                is_all,
            ));
        }
    }
    let shown = Shown::of(sums, choices);
    let sum = Sum { validated: shown.validated, other: shown.not_validated };
    let total = row(vec![Cell::of(words.t("chart-total")), Cell::of("")], sum, is_all);
    DataTable { title: title.to_owned(), columns, rows, total }
}

/// The cells of a sum behind its names; none when nothing was emitted.
pub(super) fn row(mut names: Vec<Cell>, sum: Sum, is_all: bool) -> Option<Vec<Cell>> {
    let kg = if is_all { sum.all() } else { sum.validated };
    if kg == 0.0 {
        return None;
    }
    names.push(Cell::Number(kg / 1000.0));
    if is_all {
        names.push(Cell::Number(sum.other / 1000.0));
    }
    Some(names)
}
