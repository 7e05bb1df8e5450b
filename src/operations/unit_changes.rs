//! What a synchronisation of units changes, in words: before it runs and after.

use crate::institution::{ChangeKind, Changes};
use crate::pipeline::Job;
use crate::web::Lang;

/// The changes as pages show them.
#[derive(Debug, Clone)]
pub struct UnitChanges {
    /// Units in the directory.
    pub units: usize,
    /// Words and number of each kind of change.
    pub counts: Vec<(String, usize)>,
    /// The first ones.
    pub rows: Vec<ChangeRow>,
    /// How many more there are.
    pub more: usize,
    /// What of the directory could not be read, in English.
    pub warnings: Vec<String>,
}

/// One change.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// The kind in words.
    pub kind: String,
    /// Name of the unit.
    pub name: String,
    /// Its code.
    pub code: String,
    /// What changes, before.
    pub before: String,
    /// What changes, afterwards.
    pub after: String,
}

impl UnitChanges {
    /// Changes in a language.
    pub fn new(changes: &Changes, lang: Lang) -> Self {
        let kind = |kind: ChangeKind| lang.t(&format!("unit-change-{}", kind.key()));
        let missing = || "–".to_owned();
        let rows: Vec<ChangeRow> = ChangeKind::ALL
            .into_iter()
            .flat_map(|of| changes.listed.iter().filter(move |change| change.kind == of))
            .map(|change| ChangeRow {
                kind: kind(change.kind),
                name: change.name.clone(),
                code: change.code.clone(),
                before: change.before.clone().unwrap_or_else(missing),
                after: change.after.clone().unwrap_or_else(missing),
            })
            .collect();
        let total: usize = changes.counts.values().sum();
        Self {
            units: changes.units,
            counts: ChangeKind::ALL.into_iter().map(|of| (kind(of), changes.count(of))).collect(),
            more: total.saturating_sub(rows.len()),
            rows,
            warnings: changes.warnings.clone(),
        }
    }

    /// Whether everything stays as it is.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The synchronisations among some jobs.
pub(super) fn synchronisations(jobs: &[Job], lang: Lang) -> Vec<UnitChanges> {
    let kept = jobs.iter().filter_map(|job| job.synchronisation.as_ref()?.get("changes").cloned());
    // what an older program wrote has no changes: the raw details still show its counts
    kept.filter_map(|changes| serde_json::from_value(changes).ok())
        .map(|changes: Changes| UnitChanges::new(&changes, lang))
        .collect()
}
