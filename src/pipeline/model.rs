//! Jobs and pipelines as the API, the streams and the pages show them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{JobId, UnitId};

/// A pipeline: a root job and all jobs chained from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PipelineId(pub Uuid);

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobKind {
    /// Activity of units.
    DataIngest,
    /// Emission factors.
    FactorIngest,
    /// Airports, stations, rooms.
    ReferenceIngest,
    /// Exchange rates.
    ExchangeRatesIngest,
    /// Goals of the institution.
    ReductionObjectivesIngest,
    /// Sums of research facilities from their own footprint.
    ComputedFactors,
    /// Emissions computed anew.
    Recalculation,
    /// Units from the directory, reports for a year.
    UnitSync,
    /// Files made for somebody to fetch.
    Export,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::DataIngest,
        Self::FactorIngest,
        Self::ReferenceIngest,
        Self::ExchangeRatesIngest,
        Self::ReductionObjectivesIngest,
        Self::ComputedFactors,
        Self::Recalculation,
        Self::UnitSync,
        Self::Export,
    ];

    /// The `job_type` of the contract.
    pub fn key(self) -> &'static str {
        match self {
            Self::DataIngest => "data_ingest",
            Self::FactorIngest => "factor_ingest",
            Self::ReferenceIngest => "reference_ingest",
            Self::ExchangeRatesIngest => "exchange_rates_ingest",
            Self::ReductionObjectivesIngest => "reduction_objectives_ingest",
            Self::ComputedFactors => "computed_factors",
            Self::Recalculation => "recalculation",
            Self::UnitSync => "unit_sync",
            Self::Export => "export",
        }
    }

    /// The kind of a `job_type`.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub(super) fn target(self) -> Option<&'static str> {
        match self {
            Self::DataIngest => Some("data"),
            Self::FactorIngest | Self::ComputedFactors => Some("factors"),
            Self::ReferenceIngest => Some("reference"),
            Self::ExchangeRatesIngest => Some("exchange_rates"),
            Self::ReductionObjectivesIngest => Some("reduction_objectives"),
            Self::Recalculation | Self::UnitSync | Self::Export => None,
        }
    }

    /// The steps that pipelines of this kind go through, as keys of their names.
    pub fn phases(self) -> &'static [Phase] {
        match self {
            Self::DataIngest => &[Phase::Reading, Phase::Storing],
            Self::FactorIngest | Self::ExchangeRatesIngest | Self::ComputedFactors => {
                &[Phase::Reading, Phase::Storing, Phase::Calculating]
            }
            Self::Recalculation => &[Phase::Calculating, Phase::Replacing],
            Self::UnitSync => &[Phase::Fetching, Phase::Units, Phase::Reports, Phase::Modules],
            Self::ReferenceIngest | Self::ReductionObjectivesIngest | Self::Export => &[Phase::Storing],
        }
    }

    /// Keys of what a job of this kind must have for itself while it runs.
    pub(super) fn scheduling_keys(self, module: Option<ModuleType>, year: Option<Year>) -> Vec<String> {
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        match (self, module) {
            (Self::DataIngest | Self::FactorIngest | Self::ComputedFactors | Self::Recalculation, Some(module)) => {
                vec![format!("{}:{year}", module.key())]
            }
            (Self::Recalculation, None) => {
                ModuleType::ALL.iter().map(|module| format!("{}:{year}", module.key())).collect()
            }
            (Self::Export, _) => Vec::new(),
            (kind, _) => vec![kind.key().to_owned()],
        }
    }
}

/// A step of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A file is read and checked.
    Reading,
    /// Rows are stored with their emissions and sums.
    Storing,
    /// Emissions are computed.
    Calculating,
    /// They take the place of the old ones.
    Replacing,
    /// The directory is asked.
    Fetching,
    /// Units are stored.
    Units,
    /// Reports are created.
    Reports,
    /// Their modules are created.
    Modules,
}

impl Phase {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Storing => "storing",
            Self::Calculating => "calculating",
            Self::Replacing => "replacing",
            Self::Fetching => "fetching",
            Self::Units => "units",
            Self::Reports => "reports",
            Self::Modules => "modules",
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// Everything was done.
    Success,
    /// Something was left out, and is listed.
    Warning,
    /// Nothing was changed.
    Error,
}

impl JobOutcome {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Exit code of the command line.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Error => 1,
            Self::Warning => 3,
        }
    }
}

/// Where a pipeline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PipelineStatus {
    /// No job has begun.
    NotStarted,
    /// At least one job has begun, at least one has not ended.
    Running,
    /// Every job succeeded.
    Success,
    /// Every job ended, some with warnings.
    Warning,
    /// Some jobs failed, some did not.
    Partial,
    /// Every job failed, or it was cancelled before any succeeded.
    Failed,
}

impl PipelineStatus {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::NotStarted, Self::Running, Self::Success, Self::Warning, Self::Partial, Self::Failed];

    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Running => "running",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    /// The status of a stable name.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// Whether nothing of it will change by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::NotStarted | Self::Running)
    }
}

/// Who asked for a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Author {
    /// The person; none when the program acted by itself or from its command line.
    pub user_id: Option<i32>,
    /// Their name, or that of the part of the program.
    pub display_name: String,
}

