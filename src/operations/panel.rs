//! The filter form of the console: every choice there is, the made ones checked.

use std::collections::BTreeMap;

use super::parts::look;
use super::view::View;
use super::words;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::pipeline::{JobKind, PipelineStatus};
use crate::web::{Bound, Lang, figures};

/// The counters, in the order of what needs somebody first.
const COUNTERS: [PipelineStatus; 6] = [
    PipelineStatus::Failed,
    PipelineStatus::Partial,
    PipelineStatus::Running,
    PipelineStatus::NotStarted,
    PipelineStatus::Warning,
    PipelineStatus::Success,
];

/// How many pipelines stand where; each leads to those.
pub(super) struct Counter {
    pub(super) key: &'static str,
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) label: String,
    pub(super) count: i64,
    pub(super) note: String,
    pub(super) url: String,
    pub(super) is_chosen: bool,
}

/// The six counters of a view.
pub(super) fn counters(view: &View, counts: &BTreeMap<PipelineStatus, i64>, lang: Lang) -> Vec<Counter> {
    let span = match (view.since, view.until) {
        (Some(since), None) => lang.t_with("counters-since", &[("day", figures::day(since.day()).into())]),
        (None, None) => lang.t("counters-all-time"),
        _ => lang.t("counters-in-span"),
    };
    let counter = |status: PipelineStatus| {
        let is_chosen = view.statuses == [status];
        let (family, icon) = look(status);
        Counter {
            key: status.key(),
            family,
            icon,
            label: status_word(status, lang),
            count: counts.get(&status).copied().unwrap_or(0),
            note: if status.is_final() { span.clone() } else { lang.t("counters-now") },
            url: view.refiltered(|view| view.statuses = if is_chosen { Vec::new() } else { vec![status] }).url(),
            is_chosen,
        }
    };
    COUNTERS.map(counter).into()
}

/// Word for a status.
pub(super) fn status_word(status: PipelineStatus, lang: Lang) -> String {
    lang.t(&format!("pipeline-status-{}", status.key().replace('_', "-")))
}

/// The filter form.
pub(super) struct Panel {
    pub(super) active_count: usize,
    pub(super) pickers: Vec<Picker>,
    pub(super) author: String,
    pub(super) since: String,
    pub(super) until: String,
    pub(super) search: String,
    pub(super) has_errors: bool,
    /// What the form keeps beside its own fields.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A choice of several values.
pub(super) struct Picker {
    pub(super) name: &'static str,
    pub(super) label: String,
    /// What is chosen, in words.
    pub(super) summary: String,
    /// Value, label, whether it is chosen.
    pub(super) choices: Vec<(String, String, bool)>,
}

impl Panel {
    pub(super) fn new(view: &View, years: &[Year], lang: Lang) -> Self {
        let day = |bound: Option<Bound>| bound.map(|bound| bound.day().to_string()).unwrap_or_default();
        let statuses = COUNTERS
            .iter()
            .map(|status| (status.key().to_owned(), status_word(*status, lang), view.statuses.contains(status)));
        let kinds = JobKind::ALL
            .iter()
            .map(|kind| (kind.key().to_owned(), words::kind(kind.key(), lang), view.kinds.contains(kind)));
        let modules = ModuleType::DISPLAY_ORDER
            .iter()
            .map(|module| (module.id().to_string(), words::module(*module, lang), view.modules.contains(module)));
        let mut offered: Vec<Year> = years.iter().chain(&view.years).copied().collect();
        offered.sort_unstable_by(|a, b| b.cmp(a));
        offered.dedup();
        let years = offered.iter().map(|year| (year.to_string(), year.to_string(), view.years.contains(year)));
        Self {
            active_count: view.active_count(),
            pickers: vec![
                Picker::new("statuses", "pipelines-state", "pipelines-all-states", statuses, lang),
                Picker::new("kinds", "pipelines-kind", "pipelines-all-kinds", kinds, lang),
                Picker::new("module_type_ids", "pipelines-module", "pipelines-all-modules", modules, lang),
                Picker::new("years", "pipelines-year", "pipelines-all-years", years, lang),
            ],
            author: view.author.clone(),
            since: day(view.since),
            until: day(view.until),
            search: view.search.clone(),
            has_errors: view.has_errors,
            kept: view.pairs().into_iter().filter(|(key, _)| *key == "page_size").collect(),
        }
    }
}

impl Picker {
    fn new(
        name: &'static str,
        label: &'static str,
        all: &'static str,
        choices: impl Iterator<Item = (String, String, bool)>,
        lang: Lang,
    ) -> Self {
        let choices: Vec<_> = choices.collect();
        let chosen: Vec<&str> = choices.iter().filter(|(.., chosen)| *chosen).map(|(_, label, _)| &**label).collect();
        let summary = match chosen.as_slice() {
            [] => lang.t(all),
            [only] => (*only).to_owned(),
            several => lang.t_with("filters-selected", &[("count", several.len().into())]),
        };
        Self { name, label: lang.t(label), summary, choices }
    }
}
