//! What a year lacks before units can work on it: what counts is what is stored, jobs only say why it is not there.

use serde::Serialize;
use utoipa::ToSchema;

use super::configuration::{CardJobs, ModuleConfiguration};
use crate::carbon::entry::{Definition, ReferenceKind, definition};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::pipeline::LastJobs;

/// Why a module or a data entry type is incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It has no factors.
    MissingFactor,
    /// None of the types that share a factor file has factors.
    MissingCommonFactor,
    /// The list it looks places up in is empty.
    MissingReference,
    /// There are no factors because the last file failed.
    FactorFailed,
    /// The list is empty because the last file failed.
    ReferenceFailed,
    /// What is missing is being loaded.
    UploadRunning,
}

impl Reason {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::MissingFactor => "missing_factor",
            Self::MissingCommonFactor => "missing_common_factor",
            Self::MissingReference => "missing_reference",
            Self::FactorFailed => "factor_failed",
            Self::ReferenceFailed => "reference_failed",
            Self::UploadRunning => "upload_running",
        }
    }

    /// Whether it names what is missing; the others say why.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::MissingFactor | Self::MissingCommonFactor | Self::MissingReference)
    }
}

/// Something a year lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Module concerned.
    pub module: ModuleType,
    /// Type concerned; none when it is the module's common file.
    pub data_type: Option<DataEntryType>,
    /// What it is.
    pub reason: Reason,
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.data_type {
            Some(data_type) => write!(f, "{data_type}: {}", self.reason.key()),
            None => write!(f, "{}: {}", self.module, self.reason.key()),
        }
    }
}

/// What is stored that types need.
#[derive(Debug, Clone, Default)]
pub(super) struct Stored {
    /// Types with factors of the year.
    pub(super) with_factors: Vec<i16>,
    pub(super) airports: bool,
    pub(super) stations: bool,
    pub(super) rooms: bool,
}

impl Stored {
    fn has_factors(&self, data_type: DataEntryType) -> bool {
        self.with_factors.contains(&data_type.id())
    }

    fn has_list(&self, kind: Option<ReferenceKind>) -> bool {
        match kind {
            Some(ReferenceKind::Airports) => self.airports,
            Some(ReferenceKind::Stations) => self.stations,
            Some(ReferenceKind::Rooms) => self.rooms,
            Some(ReferenceKind::ExchangeRates) | None => true,
        }
    }
}

/// What a type lacks, switched on or not.
pub(super) fn of_type(definition: &Definition, stored: &Stored, jobs: &CardJobs) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if definition.has_own_factor_file() && !stored.has_factors(definition.data_type) {
        reasons.push(Reason::MissingFactor);
        reasons.extend(attempt(&jobs.factors, Reason::FactorFailed));
    }
    if !stored.has_list(definition.reference.filter(|_| definition.has_entries)) {
        reasons.push(Reason::MissingReference);
        reasons.extend(attempt(&jobs.reference, Reason::ReferenceFailed));
    }
    in_order(reasons)
}

/// What a module's common files lack: one of the types that share them is enough.
pub(super) fn of_common_files(module: &ModuleConfiguration, stored: &Stored) -> Vec<Reason> {
    let mut sharing = module
        .data_entry_types
        .iter()
        .filter(|of_type| of_type.enabled)
        .filter_map(|of_type| definition(of_type.data_type()?))
        .filter(|definition| !definition.has_own_factor_file())
        .peekable();
    if sharing.peek().is_none() || sharing.any(|definition| stored.has_factors(definition.data_type)) {
        return Vec::new();
    }
    let attempt = attempt(&module.jobs.factors, Reason::FactorFailed);
    in_order([Reason::MissingCommonFactor].into_iter().chain(attempt).collect())
}

/// What the last attempt adds to something that is not there.
fn attempt(jobs: &LastJobs, failed: Reason) -> Option<Reason> {
    if jobs.is_active() { Some(Reason::UploadRunning) } else { jobs.has_failed().then_some(failed) }
}

fn in_order(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort();
    reasons.dedup();
    reasons
}
