//! One slice, a year's entries of one type, computed anew beside what is stored, then put in its place in one short
//! transaction: readers see the old emissions with the old sums, or the new with the new.

mod compute;
mod effect;
mod gathered;
mod placing;
mod preview;
mod reading;
mod staging;

use std::time::Instant;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgPool, Postgres, Transaction};
use tokio::sync::mpsc;
use tokio::task::JoinError;

use self::compute::Computed;
use self::gathered::Gathered;
use self::placing::{NO_LOCK_TIMEOUT, PATIENCE, Ready, is_contention, wait_for_readers};
use self::reading::{begin_reading, mark, read};
use self::staging::Staging;
use super::environment::Environments;
use super::reports;
use crate::carbon::entry::Definition;
use crate::carbon::ids::Year;
use crate::platform::ids::ReportModuleId;

pub use self::compute::Refused;
pub use self::effect::{Changed, Effect};
pub use self::preview::preview;

/// Batches on their way at the same time.
const IN_FLIGHT: usize = 4;
/// How often a slice is begun again because what it depends on changed meanwhile.
const ATTEMPTS: usize = 3;

/// A year's entries of one type.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// The year.
    pub year: Year,
    /// The type.
    pub definition: &'static Definition,
}

/// What came of a slice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recalculated {
    /// Entries of the slice.
    pub entries: u64,
    /// Entries that cannot be computed as stored.
    pub refused: Vec<Refused>,
    /// Modules whose sums changed.
    pub modules_changed: u64,
    /// Of those, validated ones: they carry a flag now.
    pub validated_modules_changed: u64,
    /// kg CO2eq of the slice before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
    /// kg CO2eq before and after of modules whose sums changed.
    pub changes: Vec<(ReportModuleId, f64, f64)>,
}

/// Who watches a recalculation, and may stop it.
pub trait Watch: Sync {
    /// So many more entries were computed.
    fn computed(&self, entries: u64);
    /// The slice is complete and waits to take the place of the stored one.
    fn replacing(&self) {}
    /// Whether to stop.
    fn must_stop(&self) -> bool {
        false
    }
    /// Name of the database sessions, for those who have to end them.
    fn session_name(&self) -> Option<String> {
        None
    }
}

/// A slice that stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum RecalculationError {
    /// Who watched it said so.
    #[error("the recalculation was stopped")]
    Stopped,
    /// Factors or lists were changed again and again meanwhile.
    #[error("factors or reference lists kept changing during the recalculation; start it again")]
    Overtaken,
    /// Somebody reads or writes the slice all the time.
    #[error("the emissions of the year were in use for ten minutes; start the recalculation again")]
    Busy,
    /// The computation itself broke off.
    #[error("the computation broke off: {0}")]
    BrokenOff(#[from] JoinError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Computes a slice anew. Nothing is changed until the transaction given back is committed.
pub async fn recalculate(
    db: &PgPool,
    slice: Slice,
    now: DateTime<Utc>,
    watch: &dyn Watch,
) -> Result<(Transaction<'static, Postgres>, Recalculated), RecalculationError> {
    for _ in 0..ATTEMPTS {
        if let Some(done) = attempt(db, slice, now, watch).await? {
            return Ok(done);
        }
    }
    Err(RecalculationError::Overtaken)
}

/// None when what the slice depends on changed meanwhile.
async fn attempt(
    db: &PgPool,
    slice: Slice,
    now: DateTime<Utc>,
    watch: &dyn Watch,
) -> Result<Option<(Transaction<'static, Postgres>, Recalculated)>, RecalculationError> {
    let module = slice.definition.data_type.module();
    let mut snapshot = begin_reading(db, watch).await?;
    let inputs = Environments::default().of(&mut snapshot, slice.year, slice.definition).await?;
    let seen = reports::module_versions(&mut snapshot, slice.year, module).await?;
    let mut write = db.begin().await?;
    mark(&mut write, watch).await?;
    let staging = Staging::create(&mut write, slice).await?;
    let mut gathered = Gathered::default();

    let (sender, mut batches) = mpsc::channel(IN_FLIGHT);
    let reader = tokio::spawn(read(snapshot, slice, inputs.clone(), staging.table(), sender));
    while let Some(batch) = batches.recv().await {
        let mut computed: Computed = batch.await?;
        computed.rows.send(&mut write).await?;
        watch.computed(computed.entries);
        gathered.absorb(computed);
        if watch.must_stop() {
            return Err(RecalculationError::Stopped);
        }
    }
    reader.await??;
    watch.replacing();
    staging.index(&mut write).await?;

    let ready = Ready { slice, inputs, seen, staging, now };
    let begun = Instant::now();
    loop {
        wait_for_readers(&mut write, &ready.staging, (begun, watch)).await?;
        let mut hold = write.begin().await?;
        match ready.put_in_place(&mut hold, gathered.clone()).await {
            Ok(done) => {
                hold.commit().await?;
                // what the caller adds may wait its turn; beginning the slice again would take longer
                sqlx::query(NO_LOCK_TIMEOUT).execute(&mut *write).await?;
                return Ok(done.map(|done| (write, done)));
            }
            Err(error) if is_contention(&error) && begun.elapsed() < PATIENCE => hold.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
}
