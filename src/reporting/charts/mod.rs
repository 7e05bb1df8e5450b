//! The charts of reporting: what is summed for the filter, drawn and put into words.

mod aggregated;
mod choices;
mod drawn;
mod file;
mod it_focus;
mod modules;
mod per_fte;
mod stack;
mod words;
mod years;

#[cfg(test)]
mod tests;

pub(super) use choices::PARAMETERS;
pub use choices::{ChartChoices, Data, Shape};
pub use drawn::Charts;
pub(super) use drawn::Drawn;
pub use file::show as file;

use self::aggregated::Shown;
use self::it_focus::ItChart;
use self::modules::ModuleChart;
use self::per_fte::PerFteChart;
use self::words::Words;
use super::breakdown::Breakdown;
use super::filter::Filter;
use super::snapshot::View;
use crate::carbon::taxonomy::ModuleType;
use crate::charts::{DataTable, Drawing, Paint};
use crate::web::Lang;

/// A chart: as drawn on wide screens and on narrow ones, and its numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    pub(super) wide: Drawing,
    pub(super) narrow: Option<Drawing>,
    pub(super) table: DataTable,
}

/// Every chart of a view.
pub(super) struct ChartSet {
    pub(super) breakdown: Breakdown,
    /// What the bars show of everything.
    pub(super) shown: Shown,
    pub(super) aggregated: Chart,
    /// What stands in for the bars when there are none.
    pub(super) nothing: String,
    /// None when nobody's number is known.
    pub(super) per_fte: Option<PerFteChart>,
    /// None when nothing was emitted.
    pub(super) module: Option<ModuleChart>,
    /// Modules that can be shown in its place.
    pub(super) modules: Vec<ModuleType>,
    /// None without information technology.
    pub(super) it: Option<ItChart>,
    /// None unless there are several years.
    pub(super) years: Option<Chart>,
}

/// How wide a drawing may be: beside each other on a page, and where letters are to be read on paper.
const ON_PAGES: f64 = 1100.0;
const ON_PAPER: f64 = 800.0;

impl ChartSet {
    /// The charts of what a filter keeps.
    pub(super) fn of(view: &View, filter: &Filter, choices: ChartChoices, lang: Lang) -> Self {
        Self::drawn(Breakdown::of(view, filter), filter, choices, (lang, ON_PAGES))
    }

    /// The same, laid out for paper.
    pub(super) fn on_paper(view: &View, filter: &Filter, choices: ChartChoices, lang: Lang) -> Self {
        Self::drawn(Breakdown::of(view, filter), filter, choices, (lang, ON_PAPER))
    }

    /// On paper, the parts of another module.
    pub(super) fn module_on_paper(&self, filter: &Filter, choices: ChartChoices, lang: Lang) -> Option<ModuleChart> {
        modules::chart(&self.breakdown, filter, choices, (Words(lang), ON_PAPER))
    }

    fn drawn(breakdown: Breakdown, filter: &Filter, choices: ChartChoices, (lang, width): (Lang, f64)) -> Self {
        let words = Words(lang);
        Self {
            shown: Shown::of(&breakdown.sums, choices),
            aggregated: aggregated::chart(&breakdown, filter, choices, (words, width)),
            nothing: words.nothing(&breakdown.sums, choices.additional),
            per_fte: per_fte::chart(&breakdown, filter, choices.additional, words),
            module: modules::chart(&breakdown, filter, choices, (words, width)),
            modules: modules::with_data(&breakdown, choices.data),
            it: it_focus::chart(&breakdown, filter, words),
            years: years::chart(&breakdown, filter, choices, (words, width)),
            breakdown,
        }
    }

    /// The chart of a name, as addresses have it.
    fn named(&self, name: &str) -> Option<&Chart> {
        match name {
            "aggregated" | "years" if self.shown.total() <= 0.0 => None,
            "aggregated" => Some(&self.aggregated),
            "per-fte" => self.per_fte.as_ref().map(|per_fte| &per_fte.chart),
            "breakdown" => self.module.as_ref().map(|module| &module.chart),
            "it-focus" => self.it.as_ref().map(|it| &it.chart),
            "years" => self.years.as_ref(),
            _ => None,
        }
    }
}

/// A line of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// What its swatch looks like.
    pub(super) paint: Paint,
    /// What it is.
    pub(super) name: String,
    /// How much.
    pub(super) value: String,
    /// Of the whole; empty: not said.
    pub(super) share: String,
}
