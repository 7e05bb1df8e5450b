//! Files in, checked rows out: one way for the command line, the forms and the seed.
//!
//! A file is read row by row inside one transaction that takes the place of what earlier files stored. With no valid
//! row, or only looking, the transaction is rolled back and everything stays as it was.

mod attempt;
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

use serde_json::json;

use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};
use crate::ledger::factors::AbsentPolicy;
use crate::ledger::reports;
use crate::pipeline::{self, JobError, JobOutcome, Lease, PipelineId, Tracker, Work};
use crate::platform::App;
use crate::platform::ids::JobId;
pub use computed_factors::{
    ComputationOutcome, FactorComputation, compute_factors, has_computed_factors, run_computation, submit_computation,
};
use files::FilesError;
use outcome::{FileError, Ingestion};
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
    /// The unit's own file is for a module that its principal validated.
    #[error("the module of the unit is validated; its principal must un-validate it first")]
    ModuleValidated,
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
    let work = |work: Work| async move { attempt::run(&work, &plan, on_rows).await };
    Ok(pipeline::run_here(app, &request, work).await?)
}

/// Keeps a file and puts the job that reads it into the queue.
pub async fn submit(app: &App, actor: &Actor, upload: Upload<'_>) -> Result<(JobId, PipelineId), IngestError> {
    let mut conn = app.db.acquire().await?;
    let plan = plan::plan(&mut conn, actor, upload).await?;
    if let (Some(unit), Some(module)) = (plan.unit, plan.job_request.module)
        && let Some(module) = reports::module_of_unit(&mut conn, upload.year, unit, module).await?
        && module.status == ModuleStatus::Validated
    {
        return Err(IngestError::ModuleValidated);
    }
    drop(conn);
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
        other @ (IngestError::Usage(_) | IngestError::ModuleValidated) => JobError::Failed(other.to_string()),
        IngestError::Job(error) => error,
    })?;
    Ok(attempt::run(&work, &plan, &|_| {}).await?.result)
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
