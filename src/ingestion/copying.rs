//! Factors of an earlier year instead of a file: one job for each file they once came in.

use std::time::Instant;

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{Target, covered_types};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::factor_copies;
use crate::pipeline::{self, Ending, JobError, JobKind, JobOutcome, JobRequest, Phase, PipelineId, Work};
use crate::platform::ids::JobId;
use crate::years;

/// Option of a job that copies: the year it copies from.
const COPY_FROM: &str = "copy_from";

/// A factor file by what it covers: the common file of a module, or that of a type.
pub type FactorFile = (ModuleType, Option<DataEntryType>);

/// The types that a factor file covers, by id.
pub fn types_of((module, data_type): FactorFile) -> Vec<DataEntryType> {
    let types = covered_types(Target::Factors, Some(module), data_type).unwrap_or_default();
    types.into_iter().map(|definition| definition.data_type).collect()
}

/// Puts the jobs into the queue that copy factors from one year to another; call it in the transaction that decides so.
pub async fn enqueue_copies(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, to): (Year, Year),
    files: &[FactorFile],
) -> sqlx::Result<Vec<(JobId, PipelineId)>> {
    let mut jobs = Vec::new();
    for (module, data_type) in files {
        let request = JobRequest {
            kind: JobKind::FactorIngest,
            module: Some(*module),
            data_type: *data_type,
            unit: None,
            year: to,
            file: None,
            actor: actor.clone(),
            options: json!({ COPY_FROM: from.get() }),
        };
        jobs.push(pipeline::enqueue(conn, &request).await?);
    }
    Ok(jobs)
}

/// The year that a job copies from, if it is such a job.
pub(super) fn source(options: &Value) -> Option<Year> {
    let year = options[COPY_FROM].as_i64()?;
    Year::new(i16::try_from(year).ok()?).ok()
}

/// Does a job that copies.
pub(super) async fn run(work: &Work, from: Year) -> Result<JobOutcome, JobError> {
    let begun = Instant::now();
    let Work { app, claimed, tracker } = work;
    let (lease, request) = (claimed.lease, &claimed.request);
    let to = request.year;
    let module = request.module.ok_or_else(|| JobError::Failed("The job names no module.".to_owned()))?;
    tracker.enter(Phase::Storing);
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    if !years::is_provisioned(&mut transaction, to).await? {
        return Err(JobError::Failed(format!("The year {to} is not ready to take factors.")));
    }
    let types = types_of((module, request.data_type));
    let copied = factor_copies::copy(&mut transaction, (from, to), &types, lease.job).await?;
    let nothing = copied.factors == 0;
    if nothing && copied.left_alone.is_empty() {
        return Err(JobError::Failed(format!("{from} has no such factors. Upload a file instead.")));
    }
    let result = json!({
        "job_id": lease.job, "pipeline_id": lease.pipeline, "result": JobOutcome::Success, "target": Target::Factors.key(),
        "module": module.key(), "type": request.data_type.map(DataEntryType::key), "year": to.get(), "unit": null,
        "dry_run": false, "committed": true, "file": null, "copied_from": from.get(),
        "read": copied.factors, "stored": copied.factors, "unchanged": 0, "refused": 0, "blank": 0, "replaced": 0,
        "without_emission": {}, "units_touched": 0, "total_before_kg": 0.0, "total_after_kg": 0.0,
        "factors": { "inserted": copied.factors, "changed": 0, "unchanged": 0, "absent": 0, "retired": 0 },
        "file_error": null, "preview": null, "errors": [], "warnings": [],
        "duration_ms": begun.elapsed().as_millis() as u64,
    });
    let message = if nothing {
        format!("{to} has such factors already; they were left as they are.")
    } else {
        format!("{} factors copied from {from}", copied.factors)
    };
    let ending = Ending { outcome: JobOutcome::Success, result, message: Some(message.clone()), error_count: 0 };
    pipeline::finish(&mut transaction, lease, ending).await?;
    let mut act = Act::new(&request.actor, app.clock.now(), Action::Update, "factors", message);
    act.entity_id = Some(lease.job.to_string());
    act.details = json!({ "from": from.get(), "to": to.get(), "copied": copied.factors });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(JobOutcome::Success)
}
