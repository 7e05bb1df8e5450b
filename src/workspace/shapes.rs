//! What the units' API answers.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An entry with what it was computed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryShape {
    pub(super) entry_id: i64,
    pub(super) data_entry_type_id: i16,
    /// 0 by hand, 1 per-year file, 2 unit file, 3 and 4 API, 5 external.
    pub(super) source: i16,
    /// The fields of the type.
    pub(super) payload: Value,
    /// Total given with the entry, kg CO2eq.
    pub(super) imposed_kg: Option<f64>,
    /// `no_factor`, `unknown_location`, `no_surface` or `no_exchange_rate`.
    pub(super) emission_reason: Option<String>,
    pub(super) total_kg: f64,
    pub(super) emissions: Vec<EmissionShape>,
    pub(super) updated_at: String,
}

/// One emission of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmissionShape {
    pub(super) emission_type_id: i32,
    pub(super) scope: i16,
    /// kg CO2eq.
    pub(super) kg: f64,
    /// Physical quantity in the unit of the emission type.
    pub(super) quantity: Option<f64>,
    pub(super) factor_id: Option<i32>,
    pub(super) factor_revision: Option<i32>,
}

/// A page of entries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntriesShape {
    pub(super) rows: Vec<EntryShape>,
    pub(super) total: i64,
    pub(super) page: i64,
    pub(super) page_size: i64,
}

/// Where a module stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusShape {
    pub(super) module_type_id: i16,
    /// `not_started`, `in_progress` or `validated`.
    pub(super) status: &'static str,
    /// Numbers changed after the principal validated it.
    pub(super) recalculated_since_validation: bool,
    /// kg CO2eq.
    pub(super) total_kg: f64,
}
