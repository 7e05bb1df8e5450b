//! Making a year: its settings, the units of the directory, a report for each of them.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{all, is_provisioned};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::directory::{Directory, DirectoryError, Source};
use crate::institution::{self, SyncError, SyncReport};
use crate::ledger::reports;
use crate::pipeline::{
    self, Ending, JobError, JobKind, JobOutcome, JobRequest, Lease, Phase, PipelineId, Tracker, Work,
};
use crate::platform::ids::JobId;
use crate::platform::{App, Scope};
use crate::web::{Lang, Problem};

/// A year that could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It is there already.
    #[error("the year {0} exists already")]
    Exists(Year),
    /// Its preparation failed: the text says why.
    #[error("{0}")]
    ProvisioningFailed(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl CreateError {
    /// How a request ends that runs into it.
    pub fn problem(self, lang: Lang) -> Problem {
        match self {
            Self::Exists(year) => Problem::Conflict {
                code: "year_exists",
                detail: lang.t_with("year-exists", &[("year", year.to_string().into())]),
            },
            Self::Database(error) => error.into(),
            Self::ProvisioningFailed(_) => anyhow::Error::from(self).into(),
        }
    }
}

/// Creates a year: its settings, the units of the directory, a report with eight modules for each active unit.
/// A year whose provisioning failed or was cut off is provisioned again.
pub async fn create(app: &App, actor: &Actor, year: Year) -> Result<SyncReport, CreateError> {
    create_from(app, actor, year, configured(app)).await
}

/// What the configured directory lists.
pub(super) async fn configured(app: &App) -> Result<Directory, DirectoryError> {
    Source::of(&app.config)?.directory().await
}

/// Creates a year as [`create`] does, with the units of a given directory.
pub async fn create_from(
    app: &App,
    actor: &Actor,
    year: Year,
    directory: impl Future<Output = Result<Directory, DirectoryError>>,
) -> Result<SyncReport, CreateError> {
    let mut transaction = app.db.begin().await?;
    begin(&mut transaction, actor, year).await?;
    transaction.commit().await?;
    let work = |work: Work| async move { provision(&work, directory).await };
    match pipeline::run_here(app, &creation(actor, year), work).await {
        Ok(Some(report)) => Ok(report),
        Ok(None) => Err(CreateError::Exists(year)),
        Err(JobError::Database(error)) => Err(CreateError::Database(error)),
        Err(other) => Err(CreateError::ProvisioningFailed(other.to_string())),
    }
}

/// Creates a year and puts the job into the queue that prepares it. A year whose preparation failed is prepared again.
pub async fn submit_creation(app: &App, actor: &Actor, year: Year) -> Result<(JobId, PipelineId), CreateError> {
    let mut transaction = app.db.begin().await?;
    begin(&mut transaction, actor, year).await?;
    let last = pipeline::newest_of_kind(&mut transaction, &Scope::Institution, JobKind::UnitSync, year).await?;
    if last.is_some_and(|job| !job.is_finished()) {
        return Err(CreateError::Exists(year));
    }
    let job = pipeline::enqueue(&mut transaction, &creation(actor, year)).await?;
    let mut act = Act::new(actor, app.clock.now(), Action::Create, "year", format!("asked for the year {year}"));
    act.entity_id = Some(year.to_string());
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(job)
}

/// Makes a year that waits for its preparation, with default settings. The row stays locked: of two who create a year at
/// once the second one sees what the first one did.
async fn begin(conn: &mut PgConnection, actor: &Actor, year: Year) -> Result<(), CreateError> {
    let begun = sqlx::query!(
        "insert into years (year, state, created_by) values ($1, 'provisioning', $2)
         on conflict (year) do update set state = 'provisioning', failure = null
             where years.state in ('provisioning', 'provisioning_failed')",
        year.get(),
        actor.user.map(|user| user.0)
    )
    .execute(&mut *conn)
    .await?;
    if begun.rows_affected() == 0 {
        return Err(CreateError::Exists(year));
    }
    Ok(configure(conn, year).await?)
}

fn creation(actor: &Actor, year: Year) -> JobRequest {
    JobRequest { options: json!({ CREATES: true }), ..unit_sync(actor, year) }
}

/// Option of a job that is to create a year: with nothing left to create it does nothing.
const CREATES: &str = "creates";

/// Does a job that brings units and gives a year its reports.
pub async fn run(work: Work) -> Result<JobOutcome, JobError> {
    let report = provision(&work, configured(&work.app)).await?;
    let has_warnings = report.is_some_and(|report| !report.changes.warnings.is_empty());
    Ok(if has_warnings { JobOutcome::Warning } else { JobOutcome::Success })
}

/// Gives the years that are there what they lack for data entry types that this program knows and an earlier one did not.
pub async fn adopt_new_types(conn: &mut PgConnection) -> sqlx::Result<()> {
    for year in all(&mut *conn).await? {
        if is_provisioned(conn, year).await? {
            configure(conn, year).await?;
            reports::prepare_year(conn, year).await?;
        }
    }
    Ok(())
}

/// The default settings: every module and type enabled. What is set already stays.
async fn configure(conn: &mut PgConnection, year: Year) -> sqlx::Result<()> {
    let modules: Vec<i16> = ModuleType::ALL.iter().map(|module| module.id()).collect();
    let data_types: Vec<i16> = DataEntryType::ALL.iter().map(|data_type| data_type.id()).collect();
    sqlx::query!(
        "insert into year_modules (year, module_type_id) select $1, unnest($2::smallint[]) on conflict do nothing",
        year.get(),
        &modules
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into year_data_entry_types (year, data_entry_type_id) select $1, unnest($2::smallint[])
         on conflict do nothing",
        year.get(),
        &data_types
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A job that brings the units of the directory and gives a year its reports.
pub(super) fn unit_sync(actor: &Actor, year: Year) -> JobRequest {
    JobRequest {
        kind: JobKind::UnitSync,
        module: None,
        data_type: None,
        unit: None,
        year,
        file: None,
        actor: actor.clone(),
        options: json!({}),
    }
}

/// People whose changed roles a record lists one by one.
const MOST_RECORDED: usize = 100;

#[derive(Debug, thiserror::Error)]
enum ProvisionError {
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Job(#[from] JobError),
}

impl From<sqlx::Error> for ProvisionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Job(error.into())
    }
}

async fn provision(
    work: &Work,
    directory: impl Future<Output = Result<Directory, DirectoryError>>,
) -> Result<Option<SyncReport>, JobError> {
    let Work { app, claimed, tracker } = work;
    let (lease, actor, year) = (claimed.lease, &claimed.request.actor, claimed.request.year);
    if claimed.request.options[CREATES] == true && is_provisioned(&mut *app.db.acquire().await?, year).await? {
        let mut conn = app.db.acquire().await?;
        let message = Some(format!("{year} exists already"));
        let ending = Ending { outcome: JobOutcome::Success, result: json!({}), message, error_count: 0 };
        pipeline::finish(&mut conn, lease, ending).await?;
        return Ok(None);
    }
    match synchronise(app, actor, year, (lease, tracker), directory).await {
        Ok(report) => Ok(Some(report)),
        Err(ProvisionError::Job(error)) => Err(error),
        Err(error) => {
            note_failure(app, actor, year, lease, &error).await?;
            Err(JobError::Failed(error.to_string()))
        }
    }
}

async fn synchronise(
    app: &App,
    actor: &Actor,
    year: Year,
    (lease, tracker): (Lease, &Tracker),
    directory: impl Future<Output = Result<Directory, DirectoryError>>,
) -> Result<SyncReport, ProvisionError> {
    tracker.enter(Phase::Fetching);
    let directory = directory.await?;
    tracker.enter(Phase::Units);
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    let report = institution::sync(&mut transaction, &directory).await?;
    tracker.enter(Phase::Reports);
    reports::prepare_year(&mut transaction, year).await?;
    let created = reports::create_missing(&mut transaction, year).await?;
    tracker.enter(Phase::Modules);
    sqlx::query!(
        "update years set state = 'configuring', failure = null, provisioned_at = $2
         where year = $1 and state in ('provisioning', 'provisioning_failed')",
        year.get(),
        now
    )
    .execute(&mut *transaction)
    .await?;
    let result = json!({ "units": report.units, "deactivated": report.deactivated, "reports_created": created });
    let ending = Ending {
        outcome: if report.changes.warnings.is_empty() { JobOutcome::Success } else { JobOutcome::Warning },
        result: json!({ "units": report.units, "deactivated": report.deactivated, "reports_created": created,
            "changes": report.changes }),
        message: Some(format!("{} units, {created} new reports", report.units)),
        error_count: 0,
    };
    pipeline::finish(&mut transaction, lease, ending).await?;
    let summary = format!("synchronised the units of {year}, created {created} reports");
    let mut act = Act::new(actor, now, Action::Create, "year", summary);
    act.entity_id = Some(year.to_string());
    act.details = result;
    audit::record(&mut transaction, act).await?;
    record_rights(&mut transaction, actor, now, &report).await?;
    transaction.commit().await?;
    Ok(report)
}

/// Records whose roles changed with the directory.
async fn record_rights(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    report: &SyncReport,
) -> sqlx::Result<()> {
    let changed = &report.rights_changed;
    if changed.is_empty() {
        return Ok(());
    }
    let summary = format!("the directory changed the roles of {} people", changed.len());
    let mut act = Act::new(actor, now, Action::Update, "user", summary);
    act.details = json!({ "people": changed.len(), "changes": changed[..changed.len().min(MOST_RECORDED)] });
    act.handled_ids = changed.iter().take(MOST_RECORDED).map(|change| change.institutional_id.clone()).collect();
    audit::record(conn, act).await
}

async fn note_failure(
    app: &App,
    actor: &Actor,
    year: Year,
    lease: Lease,
    error: &ProvisionError,
) -> Result<(), JobError> {
    let reason = error.to_string();
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    pipeline::fence(&mut transaction, lease).await?;
    sqlx::query!(
        "update years set state = 'provisioning_failed', failure = $2 where year = $1 and state = 'provisioning'",
        year.get(),
        reason
    )
    .execute(&mut *transaction)
    .await?;
    let summary = format!("preparing year {year} failed: {reason}");
    let mut act = Act::new(actor, app.clock.now(), Action::Create, "year", summary);
    act.entity_id = Some(year.to_string());
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(())
}
