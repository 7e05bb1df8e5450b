//! The filter panel: every choice there is, the made ones checked.

use super::chips::{completion_label, status_label};
use super::{ALL_UNITS, PATH};
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::reporting::charts;
use crate::reporting::choices::{Affiliation, UnitChoices, YearChoice};
use crate::reporting::filter::{Filter, StatusSet};
use crate::reporting::listing::Listing;
use crate::reporting::units::{UnitsTable, module_label};
use crate::web::Lang;

/// How many units the list shows before it asks to type.
pub(super) const LISTED_UNITS: usize = 100;

/// What can be chosen.
pub(super) struct Offered<'a> {
    pub(super) years: Vec<YearChoice>,
    pub(super) affiliations: Vec<Affiliation<'a>>,
    pub(super) units: UnitChoices<'a>,
}

/// The filter panel.
pub(super) struct Panel {
    pub(super) active_count: usize,
    pub(super) years: Vec<Choice>,
    pub(super) affiliations: ChoiceList,
    pub(super) units: ChoiceList,
    pub(super) statuses: Vec<Choice>,
    pub(super) search: String,
    pub(super) all_levels: bool,
    /// The page without any choice.
    pub(super) reset: &'static str,
    pub(super) modules: Vec<(ModuleType, String)>,
    pub(super) module_rows: Vec<ModuleRow>,
    pub(super) restricted_modules: usize,
    /// Modules of which no status is checked.
    pub(super) modules_without_status: String,
    pub(super) select_all: String,
    pub(super) unselect_all: String,
    /// Order and page size, kept when the filter changes.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A checkbox.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) note: String,
    /// The note in words.
    pub(super) title: String,
    pub(super) is_checked: bool,
    /// Some choice below it is made, itself is not.
    pub(super) is_partial: bool,
    /// 1, or 2 below another.
    pub(super) level: u8,
    /// What the script searches: what the server does.
    pub(super) text: String,
}

/// A list of checkboxes with its own search.
pub(super) struct ChoiceList {
    pub(super) choices: Vec<Choice>,
    pub(super) chosen_count: usize,
    pub(super) clear: String,
    pub(super) search: String,
    /// How many there are, when not all are listed.
    pub(super) more: Option<usize>,
}

/// The checkboxes of one status, a module each.
pub(super) struct ModuleRow {
    pub(super) status: ModuleStatus,
    pub(super) label: String,
    pub(super) boxes: Vec<ModuleBox>,
}

/// The checkbox of a module's status.
pub(super) struct ModuleBox {
    pub(super) value: String,
    pub(super) label: String,
    /// How many unit-years it would find.
    pub(super) title: String,
    pub(super) is_checked: bool,
}

impl ModuleRow {
    pub(super) fn class(&self) -> &'static str {
        match self.status {
            ModuleStatus::NotStarted => "",
            ModuleStatus::InProgress => " status-run",
            ModuleStatus::Validated => " status-ok",
        }
    }

    pub(super) fn icon(&self) -> &'static str {
        super::table::status_icon(self.status)
    }
}

impl Panel {
    pub(super) fn new(
        listing: &Listing,
        offered: &Offered,
        units: &UnitsTable,
        modules: &[[i64; 3]; 8],
        lang: Lang,
    ) -> Self {
        let filter = &listing.filter;
        let all_modules = |statuses| listing.refiltered(|filter| filter.module_statuses = [statuses; 8]).url(PATH);
        let unmatched =
            ModuleType::DISPLAY_ORDER.into_iter().filter(|module| filter.module(*module) == StatusSet::NONE);
        let unmatched: Vec<String> = unmatched.map(|module| module_label(module, lang)).collect();
        Self {
            active_count: filter.active_count(),
            years: year_choices(filter, &offered.years, lang),
            affiliations: affiliation_list(listing, &offered.affiliations, lang),
            units: unit_list(listing, &offered.units, lang),
            statuses: ModuleStatus::ALL
                .iter()
                .map(|status| Choice {
                    note: crate::web::figures::count(units.counts_of_any_status[status.id() as usize]),
                    ..Choice::new(
                        status.key(),
                        completion_label(*status, lang),
                        filter.validation_statuses.contains(*status),
                    )
                })
                .collect(),
            search: filter.search.clone(),
            all_levels: filter.all_levels,
            reset: ALL_UNITS,
            modules: ModuleType::DISPLAY_ORDER.map(|module| (module, module_label(module, lang))).to_vec(),
            module_rows: ModuleStatus::ALL.iter().map(|status| module_row(filter, *status, modules, lang)).collect(),
            restricted_modules: filter.module_statuses.iter().filter(|statuses| statuses.is_restricted()).count(),
            modules_without_status: unmatched.join(", "),
            select_all: all_modules(StatusSet::ALL),
            unselect_all: all_modules(StatusSet::NONE),
            kept: kept(listing),
        }
    }
}

