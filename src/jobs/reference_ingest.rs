//! Airports, stations or rooms from a file.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) = (JobKind::ReferenceIngest, |work| Box::pin(ingestion::run(work)));
