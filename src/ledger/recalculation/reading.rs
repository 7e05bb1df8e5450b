//! The entries of a slice, read as of one moment and computed batch by batch.

use std::sync::Arc;

use futures_util::{Stream, TryStreamExt};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::compute::{self, Computed, Stored};
use super::{Slice, Watch};
use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::DataEntryId;
use crate::ledger::entries::EmissionRows;
use crate::ledger::environment::Loaded;
use crate::platform::database;
use crate::platform::ids::ReportModuleId;

/// Entries computed at once.
pub(super) const BATCH: usize = 4_000;

/// A transaction that sees everything as of now.
pub(super) async fn begin_reading(db: &PgPool, watch: &dyn Watch) -> sqlx::Result<Transaction<'static, Postgres>> {
    let mut snapshot = database::moment(db).await?;
    mark(&mut snapshot, watch).await?;
    Ok(snapshot)
}

/// Gives the session of a transaction the name it is known by.
pub(super) async fn mark(conn: &mut PgConnection, watch: &dyn Watch) -> sqlx::Result<()> {
    if let Some(name) = watch.session_name() {
        sqlx::query!("select set_config('application_name', $1, true)", name).fetch_one(conn).await?;
    }
    Ok(())
}

/// Reads the slice as of the snapshot and has it computed, batch by batch, on every processor.
pub(super) async fn read(
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
pub(super) fn stored<'c>(
    conn: &'c mut PgConnection,
    slice: Slice,
    modules: Option<&'c [i32]>,
) -> impl Stream<Item = sqlx::Result<Stored>> + Unpin + 'c {
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
