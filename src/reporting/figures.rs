//! What the units table holds.

use chrono::{DateTime, Utc};

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
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// How many units.
    pub units: i64,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// Kilograms of CO2eq, validated modules.
    pub validated_kg: f64,
    /// Full-time equivalents.
    pub fte: f64,
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
    /// Module with the greatest validated total.
    pub highest: Option<ModuleType>,
    /// Kilograms of CO2eq, every module.
    pub total_kg: f64,
    /// Kilograms of CO2eq, validated modules.
    pub validated_kg: f64,
    /// Full-time equivalents.
    pub fte: f64,
    /// Each selected year with its modules, newest first; only when the row is opened.
    pub years: Vec<UnitYear>,
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
}
