//! Emissions computed anew.

use crate::pipeline::{Handler, JobKind, recalculation};

pub(super) const JOB: (JobKind, Handler) = (JobKind::Recalculation, |work| Box::pin(recalculation::run(work)));
