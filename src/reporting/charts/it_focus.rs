//! Information technology among the emissions: a waffle of a thousand cells.

use super::words::{Words, tonnes};
use super::{Chart, Entry};

use crate::charts::waffle::{CELLS, Waffle, cells, percent};
use crate::charts::{Cell, DataTable, Paint};
use crate::reporting::breakdown::{Breakdown, ItFocus};
use crate::reporting::filter::Filter;
use crate::web::figures;

/// The chart with what is written beside it.
pub(in crate::reporting) struct ItChart {
    pub(in crate::reporting) chart: Chart,
    pub(in crate::reporting) legend: Vec<Entry>,
    /// Validated kilograms of information technology.
    pub(in crate::reporting) kg: f64,
    /// Their share of all validated emissions.
    pub(in crate::reporting) share: f64,
    /// What is not counted because it is not validated, in words.
    pub(in crate::reporting) left_out: Option<String>,
}

/// The chart; none without any data of information technology.
pub(super) fn chart(breakdown: &Breakdown, filter: &Filter, words: Words) -> Option<ItChart> {
    let focus = ItFocus::of(breakdown);
    if !focus.has_data() {
        return None;
    }
    let kg = focus.parts.map(|(_, sum)| sum.validated);
    let shares = cells(focus.share(), &kg);
    let title = words.titled("chart-it", filter);
    let description = words.0.t_with(
        "chart-finding-it",
        &[("tonnes", tonnes(focus.it()).into()), ("share", one_decimal(focus.share()).into())],
    );
    let parts = focus.parts.iter().zip(&shares).map(|((part, sum), cells)| {
        let title = words.segment(&words.it(*part), sum.validated, focus.validated);
        (part.category(), 0, *cells, title)
    });
    let waffle = Waffle { name: "it-focus".to_owned(), title: title.clone(), description, parts: parts.collect() };
    let mut legend: Vec<Entry> = focus
        .parts
        .iter()
        .zip(&shares)
        .map(|((part, sum), cells)| Entry {
            paint: Paint::Category(part.category(), 0),
            name: words.it(*part),
            value: figures::tonnes(sum.validated),
            share: if *cells == 0 && sum.validated > 0.0 { percent(1) } else { percent(*cells) },
        })
        .collect();
    legend.push(Entry {
        paint: Paint::Empty,
        name: words.t("it-all-other"),
        value: String::new(),
        share: percent(CELLS.saturating_sub(shares.iter().sum())),
    });
    let left_out: Vec<String> = focus
        .parts
        .iter()
        .filter(|(_, sum)| sum.other > 0.0)
        .map(|(part, sum)| {
            words
                .0
                .t_with("it-left-out-part", &[("name", words.it(*part).into()), ("tonnes", tonnes(sum.other).into())])
        })
        .collect();
    let left_out =
        (!left_out.is_empty()).then(|| words.0.t_with("it-left-out", &[("parts", left_out.join(", ").into())]));
    let chart = Chart { wide: waffle.draw(), narrow: None, table: table(&focus, title, words) };
    Some(ItChart { chart, legend, kg: focus.it(), share: focus.share(), left_out })
}

/// A share with one decimal: `8.7 %`.
pub(super) fn one_decimal(share: f64) -> String {
    format!("{}\u{a0}%", figures::decimal(share * 100.0, 1))
}

fn table(focus: &ItFocus, title: String, words: Words) -> DataTable {
    let columns = vec![
        words.column("category"),
        words.numbers("tonnes", 3),
        words.numbers("not-validated", 3),
        words.numbers("percent", 2),
    ];
    let percent =
        |kg: f64| if focus.validated > 0.0 { Cell::Number(kg / focus.validated * 100.0) } else { Cell::Missing };
    let row = |name: String, kg: f64, other: f64| {
        vec![Cell::of(name), Cell::Number(kg / 1000.0), Cell::Number(other / 1000.0), percent(kg)]
    };
    let rows = focus.parts.iter().map(|(part, sum)| row(words.it(*part), sum.validated, sum.other)).collect();
    let other = focus.parts.iter().map(|(_, sum)| sum.other).sum();
    let total = Some(row(words.t("it-total"), focus.it(), other));
    DataTable { title, columns, rows, total }
}
