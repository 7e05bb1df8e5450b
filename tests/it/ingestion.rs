//! Files through the real ingestion: the reference's samples give the reference's results.

use std::collections::BTreeMap;

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::outcome::{FileCode, Ingestion};
use calco2::ingestion::{Target, Upload, ingest};
use calco2::ledger::factors::AbsentPolicy;
use calco2::pipeline::JobOutcome;
use calco2::platform::{App, Clock, Config};
use calco2::years;
use serde::Deserialize;

use crate::support::TestDatabase;

mod computed_factors;
mod files;
mod hostile;
mod preview;
mod samples;
mod samples_buildings;
mod samples_equipment;
mod samples_external;
mod samples_research_facilities;

const YEAR: i16 = 2025;

/// A fresh year against a directory that knows the samples' units.
struct Bench {
    app: App,
    database: TestDatabase,
}

fn golden(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/golden/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn year() -> Year {
    Year::new(YEAR).unwrap()
}

impl Bench {
    async fn new() -> Self {
        let database = TestDatabase::new().await;
        let directory = format!("{}/tests/golden/directory.json", env!("CARGO_MANIFEST_DIR"));
        let config = Config::from_values(&[("CALCO2_DIRECTORY_FILE", &directory)]).unwrap();
        let app = App::new(database.pool().clone(), config, Clock::system());
        years::create(&app, &Actor::program("test"), year()).await.unwrap();
        Self { app, database }
    }

    async fn ingest(&self, upload: Upload<'_>) -> Ingestion {
        ingest(&self.app, &Actor::program("test"), upload).await.unwrap()
    }

    /// Loads a file that must be accepted whole.
    async fn load(&self, upload: Upload<'_>) -> Ingestion {
        let ingestion = self.ingest(upload).await;
        assert_eq!(ingestion.result, JobOutcome::Success, "{ingestion:#?}");
        ingestion
    }

    /// Factors and reference lists of the samples.
    async fn with_factors(self) -> Self {
        let of = |target, data_type| Upload { target, data_type: Some(data_type), ..upload() };
        let files = [
            ("headcount/member_factors.csv", of(Target::Factors, DataEntryType::Member)),
            ("headcount/student_factors.csv", of(Target::Factors, DataEntryType::Student)),
            ("professional_travel/plane_factors.csv", of(Target::Factors, DataEntryType::Plane)),
            ("professional_travel/train_factors.csv", of(Target::Factors, DataEntryType::Train)),
            ("professional_travel/airports_reference.csv", of(Target::Reference, DataEntryType::Plane)),
            ("professional_travel/stations_reference.csv", of(Target::Reference, DataEntryType::Train)),
            ("purchase/purchases_additional_factors.csv", of(Target::Factors, DataEntryType::AdditionalPurchases)),
            (
                "purchase/purchases_common_factors.csv",
                Upload { target: Target::Factors, module: Some(ModuleType::Purchase), ..upload() },
            ),
            ("purchase/exchange_rates.csv", Upload { target: Target::ExchangeRates, ..upload() }),
            ("buildings/room_factors.csv", of(Target::Factors, DataEntryType::Building)),
            ("buildings/embodied_energy_factors.csv", of(Target::Factors, DataEntryType::BuildingEmbodiedEnergy)),
            ("buildings/combustion_factors.csv", of(Target::Factors, DataEntryType::EnergyCombustion)),
            ("buildings/rooms_reference.csv", of(Target::Reference, DataEntryType::Building)),
            ("process_emissions/process_factors.csv", of(Target::Factors, DataEntryType::ProcessEmissions)),
            (
                "equipment/equipment_factors.csv",
                Upload { target: Target::Factors, module: Some(ModuleType::Equipment), ..upload() },
            ),
            ("external_cloud_and_ai/external_clouds_factors.csv", of(Target::Factors, DataEntryType::ExternalClouds)),
            ("external_cloud_and_ai/external_ai_factors.csv", of(Target::Factors, DataEntryType::ExternalAi)),
            (
                "research_facilities/researchfacilities_common_factors.csv",
                of(Target::Factors, DataEntryType::ResearchFacilities),
            ),
            (
                "research_facilities/researchfacilities_animals_factors.csv",
                of(Target::Factors, DataEntryType::MiceAndFishAnimalFacilities),
            ),
        ];
        for (path, upload) in files {
            let bytes = golden(&format!("csv/{path}"));
            self.load(Upload { content: (&bytes).into(), file_name: path, ..upload }).await;
        }
        self
    }

    /// Emissions of every entry in the order of their ids: (type, scope, kg, quantity).
    async fn emissions(&self) -> Vec<Vec<Leaf>> {
        let rows: Vec<StoredLeaf> = sqlx::query_as(
            "select e.id, x.emission_type_id, x.scope, x.kg, x.quantity
             from data_entries e left join data_entry_emissions x on x.data_entry_id = e.id and x.year = e.year
             order by e.id, x.emission_type_id, x.factor_id",
        )
        .fetch_all(&self.app.db)
        .await
        .unwrap();
        let mut entries: BTreeMap<i64, Vec<Leaf>> = BTreeMap::new();
        for (id, emission_type, scope, kg, quantity) in rows {
            let leaves = entries.entry(id).or_default();
            if let (Some(emission_type), Some(scope), Some(kg)) = (emission_type, scope, kg) {
                leaves.push(Leaf { emission_type, scope, kg, quantity });
            }
        }
        entries.into_values().collect()
    }

    async fn total_kg(&self) -> f64 {
        sqlx::query_scalar("select sum(total_kg) from unit_year_aggregates").fetch_one(&self.app.db).await.unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(sql).fetch_one(&self.app.db).await.unwrap()
    }
}

type StoredLeaf = (i64, Option<i32>, Option<i16>, Option<f64>, Option<f64>);

#[derive(Debug, Clone, PartialEq)]
struct Leaf {
    emission_type: i32,
    scope: i16,
    kg: f64,
    quantity: Option<f64>,
}

/// A data file of nothing, to be filled in.
fn upload() -> Upload<'static> {
    Upload {
        target: Target::Data,
        module: None,
        data_type: None,
        year: year(),
        unit: None,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: false,
        file_name: "sample.csv",
        content: calco2::ingestion::Content::Bytes(&[]),
    }
}
