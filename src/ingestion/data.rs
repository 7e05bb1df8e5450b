//! Data files: every row read, computed and stored with its emissions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::outcome::{FileCode, FileError, Tally, row_error};
use super::rows::Rows;
use super::{Plan, Reading, Stop, open};
use crate::carbon::entry::{Definition, Uniqueness};
use crate::carbon::factor::FactorSet;
use crate::carbon::field::Field;
use crate::ledger::entries::{self, NewEntry, Source};
use crate::ledger::gathering::Gathering;
use crate::ledger::{factors, figures, reference};
use crate::pipeline::{self, Phase};
use crate::platform::ids::{JobId, ReportModuleId};

mod judge;

use judge::RowContext;

/// Column that names the unit of a row.
pub(super) const UNIT_CODE_COLUMN: &str = "unit_institutional_id";
/// Column of a total that the row imposes.
pub(super) const IMPOSED_COLUMN: &str = "kg_co2eq";
const UNIT_CODE: Field = Field::text(UNIT_CODE_COLUMN).required();
const IMPOSED: &str = IMPOSED_COLUMN;
/// Rows sent to the database at once.
const BATCH: usize = 5_000;

pub(super) async fn read(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    // two files of one slice, or a file and its factors, come one after the other
    factors::lock_inputs(conn, plan.upload.year, &plan.factor_types()).await?;
    if let Some(earlier) = pipeline::earlier_load_of_file(conn, &plan.job_request, &plan.sha256).await?
        && stands_as_loaded(conn, plan, earlier).await?
    {
        let mut tally = pass(conn, plan, &mut Keeper::Compare { earlier: earlier.0 }, reading, now).await?;
        // a unit's own file is never loaded twice; a per-year file replaces its rows when they would come out otherwise
        if plan.unit.is_some() || tally.accepted == earlier.1 as u64 {
            tally.unchanged = tally.accepted;
            return Ok(tally);
        }
    }
    pass(conn, plan, &mut Keeper::Store { job: reading.lease.job, pending: Vec::new() }, reading, now).await
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
enum Keeper {
    /// Nothing: the rows are those that an earlier job stored.
    Compare { earlier: JobId },
    /// They are stored.
    Store { job: JobId, pending: Vec<NewEntry> },
}

async fn pass(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    keeper: &mut Keeper,
    reading: Reading<'_>,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    let year = plan.upload.year;
    let data_types = plan.data_types();
    let table = open(plan, &columns(plan))?;
    table.require(&required_columns(plan))?;
    let factors = factors::load(conn, year, &plan.factor_types()).await?;
    require_factors(plan, &factors)?;
    let kinds: Vec<_> = plan.types.iter().filter_map(|definition| definition.reference).collect();
    let reference = reference::load(conn, year, &kinds).await?;

    let mut tally = Tally { total_before_kg: figures::total_of_types(conn, year, &data_types).await?, ..table.tally() };
    let mut touched: BTreeSet<ReportModuleId> = BTreeSet::new();
    if let (Keeper::Store { .. }, None) = (&keeper, plan.unit) {
        for (module, _, count) in entries::delete_per_year_rows(conn, year, &data_types).await? {
            tally.replaced += count as u64;
            touched.insert(module);
        }
    }
    let except = match keeper {
        Keeper::Compare { earlier } => Some(*earlier),
        Keeper::Store { .. } => None,
    };
    let mut rows = RowContext::load(conn, plan, &factors, &reference, except).await?;

    let mut gathering = match keeper {
        Keeper::Compare { .. } => None,
        Keeper::Store { .. } => Some(Gathering::begin(conn, year, &data_types, &rows.modules()).await?),
    };
    let mut records = Rows::of(&table);
    let mut told = 0;
    while let Some(record) = records.next(&mut tally) {
        let place = (record.row, record.line);
        if tally.read - told >= BATCH as u64 {
            reading.rows(tally.read - told)?;
            told = tally.read;
        }
        match rows.accept(&table, &record) {
            Ok((entry, warnings)) => {
                tally.accepted += 1;
                tally.count_reason(entry.reason);
                tally.warnings.extend(warnings.into_iter().map(|problem| row_error(place, problem)));
                touched.insert(entry.module);
                if let (Keeper::Store { job, pending }, Some(gathering)) = (&mut *keeper, &mut gathering) {
                    pending.push(entry);
                    if pending.len() >= BATCH {
                        store(conn, plan, *job, (pending, gathering), &mut tally).await?;
                    }
                }
            }
            Err(problems) => tally.errors.extend(problems.into_iter().map(|(problem, first_line)| {
                let mut error = row_error(place, problem);
                error.first_line = first_line;
                error
            })),
        }
    }
    reading.rows(tally.read - told)?;
    reading.tracker.enter(Phase::Storing);
    if let (Keeper::Store { job, pending }, Some(mut gathering)) = (keeper, gathering) {
        store(conn, plan, *job, (pending, &mut gathering), &mut tally).await?;
        gathering.store(conn, &touched, now).await?;
        tally.units_touched = touched.len() as u64;
    }
    tally.total_after_kg = figures::total_of_types(conn, year, &data_types).await?;
    Ok(tally)
}

async fn store(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    job: JobId,
    (pending, gathering): (&mut Vec<NewEntry>, &mut Gathering),
    tally: &mut Tally,
) -> sqlx::Result<()> {
    let year = plan.upload.year;
    for definition in plan.types.iter().filter(|definition| definition.uniqueness == Uniqueness::OnePerReport) {
        let modules: Vec<_> = pending.iter().map(|entry| entry.module).collect();
        tally.replaced += entries::delete_of_modules(conn, year, definition.data_type, &modules).await?;
        for module in modules {
            gathering.replace(definition.data_type, module);
        }
    }
    for entry in pending.iter() {
        gathering.add(entry);
    }
    let source = if plan.unit.is_some() { Source::UnitFile } else { Source::PerYearFile };
    entries::insert(conn, year, source, job, pending).await?;
    pending.clear();
    Ok(())
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
