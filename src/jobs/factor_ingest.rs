//! Emission factors from a file.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) = (JobKind::FactorIngest, |work| Box::pin(ingestion::run(work)));
