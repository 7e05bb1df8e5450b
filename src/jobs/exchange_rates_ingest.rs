//! Exchange rates from a file.

use crate::ingestion;
use crate::pipeline::{Handler, JobKind};

pub(super) const JOB: (JobKind, Handler) = (JobKind::ExchangeRatesIngest, |work| Box::pin(ingestion::run(work)));
