//! Data files: every row read, computed and stored with its emissions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::outcome::{FileCode, FileError, Tally};
use super::reader::of_the_file;
use super::{Plan, Reading, Stop, open};
use crate::carbon::entry::Definition;
use crate::carbon::factor::FactorSet;
use crate::carbon::field::Field;
use crate::carbon::ids::Year;
use crate::ledger::entries::{self, Origin, Source};
use crate::ledger::gathering::Gathering;
use crate::ledger::{factors, figures, reference};
use crate::pipeline::{self, Phase};
use crate::platform::ids::JobId;

mod judge;
mod judging;

use judge::RowContext;
use judging::{BATCH, Batch, Judging};

/// Column that names the unit of a row.
pub(super) const UNIT_CODE_COLUMN: &str = "unit_institutional_id";
/// Column of a total that the row imposes.
pub(super) const IMPOSED_COLUMN: &str = "kg_co2eq";
const UNIT_CODE: Field = Field::text(UNIT_CODE_COLUMN).required();
const IMPOSED: &str = IMPOSED_COLUMN;
/// Batches of rows that wait to be stored.
const IN_FLIGHT: usize = 2;

pub(super) async fn read(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    // two files of one slice, or a file and its factors, come one after the other
    factors::lock_inputs(conn, plan.upload.year, &plan.factor_types()).await?;
    if let Some(earlier) = pipeline::earlier_load_of_file(conn, &plan.job_request, plan.file.sha256()).await?
        && stands_as_loaded(conn, plan, earlier).await?
    {
        let mut tally = pass(conn, plan, Keeper::Compare { earlier: earlier.0 }, reading, now).await?;
        // a unit's own file is never loaded twice; a per-year file replaces its rows when they would come out otherwise
        if plan.unit.is_some() || tally.accepted == earlier.1 as u64 {
            tally.unchanged = tally.accepted;
            return Ok(tally);
        }
    }
    pass(conn, plan, Keeper::Store, reading, now).await
}

/// Whether loading the same file again would change nothing: of a unit's file any row is still there; of a per-year file
/// all rows are, as they came, and nothing they were computed from has changed since.
async fn stands_as_loaded(conn: &mut PgConnection, plan: &Plan<'_>, (job, stored): (JobId, i64)) -> sqlx::Result<bool> {
    let year = plan.upload.year;
    let rows = entries::rows_of_job(conn, year, job).await?;
    if plan.unit.is_some() {
        return Ok(rows.remaining > 0);
    }
    Ok(rows.remaining == stored && rows.edited == 0 && !figures::is_stale(conn, year, &plan.data_types()).await?)
}

/// What is done with accepted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeper {
    /// Nothing: the rows are those that an earlier job stored.
    Compare { earlier: JobId },
    /// They are stored.
    Store,
}

