//! The files of the demo institution on their way through the real ingestion.

use super::{SeedError, file};
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::outcome::Ingestion;
use crate::ingestion::{IngestError, Target, Upload, ingest};
use crate::ledger::factors::AbsentPolicy;
use crate::pipeline::JobOutcome;
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

const REFERENCE_FILES: [(&str, Covered); 4] = [
    ("reference/airports.csv", (Target::Reference, None, Some(DataEntryType::Plane))),
    ("reference/stations.csv", (Target::Reference, None, Some(DataEntryType::Train))),
    ("reference/rooms.csv", (Target::Reference, None, Some(DataEntryType::Building))),
    ("reference/exchange_rates.csv", (Target::ExchangeRates, None, None)),
];

const fn factors_of(data_type: DataEntryType) -> Covered {
    (Target::Factors, None, Some(data_type))
}

/// Loads the factors and references of a year.
pub(super) async fn load_factors(app: &App, actor: &Actor, year: Year) -> Result<(), SeedError> {
    for (name, covered) in FACTOR_FILES {
        let path = format!("factors/{year}/{name}.csv");
        load(app, actor, year, covered, &path, &file(&path)).await?;
    }
    for (path, covered) in REFERENCE_FILES {
        load(app, actor, year, covered, path, &file(path)).await?;
    }
    Ok(())
}

/// Loads a file, of which every row must be accepted.
pub(super) async fn load(
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
