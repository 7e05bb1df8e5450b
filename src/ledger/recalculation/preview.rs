//! What a recalculation would come to.

use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;

use super::compute::Computed;
use super::gathered::{Gathered, compare};
use super::reading::{begin_reading, read};
use super::{IN_FLIGHT, Recalculated, RecalculationError, Refused, Slice, Watch};
use crate::carbon::taxonomy::EmissionTypeId;
use crate::ledger::environment::Environments;
use crate::ledger::{figures, sums};
use crate::platform::ids::ReportModuleId;

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
