//! What the units table holds.

use chrono::{DateTime, Utc};

use super::selection::Change;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};
use crate::platform::ids::UnitId;

/// What is shown of the filtered units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnitsTable {
    /// The units of the page.
    pub rows: Vec<UnitRow>,
    /// The page that the rows are of.
    pub page: u32,
    /// Sums over all filtered units.
    pub totals: Totals,
    /// Filtered units by status, by status id.
    pub counts: [i64; 3],
    /// The same without the constraint on the status.
    pub counts_of_any_status: [i64; 3],
    /// Filtered unit-years by module and status, by module id and status id.
    pub module_counts: [[i64; 3]; 8],
}

/// Sums over units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// How many units.
    pub units: i64,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// Kilograms of CO2eq, validated modules.
    pub validated_kg: f64,
    /// Full-time equivalents.
    pub fte: f64,
    /// Kilograms of CO2eq of scopes 1, 2, 3.
    pub scope_kg: [f64; 3],
    /// Kilograms of CO2eq of information technology.
    pub it_kg: f64,
    /// Entries above the threshold of their type.
    pub entries_above_threshold: i64,
    /// Kilograms of CO2eq of each selected year, newest first.
    pub by_year: Vec<f64>,
    /// From the selected year before to each selected year, newest first, over the units that have something in both.
    pub changes: Vec<Change>,
    /// From the year before the newest selected one to that one, over the units that have something in both.
    pub change: Option<Change>,
    /// Reports of the selected years.
    pub unit_years: i64,
    /// Data entries of those reports.
    pub entries: i64,
}

/// A unit over the selected years.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: String,
    /// Its number in the directory.
    pub code: String,
    /// Names from the root to the unit.
    pub path_name: String,
    /// Names of its school and institute.
    pub affiliation: String,
    /// Its level in the institution.
    pub level: i16,
    /// Its kind in the directory's words.
    pub unit_type: Option<String>,
    /// Whether the directory still lists it.
    pub is_active: bool,
    /// Status over the years.
    pub status: OverallStatus,
    /// Selected years whose report is validated.
    pub years_validated: i32,
    /// Validated modules of the best year; of the only one when one is selected.
    pub modules_validated: i32,
    /// Newest selected year with a report.
    pub newest_year: i16,
    /// Name of the principal, when known.
    pub principal: Option<String>,
    /// Newest change of data or status.
    pub last_update: Option<DateTime<Utc>>,
    /// Whether anything was ever entered: figures are missing otherwise, not 0.
    pub has_data: bool,
    /// Module with the greatest validated total.
    pub highest: Option<ModuleType>,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// Kilograms of CO2eq, validated modules.
    pub validated_kg: f64,
    /// Full-time equivalents.
    pub fte: f64,
    /// Kilograms of CO2eq of scopes 1, 2, 3.
    pub scope_kg: [f64; 3],
    /// Kilograms of CO2eq of information technology.
    pub it_kg: f64,
    /// Entries above the threshold of their type.
    pub entries_above_threshold: i64,
    /// Kilograms of CO2eq of each selected year, newest first; none without a report.
    pub by_year: Vec<Option<f64>>,
    /// From the year before the newest selected one to that one, when the unit has both.
    pub change: Option<Change>,
    /// Each selected year with its modules, newest first; only when the row is opened.
    pub years: Vec<UnitYear>,
}

impl UnitRow {
    /// The total of a selected year beside that of the selected year before, by place among the years, newest first.
    pub fn change_to(&self, place: usize) -> Option<Change> {
        let kg = |place: usize| self.by_year.get(place).copied().flatten();
        Some(Change { before: kg(place + 1)?, after: kg(place)?, units: 1 })
    }
}

/// One year of an opened unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitYear {
    /// The year.
    pub year: i16,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// By module id.
    pub module_status: [ModuleStatus; 8],
    /// Kilograms of CO2eq, by module id.
    pub module_kg: [f64; 8],
    /// When each module was validated, else last changed, by module id; once it is known.
    pub module_changed: [Option<DateTime<Utc>>; 8],
    /// Whether a recalculation changed figures of the module after it was validated, by module id; once it is known.
    pub module_recalculated: [bool; 8],
}
