//! One chip per value that narrows the view; each leads to the view without it.

use super::panel::status_word;
use super::view::View;
use super::words;
use crate::web::{Lang, figures};

/// Words and the address of the view without the value.
pub(super) type Chip = (String, String);

/// The chips of a view, in the order of the form.
pub(super) fn chips(view: &View, lang: Lang) -> Vec<Chip> {
    let mut chips = Vec::new();
    let without = |change: &dyn Fn(&mut View)| view.refiltered(change).url();
    for status in &view.statuses {
        let text = value("pipelines-state", &status_word(*status, lang), lang);
        chips.push((text, without(&|view| view.statuses.retain(|other| other != status))));
    }
    for kind in &view.kinds {
        let text = value("pipelines-kind", &words::kind(kind.key(), lang), lang);
        chips.push((text, without(&|view| view.kinds.retain(|other| other != kind))));
    }
    for module in &view.modules {
        let text = value("pipelines-module", &words::module(*module, lang), lang);
        chips.push((text, without(&|view| view.modules.retain(|other| other != module))));
    }
    for year in &view.years {
        let text = value("pipelines-year", &year.to_string(), lang);
        chips.push((text, without(&|view| view.years.retain(|other| other != year))));
    }
    if !view.author.is_empty() {
        chips.push((value("pipelines-author", &view.author, lang), without(&|view| view.author.clear())));
    }
    if let Some(since) = view.since {
        chips.push((value("pipelines-since", &figures::day(since.day()), lang), without(&|view| view.since = None)));
    }
    if let Some(until) = view.until {
        chips.push((value("pipelines-until", &figures::day(until.day()), lang), without(&|view| view.until = None)));
    }
    if !view.search.is_empty() {
        chips.push((value("pipelines-search", &view.search, lang), without(&|view| view.search.clear())));
    }
    if view.has_errors {
        chips.push((lang.t("pipelines-has-errors"), without(&|view| view.has_errors = false)));
    }
    chips
}

fn value(name: &'static str, value: &str, lang: Lang) -> String {
    lang.t_with("chips-value", &[("name", lang.t(name).into()), ("value", value.into())])
}
