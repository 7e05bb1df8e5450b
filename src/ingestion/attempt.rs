//! One attempt at a file: read inside a transaction that is committed, or rolled back when there is nothing to commit.

use std::time::Instant;

use serde_json::json;
use sqlx::PgConnection;

use super::outcome::{FileCode, FileError, FileFacts, Ingestion, Preview, Tally};
use super::plan::Plan;
use super::{OnRows, Reading, Stop, Target, data, effect, exchange_rates, factors, reduction_objectives, reference};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::recalculation::Changed;
use crate::pipeline::recalculation;
use crate::pipeline::{self, Ending, JobError, JobOutcome, Lease, Phase, Work};
use crate::platform::App;
use crate::years::{self, objectives::Objective};

/// Reads a file and ends its job.
pub(super) async fn run(work: &Work, plan: &Plan<'_>, on_rows: OnRows<'_>) -> Result<Ingestion, JobError> {
    let begun = Instant::now();
    let Work { app, claimed, tracker } = work;
    let (lease, actor) = (claimed.lease, &claimed.request.actor);
    tracker.enter(Phase::Reading);
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    let reading = Reading { lease, tracker, on_rows };
    let (tally, file_error) = match read(&mut transaction, app, plan, reading).await {
        Ok(tally) => (tally, None),
        Err(Stop::File(error)) => (Tally::default(), Some(error)),
        Err(Stop::Job(error)) => return Err(error),
    };
    let is_usable = tally.is_usable();
    let mut tally = if is_usable { tally } else { tally.without_effect() };
    let (mut errors, mut warnings) = (std::mem::take(&mut tally.errors), std::mem::take(&mut tally.warnings));
    let committed = is_usable && !plan.upload.dry_run;
    let has_effect = is_usable && plan.upload.dry_run && plan.upload.target != Target::Data;
    let changed = if has_effect { Changed::by(&mut transaction).await? } else { Changed::default() };
    let mut ingestion = summary(plan, lease, tally, file_error, committed);
    (ingestion.errors, ingestion.error_count) = (errors.first().to_vec(), errors.count());
    (ingestion.warnings, ingestion.warning_count) = (warnings.first().to_vec(), warnings.count());
    ingestion.duration_ms = begun.elapsed().as_millis() as u64;
    if !committed {
        // what is changed by nobody must keep nobody waiting
        transaction.rollback().await?;
        if has_effect {
            ingestion.preview = Some(effect::of(app, (lease, tracker), plan, &changed).await?);
            ingestion.duration_ms = begun.elapsed().as_millis() as u64;
        }
        transaction = app.db.begin().await?;
        lease.mark(&mut transaction).await?;
    }
    pipeline::fence(&mut transaction, lease).await?;
    pipeline::replace_rows(&mut transaction, lease.job, &mut errors, &mut warnings).await?;
    let ending = Ending {
        outcome: ingestion.result,
        result: json!(ingestion),
        message: ingestion.message(),
        error_count: ingestion.error_count,
    };
    pipeline::finish(&mut transaction, lease, ending).await?;
    if committed && plan.upload.recalculate {
        recalculation::chain(&mut transaction, lease, actor, plan.upload.year, &plan.dependent_types()).await?;
    }
    audit::record(&mut transaction, act(actor, app, plan, &ingestion)).await?;
    transaction.commit().await?;
    Ok(ingestion)
}

async fn read(conn: &mut PgConnection, app: &App, plan: &Plan<'_>, reading: Reading<'_>) -> Result<Tally, Stop> {
    let year = plan.upload.year;
    if !years::is_provisioned(conn, year).await? {
        let message = format!("The year {year} is not ready to take files. Create it first.");
        return Err(FileError::new(FileCode::YearNotProvisioned, message).into());
    }
    let tally = match plan.upload.target {
        Target::Data => data::read(conn, plan, reading, app.clock.now()).await?,
        Target::Factors => factors::read(conn, plan, reading.lease.job).await?,
        Target::Reference => reference::read(conn, plan).await?,
        Target::ExchangeRates => exchange_rates::read(conn, plan).await?,
        Target::ReductionObjectives(objective) => reduction_objectives::read(conn, plan, objective).await?,
    };
    reading.tracker.set(tally.read);
    if tally.read == 0 {
        return Err(FileError::new(FileCode::Empty, "The file has a header but no row.").into());
    }
    Ok(tally)
}

fn summary(plan: &Plan<'_>, lease: Lease, tally: Tally, file_error: Option<FileError>, committed: bool) -> Ingestion {
    let upload = &plan.upload;
    let result = if file_error.is_some() { JobOutcome::Error } else { tally.outcome() };
    let preview = (upload.dry_run && upload.target == Target::Data && file_error.is_none()).then_some(Preview {
        entries_affected: tally.accepted - tally.unchanged + tally.replaced,
        units_affected: tally.units_touched,
        total_before_kg: tally.total_before_kg,
        total_after_kg: tally.total_after_kg,
    });
    Ingestion {
        job_id: lease.job,
        pipeline_id: lease.pipeline,
        result,
        target: upload.target.key(),
        module: plan.job_request.module.map(ModuleType::key),
        r#type: upload.target.objective().map(Objective::key).or(upload.data_type.map(DataEntryType::key)),
        year: upload.year.get(),
        unit: upload.unit.map(str::to_owned),
        dry_run: upload.dry_run,
        committed,
        file: FileFacts {
            name: upload.file_name.to_owned(),
            sha256: plan.file.sha256().to_owned(),
            bytes: plan.file.bytes() as i64,
        },
        read: tally.read,
        stored: tally.accepted - tally.unchanged,
        unchanged: tally.unchanged,
        refused: tally.refused(),
        blank: tally.blank,
        replaced: if committed || upload.dry_run { tally.replaced } else { 0 },
        without_emission: tally.without_emission,
        units_touched: if committed { tally.units_touched } else { 0 },
        total_before_kg: tally.total_before_kg,
        total_after_kg: if committed { tally.total_after_kg } else { tally.total_before_kg },
        factors: tally.factors,
        file_error,
        preview,
        errors: Vec::new(),
        warnings: Vec::new(),
        error_count: 0,
        warning_count: 0,
        duration_ms: 0,
    }
}

fn act<'a>(actor: &'a Actor, app: &App, plan: &Plan<'_>, ingestion: &Ingestion) -> Act<'a> {
    let summary = format!(
        "{} file “{}” for {}: {} stored, {} unchanged, {} refused",
        ingestion.target, ingestion.file.name, ingestion.year, ingestion.stored, ingestion.unchanged, ingestion.refused
    );
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "ingestion", summary);
    act.entity_id = Some(ingestion.job_id.to_string());
    act.details = json!({
        "file": ingestion.file,
        "module": ingestion.module,
        "type": ingestion.r#type,
        "unit": ingestion.unit,
        "result": ingestion.result,
        "committed": ingestion.committed,
        "dry_run": plan.upload.dry_run,
        "read": ingestion.read,
        "stored": ingestion.stored,
        "unchanged": ingestion.unchanged,
        "refused": ingestion.refused,
        "replaced": ingestion.replaced,
        "factors": ingestion.factors,
    });
    act
}
