//! A job and what became of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{JobKind, PipelineId};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{JobId, UnitId};

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
