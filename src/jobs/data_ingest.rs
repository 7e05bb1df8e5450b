//! Activity of units from a file.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) = (JobKind::DataIngest, |work| Box::pin(ingestion::run(work)));
