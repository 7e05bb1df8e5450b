//! Objectives of the institution from a file.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) = (JobKind::ReductionObjectivesIngest, |work| Box::pin(ingestion::run(work)));
