//! Sums of emissions: per leaf, per module, per report. Roll-ups derive from the tree; a total is the sum of its leaves.

use std::collections::BTreeMap;

use super::engine::EmissionReason;
use super::taxonomy::{EmissionTypeId, ModuleStatus, ModuleType, OverallStatus, counted_as};

/// Sum of one leaf.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LeafSum {
    /// kg CO2eq.
    pub kg: f64,
    /// Physical quantity, where the leaf has a unit.
    pub quantity: Option<f64>,
}

/// What is known of one module of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleFigures {
    /// The module.
    pub module: ModuleType,
    /// How far it is.
    pub status: ModuleStatus,
    /// Sums by emission type.
    pub leaves: BTreeMap<EmissionTypeId, LeafSum>,
    /// Full-time equivalents of its entries.
    pub fte: f64,
    /// Number of entries.
    pub entry_count: i64,
    /// Entries without emission, by reason.
    pub without_emission: BTreeMap<EmissionReason, i64>,
}

impl ModuleFigures {
    /// A module without entries.
    pub fn empty(module: ModuleType, status: ModuleStatus) -> Self {
        Self { module, status, leaves: BTreeMap::new(), fte: 0.0, entry_count: 0, without_emission: BTreeMap::new() }
    }

    /// kg CO2eq of all leaves.
    pub fn total_kg(&self) -> f64 {
        self.leaves.values().map(|leaf| leaf.kg).sum()
    }
}

/// What is known of one report: a unit's year.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportFigures {
    /// Not started while no module is; validated when all are.
    pub overall_status: OverallStatus,
    /// Number of validated modules.
    pub modules_validated: i16,
    /// Status by module id.
    pub module_status: [ModuleStatus; 8],
    /// kg CO2eq by module id.
    pub module_kg: [f64; 8],
    /// kg CO2eq by category id.
    pub category_kg: [f64; 12],
    /// kg CO2eq of scopes 1, 2, 3.
    pub scope_kg: [f64; 3],
    /// kg CO2eq by emission type.
    pub leaf_kg: BTreeMap<EmissionTypeId, f64>,
    /// Physical quantity by emission type, of those that have one.
    pub leaf_quantity: BTreeMap<EmissionTypeId, f64>,
    /// kg CO2eq of all modules, validated or not.
    pub total_kg: f64,
    /// kg CO2eq of validated modules.
    pub validated_kg: f64,
    /// kg CO2eq of information technology.
    pub it_kg: f64,
    /// The same of validated modules.
    pub it_validated_kg: f64,
    /// Full-time equivalents of members and students.
    pub fte: f64,
    /// Validated module with the greatest total above zero; the lowest id among equals.
    pub highest_module: Option<ModuleType>,
    /// Number of entries.
    pub entry_count: i64,
    /// Entries without emission.
    pub entries_without_emission: i64,
}

impl ReportFigures {
    /// Sums the modules of a report; modules not given count as not started and empty.
    pub fn of_modules(modules: &[ModuleFigures]) -> Self {
        let mut figures = Self {
            overall_status: ModuleStatus::NotStarted,
            modules_validated: 0,
            module_status: [ModuleStatus::NotStarted; 8],
            module_kg: [0.0; 8],
            category_kg: [0.0; 12],
            scope_kg: [0.0; 3],
            leaf_kg: BTreeMap::new(),
            leaf_quantity: BTreeMap::new(),
            total_kg: 0.0,
            validated_kg: 0.0,
            it_kg: 0.0,
            it_validated_kg: 0.0,
            fte: 0.0,
            highest_module: None,
            entry_count: 0,
            entries_without_emission: 0,
        };
        for module in modules {
            figures.add(module);
        }
        figures.total_kg = figures.module_kg.iter().sum();
        figures.overall_status = overall_status(figures.module_status);
        figures.highest_module = figures.highest();
        figures
    }

    fn add(&mut self, module: &ModuleFigures) {
        let is_validated = module.status == ModuleStatus::Validated;
        self.module_status[module.module.index()] = module.status;
        self.modules_validated += i16::from(is_validated);
        self.fte += module.fte;
        self.entry_count += module.entry_count;
        self.entries_without_emission += module.without_emission.values().sum::<i64>();
        for (id, leaf) in &module.leaves {
            self.module_kg[module.module.index()] += leaf.kg;
            *self.leaf_kg.entry(*id).or_default() += leaf.kg;
            if let Some(quantity) = leaf.quantity {
                *self.leaf_quantity.entry(*id).or_default() += quantity;
            }
            let Some(node) = counted_as(*id) else { continue };
            if let Some(scope) = node.scope {
                self.scope_kg[scope as usize - 1] += leaf.kg;
            }
            if let Some(category) = node.category {
                self.category_kg[category.index()] += leaf.kg;
            }
            if node.is_it {
                self.it_kg += leaf.kg;
                self.it_validated_kg += if is_validated { leaf.kg } else { 0.0 };
            }
        }
        if is_validated {
            self.validated_kg += self.module_kg[module.module.index()];
        }
    }

    fn highest(&self) -> Option<ModuleType> {
        let validated = ModuleType::ALL.iter().copied().filter(|module| {
            self.module_status[module.index()] == ModuleStatus::Validated && self.module_kg[module.index()] > 0.0
        });
        // max_by keeps the last of equals: walking backwards, that is the lowest id
        validated.rev().max_by(|a, b| self.module_kg[a.index()].total_cmp(&self.module_kg[b.index()]))
    }
}

/// Not started while all are; validated when all are; in progress otherwise.
pub fn overall_status(statuses: impl IntoIterator<Item = ModuleStatus>) -> OverallStatus {
    let (mut any_started, mut any_unvalidated) = (false, false);
    for status in statuses {
        any_started |= status != ModuleStatus::NotStarted;
        any_unvalidated |= status != ModuleStatus::Validated;
    }
    match (any_started, any_unvalidated) {
        (false, _) => ModuleStatus::NotStarted,
        (true, false) => ModuleStatus::Validated,
        (true, true) => ModuleStatus::InProgress,
    }
}

#[cfg(test)]
mod tests;
