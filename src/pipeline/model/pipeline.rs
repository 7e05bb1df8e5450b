//! A pipeline: what was asked for, and how far all its jobs are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Author, Job, JobKind};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::UnitId;

/// A pipeline: a root job and all jobs chained from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PipelineId(pub Uuid);

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
