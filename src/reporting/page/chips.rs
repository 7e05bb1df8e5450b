//! One chip per value that narrows the view; each leads to the view without it.

use super::PATH;
use super::panel::Offered;
use super::table::ANCHOR;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::platform::ids::UnitId;
use crate::reporting::filter::{Filter, StatusSet};
use crate::reporting::listing::Listing;
use crate::reporting::snapshot::Unit;
use crate::reporting::units::module_label;
use crate::web::Lang;

/// More values of one field than this become one chip.
const MOST_OF_A_FIELD: usize = 6;

/// A value that narrows the view.
pub(super) struct Chip {
    pub(super) text: String,
    /// The view without it; none when it has to stay.
    pub(super) without: Option<String>,
}

/// The chips of a view, in the order of the panel.
pub(super) fn chips(listing: &Listing, offered: &Offered, lang: Lang) -> Vec<Chip> {
    let filter = &listing.filter;
    let mut chips = Vec::new();
    // on to the count of what is left
    let without = |change: &dyn Fn(&mut Filter)| Some(format!("{}{ANCHOR}", listing.refiltered(change).url(PATH)));
    if filter.years.len() > MOST_OF_A_FIELD {
        chips.push(Chip {
            text: folded(&lang.t("filters-years"), filter.years.len(), lang),
            without: without(&|f| f.years.truncate(1)),
        });
    }
    for year in filter.years.iter().filter(|_| filter.years.len() <= MOST_OF_A_FIELD) {
        chips.push(Chip {
            text: lang.t_with("chips-year", &[("value", year.to_string().into())]),
            without: if filter.years.len() > 1 { without(&|f| f.years.retain(|other| other != year)) } else { None },
        });
    }
    let mut chip = |text: String, without: Option<String>| chips.push(Chip { text, without });

    let affiliation = lang.t("filters-affiliation");
    if filter.affiliation_ids.len() > MOST_OF_A_FIELD {
        chip(folded(&affiliation, filter.affiliation_ids.len(), lang), without(&|f| f.affiliation_ids.clear()));
    } else {
        for id in &filter.affiliation_ids {
            let text = value(
                &affiliation,
                &name(offered.affiliations.iter().map(|affiliation| affiliation.unit), *id, lang),
                lang,
            );
            chip(text, without(&|f| f.affiliation_ids.retain(|other| other != id)));
        }
    }
    if filter.unit_ids.len() > MOST_OF_A_FIELD {
        chip(folded(&lang.t("filters-units"), filter.unit_ids.len(), lang), without(&|f| f.unit_ids.clear()));
    } else {
        for id in &filter.unit_ids {
            let text = value(&lang.t("filters-unit"), &name(offered.units.listed.iter().copied(), *id, lang), lang);
            chip(text, without(&|f| f.unit_ids.retain(|other| other != id)));
        }
    }
    if filter.validation_statuses.is_restricted() {
        for status in filter.validation_statuses.iter() {
            let rest = filter.validation_statuses.without(status);
            let rest = if rest == StatusSet::NONE { StatusSet::ALL } else { rest };
            let text = value(&lang.t("filters-status"), &completion_label(status, lang), lang);
            chip(text, without(&|f| f.validation_statuses = rest));
        }
    }
    if !filter.search.is_empty() {
        chip(value(&lang.t("filters-search"), &filter.search, lang), without(&|f| f.search.clear()));
    }
    if filter.all_levels {
        chip(lang.t("filters-all-levels-chip"), without(&|f| f.all_levels = false));
    }
    for module in ModuleType::DISPLAY_ORDER {
        let statuses = filter.module(module);
        if statuses.is_restricted() {
            let labels: Vec<String> = statuses.iter().map(|status| status_label(status, lang)).collect();
            let labels = if labels.is_empty() { lang.t("chips-no-status") } else { labels.join(", ") };
            let text = value(&module_label(module, lang), &labels, lang);
            chip(text, without(&|f| f.module_statuses[module.index()] = StatusSet::ALL));
        }
    }
    chips
}

fn value(name: &str, value: &str, lang: Lang) -> String {
    lang.t_with("chips-value", &[("name", name.into()), ("value", value.into())])
}

fn folded(name: &str, count: usize, lang: Lang) -> String {
    lang.t_with("chips-folded", &[("name", name.into()), ("count", count.into())])
}

/// The name of a choice, or its number when the person may not see it.
fn name<'a>(mut offered: impl Iterator<Item = &'a Unit>, id: UnitId, lang: Lang) -> String {
    offered.find(|unit| unit.id == id).map_or_else(|| id.to_string(), |unit| unit.label(lang).to_owned())
}

/// Word for the status of a module.
pub(super) fn status_label(status: ModuleStatus, lang: Lang) -> String {
    lang.t(match status {
        ModuleStatus::NotStarted => "status-not-started",
        ModuleStatus::InProgress => "status-in-progress",
        ModuleStatus::Validated => "status-validated",
    })
}

/// Word for the status of a unit as a filter.
pub(super) fn completion_label(status: ModuleStatus, lang: Lang) -> String {
    if status == ModuleStatus::Validated { lang.t("completed") } else { status_label(status, lang) }
}
