//! A record as a row, and opened.

use chrono::{DateTime, Utc};

use super::PATH;
use super::difference::{Difference, differences, facts};
use super::view::View;
use crate::audit::Action;
use crate::audit::read::Record;
use crate::web::{Frame, Lang, figures};

/// What things are done to, as far as it has a name here.
const ENTITY_TYPES: [&str; 15] = [
    "aggregates",
    "audit_records",
    "data_entry",
    "factors",
    "ingestion",
    "job",
    "module_status",
    "pipeline",
    "recalculation",
    "report",
    "report_module",
    "route",
    "user",
    "year",
    "year_settings",
];

/// Words with the look that goes with them.
pub(super) struct Badge {
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) words: String,
}

/// A record in the list.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) url: String,
    pub(super) toggle: String,
    pub(super) moment: DateTime<Utc>,
    pub(super) time: String,
    pub(super) ago: String,
    pub(super) who: String,
    /// Number of the person, when `who` is a name.
    pub(super) number: Option<String>,
    pub(super) action: Badge,
    pub(super) entity: String,
    pub(super) entity_id: Option<String>,
    pub(super) summary: String,
    pub(super) result: Badge,
    pub(super) opened: Option<Opened>,
}

/// Everything a record says.
pub(super) struct Opened {
    pub(super) differences: Vec<Difference>,
    pub(super) facts: Vec<(String, String)>,
    /// Message key, value, whether it is to be read letter by letter.
    pub(super) metadata: Vec<(&'static str, String, bool)>,
    pub(super) json: String,
}

impl Row {
    pub(super) fn new(record: Record, view: &View, frame: &Frame) -> Self {
        let lang = frame.lang;
        let opened = view.open.contains(&record.id).then(|| Opened::new(&record, lang));
        Self {
            id: record.id,
            url: format!("{PATH}/{}", record.id),
            toggle: format!("{}#record-{}", view.toggled(record.id).url(), record.id),
            moment: record.recorded_at,
            time: figures::date_time_seconds(record.recorded_at),
            ago: figures::ago(record.recorded_at, frame.now, lang),
            action: action(&record.action, lang),
            entity: entity(&record.entity_type, lang),
            result: result(&record, lang),
            number: record.actor_name.is_some().then(|| record.actor.clone()),
            who: record.actor_name.unwrap_or(record.actor),
            entity_id: record.entity_id,
            summary: record.summary,
            opened,
        }
    }
}

impl Opened {
    pub(super) fn new(record: &Record, lang: Lang) -> Self {
        let list = |ids: &[String]| (!ids.is_empty()).then(|| ids.join(", "));
        let known = |key, value: Option<String>, is_code| value.map(|value| (key, value, is_code));
        let metadata = [
            known("log-id", Some(figures::count(record.id)), false),
            known("log-time", Some(figures::date_time_seconds(record.recorded_at)), false),
            known("log-actor", Some(record.actor.clone()), true),
            known("log-entity", Some(entity(&record.entity_type, lang)), false),
            known("log-entity-id", record.entity_id.clone(), true),
            known("log-handled", list(&record.handled_ids), true),
            known("log-address", record.ip_address.clone(), true),
            known("log-request", record.request_id.clone(), true),
            known("log-hash", Some(record.hash.clone()), true),
            known("log-previous-hash", Some(record.previous_hash.clone()).filter(|hash| !hash.is_empty()), true),
        ];
        Self {
            differences: differences(&record.details),
            facts: facts(&record.details),
            metadata: metadata.into_iter().flatten().collect(),
            json: serde_json::to_string_pretty(record).unwrap_or_default(),
        }
    }
}

/// What was done.
pub(super) fn action(key: &str, lang: Lang) -> Badge {
    let (family, icon) = match Action::parse(key) {
        Some(Action::Create) => ("ok", "plus"),
        Some(Action::Read) => ("", "search"),
        Some(Action::Update) => ("", "pencil"),
        Some(Action::Delete) => ("bad", "trash"),
        Some(Action::Export) => ("", "download"),
        Some(Action::SignIn) => ("", "log-in"),
        Some(Action::SignOut) => ("", "log-out"),
        Some(Action::Denied) => ("warn", "lock"),
        None => ("", "info"),
    };
    Badge { family, icon, words: action_word(key, lang) }
}

/// Word for a kind of act.
pub(super) fn action_word(key: &str, lang: Lang) -> String {
    if Action::parse(key).is_none() { key.to_owned() } else { lang.t(&format!("log-action-{}", key.replace('_', "-"))) }
}

/// What it was done to.
pub(super) fn entity(entity_type: &str, lang: Lang) -> String {
    if ENTITY_TYPES.contains(&entity_type) {
        lang.t(&format!("log-of-{}", entity_type.replace('_', "-")))
    } else {
        entity_type.replace('_', " ")
    }
}

fn result(record: &Record, lang: Lang) -> Badge {
    let (family, icon, key) = match (Action::parse(&record.action), record.details["result"].as_str()) {
        (Some(Action::Denied), _) => ("warn", "ban", "log-refused"),
        (_, Some("error")) => ("bad", "circle-x", "log-failed"),
        (_, Some("warning")) => ("warn", "triangle-alert", "log-partly"),
        _ => ("ok", "circle-check", "log-done"),
    };
    Badge { family, icon, words: lang.t(key) }
}
