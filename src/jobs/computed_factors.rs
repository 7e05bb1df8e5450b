//! Sums of research facilities from the facilities' own footprint.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) =
    (JobKind::ComputedFactors, |work| Box::pin(ingestion::run_computation(work)));
