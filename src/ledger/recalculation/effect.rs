//! What a change of factors or lists would do to stored entries, found out before anybody else can see the change.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::{PgConnection, PgPool};
use tokio::task::JoinHandle;

use super::compute::{Stored, compute_one};
use super::reading::{BATCH, begin_reading};
use super::{IN_FLIGHT, RecalculationError, Slice, Watch};
use crate::carbon::engine::{Emission, EmissionReason};
use crate::carbon::entry::definition;
use crate::carbon::ids::{DataEntryId, Year};
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::environment::{self, Loaded};
use crate::platform::ids::{ReportModuleId, UnitId};

/// Emissions that differ by less than this share are the same.
const TOLERANCE: f64 = 1e-9;

/// Slices whose factors or lists a transaction has changed, with what they would be computed from.
#[derive(Debug, Default)]
pub struct Changed(Vec<(Slice, Arc<Loaded>)>);

/// What would come of recalculating them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    /// Entries whose emissions, or the reason for having none, would change.
    pub entries: u64,
    /// Units they belong to.
    pub units: BTreeSet<UnitId>,
    /// kg CO2eq that would be added.
    pub added_kg: f64,
}

impl Changed {
    /// What the transaction of this connection has changed so far.
    pub async fn by(conn: &mut PgConnection) -> sqlx::Result<Self> {
        let rows = sqlx::query!(
            "select year, data_entry_type_id from calculation_inputs where changed_in = pg_current_xact_id() order by 1, 2"
        )
        .fetch_all(&mut *conn)
        .await?;
        let slices = rows.into_iter().filter_map(|row| {
            let data_type = DataEntryType::try_from(row.data_entry_type_id).ok()?;
            let definition = definition(data_type).filter(|definition| definition.has_entries)?;
            Some((Year::new(row.year).ok()?, definition))
        });
        let slices: Vec<_> = slices.collect();
        let environments = environment::of_slices(conn, &slices).await?;
        let slices = slices.into_iter().map(|(year, definition)| Slice { year, definition });
        Ok(Self(slices.zip(environments).collect()))
    }

    /// The years concerned.
    pub fn years(&self) -> BTreeSet<Year> {
        self.0.iter().map(|(slice, _)| slice.year).collect()
    }

    /// Computes every entry of the slices and compares it with what is stored. Holds no lock.
    pub async fn effect(&self, db: &PgPool, watch: &dyn Watch) -> Result<Effect, RecalculationError> {
        let mut effect = Effect::default();
        for (slice, inputs) in &self.0 {
            let mut snapshot = begin_reading(db, watch).await?;
            let mut entries = stored(&mut snapshot, *slice);
            let mut computing: VecDeque<JoinHandle<Effect>> = VecDeque::new();
            let mut batch = Vec::with_capacity(BATCH);
            loop {
                let entry = entries.try_next().await?;
                let is_last = entry.is_none();
                batch.extend(entry);
                if batch.len() >= BATCH || is_last {
                    let (batch, slice, inputs) = (std::mem::take(&mut batch), *slice, inputs.clone());
                    watch.computed(batch.len() as u64);
                    computing.push_back(tokio::task::spawn_blocking(move || compare(&batch, slice, &inputs)));
                }
                while computing.len() >= IN_FLIGHT || is_last {
                    let Some(compared) = computing.pop_front() else { break };
                    effect.absorb(compared.await?);
                }
                if watch.must_stop() {
                    return Err(RecalculationError::Stopped);
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(effect)
    }
}

impl Effect {
    fn absorb(&mut self, other: Self) {
        self.entries += other.entries;
        self.units.extend(other.units);
        self.added_kg += other.added_kg;
    }
}

/// An entry with what it comes to as stored.
struct WithEmissions {
    entry: Stored,
    unit: UnitId,
    kg: f64,
}

fn stored(
    conn: &mut PgConnection,
    slice: Slice,
) -> impl futures_util::Stream<Item = sqlx::Result<WithEmissions>> + Unpin + '_ {
    sqlx::query!(
        r#"select e.id as "id: DataEntryId", e.carbon_report_module_id as "module: ReportModuleId",
               e.unit_id as "unit: UnitId", e.payload::text as "payload!", e.imposed_kg, e.emission_reason,
               coalesce(x.kg, 0) as "kg!"
           from data_entries e
           left join (
               select data_entry_id, sum(kg) as kg from data_entry_emissions
               where year = $1 and data_entry_type_id = $2 group by 1
           ) x on x.data_entry_id = e.id
           where e.year = $1 and e.data_entry_type_id = $2"#,
        slice.year.get(),
        slice.definition.data_type.id()
    )
    .fetch(conn)
    .map_ok(|row| WithEmissions {
        entry: Stored {
            id: row.id,
            module: row.module,
            payload: row.payload,
            imposed_kg: row.imposed_kg,
            reason: row.emission_reason.as_deref().and_then(EmissionReason::parse),
        },
        unit: row.unit,
        kg: row.kg,
    })
}

fn compare(entries: &[WithEmissions], slice: Slice, inputs: &Loaded) -> Effect {
    let (mut effect, mut emissions) = (Effect::default(), Vec::new());
    let environment = inputs.environment();
    for WithEmissions { entry, unit, kg } in entries {
        emissions.clear();
        // an entry that cannot be computed keeps what it has
        let Ok((reason, _)) = compute_one(entry, slice.definition, &environment, &mut emissions) else { continue };
        let computed: f64 = emissions.iter().map(|emission: &Emission| emission.kg).sum();
        let is_same = (computed - kg).abs() <= TOLERANCE * computed.abs().max(kg.abs());
        if !is_same || reason != entry.reason {
            effect.entries += 1;
            effect.units.insert(*unit);
            effect.added_kg += computed - kg;
        }
    }
    effect
}
