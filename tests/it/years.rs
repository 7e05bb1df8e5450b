//! A year of the back office: created, fed, configured, opened, closed.

mod completeness;
mod copying;
mod lifecycle;
mod objectives;
mod page;
mod settings;

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::outcome::Ingestion;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::jobs::WorkerThread;
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::reports;
use calco2::platform::{App, Clock, Config};
use serde_json::Value;

use crate::support::TestApp;

/// Every file that a year needs before it opens, with its type or, for common files, its module.
const MANDATORY: [(Target, &str, &str); 18] = [
    (Target::Factors, "member", "headcount/member_factors.csv"),
    (Target::Factors, "student", "headcount/student_factors.csv"),
    (Target::Factors, "process_emissions", "process_emissions/process_factors.csv"),
    (Target::Factors, "building", "buildings/room_factors.csv"),
    (Target::Reference, "building", "buildings/rooms_reference.csv"),
    (Target::Factors, "energy_combustion", "buildings/combustion_factors.csv"),
    (Target::Factors, "building_embodied_energy", "buildings/embodied_energy_factors.csv"),
    (Target::Factors, "equipment", "equipment/equipment_factors.csv"),
    (Target::Factors, "external_clouds", "external_cloud_and_ai/external_clouds_factors.csv"),
    (Target::Factors, "external_ai", "external_cloud_and_ai/external_ai_factors.csv"),
    (Target::Factors, "plane", "professional_travel/plane_factors.csv"),
    (Target::Reference, "plane", "professional_travel/airports_reference.csv"),
    (Target::Factors, "train", "professional_travel/train_factors.csv"),
    (Target::Reference, "train", "professional_travel/stations_reference.csv"),
    (Target::Factors, "purchase", "purchase/purchases_common_factors.csv"),
    (Target::Factors, "additional_purchases", "purchase/purchases_additional_factors.csv"),
    (Target::Factors, "research_facilities", "research_facilities/researchfacilities_common_factors.csv"),
    (Target::Factors, "mice_and_fish_animal_facilities", "research_facilities/researchfacilities_animals_factors.csv"),
];

/// The small institution with the year 2025 being configured, as its operator sees it.
struct World {
    app: TestApp,
    product: App,
}

impl World {
    /// Without any year.
    async fn empty() -> Self {
        let mut app = TestApp::new().await;
        app.sign_in("superadmin").await;
        let product = product(&app, &[]);
        Self { app, product }
    }

    /// With 2025 prepared for the units that are there.
    async fn new() -> Self {
        let world = Self::empty().await;
        world.prepared(2025).await;
        world
    }

    async fn prepared(&self, year: i16) {
        let db = self.app.database.pool();
        sqlx::query("insert into years (year, state, provisioned_at) values ($1, 'configuring', now())")
            .bind(year)
            .execute(db)
            .await
            .unwrap();
        let mut conn = db.acquire().await.unwrap();
        calco2::years::adopt_new_types(&mut conn).await.unwrap();
        reports::create_missing(&mut conn, Year::new(year).unwrap()).await.unwrap();
    }

    /// Loads a file of the samples; `of` is a type, or a module for its common file.
    async fn load(&self, target: Target, of: &str, path: &str) -> Ingestion {
        let bytes = std::fs::read(format!("{}/tests/golden/csv/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        self.load_into(2025, target, of, &bytes).await
    }

    async fn load_into(&self, year: i16, target: Target, of: &str, bytes: &[u8]) -> Ingestion {
        let data_type = of.parse::<DataEntryType>().ok().filter(|_| of != "equipment" && of != "purchase");
        let upload = Upload {
            target,
            module: of.parse::<ModuleType>().ok().filter(|_| data_type.is_none()),
            data_type,
            year: Year::new(year).unwrap(),
            unit: None,
            absent: AbsentPolicy::Retire,
            dry_run: false,
            recalculate: false,
            keeps_file: false,
            file_name: "file.csv",
            content: bytes.into(),
        };
        ingest(&self.product, &Actor::program("test"), upload).await.unwrap()
    }

    async fn load_everything_needed(&self) {
        for (target, of, path) in MANDATORY {
            self.load(target, of, path).await;
        }
    }

    async fn configuration(&mut self) -> Value {
        self.app.get("/api/v1/years/2025/configuration").await.json()
    }

    /// Runs jobs as a worker with these settings does, until none is left.
    async fn run_jobs(&self, settings: &[(&str, &str)]) {
        let product = product(&self.app, settings);
        let worker = WorkerThread::start(&product, self.app.database.url(), self.app.events.clone()).await.unwrap();
        loop {
            let left = sqlx::query_scalar::<_, i64>("select count(*) from jobs where state <> 'finished'");
            if left.fetch_one(self.app.database.pool()).await.unwrap() == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        worker.stop().await;
    }

    /// What was recorded about years, oldest first.
    async fn acts(&self) -> Vec<String> {
        let acts = "select summary from audit_records where entity_type = 'year' order by id";
        sqlx::query_scalar(acts).fetch_all(self.app.database.pool()).await.unwrap()
    }
}

fn product(app: &TestApp, settings: &[(&str, &str)]) -> App {
    App::new(app.database.pool().clone(), Config::from_values(settings).unwrap(), Clock::system())
}

/// A module of a configuration.
fn module(configuration: &Value, id: i16) -> &Value {
    configuration["modules"].as_array().unwrap().iter().find(|module| module["module_type_id"] == id).unwrap()
}

/// A data entry type of a configuration.
fn data_type(configuration: &Value, id: i16) -> &Value {
    let types =
        configuration["modules"].as_array().unwrap().iter().flat_map(|m| m["data_entry_types"].as_array().unwrap());
    types.into_iter().find(|of_type| of_type["data_entry_type_id"] == id).unwrap()
}
