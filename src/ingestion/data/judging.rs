//! The rows of a data file read, judged and computed on a thread of their own, while others before them are stored.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::mpsc::{Sender, UnboundedReceiver};

use super::judge::RowContext;
use crate::carbon::entry::Uniqueness;
use crate::carbon::taxonomy::DataEntryType;
use crate::ingestion::Stop;
use crate::ingestion::outcome::{Tally, row_error};
use crate::ingestion::rows::Rows;
use crate::ledger::entries::{NewRows, Origin};
use crate::ledger::gathering::Gathering;
use crate::platform::ids::ReportModuleId;

/// Rows read before what came of them is handed on.
pub(super) const BATCH: usize = 20_000;

/// Rows on their way to be stored.
#[derive(Debug)]
pub(super) struct Batch {
    /// Rows read for it.
    pub(super) read: u64,
    /// Accepted ones; none when they are only compared.
    pub(super) rows: NewRows,
    /// Their modules, where a new entry takes the place of the stored one.
    pub(super) replacing: BTreeMap<DataEntryType, Vec<ReportModuleId>>,
}

impl Batch {
    fn of(origin: Origin) -> Self {
        Self { read: 0, rows: NewRows::of(origin), replacing: BTreeMap::new() }
    }
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
    /// Judges every row, unless nobody takes the batches any more. For each batch of rows to be stored it is given as
    /// many ids.
    pub(super) fn run(
        mut self,
        origin: Origin,
        mut ids: UnboundedReceiver<Vec<i64>>,
        batches: &Sender<Batch>,
    ) -> Result<Self, Stop> {
        let table = self.rows.table().clone();
        let mut records = Rows::of(&table)?;
        let (mut batch, mut told) = (Batch::of(origin), 0);
        let mut free = Vec::new().into_iter();
        while let Some(record) = records.next(&mut self.tally)? {
            let place = (record.row, record.line);
            match self.rows.accept(record) {
                Ok((entry, warnings)) => {
                    self.tally.accepted += 1;
                    self.tally.count_reason(entry.reason);
                    self.tally.warnings.extend(warnings.into_iter().map(|problem| row_error(place, &problem)));
                    self.touched.insert(entry.module);
                    if let Some(gathering) = &mut self.gathering {
                        if self.rows.uniqueness_of(entry.data_type) == Uniqueness::OnePerReport {
                            gathering.replace(entry.data_type, entry.module);
                            batch.replacing.entry(entry.data_type).or_default().push(entry.module);
                        }
                        gathering.add(&entry);
                        let Some(id) = free.next().or_else(|| {
                            free = ids.blocking_recv()?.into_iter();
                            free.next()
                        }) else {
                            return Ok(self);
                        };
                        batch.rows.push(id, &entry);
                    }
                }
                Err(problems) => self.tally.errors.extend(problems.into_iter().map(|(problem, first_line)| {
                    let mut error = row_error(place, &problem);
                    error.first_line = first_line;
                    error
                })),
            }
            if self.tally.read - told >= BATCH as u64 {
                batch.read = self.tally.read - told;
                told = self.tally.read;
                if batches.blocking_send(std::mem::replace(&mut batch, Batch::of(origin))).is_err() {
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
