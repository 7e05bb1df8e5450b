//! Jobs and the pipelines they form.

pub mod recalculation;
mod store;

pub use store::{
    JobKind, JobOutcome, JobRequest, PipelineId, RowError, StartedJob, earlier_load_of_file, fail, finish, start,
};