async fn pass(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    keeper: Keeper,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    let (year, data_types) = (plan.upload.year, plan.data_types());
    let table = open(plan, &columns(plan))?;
    table.require(&required_columns(plan))?;
    let factors = factors::load(conn, year, &plan.factor_types()).await?;
    require_factors(plan, &factors)?;
    let kinds: Vec<_> = plan.types.iter().filter_map(|definition| definition.reference).collect();
    let reference = reference::load(conn, year, &kinds).await?;

    let mut tally = Tally { total_before_kg: figures::total_of_types(conn, year, &data_types).await?, ..table.tally() };
    let mut rows = RowContext::of(plan, table, factors, reference);
    let mut touched = BTreeSet::new();
    if let (Keeper::Store, None) = (keeper, plan.unit) {
        rows.carry_over(conn).await?;
        for (module, _, count) in entries::delete_per_year_rows(conn, year, &data_types).await? {
            tally.replaced += count as u64;
            touched.insert(module);
        }
    }
    let except = match keeper {
        Keeper::Compare { earlier } => Some(earlier),
        Keeper::Store => None,
    };
    rows.load(conn, plan, except).await?;
    let gathering = match keeper {
        Keeper::Compare { .. } => None,
        Keeper::Store => Some(Gathering::begin(conn, year, &data_types, &rows.modules()).await?),
    };

    let source = if plan.unit.is_some() { Source::UnitFile } else { Source::PerYearFile };
    let origin = Origin { year, source, job: reading.lease.job };
    let (batches, mut arriving) = mpsc::channel(IN_FLIGHT);
    let (free_ids, ids) = mpsc::unbounded_channel();
    if keeper == Keeper::Store {
        for _ in 0..=IN_FLIGHT {
            // who stopped judging needs no ids
            let _ = free_ids.send(entries::reserve_ids(conn, BATCH).await?);
        }
    }
    let judging = Judging { rows, tally, touched, gathering };
    let judged = tokio::task::spawn_blocking(move || judging.run(origin, ids, &batches));
    let mut replaced = 0;
    while let Some(batch) = arriving.recv().await {
        reading.rows(batch.read)?;
        if keeper == Keeper::Store {
            let _ = free_ids.send(entries::reserve_ids(conn, BATCH).await?);
            replaced += store(conn, year, batch).await?;
        }
    }
    let broken_off = |error: tokio::task::JoinError| pipeline::JobError::Failed(error.to_string());
    let Judging { rows, mut tally, touched, gathering } = judged.await.map_err(broken_off)??;
    reading.tracker.enter(Phase::Storing);
    tally.replaced += replaced;
    if let Some(gathering) = gathering {
        gathering.store(conn, &touched, now).await?;
        tally.units_touched = touched.len() as u64;
    }
    if rows.carried_rows() > 0 {
        let message = format!("{} rows keep what people had entered where their cells are blank", rows.carried_rows());
        tally.warnings.push(of_the_file(message));
    }
    tally.total_after_kg = figures::total_of_types(conn, year, &data_types).await?;
    Ok(tally)
}

/// Stores some rows; how many stored ones they replaced.
async fn store(conn: &mut PgConnection, year: Year, batch: Batch) -> sqlx::Result<u64> {
    let mut replaced = 0;
    for (data_type, modules) in batch.replacing {
        replaced += entries::delete_of_modules(conn, year, data_type, &modules).await?;
    }
    batch.rows.send(conn).await?;
    Ok(replaced)
}

fn columns(plan: &Plan<'_>) -> Vec<&'static str> {
    let fields = plan.types.iter().flat_map(|definition| definition.fields).map(|field| field.name);
    let categories = plan.types.iter().filter_map(|definition| definition.category_column).map(|field| field.name);
    fields.chain(categories).chain([UNIT_CODE.name, IMPOSED]).collect::<BTreeSet<_>>().into_iter().collect()
}

fn required_columns(plan: &Plan<'_>) -> Vec<&'static str> {
    let fields = plan.types.iter().flat_map(|definition| definition.fields);
    let mut required: BTreeSet<_> = fields.filter(|field| field.is_required).map(|field| field.name).collect();
    if plan.unit.is_none() {
        required.insert(UNIT_CODE.name);
    }
    required.into_iter().collect()
}

/// Types that cannot be computed without factors refuse files before any are there; so do files whose rows tell their
/// type by their factors.
fn require_factors(plan: &Plan<'_>, factors: &FactorSet) -> Result<(), FileError> {
    let lacking = |definition: &&&Definition| factors.of(definition.data_type).is_none();
    let strict = plan.types.iter().filter(|definition| definition.requires_factors).find(lacking);
    let none_at_all = plan.types.len() > 1 && plan.types.iter().all(|definition| lacking(&definition));
    match strict.or(if none_at_all { plan.types.first() } else { None }) {
        None => Ok(()),
        Some(definition) => {
            let (module, year) = (definition.data_type.module(), plan.upload.year);
            let message = format!("{year} has no factors for {module}. Upload the factors first.");
            Err(FileError::new(FileCode::NoFactors, message))
        }
    }
}
