//! Files in, checked rows out: one way for the command line, the forms and the seed.
//!
//! A file is read row by row inside one transaction that takes the place of what earlier files stored. With no valid
//! row, or only looking, the transaction is rolled back and everything stays as it was.

mod computed_factors;
mod data;
mod exchange_rates;
mod factors;
pub mod outcome;
mod plan;
mod reader;
mod reference;
mod rows;

use std::time::Instant;

use serde_json::json;
use sqlx::PgConnection;

use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::factors::AbsentPolicy;
use crate::pipeline::{self, JobKind, JobOutcome, StartedJob};
use crate::platform::App;
use crate::years;
pub use computed_factors::{ComputationOutcome, FactorComputation, compute_factors};
use outcome::{FileCode, FileError, FileFacts, Ingestion, Preview, Tally};
use plan::Plan;
use reader::Table;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// Emission factors of a type and year.
    Factors,
    /// Activity of units.
    Data,
    /// Airports, stations or rooms.
    Reference,
    /// Exchange rates.
    ExchangeRates,
}

impl Target {
    /// Name in results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Factors => "factors",
            Self::Data => "data",
            Self::Reference => "reference",
            Self::ExchangeRates => "exchange_rates",
        }
    }

    fn job_kind(self) -> JobKind {
        match self {
            Self::Factors => JobKind::FactorIngest,
            Self::Data => JobKind::DataIngest,
            Self::Reference => JobKind::ReferenceIngest,
            Self::ExchangeRates => JobKind::ExchangeRatesIngest,
        }
    }
}

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
    /// Name of the file.
    pub file_name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// An upload that could not be attempted.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The request makes no sense as it is; the text says why and what would.
    #[error("{0}")]
    Usage(String),
    /// The database failed; nothing was changed.
    #[error("the database failed, nothing was changed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Why reading stopped.
enum Stop {
    File(FileError),
    Database(sqlx::Error),
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Who is told about so many more rows read.
pub type OnRows<'a> = &'a (dyn Fn(u64) + Sync);

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
    let begun = Instant::now();
    let mut conn = app.db.acquire().await?;
    let plan = plan::plan(&mut conn, actor, upload).await?;
    let job = pipeline::start(&mut conn, &plan.job_request).await?;
    drop(conn);
    match attempt(app, actor, &plan, job, begun, on_rows).await {
        Ok(ingestion) => Ok(ingestion),
        Err(error) => {
            let mut conn = app.db.acquire().await?;
            pipeline::fail(&mut conn, job, &error.to_string()).await?;
            Err(error.into())
        }
    }
}

async fn attempt(
    app: &App,
    actor: &Actor,
    plan: &Plan<'_>,
    job: StartedJob,
    begun: Instant,
    on_rows: OnRows<'_>,
) -> sqlx::Result<Ingestion> {
    let mut transaction = app.db.begin().await?;
    let (tally, file_error) = match read(&mut transaction, app, plan, job, on_rows).await {
        Ok(tally) => (tally, None),
        Err(Stop::File(error)) => (Tally::default(), Some(error)),
        Err(Stop::Database(error)) => return Err(error),
    };
    let is_usable = tally.is_usable();
    let tally = if is_usable { tally } else { tally.without_effect() };
    let committed = is_usable && !plan.upload.dry_run;
    let mut ingestion = summary(plan, job, tally, file_error, committed);
    ingestion.duration_ms = begun.elapsed().as_millis() as u64;
    if !committed {
        transaction.rollback().await?;
        transaction = app.db.begin().await?;
    }
    let (errors, warnings) = (&ingestion.errors, &ingestion.warnings);
    pipeline::finish(&mut transaction, job, ingestion.result, &ingestion.kept_with_job(), errors, warnings).await?;
    audit::record(&mut transaction, act(actor, app, plan, &ingestion)).await?;
    transaction.commit().await?;
    Ok(ingestion)
}

async fn read(
    conn: &mut PgConnection,
    app: &App,
    plan: &Plan<'_>,
    job: StartedJob,
    on_rows: OnRows<'_>,
) -> Result<Tally, Stop> {
    let year = plan.upload.year;
    if !years::is_provisioned(conn, year).await? {
        let message = format!("The year {year} is not ready to take files. Create it first.");
        return Err(FileError::new(FileCode::YearNotProvisioned, message).into());
    }
    let tally = match plan.upload.target {
        Target::Data => data::read(conn, plan, job, app.clock.now(), on_rows).await?,
        Target::Factors => factors::read(conn, plan, job).await?,
        Target::Reference => reference::read(conn, plan).await?,
        Target::ExchangeRates => exchange_rates::read(conn, plan).await?,
    };
    if tally.read == 0 {
        return Err(FileError::new(FileCode::Empty, "The file has a header but no row.").into());
    }
    Ok(tally)
}

/// Opens the file with the columns its rows may have.
fn open<'a>(plan: &Plan<'a>, expected: &[&'static str]) -> Result<Table<'a>, FileError> {
    Table::open(plan.upload.bytes, expected)
}

fn summary(
    plan: &Plan<'_>,
    job: StartedJob,
    tally: Tally,
    file_error: Option<FileError>,
    committed: bool,
) -> Ingestion {
    let upload = &plan.upload;
    let result = if file_error.is_some() { JobOutcome::Error } else { tally.outcome() };
    let preview = (upload.dry_run && upload.target == Target::Data && file_error.is_none()).then_some(Preview {
        entries_affected: tally.accepted - tally.unchanged + tally.replaced,
        units_affected: tally.units_touched,
        total_before_kg: tally.total_before_kg,
        total_after_kg: tally.total_after_kg,
    });
    Ingestion {
        job_id: job.id,
        pipeline_id: job.pipeline,
        result,
        target: upload.target.key(),
        module: plan.job_request.module.map(ModuleType::key),
        r#type: upload.data_type.map(DataEntryType::key),
        year: upload.year.get(),
        unit: upload.unit.map(str::to_owned),
        dry_run: upload.dry_run,
        committed,
        file: FileFacts {
            name: upload.file_name.to_owned(),
            sha256: plan.sha256.clone(),
            bytes: upload.bytes.len() as i64,
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
        errors: tally.errors,
        warnings: tally.warnings,
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
