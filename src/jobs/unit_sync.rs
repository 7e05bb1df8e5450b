//! Units from the directory, reports for a year.

use crate::pipeline::{Handler, JobKind};
use crate::years;

pub(super) const JOB: (JobKind, Handler) = (JobKind::UnitSync, |work| Box::pin(years::run(work)));
