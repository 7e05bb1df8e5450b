//! Making an institution: years, factors, references, data files, statuses.

use std::num::NonZero;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use serde_json::json;
use sqlx::PgConnection;

use super::generator::{self, Campus, FileKind};
use super::progress::Progress;
use super::{SeedError, files};
use crate::access::{people, personas};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::directory::Directory;
use crate::institution;
use crate::ledger::reports;
use crate::platform::App;
use crate::years::{self, CreateError};

/// What an institution is made of.
pub(super) struct Recipe {
    pub(super) mark: Mark,
    pub(super) directory: Directory,
    /// Reference list of rooms, as a file.
    pub(super) rooms: Vec<u8>,
    /// One for each year.
    pub(super) campuses: Vec<Campus>,
    /// Files loaded at the same time.
    pub(super) workers: usize,
}

/// Audit records that tell how far an institution is: its entity, and the options it is made with.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) institution: &'static str,
    pub(super) options: String,
}

impl Mark {
    fn id(&self, what: &str) -> String {
        format!("{what} {}", self.options).trim_end().to_owned()
    }

    pub(super) async fn is_started(&self, conn: &mut PgConnection) -> sqlx::Result<bool> {
        audit::is_recorded(conn, self.institution, &self.id("started")).await
    }

    pub(super) async fn is_finished(&self, conn: &mut PgConnection) -> sqlx::Result<bool> {
        audit::is_recorded(conn, self.institution, &self.id("finished")).await
    }

    async fn record(
        &self,
        conn: &mut PgConnection,
        app: &App,
        what: &str,
        details: serde_json::Value,
    ) -> sqlx::Result<()> {
        let summary = format!("{} {what}", self.institution.replace('_', " "));
        let actor = actor();
        let mut act = Act::new(&actor, app.clock.now(), Action::Create, self.institution, summary);
        act.entity_id = Some(self.id(what));
        act.details = details;
        audit::record(conn, act).await
    }
}

/// Key of the lock that lets one process at a time make an institution.
const LOCK: i64 = 0x6361_6c63_6f33;

fn actor() -> Actor {
    Actor::program("seed")
}

/// Makes an institution in an empty database, or what is missing of it; returns the number of data entries.
pub(super) async fn make(app: &App, recipe: Recipe, progress: &Arc<Progress>) -> Result<u64, SeedError> {
    // the lock ends with this transaction, however that comes about
    let mut lock = app.db.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(&mut *lock).await?;
    let Recipe { mark, directory, rooms, campuses, workers } = recipe;
    if mark.is_finished(&mut lock).await? || !(mark.is_started(&mut lock).await? || is_empty(&mut lock).await?) {
        return Err(SeedError::NotEmpty);
    }
    start(app, &mark).await?;
    progress.expect(campuses.iter().flat_map(|campus| &campus.profiles).map(|profile| profile.entries() as u64).sum());
    let years: Vec<Year> = campuses.iter().map(|campus| campus.year).collect();
    for year in &years {
        match years::create_from(app, &actor(), *year, async { Ok(directory.clone()) }).await {
            Ok(_) | Err(CreateError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    files::load_references(app, &actor(), &years, &rooms).await?;
    for year in &years {
        files::load_factors(app, &actor(), *year).await?;
    }
    let campuses: Vec<_> = campuses.into_iter().map(Arc::new).collect();
    let entries = load_data(app, &campuses, workers, progress).await?;
    for year in &years {
        years::open(app, &actor(), *year).await?;
    }
    finish(app, &mark, &campuses, entries).await?;
    Ok(entries)
}

/// As many files at the same time as the machine has processors.
pub(super) fn workers_of_machine() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

async fn is_empty(conn: &mut PgConnection) -> sqlx::Result<bool> {
    Ok(years::all(conn).await?.is_empty())
}

async fn start(app: &App, mark: &Mark) -> sqlx::Result<()> {
    let mut transaction = app.db.begin().await?;
    if !mark.is_started(&mut transaction).await? {
        mark.record(&mut transaction, app, "started", json!({})).await?;
    }
    transaction.commit().await
}

/// Loads the data files, those of one kind next to each other: files of several years do not wait for one another.
async fn load_data(
    app: &App,
    campuses: &[Arc<Campus>],
    workers: usize,
    progress: &Arc<Progress>,
) -> Result<u64, SeedError> {
    let files = generator::FILES.iter().flat_map(|kind| campuses.iter().map(move |campus| (*kind, campus.clone())));
    // tasks of their own: a load is never cut off halfway, even when nobody waits for it any more
    let loads = files.map(|(kind, campus)| {
        let (app, progress) = (app.clone(), progress.clone());
        async move { tokio::spawn(async move { load_file(&app, &campus, kind, &progress).await }).await }
    });
    let mut loads = stream::iter(loads).buffered(workers);
    let mut entries = 0;
    while let Some(loaded) = loads.next().await {
        entries += loaded.map_err(|failure| SeedError::Damaged(failure.to_string()))??;
    }
    Ok(entries)
}

async fn load_file(app: &App, campus: &Campus, kind: FileKind, progress: &Progress) -> Result<u64, SeedError> {
    let Some(file) = generator::data_file(campus, kind)? else { return Ok(0) };
    let loaded =
        files::load(app, &actor(), campus.year, file.covered, &file.name, &file.bytes, &|rows| progress.add(rows))
            .await?;
    Ok(loaded.stored + loaded.unchanged)
}

/// Sets the module statuses, after which validated modules refuse further loads, and marks the end, all or nothing.
async fn finish(app: &App, mark: &Mark, campuses: &[Arc<Campus>], entries: u64) -> Result<(), SeedError> {
    let mut transaction = app.db.begin().await?;
    let units = institution::unit_codes(&mut transaction).await?;
    let principal = people::find(&mut transaction, personas::PROVIDER, personas::PRINCIPAL.institutional_id).await?;
    for campus in campuses {
        let mut statuses = Vec::new();
        for module in ModuleType::ALL {
            let modules = reports::lock_modules_of_year(&mut transaction, campus.year, *module, None).await?;
            for profile in &campus.profiles {
                let status = profile.status(*module)?;
                let target = units.find(&profile.unit_institutional_id).and_then(|unit| modules.get(&unit));
                let target = target.filter(|target| target.status != status);
                statuses.extend(target.map(|target| (*target, status)));
            }
        }
        reports::set_statuses(&mut transaction, &statuses, principal, app.clock.now()).await?;
    }
    mark.record(&mut transaction, app, "finished", json!({ "entries": entries })).await?;
    transaction.commit().await?;
    Ok(())
}
