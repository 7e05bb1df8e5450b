//! Files in, checked rows out: one way for the command line, the forms and the seed.
//!
//! A file is read row by row inside one transaction that takes the place of what earlier files stored. With no valid
//! row, or only looking, the transaction is rolled back and everything stays as it was.

mod computed_factors;
pub mod copying;
mod data;
pub mod decision;
mod effect;
mod exchange_rates;
mod factors;
pub mod files;
pub mod form;
pub mod kept;
pub mod outcome;
mod plan;
mod reader;
mod reduction_objectives;
mod reference;
mod rows;
pub mod skipped;
mod spool;
mod target;
pub mod templates;

use std::time::Instant;

use serde_json::json;
use sqlx::PgConnection;

use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::factors::AbsentPolicy;
use crate::ledger::recalculation::Changed;
use crate::pipeline::recalculation;
use crate::pipeline::{self, Ending, JobError, JobOutcome, Lease, Phase, PipelineId, Tracker, Work};
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::years::{self, objectives::Objective};
pub use computed_factors::{
    ComputationOutcome, FactorComputation, compute_factors, has_computed_factors, run_computation, submit_computation,
};
use files::FilesError;
use outcome::{FileCode, FileError, FileFacts, Ingestion, Preview, Tally};
pub use plan::covered_types;
use plan::{Options, Plan};
use reader::Table;
pub use spool::{Content, Spool, SpoolError, SpoolWriter};
pub use target::{Target, TargetName, UnknownType};

/// Largest file taken in.
pub const LARGEST_FILE: usize = 100_000_000;
/// Largest request with a file: the file and the fields around it.
pub const LARGEST_REQUEST: usize = LARGEST_FILE + (1 << 20);

/// A file and what to do with it.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// What kind of file it is.
    pub target: Target,
    /// Module, where the kind needs one.
    pub module: Option<ModuleType>,
    /// Type, unless the file is shared by several types of the module.
    pub data_type: Option<DataEntryType>,
    /// Year the rows belong to.
    pub year: Year,
    /// Code of the unit whose own file it is.
    pub unit: Option<&'a str>,
    /// What happens to factors the file does not have.
    pub absent: AbsentPolicy,
    /// Only look.
    pub dry_run: bool,
    /// Recalculate what the file makes stale, once it is committed.
    pub recalculate: bool,
    /// Whether the file is kept with its job.
    pub keeps_file: bool,
    /// Name of the file.
    pub file_name: &'a str,
    /// Its content.
    pub content: Content<'a>,
}

/// An upload that could not be attempted.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The request makes no sense as it is; the text says why and what would.
    #[error("{0}")]
    Usage(String),
    /// The job could not be done.
    #[error(transparent)]
    Job(#[from] JobError),
}

impl From<sqlx::Error> for IngestError {
    fn from(error: sqlx::Error) -> Self {
        Self::Job(error.into())
    }
}

impl From<FilesError> for JobError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Database(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Why reading stopped.
#[derive(Debug)]
enum Stop {
    File(FileError),
    Job(JobError),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Job(JobError::Failed(format!("The file could not be read: {error}")))
    }
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<JobError> for Stop {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Job(error.into())
    }
}

/// Who is told about so many more rows read.
pub type OnRows<'a> = &'a (dyn Fn(u64) + Sync);

/// The job that a file is read in.
#[derive(Clone, Copy)]
struct Reading<'a> {
    lease: Lease,
    tracker: &'a Tracker,
    on_rows: OnRows<'a>,
}

impl Reading<'_> {
    /// So many more rows were read; an error when the job has to stop.
    fn rows(&self, rows: u64) -> Result<(), JobError> {
        self.tracker.add(rows);
        (self.on_rows)(rows);
        self.tracker.check()
    }
}

/// Reads a file and commits what is valid; see [`Ingestion`] for what came of it.
pub async fn ingest(app: &App, actor: &Actor, upload: Upload<'_>) -> Result<Ingestion, IngestError> {
    ingest_watched(app, actor, upload, &|_| {}).await
}

/// Does what [`ingest`] does and tells `on_rows` about rows of data files as they are read, some at a time.
pub async fn ingest_watched(
    app: &App,
    actor: &Actor,
    upload: Upload<'_>,
    on_rows: OnRows<'_>,
) -> Result<Ingestion, IngestError> {
    let plan = plan::plan(&mut *app.db.acquire().await?, actor, upload).await?;
    if upload.keeps_file && !plan.file.is_too_large() {
        files::keep(&app.db, &plan.file).await.map_err(JobError::from)?;
    }
    let request = plan.job_request.clone();
    let work = |work: Work| async move { attempt(&work, &plan, on_rows).await };
    Ok(pipeline::run_here(app, &request, work).await?)
}

/// Keeps a file and puts the job that reads it into the queue.
pub async fn submit(app: &App, actor: &Actor, upload: Upload<'_>) -> Result<(JobId, PipelineId), IngestError> {
    let plan = plan::plan(&mut *app.db.acquire().await?, actor, upload).await?;
    files::keep(&app.db, &plan.file).await.map_err(JobError::from)?;
    let mut transaction = app.db.begin().await?;
    let job = pipeline::enqueue(&mut transaction, &plan.job_request).await?;
    let summary = format!("sent {} file “{}” for {}", upload.target.key(), upload.file_name, upload.year);
    let mut act = Act::new(actor, app.clock.now(), Action::Create, "ingestion", summary);
    act.entity_id = Some(job.0.to_string());
    act.details = json!({ "sha256": plan.file.sha256(), "options": plan.job_request.options });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(job)
}

/// Reads the file of a job and commits what is valid.
pub async fn run(work: Work) -> Result<JobOutcome, JobError> {
    let request = work.claimed.request.clone();
    if let Some(from) = copying::source(&request.options) {
        return copying::run(&work, from).await;
    }
    let options: Options = serde_json::from_value(request.options.clone())
        .map_err(|error| JobError::Failed(format!("The job cannot be read: {error}")))?;
    let file = request.file.as_ref().ok_or_else(|| JobError::Failed("The job has no file.".to_owned()))?;
    let content = files::load(&work.app.db, &file.sha256).await?;
    let content =
        content.ok_or_else(|| JobError::Failed("The file is no longer there. Upload it again.".to_owned()))?;
    let upload = Upload {
        target: options.target,
        module: request.module,
        data_type: request.data_type,
        year: request.year,
        unit: options.unit.as_deref(),
        absent: options.absent,
        dry_run: options.dry_run,
        recalculate: options.recalculate,
        keeps_file: true,
        file_name: &file.name,
        content: Content::Spooled(&content),
    };
    let planned = plan::plan(&mut *work.app.db.acquire().await?, &request.actor, upload).await;
    let plan = planned.map_err(|error| match error {
        IngestError::Usage(text) => JobError::Failed(text),
        IngestError::Job(error) => error,
    })?;
    Ok(attempt(&work, &plan, &|_| {}).await?.result)
}

async fn attempt(work: &Work, plan: &Plan<'_>, on_rows: OnRows<'_>) -> Result<Ingestion, JobError> {
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

/// Opens the file with the columns its rows may have.
fn open(plan: &Plan<'_>, expected: &[&'static str]) -> Result<Table, Stop> {
    Table::open(&plan.file, expected)
}

/// Does what takes time without waiting on a thread of its own: whoever shares ours goes on.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Stop> + Send + 'static) -> Result<T, Stop> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(JobError::Failed(format!("The computation broke off: {error}")).into()))
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
        "replaced": ingestion.replaced,
        "factors": ingestion.factors,
    });
    act
}
