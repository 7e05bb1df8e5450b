//! What came of an ingestion: one shape for the command line, the API and the pages.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::carbon::engine::EmissionReason;
use crate::carbon::field::{Problem, RowCode};
use crate::ledger::factors::FactorChanges;
use crate::pipeline::{JobOutcome, PipelineId, RowError, RowLog};
use crate::platform::ids::JobId;

/// Why a whole file was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileCode {
    /// No header, or no record.
    Empty,
    /// The header lacks columns.
    MissingColumn,
    /// Not text.
    Encoding,
    /// Too large.
    TooLarge,
    /// The year has no factor that the rows need.
    NoFactors,
    /// The year does not exist or is being prepared.
    YearNotProvisioned,
}

/// A refused file. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    /// The reason, for programs.
    pub code: FileCode,
    /// Columns concerned.
    pub columns: Vec<String>,
    /// The reason, for people, and what to do.
    pub message: String,
}

impl FileError {
    /// A refusal that concerns no column.
    pub fn new(code: FileCode, message: impl Into<String>) -> Self {
        Self { code, columns: Vec::new(), message: message.into() }
    }

    /// A refusal because a column stands twice: nobody can tell which one counts.
    pub fn repeated_column(column: &str) -> Self {
        let message = format!("The file has the column “{column}” twice. Remove one and upload the file again.");
        Self { code: FileCode::MissingColumn, columns: vec![column.to_owned()], message }
    }

    /// A refusal for want of columns, in alphabetical order.
    pub fn missing_columns(columns: &[&str]) -> Self {
        let message = match columns {
            [only] => format!("The file has no column “{only}”. Add it and upload the file again."),
            several => {
                format!("The file has no columns “{}”. Add them and upload the file again.", several.join("”, “"))
            }
        };
        Self {
            code: FileCode::MissingColumn,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            message,
        }
    }
}

/// The file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// Its name.
    pub name: String,
    /// Its content's hash, hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: i64,
}

/// What a committed file would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// Entries whose emissions change.
    pub entries_affected: u64,
    /// Units they belong to.
    pub units_affected: u64,
    /// kg CO2eq of the types covered, now.
    pub total_before_kg: f64,
    /// The same after a commit.
    pub total_after_kg: f64,
}

/// The result of an ingestion. `read = stored + unchanged + refused`; blank rows stand apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ingestion {
    /// The job.
    pub job_id: JobId,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// How it ended.
    pub result: JobOutcome,
    /// What kind of file it was.
    pub target: &'static str,
    /// Module key.
    pub module: Option<&'static str>,
    /// Data entry type key.
    pub r#type: Option<&'static str>,
    /// Year.
    pub year: i16,
    /// Code of the unit whose own file it is.
    pub unit: Option<String>,
    /// Whether it only looked.
    pub dry_run: bool,
    /// Whether the data was changed, or found to be as the file says.
    pub committed: bool,
    /// The file.
    pub file: FileFacts,
    /// Records below the header, blank ones apart.
    pub read: u64,
    /// Accepted and written.
    pub stored: u64,
    /// Accepted and already there.
    pub unchanged: u64,
    /// Refused.
    pub refused: u64,
    /// Records of empty cells.
    pub blank: u64,
    /// Rows of earlier files that these replaced.
    pub replaced: u64,
    /// Stored entries that yield no emission, by reason.
    pub without_emission: BTreeMap<&'static str, u64>,
    /// Units whose figures changed.
    pub units_touched: u64,
    /// kg CO2eq of the types covered, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
    /// What happened to the factors.
    pub factors: Option<FactorChanges>,
    /// Why the whole file was refused.
    pub file_error: Option<FileError>,
    /// What a commit would do.
    pub preview: Option<Preview>,
    /// The first problems of refused rows; all of them have a table of their own.
    pub errors: Vec<RowError>,
    /// The first rows accepted, to be looked at.
    pub warnings: Vec<RowError>,
    /// All problems of refused rows.
    #[serde(skip)]
    pub error_count: usize,
    /// All rows to be looked at.
    #[serde(skip)]
    pub warning_count: usize,
    /// How long it took.
    pub duration_ms: u64,
}

