//! What the batches of a slice came to, together.

use std::collections::{BTreeMap, BTreeSet};

use super::compute::Computed;
use super::{Recalculated, Refused};
use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::DataEntryId;
use crate::ledger::sums::TypeSums;
use crate::platform::ids::ReportModuleId;

/// What the whole slice came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) sums: BTreeMap<ReportModuleId, TypeSums>,
    pub(super) refused: Vec<Refused>,
    pub(super) reasons: Vec<(DataEntryId, ReportModuleId, Option<EmissionReason>)>,
}

impl Gathered {
    pub(super) fn absorb(&mut self, computed: Computed) {
        for (module, sums) in computed.sums {
            self.sums.entry(module).or_default().merge(sums);
        }
        self.refused.extend(computed.refused);
        self.reasons.extend(computed.reasons);
    }

    pub(super) fn forget(&mut self, modules: &BTreeSet<ReportModuleId>) {
        self.sums.retain(|module, _| !modules.contains(module));
        self.refused.retain(|refused| !modules.contains(&refused.module));
        self.reasons.retain(|(_, module, _)| !modules.contains(module));
    }
}

/// What changes where it takes the place of what was there before.
pub(super) fn compare(
    before: &BTreeMap<ReportModuleId, TypeSums>,
    gathered: Gathered,
    changed: &[ReportModuleId],
    validated: u64,
) -> Recalculated {
    let kg = |sums: &BTreeMap<ReportModuleId, TypeSums>, module| sums.get(module).map_or(0.0, TypeSums::total_kg);
    let total =
        |sums: &BTreeMap<ReportModuleId, TypeSums>| sums.values().map(TypeSums::total_kg).fold(0.0, |sum, kg| sum + kg);
    Recalculated {
        entries: gathered.sums.values().map(TypeSums::entry_count).sum(),
        modules_changed: changed.len() as u64,
        validated_modules_changed: validated,
        total_before_kg: total(before),
        total_after_kg: total(&gathered.sums),
        changes: changed.iter().map(|module| (*module, kg(before, module), kg(&gathered.sums, module))).collect(),
        refused: gathered.refused,
    }
}
