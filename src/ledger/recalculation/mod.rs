//! One slice, a year's entries of one type, computed anew beside what is stored, then put in its place in one short
//! transaction: readers see the old emissions with the old sums, or the new with the new.

mod compute;
mod effect;
mod staging;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};

use super::entries::EmissionRows;
use super::environment::{Environments, Loaded};
use super::sums::{self, NewSums, Revisions, TypeSums};
use super::{factors, figures, reports, thresholds};
use crate::carbon::engine::EmissionReason;
use crate::carbon::entry::Definition;
use crate::carbon::ids::{DataEntryId, Year};
use crate::carbon::taxonomy::EmissionTypeId;
use crate::platform::ids::ReportModuleId;
use compute::{Computed, Stored};
use staging::Staging;

pub use compute::Refused;
pub use effect::{Changed, Effect};

/// Entries computed at once.
const BATCH: usize = 4_000;
/// Batches on their way at the same time.
const IN_FLIGHT: usize = 4;
/// How often a slice is begun again because what it depends on changed meanwhile.
const ATTEMPTS: usize = 3;
/// How long others may have to wait behind us for a lock.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '200ms'";
const NO_LOCK_TIMEOUT: &str = "set local lock_timeout to default";
/// How long we wait for those who read or write the slice.
const PATIENCE: Duration = Duration::from_mins(10);
const PAUSE: Duration = Duration::from_millis(150);
const LOCK_NOT_AVAILABLE: &str = "55P03";
const DEADLOCK_DETECTED: &str = "40P01";

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

/// Waits until nobody reads or writes the year's emissions, holding nothing in the meantime: a long export must not make
/// those wait who write entries.
async fn wait_for_readers(
    write: &mut PgConnection,
    staging: &Staging,
    (begun, watch): (Instant, &dyn Watch),
) -> Result<(), RecalculationError> {
    loop {
        if watch.must_stop() {
            return Err(RecalculationError::Stopped);
        }
        let mut probe = write.begin().await?;
        sqlx::query(LOCK_TIMEOUT).execute(&mut *probe).await?;
        let locked = staging.lock_out_others(&mut probe).await;
        probe.rollback().await?;
        match locked {
            Ok(()) => return Ok(()),
            Err(error) if !is_contention(&error) => return Err(error.into()),
            Err(_) if begun.elapsed() > PATIENCE => return Err(RecalculationError::Busy),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// A transaction that sees everything as of now.
async fn begin_reading(db: &PgPool, watch: &dyn Watch) -> sqlx::Result<Transaction<'static, Postgres>> {
    let mut snapshot = db.begin_with("begin isolation level repeatable read read only").await?;
    mark(&mut snapshot, watch).await?;
    Ok(snapshot)
}

/// Gives the session of a transaction the name it is known by.
async fn mark(conn: &mut PgConnection, watch: &dyn Watch) -> sqlx::Result<()> {
    if let Some(name) = watch.session_name() {
        sqlx::query!("select set_config('application_name', $1, true)", name).fetch_one(conn).await?;
    }
    Ok(())
}

fn is_contention(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some(LOCK_NOT_AVAILABLE | DEADLOCK_DETECTED))
}

/// Reads the slice as of the snapshot and has it computed, batch by batch, on every processor.
async fn read(
    mut snapshot: Transaction<'static, Postgres>,
    slice: Slice,
    inputs: Arc<Loaded>,
    table: String,
    batches: mpsc::Sender<JoinHandle<Computed>>,
) -> sqlx::Result<Transaction<'static, Postgres>> {
    let mut entries = stored(&mut snapshot, slice, None);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let entry = entries.try_next().await?;
        let is_last = entry.is_none();
        batch.extend(entry);
        if batch.len() >= BATCH || is_last {
            let (batch, inputs, rows) = (std::mem::take(&mut batch), inputs.clone(), EmissionRows::into(&table));
            let computing = tokio::task::spawn_blocking(move || {
                compute::compute(&batch, (slice.year, slice.definition), &inputs.environment(), rows)
            });
            // nobody takes the batches any more when the rest broke off
            if batches.send(computing).await.is_err() || is_last {
                break;
            }
        }
    }
    drop(entries);
    Ok(snapshot)
}

/// The entries of a slice, or of some of its modules.
fn stored<'c>(
    conn: &'c mut PgConnection,
    slice: Slice,
    modules: Option<&'c [i32]>,
) -> impl futures_util::Stream<Item = sqlx::Result<Stored>> + Unpin + 'c {
    sqlx::query!(
        r#"select id as "id: DataEntryId", carbon_report_module_id as "module: ReportModuleId",
               payload::text as "payload!", imposed_kg, emission_reason
           from data_entries
           where year = $1 and data_entry_type_id = $2 and ($3::int[] is null or carbon_report_module_id = any($3))"#,
        slice.year.get(),
        slice.definition.data_type.id(),
        modules
    )
    .fetch(conn)
    .map_ok(|row| Stored {
        id: row.id,
        module: row.module,
        payload: row.payload,
        imposed_kg: row.imposed_kg,
        reason: row.emission_reason.as_deref().and_then(EmissionReason::parse),
    })
}

