//! Jobs and pipelines as the API, the streams and the pages show them.

mod job;
mod kind;
mod pipeline;

pub use self::job::{Author, Job, JobFile, JobOutcome, JobProgress, RowError};
pub use self::kind::{JobKind, Phase};
pub use self::pipeline::{Pipeline, PipelineId, PipelineProgress, PipelineStatus};
