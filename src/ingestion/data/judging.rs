//! The rows of a data file read, judged and computed on a thread of their own, while others before them are stored.

use std::collections::BTreeSet;

use tokio::sync::mpsc::Sender;

use super::judge::RowContext;
use crate::carbon::entry::Uniqueness;
use crate::ingestion::Stop;
use crate::ingestion::outcome::{Tally, row_error};
use crate::ingestion::rows::Rows;
use crate::ledger::entries::NewEntry;
use crate::ledger::gathering::Gathering;
use crate::platform::ids::ReportModuleId;

/// Rows read before what came of them is handed on.
const BATCH: u64 = 5_000;

/// Rows on their way to be stored.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Rows read for it.
    pub(super) read: u64,
    /// Accepted ones; none when they are only compared.
    pub(super) entries: Vec<NewEntry>,
}

/// What is known of a file so far.
pub(super) struct Judging {
    pub(super) rows: RowContext,
    pub(super) tally: Tally,
    /// Modules whose entries change.
    pub(super) touched: BTreeSet<ReportModuleId>,
    /// Sums of what is stored; none when rows are only compared.
    pub(super) gathering: Option<Gathering>,
}

impl Judging {
    /// Judges every row, unless nobody takes the batches any more.
    pub(super) fn run(mut self, batches: &Sender<Batch>) -> Result<Self, Stop> {
        let table = self.rows.table().clone();
        let mut records = Rows::of(&table)?;
        let (mut batch, mut told) = (Batch::default(), 0);
        while let Some(record) = records.next(&mut self.tally)? {
            let place = (record.row, record.line);
            match self.rows.accept(record) {
                Ok((entry, warnings)) => {
                    self.tally.accepted += 1;
                    self.tally.count_reason(entry.reason);
                    self.tally.warnings.extend(warnings.into_iter().map(|problem| row_error(place, problem)));
                    self.touched.insert(entry.module);
                    if let Some(gathering) = &mut self.gathering {
                        if self.rows.uniqueness_of(entry.data_type) == Uniqueness::OnePerReport {
                            gathering.replace(entry.data_type, entry.module);
                        }
                        gathering.add(&entry);
                        batch.entries.push(entry);
                    }
                }
                Err(problems) => self.tally.errors.extend(problems.into_iter().map(|(problem, first_line)| {
                    let mut error = row_error(place, problem);
                    error.first_line = first_line;
                    error
                })),
            }
            if self.tally.read - told >= BATCH {
                batch.read = self.tally.read - told;
                told = self.tally.read;
                if batches.blocking_send(std::mem::take(&mut batch)).is_err() {
                    return Ok(self);
                }
            }
        }
        batch.read = self.tally.read - told;
        // nobody takes it when the rest broke off
        let _ = batches.blocking_send(batch);
        Ok(self)
    }
}
