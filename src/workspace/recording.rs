//! What units do with their entries, and who looks at those of people, as the audit trail keeps it.

use serde_json::{Value, json};

use super::guard::Door;
use crate::audit::{self, Act, Action as Deed, Actor};
use crate::ledger::entry::StoredEntry;
use crate::platform::App;

/// The persons that entries are about.
pub(super) fn handled<'a>(payloads: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    payloads.into_iter().filter_map(|payload| payload["user_institutional_id"].as_str()).map(str::to_owned).collect()
}

/// A change of an entry.
pub(super) fn act<'a>(
    actor: &'a Actor,
    app: &App,
    deed: Deed,
    door: &Door,
    stored: &StoredEntry,
    handled_ids: Vec<String>,
    mut details: Value,
) -> Act<'a> {
    let (data_type, year, unit) = (stored.data_type, door.year, door.module.unit);
    let summary = format!("{data_type} entry of unit {unit} for {year}");
    let mut act = Act::new(actor, app.clock.now(), deed, "data_entry", summary);
    act.entity_id = Some(stored.id.0.to_string());
    details["module"] = door.module_type.key().into();
    act.details = details;
    act.handled_ids = handled_ids;
    act
}

/// Keeps who looked at entries about people; entries about nobody may be looked at by anybody.
pub(super) async fn note_view(app: &App, actor: &Actor, door: &Door, entries: &[StoredEntry]) {
    let handled_ids = handled(entries.iter().map(|entry| &entry.payload));
    if handled_ids.is_empty() {
        return;
    }
    let (module, year, unit) = (door.module_type, door.year, door.module.unit);
    let summary = format!("{} entries of {module} of unit {unit} for {year} looked at", handled_ids.len());
    let mut act = Act::new(actor, app.clock.now(), Deed::Read, "report_module", summary);
    act.entity_id = Some(door.module.id.to_string());
    act.details = json!({ "module": module.key(), "year": year.get(), "unit_id": unit, "entries": handled_ids.len() });
    act.handled_ids = handled_ids;
    audit::note(&app.db, act).await;
}