impl Ingestion {
    /// What came of it, in a sentence; nothing when every row is in.
    pub fn message(&self) -> Option<String> {
        if let Some(error) = &self.file_error {
            return Some(error.message.clone());
        }
        let first = self.errors.first()?;
        let accepted = self.stored + self.unchanged;
        Some(format!("{accepted} of {} rows in; first refused, line {}: {}", self.read, first.line, first.message))
    }

    /// Exit code of the command line.
    pub fn exit_code(&self) -> u8 {
        self.result.exit_code()
    }
}

/// Counts and rows gathered while a file is read.
#[derive(Debug, Default)]
pub struct Tally {
    /// Whether nothing of the file may be used, whatever rows were accepted.
    pub is_unusable: bool,
    /// Records below the header, blank ones apart.
    pub read: u64,
    /// Accepted records.
    pub accepted: u64,
    /// Of those, already there.
    pub unchanged: u64,
    /// Records of empty cells.
    pub blank: u64,
    /// Rows of earlier files replaced.
    pub replaced: u64,
    /// Entries without emission, by reason.
    pub without_emission: BTreeMap<&'static str, u64>,
    /// Units whose figures changed.
    pub units_touched: u64,
    /// What happened to the factors.
    pub factors: Option<FactorChanges>,
    /// Problems of refused rows.
    pub errors: RowLog,
    /// Rows to be looked at.
    pub warnings: RowLog,
    /// kg CO2eq of the types covered, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
}

impl Tally {
    /// Counts an accepted entry that yields no emission.
    pub fn count_reason(&mut self, reason: Option<EmissionReason>) {
        if let Some(reason) = reason {
            *self.without_emission.entry(reason.key()).or_default() += 1;
        }
    }

    /// Whether rows were refused for another reason than standing twice: what they would have kept is not known to be
    /// gone.
    pub fn has_unreadable_rows(&self) -> bool {
        self.errors.by_code().keys().any(|code| *code != RowCode::Duplicate.key())
    }

    /// Whether there is anything to commit.
    pub fn is_usable(&self) -> bool {
        self.accepted > 0 && !self.is_unusable
    }

    /// What a file that changes nothing leaves of its counts.
    #[must_use]
    pub fn without_effect(self) -> Self {
        let total_after_kg = self.total_before_kg;
        Self {
            accepted: 0,
            unchanged: 0,
            replaced: 0,
            units_touched: 0,
            without_emission: BTreeMap::new(),
            factors: self.factors.map(|_| FactorChanges::default()),
            total_after_kg,
            ..self
        }
    }

    /// Rows that were refused.
    pub fn refused(&self) -> u64 {
        self.read - self.accepted
    }

    /// Everything in, something refused, or nothing usable.
    pub fn outcome(&self) -> JobOutcome {
        match (self.accepted, self.refused()) {
            (0, _) => JobOutcome::Error,
            (_, 0) => JobOutcome::Success,
            _ => JobOutcome::Warning,
        }
    }
}

/// Most characters of a cell, and of the words about it, that a result repeats.
const LONGEST_VALUE: usize = 300;
const LONGEST_MESSAGE: usize = 1_000;

/// A problem at its place in the file.
pub fn row_error((row, line): (i32, i32), problem: &Problem) -> RowError {
    RowError {
        row,
        line,
        column: problem.column.map(str::to_owned),
        value: (!problem.value.is_empty()).then(|| beginning(&problem.value, LONGEST_VALUE)),
        code: problem.code.key(),
        message: beginning(&problem.message, LONGEST_MESSAGE),
        first_line: None,
    }
}

/// No more characters than so many, and none that the database cannot store.
fn beginning(text: &str, longest: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(longest).collect()
}
