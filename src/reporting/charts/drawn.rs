//! Charts once drawn are kept for a while: turning a page of the table or sorting it draws nothing again.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::words::Words;
use super::{Chart, ChartChoices, ChartSet, Entry};
use crate::access::Scope;
use crate::carbon::taxonomy::ModuleType;
use crate::charts::DataTable;
use crate::charts::svg::{self, Look};
use crate::reporting::filter::Filter;
use crate::reporting::snapshot::View;
use crate::web::{Lang, figures};

/// How many views are kept: some fifty kilobytes each.
const MOST_KEPT: NonZeroUsize = NonZeroUsize::new(64).unwrap();

/// The charts that this process has drawn lately, shared by all requests.
#[derive(Debug, Clone)]
pub struct Charts {
    kept: Arc<Mutex<LruCache<Key, Arc<Drawn>>>>,
    drawn: Arc<AtomicU64>,
}

/// Everything that charts depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    snapshot: u64,
    scope: Scope,
    filter: Filter,
    choices: ChartChoices,
    lang: Lang,
    look: Look,
}

impl Default for Charts {
    fn default() -> Self {
        Self { kept: Arc::new(Mutex::new(LruCache::new(MOST_KEPT))), drawn: Arc::default() }
    }
}

impl Charts {
    /// The charts of what a filter keeps of a view; the view has to be one of that scope.
    pub(in crate::reporting) fn of(
        &self,
        view: &View,
        scope: &Scope,
        filter: &Filter,
        choices: ChartChoices,
        (lang, look): (Lang, Look),
    ) -> Arc<Drawn> {
        let key = Key { snapshot: view.number(), scope: scope.clone(), filter: filter.clone(), choices, lang, look };
        if let Some(kept) = self.lock().get(&key) {
            return kept.clone();
        }
        // drawn outside the lock: two who ask at once draw twice, nobody waits
        let drawn = Arc::new(Drawn::new(&ChartSet::of(view, filter, choices, lang), lang, look));
        self.drawn.fetch_add(1, Ordering::Relaxed);
        self.lock().put(key, drawn.clone());
        drawn
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<Key, Arc<Drawn>>> {
        // what is kept is whole even if somebody panicked beside it
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many times charts were drawn since the start.
    pub fn times_drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }
}

/// The charts of a view as the page shows them.
#[derive(Debug)]
pub(in crate::reporting) struct Drawn {
    /// None when there is nothing to draw.
    pub(in crate::reporting) aggregated: Option<Figure>,
    /// What stands in for the bars then.
    pub(in crate::reporting) nothing: String,
    /// What the bars show and what they leave out, in words.
    pub(in crate::reporting) shown: String,
    pub(in crate::reporting) per_fte: Option<PerFte>,
    pub(in crate::reporting) module: Option<Module>,
    pub(in crate::reporting) modules: Vec<ModuleType>,
    pub(in crate::reporting) it: Option<It>,
    pub(in crate::reporting) years: Option<Figure>,
    /// Tonnes per person of everything validated, additional categories included.
    pub(in crate::reporting) tonnes_per_fte: String,
    /// Of how many units the number of people is known, in words.
    pub(in crate::reporting) coverage: String,
}

/// A drawing with the numbers behind it.
#[derive(Debug)]
pub(in crate::reporting) struct Figure {
    /// Its name in addresses.
    pub(in crate::reporting) name: &'static str,
    pub(in crate::reporting) wide: String,
    /// For narrow screens; empty: the same.
    pub(in crate::reporting) narrow: String,
    pub(in crate::reporting) table: DataTable,
}

/// Results for each person.
#[derive(Debug)]
pub(in crate::reporting) struct PerFte {
    pub(in crate::reporting) figure: Figure,
    pub(in crate::reporting) legend: Vec<Entry>,
    pub(in crate::reporting) total: String,
    pub(in crate::reporting) fte: String,
    pub(in crate::reporting) note: String,
}

/// The parts of a module.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the module whose parts they are")]
pub(in crate::reporting) struct Module {
    pub(in crate::reporting) module: ModuleType,
    pub(in crate::reporting) figure: Figure,
    pub(in crate::reporting) legend: Vec<Entry>,
    pub(in crate::reporting) tonnes: String,
    pub(in crate::reporting) note: String,
}

/// Information technology.
#[derive(Debug)]
pub(in crate::reporting) struct It {
    pub(in crate::reporting) figure: Figure,
    pub(in crate::reporting) legend: Vec<Entry>,
    pub(in crate::reporting) tonnes: String,
    pub(in crate::reporting) share: String,
    pub(in crate::reporting) left_out: Option<String>,
}

impl Figure {
    fn new(name: &'static str, chart: &Chart, look: Look) -> Self {
        Self {
            name,
            wide: svg::inline(&chart.wide, look),
            narrow: chart.narrow.as_ref().map(|narrow| svg::inline(narrow, look)).unwrap_or_default(),
            table: chart.table.clone(),
        }
    }
}

impl Drawn {
    pub(super) fn new(set: &ChartSet, lang: Lang, look: Look) -> Self {
        let words = Words(lang);
        let breakdown = &set.breakdown;
        let has_bars = set.shown.total() > 0.0;
        let per_fte = set.per_fte.as_ref().map(|chart| PerFte {
            figure: Figure::new("per-fte", &chart.chart, look),
            legend: chart.legend.clone(),
            total: figures::decimal(chart.total, 2),
            fte: figures::decimal(breakdown.per_fte.fte, 1),
            note: words.per_fte_note(breakdown, chart.total),
        });
        let module = set.module.as_ref().map(|chart| Module {
            module: chart.module,
            figure: Figure::new("breakdown", &chart.chart, look),
            legend: chart.legend.clone(),
            tonnes: figures::tonnes(chart.kg),
            note: words.module_note(breakdown, chart),
        });
        let it = set.it.as_ref().map(|chart| It {
            figure: Figure::new("it-focus", &chart.chart, look),
            legend: chart.legend.clone(),
            tonnes: figures::tonnes(chart.kg),
            share: super::it_focus::one_decimal(chart.share),
            left_out: chart.left_out.clone(),
        });
        Self {
            aggregated: has_bars.then(|| Figure::new("aggregated", &set.aggregated, look)),
            nothing: set.nothing.clone(),
            shown: words.shown(set.shown),
            per_fte,
            module,
            modules: set.modules.clone(),
            it,
            years: set.years.as_ref().filter(|_| has_bars).map(|chart| Figure::new("years", chart, look)),
            tonnes_per_fte: figures::tonnes_per_fte(breakdown.per_fte.sums.total().validated, breakdown.per_fte.fte),
            coverage: words.coverage(breakdown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carbon::ids::Year;
    use crate::reporting::charts::Data;

    fn of_year(year: i16) -> Filter {
        Filter::of_years([Year::new(year).unwrap()])
    }

    #[test]
    fn the_same_view_is_drawn_once_and_every_other_anew() {
        let charts = Charts::default();
        let (view, later) = (View::empty(), View::empty());
        let faculty = Scope::Subtrees(vec!["20".to_owned()]);
        let usual = ChartChoices::default();
        let all = ChartChoices { data: Data::All, ..usual };
        let times = |view, scope, year, choices, lang, look| {
            charts.of(view, scope, &of_year(year), choices, (lang, look));
            charts.times_drawn()
        };
        let whole = &Scope::Institution;
        assert_eq!(times(&view, whole, 2025, usual, Lang::En, Look::Plain), 1);
        // another page of the table, another order: the same charts
        assert_eq!(times(&view, whole, 2025, usual, Lang::En, Look::Plain), 1);
        // what was committed meanwhile
        assert_eq!(times(&later, whole, 2025, usual, Lang::En, Look::Plain), 2);
        // whoever sees less never gets what somebody saw who sees more
        assert_eq!(times(&view, &faculty, 2025, usual, Lang::En, Look::Plain), 3);
        assert_eq!(times(&view, whole, 2024, usual, Lang::En, Look::Plain), 4);
        assert_eq!(times(&view, whole, 2025, all, Lang::En, Look::Plain), 5);
        assert_eq!(times(&view, whole, 2025, usual, Lang::Fr, Look::Plain), 6);
        assert_eq!(times(&view, whole, 2025, usual, Lang::En, Look::Patterned), 7);
        assert_eq!(times(&view, whole, 2025, usual, Lang::En, Look::Plain), 7);
    }

    #[test]
    fn no_more_than_some_views_are_kept() {
        let charts = Charts::default();
        let view = View::empty();
        for year in 2000..2100 {
            charts.of(&view, &Scope::Institution, &of_year(year), ChartChoices::default(), (Lang::En, Look::Plain));
        }
        assert_eq!((charts.times_drawn(), charts.lock().len()), (100, MOST_KEPT.get()));
    }
}
