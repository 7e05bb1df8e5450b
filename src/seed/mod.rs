//! The demo institution: invented, deterministic, through the real ingestion and engine.

mod generator;
mod random;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use crate::access::people;
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType, Unknown};
use crate::ingestion::outcome::Ingestion;
use crate::ingestion::{IngestError, Target, Upload, ingest};
use crate::institution;
use crate::ledger::factors::AbsentPolicy;
use crate::ledger::reports;
use crate::pipeline::JobOutcome;
use crate::platform::App;
use crate::years::{self, CreateError};

#[derive(RustEmbed)]
#[folder = "seed/"]
struct SeedFiles;

/// A file of the demo institution; empty when there is none of that name.
pub fn file(name: &str) -> Cow<'static, [u8]> {
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

/// What a unit's year holds.
#[derive(Debug, Clone, Deserialize)]
struct Profile {
    unit_institutional_id: String,
    year: i16,
    members: usize,
    students_fte: f64,
    plane_trips: usize,
    train_trips: usize,
    purchases: usize,
    centralized_purchases: usize,
    mean_purchase_chf: f64,
    status_headcount: String,
    status_professional_travel: String,
    status_purchase: String,
    status_others: String,
}

impl Profile {
    fn status(&self, module: ModuleType) -> Result<ModuleStatus, Unknown> {
        match module {
            ModuleType::Headcount => &self.status_headcount,
            ModuleType::ProfessionalTravel => &self.status_professional_travel,
            ModuleType::Purchase => &self.status_purchase,
            _ => &self.status_others,
        }
        .parse()
    }
}

/// Whether there is nothing in the database yet.
pub async fn is_needed(conn: &mut PgConnection) -> sqlx::Result<bool> {
    Ok(years::all(conn).await?.is_empty())
}

/// Makes the demo institution in an empty database; returns the number of data entries.
pub async fn demo(app: &App) -> Result<u64, SeedError> {
    let mut conn = app.db.acquire().await?;
    if !is_needed(&mut conn).await? {
        return Err(SeedError::NotEmpty);
    }
    drop(conn);
    let actor = Actor::program("seed");
    let mut by_year: BTreeMap<i16, Vec<Profile>> = BTreeMap::new();
    for profile in read_csv::<Profile>("profiles.csv")? {
        by_year.entry(profile.year).or_default().push(profile);
    }
    let mut entries = 0;
    let years: Vec<Year> = by_year.keys().filter_map(|year| Year::new(*year).ok()).collect();
    for year in &years {
        years::create(app, &actor, *year).await?;
    }
    for year in &years {
        load_factors(app, &actor, *year).await?;
    }
    for (year, profiles) in years.iter().zip(by_year.values()) {
        for (name, data_type, module, bytes) in generator::data_files(*year, profiles)? {
            let loaded = load(app, &actor, *year, (Target::Data, module, data_type), &name, &bytes).await?;
            entries += loaded.stored;
        }
        set_statuses(app, &actor, *year, profiles).await?;
    }
    Ok(entries)
}

type Covered = (Target, Option<ModuleType>, Option<DataEntryType>);

async fn load_factors(app: &App, actor: &Actor, year: Year) -> Result<(), SeedError> {
    let of_type = |data_type| (Target::Factors, None, Some(data_type));
    let factor_files: [(&str, Covered); 6] = [
        ("headcount_members", of_type(DataEntryType::Member)),
        ("headcount_students", of_type(DataEntryType::Student)),
        ("travel_planes", of_type(DataEntryType::Plane)),
        ("travel_trains", of_type(DataEntryType::Train)),
        ("purchases_common", (Target::Factors, Some(ModuleType::Purchase), None)),
        ("purchases_centralized", of_type(DataEntryType::AdditionalPurchases)),
    ];
    for (name, covered) in factor_files {
        let path = format!("factors/{year}/{name}.csv");
        load(app, actor, year, covered, &path, &file(&path)).await?;
    }
    let reference_files: [(&str, Covered); 3] = [
        ("reference/airports.csv", (Target::Reference, None, Some(DataEntryType::Plane))),
        ("reference/stations.csv", (Target::Reference, None, Some(DataEntryType::Train))),
        ("reference/exchange_rates.csv", (Target::ExchangeRates, None, None)),
    ];
    for (path, covered) in reference_files {
        load(app, actor, year, covered, path, &file(path)).await?;
    }
    Ok(())
}

async fn load(
    app: &App,
    actor: &Actor,
    year: Year,
    (target, module, data_type): Covered,
    name: &str,
    bytes: &[u8],
) -> Result<Ingestion, SeedError> {
    let file_name = name.rsplit('/').next().unwrap_or(name);
    let upload = Upload {
        target,
        module,
        data_type,
        year,
        unit: None,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        file_name,
        bytes,
    };
    let failed = |problem: String| SeedError::File { file: name.to_owned(), problem };
    let ingestion = ingest(app, actor, upload).await.map_err(|error| match error {
        IngestError::Usage(text) => failed(text),
        IngestError::Database(error) => SeedError::Database(error),
    })?;
    if ingestion.result != JobOutcome::Success {
        let first = ingestion.errors.first().map(|error| format!("line {}: {}", error.line, error.message));
        let whole = ingestion.file_error.as_ref().map(|error| error.message.clone());
        return Err(failed(first.or(whole).unwrap_or_else(|| "refused".to_owned())));
    }
    Ok(ingestion)
}

async fn set_statuses(app: &App, actor: &Actor, year: Year, profiles: &[Profile]) -> Result<(), SeedError> {
    let mut transaction = app.db.begin().await?;
    let units = institution::unit_codes(&mut transaction).await?;
    let principal = people::find(&mut transaction, "test", "demo-principal").await?;
    for module in ModuleType::ALL {
        let modules = reports::lock_modules_of_year(&mut transaction, year, *module, None).await?;
        for profile in profiles {
            let status = profile.status(*module)?;
            let target = units.find(&profile.unit_institutional_id).and_then(|unit| modules.get(&unit));
            let Some(target) = target.filter(|target| target.status != status) else { continue };
            reports::set_status(&mut transaction, *target, status, principal, app.clock.now()).await?;
        }
    }
    let summary = format!("set the module statuses of the demo institution for {year}");
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "carbon_report_modules", summary);
    act.entity_id = Some(year.to_string());
    act.details = json!({ "units": profiles.len() });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(())
}

fn read_csv<T: serde::de::DeserializeOwned>(name: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(file(name).as_ref()).into_deserialize().collect()
}
