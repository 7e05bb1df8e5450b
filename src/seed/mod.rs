//! The demo institution: invented, deterministic, through the real ingestion and engine.

mod files;
mod generator;
mod profile;
mod random;

use std::borrow::Cow;
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde_json::json;
use sqlx::PgConnection;

use crate::access::{people, personas};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::taxonomy::{ModuleType, Unknown};
use crate::institution;
use crate::ledger::reports;
use crate::platform::App;
use crate::platform::config::{Config, Directory};
use crate::years::{self, CreateError, OpeningError};
use profile::ByYear;

#[derive(RustEmbed)]
#[folder = "seed/"]
struct SeedFiles;

/// A file of the demo institution; empty when there is none of that name.
fn file(name: &str) -> Cow<'static, [u8]> {
    SeedFiles::get(name).map(|file| file.data).unwrap_or_default()
}

/// Why the demo institution could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database has years already.
    #[error("the database is not empty: the demo institution is made in an empty one only")]
    NotEmpty,
    /// A year could not be created.
    #[error(transparent)]
    Year(#[from] CreateError),
    /// A year could not be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// A file could not be loaded.
    #[error("{file}: {problem}")]
    File {
        /// Its name.
        file: String,
        /// What was wrong.
        problem: String,
    },
    /// A file of the program itself is damaged.
    #[error("a file of the demo institution is damaged: {0}")]
    Damaged(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<csv::Error> for SeedError {
    fn from(error: csv::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<Unknown> for SeedError {
    fn from(error: Unknown) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Entity of the audit records that mark how far the demo institution is.
const MARK: &str = "demo_institution";
const STARTED: &str = "started";
const FINISHED: &str = "finished";
/// Key of the lock that lets one process at a time make the demo institution.
const LOCK: i64 = 0x6361_6c63_6f33;

/// Whether there is nothing in the database yet, or a demo institution that was not finished.
pub async fn is_needed(conn: &mut PgConnection) -> sqlx::Result<bool> {
    if audit::is_recorded(conn, MARK, STARTED).await? {
        return Ok(!audit::is_recorded(conn, MARK, FINISHED).await?);
    }
    Ok(years::all(conn).await?.is_empty())
}

/// Makes the demo institution in an empty database, or what is missing of it; returns the number of data entries.
pub async fn demo(app: &App) -> Result<u64, SeedError> {
    // the lock ends with this transaction, however that comes about
    let mut lock = app.db.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(&mut *lock).await?;
    if !is_needed(&mut lock).await? {
        return Err(SeedError::NotEmpty);
    }
    let app = &invented(app);
    let actor = Actor::program("seed");
    start(app, &actor).await?;
    let profiles = profile::by_year()?;
    for year in profiles.keys() {
        match years::create(app, &actor, *year).await {
            Ok(_) | Err(CreateError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    for year in profiles.keys() {
        files::load_factors(app, &actor, *year).await?;
    }
    let mut entries = 0;
    for (year, profiles) in &profiles {
        for file in generator::data_files(*year, profiles)? {
            let loaded = files::load(app, &actor, *year, file.covered, &file.name, &file.bytes).await?;
            entries += loaded.stored + loaded.unchanged;
        }
    }
    for year in profiles.keys() {
        years::open(app, &actor, *year).await?;
    }
    finish(app, &actor, &profiles, entries).await?;
    Ok(entries)
}

/// The same application with the demo institution as its directory, whatever is configured.
fn invented(app: &App) -> App {
    let config = Config { directory: Directory::Seeded, accred: None, ..Config::clone(&app.config) };
    App { config: Arc::new(config), ..app.clone() }
}

async fn start(app: &App, actor: &Actor) -> sqlx::Result<()> {
    let mut transaction = app.db.begin().await?;
    if !audit::is_recorded(&mut transaction, MARK, STARTED).await? {
        record_mark(&mut transaction, app, actor, STARTED, json!({})).await?;
    }
    transaction.commit().await
}

/// Sets the module statuses, after which validated modules refuse further loads, and marks the end, all or nothing.
async fn finish(app: &App, actor: &Actor, profiles: &ByYear, entries: u64) -> Result<(), SeedError> {
    let mut transaction = app.db.begin().await?;
    let units = institution::unit_codes(&mut transaction).await?;
    let principal = people::find(&mut transaction, personas::PROVIDER, personas::PRINCIPAL.institutional_id).await?;
    for (year, profiles) in profiles {
        for module in ModuleType::ALL {
            let modules = reports::lock_modules_of_year(&mut transaction, *year, *module, None).await?;
            for profile in profiles {
                let status = profile.status(*module)?;
                let target = units.find(&profile.unit_institutional_id).and_then(|unit| modules.get(&unit));
                let Some(target) = target.filter(|target| target.status != status) else { continue };
                reports::set_status(&mut transaction, *target, status, principal, app.clock.now()).await?;
            }
        }
    }
    record_mark(&mut transaction, app, actor, FINISHED, json!({ "entries": entries })).await?;
    transaction.commit().await?;
    Ok(())
}

async fn record_mark(
    conn: &mut PgConnection,
    app: &App,
    actor: &Actor,
    mark: &str,
    details: serde_json::Value,
) -> sqlx::Result<()> {
    let mut act = Act::new(actor, app.clock.now(), Action::Create, MARK, format!("demo institution {mark}"));
    act.entity_id = Some(mark.to_owned());
    act.details = details;
    audit::record(conn, act).await
}

fn read_csv<T: serde::de::DeserializeOwned>(name: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(file(name).as_ref()).into_deserialize().collect()
}
