//! Entries computed again, some at a time, with their sums per module.

use std::collections::BTreeMap;

use crate::carbon::engine::{self, Emission, EmissionReason, Environment, NotComputed};
use crate::carbon::entry::Definition;
use crate::carbon::field::{Problem, RowCode};
use crate::carbon::ids::{DataEntryId, Year};
use crate::ledger::entries::EmissionRows;
use crate::ledger::sums::TypeSums;
use crate::platform::ids::ReportModuleId;

/// An entry as it is stored.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) id: DataEntryId,
    pub(super) module: ReportModuleId,
    pub(super) payload: String,
    pub(super) imposed_kg: Option<f64>,
    pub(super) reason: Option<EmissionReason>,
}

/// An entry that cannot be computed as it is stored; its emissions stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The entry.
    pub entry: DataEntryId,
    /// Its module.
    pub module: ReportModuleId,
    /// Row code of what is wrong.
    pub code: &'static str,
    /// Why, for people.
    pub reason: String,
}

/// What some entries came to.
#[derive(Debug)]
pub(super) struct Computed {
    /// Their emissions, on the way to the staging table.
    pub(super) rows: EmissionRows,
    pub(super) sums: BTreeMap<ReportModuleId, TypeSums>,
    pub(super) refused: Vec<Refused>,
    /// Entries with another reason for having no emission than is stored.
    pub(super) reasons: Vec<(DataEntryId, ReportModuleId, Option<EmissionReason>)>,
    pub(super) entries: u64,
}

/// Computes entries of one type.
pub(super) fn compute(
    entries: &[Stored],
    (year, definition): (Year, &Definition),
    environment: &Environment<'_>,
    rows: EmissionRows,
) -> Computed {
    let mut computed = Computed {
        rows,
        sums: BTreeMap::new(),
        refused: Vec::new(),
        reasons: Vec::new(),
        entries: entries.len() as u64,
    };
    let mut emissions = Vec::new();
    for entry in entries {
        emissions.clear();
        match compute_one(entry, definition, environment, &mut emissions) {
            Ok((reason, fte)) => {
                let sums = computed.sums.entry(entry.module).or_default();
                sums.add_entry(reason, fte);
                for emission in &emissions {
                    sums.add_emission(emission.emission_type, emission.kg, emission.quantity);
                }
                computed.rows.push(year, definition.data_type, entry.module, entry.id.0, &emissions);
                if reason != entry.reason {
                    computed.reasons.push((entry.id, entry.module, reason));
                }
            }
            Err((problem, fte)) => {
                computed.sums.entry(entry.module).or_default().add_entry(entry.reason, fte);
                let (code, reason) = (problem.code.key(), problem.message);
                computed.refused.push(Refused { entry: entry.id, module: entry.module, code, reason });
            }
        }
    }
    computed
}

/// The reason for having no emission, and the full-time equivalents; or what is wrong with the entry, and the same.
pub(super) fn compute_one(
    stored: &Stored,
    definition: &Definition,
    environment: &Environment<'_>,
    emissions: &mut Vec<Emission>,
) -> Result<(Option<EmissionReason>, f64), (Problem, f64)> {
    let mut entry = (definition.load)(definition.data_type, &stored.payload).map_err(|error| {
        let message = format!("the stored entry cannot be read: {error}");
        (Problem { column: None, value: String::new(), code: RowCode::MalformedRow, message }, 0.0)
    })?;
    match engine::compute(entry.as_mut(), stored.imposed_kg, environment, emissions) {
        Ok(()) => Ok((None, entry.fte())),
        Err(NotComputed::Without(reason)) => Ok((Some(reason), entry.fte())),
        Err(NotComputed::Refused(problem)) => Err((problem, entry.fte())),
    }
}