/// What the whole slice came to.
#[derive(Debug, Clone, Default)]
struct Gathered {
    sums: BTreeMap<ReportModuleId, TypeSums>,
    refused: Vec<Refused>,
    reasons: Vec<(DataEntryId, ReportModuleId, Option<EmissionReason>)>,
}

impl Gathered {
    fn absorb(&mut self, computed: Computed) {
        for (module, sums) in computed.sums {
            self.sums.entry(module).or_default().merge(sums);
        }
        self.refused.extend(computed.refused);
        self.reasons.extend(computed.reasons);
    }

    fn forget(&mut self, modules: &BTreeSet<ReportModuleId>) {
        self.sums.retain(|module, _| !modules.contains(module));
        self.refused.retain(|refused| !modules.contains(&refused.module));
        self.reasons.retain(|(_, module, _)| !modules.contains(module));
    }
}

/// A slice that was computed as of a snapshot.
struct Ready {
    slice: Slice,
    inputs: Arc<Loaded>,
    /// Versions of the modules in the snapshot.
    seen: HashMap<ReportModuleId, String>,
    staging: Staging,
    now: DateTime<Utc>,
}

impl Ready {
    /// Puts the slice in the place of the stored one, with its sums; none when it was computed with what no longer holds.
    async fn put_in_place(
        &self,
        conn: &mut PgConnection,
        mut gathered: Gathered,
    ) -> sqlx::Result<Option<Recalculated>> {
        let Slice { year, definition } = self.slice;
        let data_type = definition.data_type;
        sqlx::query(LOCK_TIMEOUT).execute(&mut *conn).await?;
        let factor_types: Vec<_> = definition.factor_types().collect();
        factors::lock_inputs(conn, year, &factor_types).await?;
        // nobody writes entries of these modules from here to commit
        reports::lock_modules_of_year(conn, year, data_type.module(), None).await?;
        if figures::revisions(conn, year, data_type).await? != self.inputs.revisions() {
            return Ok(None);
        }
        self.redo_edited(conn, &mut gathered).await?;
        self.keep_refused(conn, &mut gathered).await?;
        store_reasons(conn, self.slice, &gathered.reasons).await?;

        let before = sums::load(conn, year, data_type).await?;
        let changed = sums::changed(&before, &gathered.sums);
        let (factor, reference) = self.inputs.revisions();
        let revisions = Revisions { factor, reference, formula: definition.formula_revision };
        let modules: BTreeSet<_> = before.keys().chain(gathered.sums.keys()).copied().collect();
        let new = NewSums { data_type, sums: &gathered.sums, revisions, older: &BTreeSet::new() };
        sums::store(conn, &modules, &[new], self.now).await?;
        let changed: Vec<_> = changed.into_iter().collect();
        let validated = figures::flag_recalculated(conn, &changed).await?;
        self.staging.take_its_place(conn).await?;
        thresholds::follow_change(conn, year, data_type).await?;
        Ok(Some(compare(&before, gathered, &changed, validated)))
    }

    /// Computes the entries of modules again that somebody wrote to since the snapshot.
    async fn redo_edited(&self, conn: &mut PgConnection, gathered: &mut Gathered) -> sqlx::Result<()> {
        let Slice { year, definition } = self.slice;
        let now_seen = reports::module_versions(conn, year, definition.data_type.module()).await?;
        let edited: BTreeSet<ReportModuleId> = now_seen
            .into_iter()
            .filter(|(module, version)| self.seen.get(module) != Some(version))
            .map(|(module, _)| module)
            .collect();
        if edited.is_empty() {
            return Ok(());
        }
        let ids: Vec<i32> = edited.iter().map(|module| module.0).collect();
        gathered.forget(&edited);
        self.staging.clear(conn, &ids).await?;
        let entries: Vec<Stored> = stored(conn, self.slice, Some(&ids)).try_collect().await?;
        let environment = self.inputs.environment();
        let mut computed = compute::compute(&entries, (year, definition), &environment, self.staging.rows());
        computed.rows.send(conn).await?;
        gathered.absorb(computed);
        Ok(())
    }

