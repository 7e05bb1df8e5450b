//! What came of a recalculation: kept with its job, type by type.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::carbon::taxonomy::DataEntryType;
use crate::pipeline::model::JobOutcome;
use crate::pipeline::read;
use crate::platform::Scope;
use crate::platform::ids::{JobId, UnitId};

/// What came of the recalculation of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TypeOutcome {
    /// The type.
    pub data_entry_type_id: i16,
    /// How it ended.
    pub result: JobOutcome,
    /// Entries computed.
    pub recalculated: u64,
    /// Entries that cannot be computed as stored; their emissions stay as they were.
    pub errors: u64,
    /// Modules whose sums changed.
    pub modules_refreshed: u64,
    /// Of those, validated ones.
    pub validated_modules_changed: u64,
    /// kg CO2eq before.
    pub total_before_kg: f64,
    /// kg CO2eq after.
    pub total_after_kg: f64,
    /// Why nothing changed, when it failed.
    pub failure: Option<String>,
}

/// A unit whose total changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnitChange {
    /// The unit.
    #[schema(value_type = i32)]
    pub unit_id: UnitId,
    /// kg CO2eq of the types recalculated, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
}

/// What came of a recalculation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Recalculation {
    /// Whether it only told what would change.
    pub dry_run: bool,
    /// Entries computed.
    pub recalculated: u64,
    /// Entries that cannot be computed as stored, and types that failed.
    pub errors: u64,
    /// Modules whose sums changed, for each type.
    pub modules_refreshed: u64,
    /// Of those, validated ones.
    pub validated_modules_changed: u64,
    /// kg CO2eq of the types, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
    /// Each type.
    pub types: Vec<TypeOutcome>,
    /// The units whose totals changed most.
    pub units: Vec<UnitChange>,
}

impl Recalculation {
    pub(super) fn add(&mut self, outcome: TypeOutcome) {
        self.types.retain(|other| other.data_entry_type_id != outcome.data_entry_type_id);
        self.types.push(outcome);
        let sum = |count: fn(&TypeOutcome) -> u64| self.types.iter().map(count).sum();
        let total = |kg: fn(&TypeOutcome) -> f64| self.types.iter().map(kg).fold(0.0, |sum, kg| sum + kg);
        *self = Self {
            recalculated: sum(|t| t.recalculated),
            errors: sum(|t| t.errors + u64::from(t.result == JobOutcome::Error)),
            modules_refreshed: sum(|t| t.modules_refreshed),
            validated_modules_changed: sum(|t| t.validated_modules_changed),
            total_before_kg: total(|t| t.total_before_kg),
            total_after_kg: total(|t| t.total_after_kg),
            ..std::mem::take(self)
        };
    }

    pub(super) fn has_done(&self, data_type: DataEntryType) -> bool {
        self.types.iter().any(|t| t.data_entry_type_id == data_type.id() && t.result != JobOutcome::Error)
    }

    pub(super) fn done(&self) -> Vec<DataEntryType> {
        let types = self.types.iter().filter_map(|t| t.data_entry_type_id.try_into().ok());
        types.filter(|data_type| self.has_done(*data_type)).collect()
    }

    /// An error when every type failed, a warning when some did or entries were refused.
    pub(super) fn outcome(&self) -> JobOutcome {
        let failed = self.types.iter().filter(|t| t.result == JobOutcome::Error).count();
        match (failed, self.errors) {
            (0, 0) => JobOutcome::Success,
            (failed, _) if failed > 0 && failed == self.types.len() => JobOutcome::Error,
            _ => JobOutcome::Warning,
        }
    }

    pub(super) fn message(&self) -> Option<String> {
        let failures: Vec<_> =
            self.types.iter().filter_map(|t| Some((t.data_entry_type_id, t.failure.as_ref()?))).collect();
        if let Some((id, failure)) = failures.first() {
            let name = DataEntryType::try_from(*id).map_or_else(|_| id.to_string(), |data_type| data_type.to_string());
            return Some(format!("{name} was not recalculated: {failure}."));
        }
        (self.errors > 0).then(|| format!("{} entries cannot be computed; they keep their emissions.", self.errors))
    }
}

/// What a job that is read again came to.
pub async fn of_job(conn: &mut PgConnection, job: JobId) -> sqlx::Result<Option<Recalculation>> {
    let job = read::job(conn, &Scope::Institution, job).await?;
    Ok(job.and_then(|job| serde_json::from_value(job.recalculation?).ok()))
}
