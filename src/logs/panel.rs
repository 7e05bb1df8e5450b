//! Above the list: figures, periods, filter form, chips.

use super::record::{action_word, entity};
use super::view::{Period, View};
use crate::audit::Action;
use crate::audit::read::{COUNTED, Counts};
use crate::carbon::taxonomy::ModuleType;
use crate::web::{Bound, Lang, figures};

/// How many records of a kind match; leads to those.
pub(super) struct Counter {
    pub(super) icon: &'static str,
    pub(super) label: String,
    pub(super) count: String,
    pub(super) url: String,
    pub(super) is_chosen: bool,
}

/// The five figures of a view.
pub(super) fn counters(view: &View, counts: Counts, lang: Lang) -> Vec<Counter> {
    let counter = |action: Option<Action>, icon, label: &str, count| {
        let is_chosen = action.is_some() && view.action == action;
        let next = if is_chosen { None } else { action };
        let url = view.refiltered(|view| view.action = next).url();
        Counter { icon, label: lang.t(label), count: counted(count), url, is_chosen }
    };
    vec![
        counter(None, "scroll-text", "logs-total", counts.total),
        counter(Some(Action::Create), "plus", "logs-creates", counts.creates),
        counter(Some(Action::Read), "search", "logs-reads", counts.reads),
        counter(Some(Action::Update), "pencil", "logs-updates", counts.updates),
        counter(Some(Action::Delete), "trash", "logs-deletes", counts.deletes),
    ]
}

/// A count, or that there are more than are counted.
pub(super) fn counted(count: i64) -> String {
    if count > COUNTED { format!("{}+", figures::count(COUNTED)) } else { figures::count(count) }
}

/// The filter form.
pub(super) struct Panel {
    pub(super) active_count: usize,
    /// Words, address, whether it is the present one.
    pub(super) periods: Vec<(String, String, bool)>,
    pub(super) pickers: Vec<Picker>,
    /// Name, message key of the label, value.
    pub(super) texts: Vec<(&'static str, &'static str, String)>,
    pub(super) since: String,
    pub(super) until: String,
    pub(super) search: String,
    /// What the form keeps beside its own fields.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A choice of one value.
pub(super) struct Picker {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// Message key of no choice.
    pub(super) all: &'static str,
    /// Value, label, whether it is chosen.
    pub(super) choices: Vec<(String, String, bool)>,
}

impl Panel {
    pub(super) fn new(view: &View, mut entity_types: Vec<String>, lang: Lang) -> Self {
        let day = |bound: Option<Bound>| bound.map(|bound| bound.day().to_string()).unwrap_or_default();
        let is_all = view.period.is_none() && view.since.is_none() && view.until.is_none();
        let clear = |view: &mut View| (view.period, view.since, view.until) = (None, None, None);
        let mut periods = vec![(lang.t("logs-all-time"), view.refiltered(clear).url(), is_all)];
        for period in Period::ALL {
            let url = view.refiltered(|view| (view.period, view.since, view.until) = (Some(period), None, None)).url();
            periods.push((period_word(period, lang), url, view.period == Some(period)));
        }
        if !view.entity_type.is_empty() && !entity_types.contains(&view.entity_type) {
            entity_types.push(view.entity_type.clone());
        }
        let mut entities: Vec<_> = entity_types.into_iter().map(|kind| (entity(&kind, lang), kind)).collect::<Vec<_>>();
        entities.sort();
        let entities = entities.into_iter().map(|(label, kind)| {
            let is_chosen = kind == view.entity_type;
            (kind, label, is_chosen)
        });
        let actions = Action::ALL
            .map(|action| (action.key().to_owned(), action_word(action.key(), lang), view.action == Some(action)));
        let modules = ModuleType::DISPLAY_ORDER
            .iter()
            .map(|module| (module.key().to_owned(), module_word(*module, lang), view.module == Some(*module)));
        let pickers = vec![
            Picker { name: "action", label: "logs-action", all: "logs-all-actions", choices: actions.into() },
            Picker { name: "entity_type", label: "log-entity", all: "logs-all-entities", choices: entities.collect() },
            Picker { name: "module", label: "logs-module", all: "logs-all-modules", choices: modules.collect() },
        ];
        let period = view.period.map(|period| ("period", period.key().to_owned()));
        Self {
            active_count: view.selection().len(),
            periods,
            pickers,
            texts: vec![
                ("actor", "logs-actor", view.actor.clone()),
                ("entity_id", "log-entity-id", view.entity_id.clone()),
                ("handled_id", "log-handled", view.handled_id.clone()),
            ],
            since: day(view.since),
            until: day(view.until),
            search: view.search.clone(),
            kept: view.page_size.map(|size| ("page_size", size.to_string())).into_iter().chain(period).collect(),
        }
    }
}

fn period_word(period: Period, lang: Lang) -> String {
    match period {
        Period::Today => lang.t("logs-today"),
        Period::Days(days) => lang.t_with("logs-last-days", &[("count", days.into())]),
    }
}

fn module_word(module: ModuleType, lang: Lang) -> String {
    lang.t(&format!("module-{}", module.slug()))
}

/// One chip per value that narrows the view: words, and the address without the value.
pub(super) fn chips(view: &View, lang: Lang) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let mut chip = |name: &'static str, value: Option<String>, without: fn(&mut View)| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let words = lang.t_with("chips-value", &[("name", lang.t(name).into()), ("value", value.into())]);
            chips.push((words, view.refiltered(without).url()));
        }
    };
    let day = |bound: Option<Bound>| bound.map(|bound| figures::day(bound.day()));
    chip("logs-action", view.action.map(|action| action_word(action.key(), lang)), |view| view.action = None);
    chip("log-entity", Some(entity(&view.entity_type, lang)), |view| view.entity_type.clear());
    chip("logs-module", view.module.map(|module| module_word(module, lang)), |view| view.module = None);
    chip("logs-actor", Some(view.actor.clone()), |view| view.actor.clear());
    chip("log-entity-id", Some(view.entity_id.clone()), |view| view.entity_id.clear());
    chip("log-handled", Some(view.handled_id.clone()), |view| view.handled_id.clear());
    chip("logs-period", view.period.map(|period| period_word(period, lang)), |view| view.period = None);
    chip("logs-since", day(view.since), |view| view.since = None);
    chip("logs-until", day(view.until), |view| view.until = None);
    chip("logs-search", Some(view.search.clone()), |view| view.search.clear());
    chips
}
