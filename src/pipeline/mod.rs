//! Jobs and the pipelines they form: a queue in PostgreSQL, workers that lease from it, what became of it all.

mod actions;
mod counts;
mod decisions;
mod error;
mod events;
mod loads;
mod measures;
mod model;
mod queue;
mod read;
pub mod recalculation;
mod retention;
mod row_log;
mod rows;
mod running;
pub mod staleness;
mod worker;
mod workers;

pub use actions::{Refusal, cancel, mark_failed, release, retry};
pub use counts::{Depth, failures_since, queue_depth};
pub use decisions::{Decision, decide, decision, lock_undecided, options};
pub use error::JobError;
pub use events::{Change, Events};
pub use loads::{LastJobs, Load, earlier_load_of_file, loads, newest_of_kind};
pub use model::{
    Author, Job, JobFile, JobKind, JobOutcome, JobProgress, Phase, Pipeline, PipelineId, PipelineProgress,
    PipelineStatus, RowError,
};
pub use queue::{
    Claimed, Ending, JobRequest, Lease, claim, enqueue, enqueue_child, fence, finish, note, take_back_expired,
};
pub use read::{PipelineFilter, PipelinePage, abandoned, job, pipeline, pipeline_of_job, pipelines};
pub use row_log::RowLog;
pub use rows::{
    Complaint, append as append_rows, complaints, count as count_rows, counts as row_counts, page as rows_of_job,
    page_for as rows_of_job_for, replace as replace_rows, warnings as warnings_of_job,
};
pub use running::Tracker;
pub use worker::{DuplicateJobType, Handler, Registry, Work, Worker, run_here};
pub use workers::{LIVE_SECONDS, LiveWorker, live as live_workers};
