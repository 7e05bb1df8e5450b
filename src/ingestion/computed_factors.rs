//! Factors that no file brings: the sums of research facilities, taken from the facilities' own footprint.

use serde::Serialize;
use serde_json::json;

use super::IngestError;
use super::outcome::{FileCode, FileError};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::computed_factors::{self, ComputedFactors};
use crate::pipeline::{self, Ending, JobError, JobKind, JobOutcome, JobRequest, Phase, PipelineId, Work};
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::years;

/// What to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorComputation {
    /// Year of the factors and of the footprints.
    pub year: Year,
    /// `research_facilities` or `mice_and_fish_animal_facilities`.
    pub data_type: DataEntryType,
    /// Whether computed sums go before sums that files gave.
    pub computed_wins: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComputationOutcome {
    /// The job.
    pub job_id: JobId,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// How it ended.
    pub result: JobOutcome,
    /// Data entry type key.
    pub r#type: &'static str,
    /// Year.
    pub year: i16,
    /// Why nothing was computed.
    pub file_error: Option<FileError>,
    /// Counts and what could not be computed.
    #[serde(flatten)]
    pub factors: ComputedFactors,
}

impl ComputationOutcome {
    /// Exit code of the command line.
    pub fn exit_code(&self) -> u8 {
        self.result.exit_code()
    }
}

/// Takes the sums of all factors of a type from the facilities' own footprints. Entries that use factors whose sums
/// changed become stale; nothing is recalculated.
pub async fn compute_factors(
    app: &App,
    actor: &Actor,
    computation: FactorComputation,
) -> Result<ComputationOutcome, IngestError> {
    let data_type = computation.data_type;
    if !has_computed_factors(data_type) {
        let choices = [DataEntryType::ResearchFacilities, DataEntryType::MiceAndFishAnimalFacilities];
        let [common, animals] = choices.map(DataEntryType::key);
        return Err(IngestError::Usage(format!("factors are computed for --type {common} and {animals} only")));
    }
    let request = request(actor, computation);
    let work = |work: Work| async move { attempt(&work, computation).await };
    Ok(pipeline::run_here(app, &request, work).await?)
}

/// Whether factors of a type are sums of the facilities' own footprint.
pub fn has_computed_factors(data_type: DataEntryType) -> bool {
    matches!(data_type, DataEntryType::ResearchFacilities | DataEntryType::MiceAndFishAnimalFacilities)
}

/// Puts the job that computes factors into the queue.
pub async fn submit_computation(
    app: &App,
    actor: &Actor,
    computation: FactorComputation,
) -> sqlx::Result<(JobId, PipelineId)> {
    let mut transaction = app.db.begin().await?;
    let job = pipeline::enqueue(&mut transaction, &request(actor, computation)).await?;
    let summary = format!("asked for the factors of {} for {}", computation.data_type, computation.year);
    let mut act = Act::new(actor, app.clock.now(), Action::Create, "factors", summary);
    act.entity_id = Some(job.0.to_string());
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(job)
}

fn request(actor: &Actor, computation: FactorComputation) -> JobRequest {
    JobRequest {
        kind: JobKind::ComputedFactors,
        module: Some(computation.data_type.module()),
        data_type: Some(computation.data_type),
        unit: None,
        year: computation.year,
        file: None,
        actor: actor.clone(),
        options: json!({ "computed_wins": computation.computed_wins }),
    }
}

/// Does a job that computes factors.
pub async fn run_computation(work: Work) -> Result<JobOutcome, JobError> {
    let request = &work.claimed.request;
    let Some(data_type) = request.data_type else {
        return Err(JobError::Failed("The job names no data entry type.".to_owned()));
    };
    let computed_wins = request.options["computed_wins"] == true;
    Ok(attempt(&work, FactorComputation { year: request.year, data_type, computed_wins }).await?.result)
}

async fn attempt(work: &Work, computation: FactorComputation) -> Result<ComputationOutcome, JobError> {
    let Work { app, claimed, tracker } = work;
    let (lease, actor) = (claimed.lease, &claimed.request.actor);
    tracker.enter(Phase::Calculating);
    let FactorComputation { year, data_type, computed_wins } = computation;
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    let mut outcome = ComputationOutcome {
        job_id: lease.job,
        pipeline_id: lease.pipeline,
        result: JobOutcome::Error,
        r#type: data_type.key(),
        year: year.get(),
        file_error: None,
        factors: ComputedFactors::default(),
    };
    if years::is_provisioned(&mut transaction, year).await? {
        let factors =
            computed_factors::compute(&mut transaction, (year, data_type), computed_wins, lease.job, now).await?;
        let done = factors.changed + factors.unchanged;
        outcome.result = match (done, factors.errors.len()) {
            (0, 0) => JobOutcome::Error,
            (_, 0) => JobOutcome::Success,
            _ => JobOutcome::Warning,
        };
        if outcome.result == JobOutcome::Error {
            let message = format!("{year} has no factors of {data_type}. Upload the factors first.");
            outcome.file_error = Some(FileError::new(FileCode::NoFactors, message));
        }
        outcome.factors = factors;
    } else {
        let message = format!("The year {year} does not exist or is not ready. Create it first.");
        outcome.file_error = Some(FileError::new(FileCode::YearNotProvisioned, message));
    }
    let ending = Ending {
        outcome: outcome.result,
        result: json!(outcome),
        message: outcome.file_error.as_ref().map(|error| error.message.clone()),
        error_count: outcome.factors.errors.len(),
    };
    pipeline::finish(&mut transaction, lease, ending).await?;
    let (changed, failed) = (outcome.factors.changed, outcome.factors.errors.len());
    let summary = format!("computed the factors of {data_type} for {year}: {changed} changed, {failed} failed");
    let mut act = Act::new(actor, now, Action::Update, "factors", summary);
    act.entity_id = Some(lease.job.to_string());
    act.details = json!({ "computed_wins": computed_wins, "outcome": outcome });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(outcome)
}
