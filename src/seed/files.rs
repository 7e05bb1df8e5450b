//! Files of an invented institution on their way through the real ingestion.

use super::generator::Table;
use super::{SeedError, file, read_csv};
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::outcome::Ingestion;
use crate::ingestion::{IngestError, OnRows, Target, Upload, ingest_watched};
use crate::ledger::factors::AbsentPolicy;
use crate::pipeline::{JobError, JobOutcome};
use crate::platform::App;

/// What a file is for.
pub(super) type Covered = (Target, Option<ModuleType>, Option<DataEntryType>);

/// Factor files of a year, by name.
const FACTOR_FILES: [(&str, Covered); 15] = [
    ("headcount_members", factors_of(DataEntryType::Member)),
    ("headcount_students", factors_of(DataEntryType::Student)),
    ("travel_planes", factors_of(DataEntryType::Plane)),
    ("travel_trains", factors_of(DataEntryType::Train)),
    ("buildings_rooms", factors_of(DataEntryType::Building)),
    ("buildings_combustion", factors_of(DataEntryType::EnergyCombustion)),
    ("buildings_embodied_energy", factors_of(DataEntryType::BuildingEmbodiedEnergy)),
    ("equipment", (Target::Factors, Some(ModuleType::Equipment), None)),
    ("purchases_common", (Target::Factors, Some(ModuleType::Purchase), None)),
    ("purchases_centralized", factors_of(DataEntryType::AdditionalPurchases)),
    ("research_facilities", factors_of(DataEntryType::ResearchFacilities)),
    ("animal_facilities", factors_of(DataEntryType::MiceAndFishAnimalFacilities)),
    ("external_clouds", factors_of(DataEntryType::ExternalClouds)),
    ("external_ai", factors_of(DataEntryType::ExternalAi)),
    ("process_emissions", factors_of(DataEntryType::ProcessEmissions)),
];

/// Years that the files know factors and rates of.
const KNOWN_YEARS: (i16, i16) = (2023, 2025);

/// The year whose factors and rates stand for those of a year.
pub(super) fn nearest_known(year: Year) -> i16 {
    year.get().clamp(KNOWN_YEARS.0, KNOWN_YEARS.1)
}

const fn factors_of(data_type: DataEntryType) -> Covered {
    (Target::Factors, None, Some(data_type))
}

/// Loads the factors of a year.
pub(super) async fn load_factors(app: &App, actor: &Actor, year: Year) -> Result<(), SeedError> {
    for (name, covered) in FACTOR_FILES {
        let path = format!("factors/{}/{name}.csv", nearest_known(year));
        load(app, actor, year, covered, &path, &file(&path), &|_| {}).await?;
    }
    Ok(())
}

/// Loads the lists that formulas look things up in.
pub(super) async fn load_references(app: &App, actor: &Actor, years: &[Year], rooms: &[u8]) -> Result<(), SeedError> {
    let Some(year) = years.first() else { return Ok(()) };
    let (places, rates) = (|data_type| (Target::Reference, None, Some(data_type)), (Target::ExchangeRates, None, None));
    let files: [(Covered, &str, &[u8]); 4] = [
        (places(DataEntryType::Plane), "airports.csv", &file("reference/airports.csv")),
        (places(DataEntryType::Train), "stations.csv", &file("reference/stations.csv")),
        (places(DataEntryType::Building), "rooms.csv", rooms),
        (rates, "exchange_rates.csv", &exchange_rates(years)?),
    ];
    for (covered, name, bytes) in files {
        load(app, actor, *year, covered, name, bytes, &|_| {}).await?;
    }
    Ok(())
}

/// The exchange rates of some years.
fn exchange_rates(years: &[Year]) -> Result<Vec<u8>, SeedError> {
    let mut table = Table::new(&["year", "currency", "units_per_eur"])?;
    let listed: Vec<(i16, String, String)> = read_csv("reference/exchange_rates.csv")?;
    for year in years {
        for (_, currency, rate) in listed.iter().filter(|(known, ..)| *known == nearest_known(*year)) {
            table.row(&[&year.to_string(), currency, rate])?;
        }
    }
    table.finish()
}

/// Loads a file, of which every row must be accepted.
pub(super) async fn load(
    app: &App,
    actor: &Actor,
    year: Year,
    (target, module, data_type): Covered,
    name: &str,
    bytes: &[u8],
    on_rows: OnRows<'_>,
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
        recalculate: false,
        keeps_file: false,
        file_name,
        content: bytes.into(),
    };
    let failed = |problem: String| SeedError::File { file: name.to_owned(), problem };
    let ingestion = ingest_watched(app, actor, upload, on_rows).await.map_err(|error| match error {
        other @ (IngestError::Usage(_) | IngestError::ModuleValidated) => failed(other.to_string()),
        IngestError::Job(JobError::Database(error)) => SeedError::Database(error),
        IngestError::Job(error) => failed(error.to_string()),
    })?;
    if ingestion.result != JobOutcome::Success {
        let first = ingestion.errors.first().map(|error| format!("line {}: {}", error.line, error.message));
        let whole = ingestion.file_error.as_ref().map(|error| error.message.clone());
        return Err(failed(first.or(whole).unwrap_or_else(|| "refused".to_owned())));
    }
    Ok(ingestion)
}
