//! Year after year: the same bars side by side on one scale, and how each changed.

use super::Chart;
use super::aggregated::{self, NARROW, Shown};
use super::choices::{ChartChoices, Data};
use super::words::{Words, tonnes};
use crate::charts::text::{self, unbroken};
use crate::charts::{self, Bars, Cell, DataTable, Drawing, Ink, Rows, Text, Weight};
use crate::reporting::breakdown::{BARS, Breakdown, Place, Sums, YearSums};
use crate::reporting::filter::Filter;
use crate::web::figures;

const GAP: f64 = 40.0;
const HEADING: f64 = 24.0;
/// More years than this stand on more lines.
const BESIDE: usize = 3;
/// More would not be legible: the newest are drawn, a sentence says so, and the table has all of them.
const MOST_DRAWN: usize = 12;
/// A line of that sentence.
const LINE: f64 = 18.0;

/// The chart; none unless there are several years.
pub(super) fn chart(
    breakdown: &Breakdown,
    filter: &Filter,
    choices: ChartChoices,
    (words, width): (Words, f64),
) -> Option<Chart> {
    if breakdown.years.len() < 2 {
        return None;
    }
    let title = words.titled("chart-years", filter);
    let drawn = &breakdown.years[breakdown.years.len().saturating_sub(MOST_DRAWN)..];
    let remark = (drawn.len() < breakdown.years.len()).then(|| {
        let numbers = [("drawn", drawn.len().into()), ("years", breakdown.years.len().into())];
        words.0.t_with("chart-years-newest", &numbers)
    });
    let finding = finding(&breakdown.years, choices, words);
    let description = [Some(finding), remark.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let charts: Vec<(String, Bars)> = drawn
        .iter()
        .map(|year| (heading(year, choices, words), aggregated::bars(&year.sums, choices, words)))
        .collect();
    let top = charts.iter().map(|(_, bars)| bars.most()).fold(0.0, f64::max);
    let draw = |wide: f64| {
        let years =
            charts.iter().map(|(heading, bars)| headed(heading, Rows { width: wide, top: Some(top) }.draw(bars)));
        years.collect::<Vec<_>>()
    };
    let beside = charts.len().min(BESIDE);
    let wide = draw((width - GAP * (beside - 1) as f64) / beside as f64);
    let named = |name: &str, mut drawing: Drawing| {
        (drawing.name, drawing.title, drawing.description) = (name.to_owned(), title.clone(), description.clone());
        for line in text::lines(remark.as_deref().unwrap_or_default(), 12.0, Weight::Regular, drawing.width, 3) {
            drawing.height += LINE;
            drawing.items.push(Text::new([0.0, drawing.height - 5.0], line).inked(Ink::Normal).into());
        }
        drawing
    };
    Some(Chart {
        wide: named("years", Drawing::tiled(wide, beside, GAP)),
        narrow: Some(named("years-narrow", Drawing::tiled(draw(NARROW), 1, GAP))),
        table: table(&breakdown.years, choices, title.clone(), words),
    })
}

/// A year and its total.
fn heading(year: &YearSums, choices: ChartChoices, words: Words) -> String {
    let total = Shown::of(&year.sums, choices).total();
    words.0.t_with("chart-year", &[("year", year.year.to_string().into()), ("tonnes", tonnes(total).into())])
}

/// A drawing below its heading.
fn headed(heading: &str, drawing: Drawing) -> Drawing {
    let mut items = vec![Text::new([0.0, 16.0], heading).sized(14.0).strong().inked(Ink::Strong).into()];
    items.extend(drawing.items.into_iter().map(|item| item.moved(0.0, HEADING)));
    Drawing { height: drawing.height + HEADING, items, ..drawing }
}

/// How the newest year that has something to show differs from the one before it.
fn finding(years: &[YearSums], choices: ChartChoices, words: Words) -> String {
    let total = |year: &YearSums| Shown::of(&year.sums, choices).total();
    let mut with_data = years.iter().rev().filter(|year| total(year) > 0.0);
    let (Some(last), Some(before)) = (with_data.next(), with_data.next()) else { return String::new() };
    let change = change(total(last), total(before)).map_or_else(|| figures::MISSING.to_owned(), percent);
    words.0.t_with(
        "chart-finding-years",
        &[
            ("year", last.year.to_string().into()),
            ("tonnes", tonnes(total(last)).into()),
            ("change", change.into()),
            ("before", before.year.to_string().into()),
            ("tonnes_before", tonnes(total(before)).into()),
        ],
    )
}

/// Percent more than before; none where there was nothing before.
fn change(now: f64, before: f64) -> Option<f64> {
    (before > 0.0).then(|| (now - before) / before * 100.0)
}

fn percent(change: f64) -> String {
    format!("{}\u{a0}%", figures::change(change, 1))
}

/// One line for each bar, for each year its tonnes and how they changed since the year before.
fn table(years: &[YearSums], choices: ChartChoices, title: String, words: Words) -> DataTable {
    let mut columns = vec![words.column("category")];
    for (position, year) in years.iter().enumerate() {
        let named = |key: &str| words.0.t_with(key, &[("year", year.year.to_string().into())]);
        columns.push(charts::Column::numbers(named("chart-column-year"), 1));
        if position > 0 {
            columns.push(charts::Column::numbers(named("chart-column-change"), 1));
        }
    }
    let kg = |sums: &Sums, is_meant: &dyn Fn(&Place) -> bool| {
        let sum = sums.of(is_meant);
        if choices.data == Data::All { sum.all() } else { sum.validated }
    };
    let row = |name: String, is_meant: &dyn Fn(&Place) -> bool| {
        let mut cells = vec![Cell::Words(name)];
        let mut before = None;
        for (position, year) in years.iter().enumerate() {
            // a year in which nothing counts yet has no figures, rather than figures of nought
            let has_data = Shown::of(&year.sums, choices).total() > 0.0;
            let now = has_data.then(|| kg(&year.sums, is_meant));
            cells.push(now.map_or(Cell::Missing, |now| Cell::Number(now / 1000.0)));
            if position > 0 {
                let changed = now.zip(before).and_then(|(now, before)| change(now, before));
                cells.push(changed.map_or(Cell::Missing, Cell::Change));
            }
            before = now;
        }
        cells
    };
    let is_shown = |place: &Place| choices.additional || !place.key().is_additional();
    let rows = BARS
        .iter()
        .enumerate()
        .filter(|(_, key)| choices.additional || !key.is_additional())
        .map(|(position, key)| row(unbroken(&words.bar(*key)), &|place| place.bar == position));
    let rows = rows.collect();
    DataTable { title, columns, rows, total: Some(row(words.t("chart-total"), &is_shown)) }
}