/// The file a job reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobFile {
    /// Its name.
    pub name: String,
    /// Hash of its content, hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: i64,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobProgress {
    /// Key of its step.
    pub phase: Option<String>,
    /// Rows or entries done.
    pub processed: i64,
    /// Of so many, when known.
    pub total: Option<i64>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Job {
    /// Its id; a child has a higher one than its parent.
    #[schema(value_type = i32)]
    pub job_id: JobId,
    /// The pipeline it belongs to.
    pub pipeline_id: PipelineId,
    /// The job that asked for it.
    #[schema(value_type = Option<i32>)]
    pub parent_job_id: Option<JobId>,
    /// What it does.
    pub job_type: String,
    /// `not_started`, `running` or `finished`.
    pub state: String,
    /// `success`, `warning` or `error` once it is finished.
    pub result: Option<String>,
    /// Whether somebody cancelled it.
    pub cancelled: bool,
    /// The last thing it had to say.
    pub status_message: Option<String>,
    /// What kind of file it reads.
    pub target: Option<String>,
    /// Module concerned.
    pub module_type_id: Option<i16>,
    /// Type concerned.
    pub data_entry_type_id: Option<i16>,
    /// Unit whose own file it is.
    #[schema(value_type = Option<i32>)]
    pub unit_id: Option<UnitId>,
    /// Year concerned.
    pub year: Option<i16>,
    /// How far it is.
    pub progress: JobProgress,
    /// How often it was begun.
    pub attempts: i16,
    /// How often it may be.
    pub max_attempts: i16,
    /// Not begun before.
    pub run_after: DateTime<Utc>,
    /// The process that runs it or ran it last.
    pub worker_id: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was first begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who asked for it.
    pub created_by: Author,
    /// Its file.
    pub file: Option<JobFile>,
    /// Rows or entries that were refused.
    pub error_count: i32,
    /// What came of a file.
    #[schema(value_type = Option<Object>)]
    pub ingestion: Option<Value>,
    /// What came of a recalculation.
    #[schema(value_type = Option<Object>)]
    pub recalculation: Option<Value>,
    /// What came of a synchronisation of units, for its page.
    #[serde(skip)]
    pub synchronisation: Option<Value>,
}

impl Job {
    /// Its kind.
    pub fn kind(&self) -> Option<JobKind> {
        JobKind::parse(&self.job_type)
    }

    /// Its module.
    pub fn module(&self) -> Option<ModuleType> {
        self.module_type_id.and_then(|id| id.try_into().ok())
    }

    /// Its data entry type.
    pub fn data_type(&self) -> Option<DataEntryType> {
        self.data_entry_type_id.and_then(|id| id.try_into().ok())
    }

    /// Whether it runs now.
    pub fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Whether it has ended.
    pub fn is_finished(&self) -> bool {
        self.state == "finished"
    }
}

/// How far a pipeline is: the steps depend on its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PipelineProgress {
    /// The step it is at, from 1.
    pub phase: usize,
    /// How many steps there are.
    pub phases_total: usize,
    /// Key of the step.
    pub phase_label: String,
    /// Whether it has ended.
    pub done: bool,
    /// Whether a job failed.
    pub has_error: bool,
}

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Pipeline {
    /// Its id.
    pub pipeline_id: PipelineId,
    /// `job_type` of its first job.
    pub kind: String,
    /// Where it stands.
    pub status: PipelineStatus,
    /// Module concerned.
    pub module_type_id: Option<i16>,
    /// Type concerned.
    pub data_entry_type_id: Option<i16>,
    /// Unit whose own file it is.
    #[schema(value_type = Option<i32>)]
    pub unit_id: Option<UnitId>,
    /// Year concerned.
    pub year: Option<i16>,
    /// Who asked for it.
    pub created_by: Author,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When its first job began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its last job ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Its jobs.
    pub job_count: i32,
    /// Of those, ended ones.
    pub finished_count: i32,
    /// Of those, failed ones.
    pub error_count: i32,
    /// Why the first job failed that did.
    pub last_error: Option<String>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Who cancelled it.
    pub cancelled_by: Option<Author>,
    /// The pipeline whose waiting job does what this one asked for.
    pub merged_into: Option<PipelineId>,
    /// How far it is.
    pub progress: PipelineProgress,
    /// Its jobs, by id; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Vec<Job>>,
    /// Goes up with every change of it or of its jobs.
    #[serde(skip)]
    pub version: i64,
}

impl Pipeline {
    /// Whether it only looked.
    pub fn is_dry_run(&self) -> bool {
        let of = |outcome: &Option<Value>| outcome.as_ref().is_some_and(|outcome| outcome["dry_run"] == true);
        self.jobs.iter().flatten().any(|job| of(&job.ingestion) || of(&job.recalculation))
    }

    /// Its kind.
    pub fn job_kind(&self) -> Option<JobKind> {
        JobKind::parse(&self.kind)
    }

    /// Its module.
    pub fn module(&self) -> Option<ModuleType> {
        self.module_type_id.and_then(|id| id.try_into().ok())
    }

    /// Its data entry type.
    pub fn data_type(&self) -> Option<DataEntryType> {
        self.data_entry_type_id.and_then(|id| id.try_into().ok())
    }
}

/// A refused row, or one to look at, as results list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowError {
    /// Record after the header, from 1; 0 for a stored entry.
    pub row: i32,
    /// Physical line where the record starts; the header is line 1.
    pub line: i32,
    /// Column concerned.
    pub column: Option<String>,
    /// The cell as given.
    pub value: Option<String>,
    /// Row code.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// Line of the first of two duplicates.
    pub first_line: Option<i32>,
}
