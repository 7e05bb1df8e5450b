//! How a computed slice takes the place of the stored one, once nobody reads or writes it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::{Connection, PgConnection};

use super::compute::{self, Stored};
use super::gathered::{Gathered, compare};
use super::reading::stored;
use super::staging::Staging;
use super::{Recalculated, RecalculationError, Slice, Watch};
use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::DataEntryId;
use crate::carbon::taxonomy::EmissionTypeId;
use crate::ledger::environment::Loaded;
use crate::ledger::sums::{self, NewSums, Revisions};
use crate::ledger::{factors, figures, reports, thresholds};
use crate::platform::ids::ReportModuleId;

/// How long others may have to wait behind us for a lock.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '200ms'";
pub(super) const NO_LOCK_TIMEOUT: &str = "set local lock_timeout to default";
/// How long we wait for those who read or write the slice.
pub(super) const PATIENCE: Duration = Duration::from_mins(10);
const PAUSE: Duration = Duration::from_millis(150);
const LOCK_NOT_AVAILABLE: &str = "55P03";
const DEADLOCK_DETECTED: &str = "40P01";

/// Waits until nobody reads or writes the year's emissions, holding nothing in the meantime: a long export must not make
/// those wait who write entries.
pub(super) async fn wait_for_readers(
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

pub(super) fn is_contention(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some(LOCK_NOT_AVAILABLE | DEADLOCK_DETECTED))
}

/// A slice that was computed as of a snapshot.
pub(super) struct Ready {
    pub(super) slice: Slice,
    pub(super) inputs: Arc<Loaded>,
    /// Versions of the modules in the snapshot.
    pub(super) seen: HashMap<ReportModuleId, String>,
    pub(super) staging: Staging,
    pub(super) now: DateTime<Utc>,
}

impl Ready {
    /// Puts the slice in the place of the stored one, with its sums; none when it was computed with what no longer holds.
    pub(super) async fn put_in_place(
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