    /// Entries that cannot be computed keep the emissions they have.
    async fn keep_refused(&self, conn: &mut PgConnection, gathered: &mut Gathered) -> sqlx::Result<()> {
        let modules: Vec<i32> = gathered.refused.iter().map(|refused| refused.module.0).collect();
        let entries: Vec<i64> = gathered.refused.iter().map(|refused| refused.entry.0).collect();
        if entries.is_empty() {
            return Ok(());
        }
        for (module, emission_type, kg, quantity) in self.staging.keep(conn, &modules, &entries).await? {
            let sums = gathered.sums.entry(ReportModuleId(module)).or_default();
            sums.add_emission(EmissionTypeId(emission_type), kg, quantity);
        }
        Ok(())
    }
}

fn compare(
    before: &BTreeMap<ReportModuleId, TypeSums>,
    gathered: Gathered,
    changed: &[ReportModuleId],
    validated: u64,
) -> Recalculated {
    let kg = |sums: &BTreeMap<ReportModuleId, TypeSums>, module| sums.get(module).map_or(0.0, TypeSums::total_kg);
    let total =
        |sums: &BTreeMap<ReportModuleId, TypeSums>| sums.values().map(TypeSums::total_kg).fold(0.0, |sum, kg| sum + kg);
    Recalculated {
        entries: gathered.sums.values().map(TypeSums::entry_count).sum(),
        modules_changed: changed.len() as u64,
        validated_modules_changed: validated,
        total_before_kg: total(before),
        total_after_kg: total(&gathered.sums),
        changes: changed.iter().map(|module| (*module, kg(before, module), kg(&gathered.sums, module))).collect(),
        refused: gathered.refused,
    }
}

/// What a recalculation of a slice would come to. Changes nothing.
pub async fn preview(db: &PgPool, slice: Slice, watch: &dyn Watch) -> Result<Recalculated, RecalculationError> {
    let mut snapshot = begin_reading(db, watch).await?;
    let inputs = Environments::default().of(&mut snapshot, slice.year, slice.definition).await?;
    let mut gathered = Gathered::default();
    let (sender, mut batches) = mpsc::channel(IN_FLIGHT);
    // the rows are counted and dropped: no table takes them
    let reader = tokio::spawn(read(snapshot, slice, inputs, String::new(), sender));
    while let Some(batch) = batches.recv().await {
        let computed: Computed = batch.await?;
        watch.computed(computed.entries);
        gathered.absorb(computed);
        if watch.must_stop() {
            return Err(RecalculationError::Stopped);
        }
    }
    let mut snapshot = reader.await??;
    for (module, emission_type, kg, quantity) in emissions_of_refused(&mut snapshot, slice, &gathered.refused).await? {
        gathered.sums.entry(module).or_default().add_emission(emission_type, kg, quantity);
    }
    let before = sums::load(&mut snapshot, slice.year, slice.definition.data_type).await?;
    let changed: Vec<_> = sums::changed(&before, &gathered.sums).into_iter().collect();
    let validated = figures::count_validated(&mut snapshot, &changed).await?;
    Ok(compare(&before, gathered, &changed, validated))
}

async fn emissions_of_refused(
    conn: &mut PgConnection,
    slice: Slice,
    refused: &[Refused],
) -> sqlx::Result<Vec<(ReportModuleId, EmissionTypeId, f64, Option<f64>)>> {
    let modules: Vec<i32> = refused.iter().map(|refused| refused.module.0).collect();
    let entries: Vec<i64> = refused.iter().map(|refused| refused.entry.0).collect();
    let rows = sqlx::query!(
        r#"select carbon_report_module_id as "module: ReportModuleId", emission_type_id, kg, quantity
           from data_entry_emissions
           where year = $1 and data_entry_type_id = $2 and carbon_report_module_id = any($3) and data_entry_id = any($4)"#,
        slice.year.get(),
        slice.definition.data_type.id(),
        &modules,
        &entries
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.module, EmissionTypeId(row.emission_type_id), row.kg, row.quantity)).collect())
}

/// Notes why entries yield no emission now, or that they do.
async fn store_reasons(
    conn: &mut PgConnection,
    slice: Slice,
    reasons: &[(DataEntryId, ReportModuleId, Option<EmissionReason>)],
) -> sqlx::Result<()> {
    let ids: Vec<i64> = reasons.iter().map(|(id, ..)| id.0).collect();
    let keys: Vec<Option<&str>> = reasons.iter().map(|(.., reason)| reason.map(EmissionReason::key)).collect();
    sqlx::query!(
        "update data_entries e set emission_reason = given.reason
         from unnest($3::bigint[], $4::text[]) as given(id, reason)
         where e.year = $1 and e.data_entry_type_id = $2 and e.id = given.id",
        slice.year.get(),
        slice.definition.data_type.id(),
        &ids,
        &keys as &[Option<&str>]
    )
    .execute(conn)
    .await?;
    Ok(())
}