impl Choice {
    fn new(value: impl std::fmt::Display, label: impl Into<String>, is_checked: bool) -> Self {
        let label = label.into();
        Self {
            value: value.to_string(),
            text: label.clone(),
            label,
            note: String::new(),
            title: String::new(),
            is_checked,
            is_partial: false,
            level: 1,
        }
    }
}

fn units_words(count: i64, lang: Lang) -> String {
    lang.t_with("filters-units-counted", &[("count", count.into())])
}

/// Years with reports, and chosen ones without.
fn year_choices(filter: &Filter, years: &[YearChoice], lang: Lang) -> Vec<Choice> {
    let mut all: Vec<i16> = years.iter().map(|choice| choice.year).collect();
    all.extend(filter.years.iter().map(|year| year.get()));
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.dedup();
    let is_chosen = |year: i16| filter.years.iter().any(|chosen| chosen.get() == year);
    let units = |year: i16| years.iter().find(|choice| choice.year == year).map_or(0, |choice| choice.unit_count);
    let choice = |year| Choice {
        note: crate::web::figures::count(units(year)),
        title: units_words(units(year), lang),
        ..Choice::new(year, year.to_string(), is_chosen(year))
    };
    all.into_iter().map(choice).collect()
}

fn affiliation_list(listing: &Listing, all: &[Affiliation], lang: Lang) -> ChoiceList {
    let chosen = &listing.filter.affiliation_ids;
    let is_chosen = |affiliation: &Affiliation| chosen.contains(&affiliation.unit.id);
    let children = |parent: &Affiliation| {
        let parent = parent.unit.id;
        all.iter().filter(move |affiliation| affiliation.parent_id == Some(parent))
    };
    let is_listed = |affiliation: &Affiliation| affiliation.is_match || is_chosen(affiliation);
    let choice = |affiliation: &Affiliation, level| {
        let unit = affiliation.unit;
        Choice {
            note: crate::web::figures::count(affiliation.unit_count),
            title: units_words(affiliation.unit_count, lang),
            level,
            is_partial: !is_chosen(affiliation) && children(affiliation).any(is_chosen),
            text: unit.search_text.clone(),
            ..Choice::new(unit.id, unit.label(lang), is_chosen(affiliation))
        }
    };
    let mut choices = Vec::new();
    // what is chosen comes first, with the level it belongs to
    let mut roots: Vec<&Affiliation> = all.iter().filter(|affiliation| affiliation.parent_id.is_none()).collect();
    roots.sort_by_key(|root| !is_chosen(root) && !children(root).any(is_chosen));
    for root in roots {
        // the level above a found one stays, so that one sees where it belongs
        if is_listed(root) || children(root).any(is_listed) {
            choices.push(choice(root, 1));
            let mut listed: Vec<&Affiliation> = children(root).filter(|child| is_listed(child)).collect();
            listed.sort_by_key(|child| !is_chosen(child));
            choices.extend(listed.into_iter().map(|child| choice(child, 2)));
        }
    }
    ChoiceList {
        choices,
        chosen_count: chosen.len(),
        clear: listing.refiltered(|filter| filter.affiliation_ids.clear()).url(PATH),
        search: listing.panel.affiliation_search.clone(),
        more: None,
    }
}

fn unit_list(listing: &Listing, offered: &UnitChoices, lang: Lang) -> ChoiceList {
    let chosen = &listing.filter.unit_ids;
    let choices = offered.listed.iter().map(|unit| Choice {
        note: unit.institutional_code.clone(),
        text: unit.search_text.clone(),
        ..Choice::new(unit.id, unit.label(lang), chosen.contains(&unit.id))
    });
    ChoiceList {
        choices: choices.collect(),
        chosen_count: chosen.len(),
        clear: listing.refiltered(|filter| filter.unit_ids.clear()).url(PATH),
        search: listing.panel.unit_search.clone(),
        more: (offered.fitting > offered.listed.len()).then_some(offered.fitting),
    }
}

fn module_row(filter: &Filter, status: ModuleStatus, counts: &[[i64; 3]; 8], lang: Lang) -> ModuleRow {
    let label = status_label(status, lang);
    let boxes = ModuleType::DISPLAY_ORDER.map(|module| ModuleBox {
        value: format!("{module}:{status}"),
        label: lang.t_with("chips-value", &[("name", module_label(module, lang).into()), ("value", (&label).into())]),
        title: lang.t_with("filters-unit-years", &[("count", counts[module.index()][status.id() as usize].into())]),
        is_checked: filter.module(module).contains(status),
    });
    ModuleRow { status, label, boxes: boxes.into() }
}

fn kept(listing: &Listing) -> Vec<(&'static str, String)> {
    let of_table = |key: &str| matches!(key, "columns" | "sort_by" | "sort_dir" | "page_size");
    let is_kept = |key: &str| of_table(key) || charts::PARAMETERS.contains(&key);
    listing.pairs().into_iter().filter(|(key, _)| is_kept(key)).collect()
}
