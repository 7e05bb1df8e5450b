//! A small institution with a queue, and what is looked at from outside.

use std::time::Duration;

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::DataEntryType;
use calco2::ingestion::{self, Target, Upload, ingest};
use calco2::ledger::factors::AbsentPolicy;
use calco2::pipeline::recalculation::{self, Asked, Selection};
use calco2::pipeline::{self, Job, JobOutcome, JobRequest, Pipeline, PipelineId};
use calco2::platform::ids::JobId;
use calco2::platform::{App, Clock, Config, Scope, database};
use calco2::years;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tempfile::TempDir;

use crate::process::{self, Process, Times};
use crate::test_database::TestDatabase;

/// Longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) const GASES: DataEntryType = DataEntryType::ProcessEmissions;
pub(crate) const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";
pub(crate) const DEARER: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,30\n";
const CLOUD_FACTORS: &str = "service_type,provider,currency,ef_kg_co2eq_per_currency\ncompute,DemoCloud,eur,0.5\n";
const DEARER_CLOUDS: &str = "service_type,provider,currency,ef_kg_co2eq_per_currency\ncompute,DemoCloud,eur,2\n";
const CLOUDS: &str = "unit_institutional_id,service_type,provider,spent_amount,currency\n7000,compute,DemoCloud,100,eur\n7001,compute,DemoCloud,300,eur\n";
const AI_FACTORS: &str = "provider,usage_type,ef_kg_co2eq_per_request\nOpenAI,text,2\n";
const DEARER_AI: &str = "provider,usage_type,ef_kg_co2eq_per_request\nOpenAI,text,4\n";
const AI: &str = "unit_institutional_id,provider,usage_type,requests_per_user_per_day,fte_count\n7000,OpenAI,text,5_20,4\n7001,OpenAI,text,1_5,2\n";

pub(crate) fn year() -> Year {
    Year::new(2025).unwrap()
}

pub(crate) fn actor() -> Actor {
    Actor::program("test")
}

/// Recalculating the gases, stale or not.
pub(crate) fn gases() -> Selection {
    Selection { year: year(), module: None, data_type: Some(GASES), with_current: true }
}

/// A file for the gases.
pub(crate) fn upload(target: Target, file: &str) -> Upload<'_> {
    Upload {
        target,
        module: None,
        data_type: Some(GASES),
        year: year(),
        unit: None,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: true,
        file_name: "file.csv",
        content: file.as_bytes().into(),
    }
}

/// A per-year file of so many rows, each with 1 kg CO2 or 2 kg CH4, over three units.
pub(crate) fn many_rows(rows: usize) -> String {
    let row = |n: usize| format!("{},{}\n", 7000 + n % 3, if n.is_multiple_of(2) { "CO2,1" } else { "CH4,2" });
    "unit_institutional_id,category,quantity\n".to_owned() + &(0..rows).map(row).collect::<String>()
}

pub(crate) struct Bench {
    pub(crate) app: App,
    url: String,
    logs: TempDir,
    _database: Option<TestDatabase>,
}

impl Bench {
    /// Year 2025 with factors of gases, and no entry.
    pub(crate) async fn new() -> Self {
        Self::without_year().await.with_year().await
    }

    async fn with_year(self) -> Self {
        years::create(&self.app, &actor(), year()).await.unwrap();
        self.load(upload(Target::Factors, FACTORS)).await;
        self
    }

    pub(crate) async fn without_year() -> Self {
        let database = TestDatabase::new().await;
        Self::of(database.pool().clone(), database.url().to_owned(), Some(database))
    }

    fn of(db: PgPool, url: String, database: Option<TestDatabase>) -> Self {
        let directory = format!("{}/tests/golden/directory.json", env!("CARGO_MANIFEST_DIR"));
        let config = Config::from_values(&[("CALCO2_DIRECTORY_FILE", &directory)]).unwrap();
        let app = App::new(db, config, Clock::system());
        Self { app, url, logs: tempfile::tempdir().unwrap(), _database: database }
    }

    /// Year 2025 with entries of gases, in the database of an address.
    pub(crate) async fn on(url: &str, entries: usize) -> Self {
        let creating = database::connect_with(url, 1).await.unwrap();
        database::migrate(&creating).await.unwrap();
        creating.close().await;
        let db = PgPoolOptions::new().connect(url).await.unwrap();
        Self::of(db, url.to_owned(), None).with_year().await.fill(entries).await
    }

    /// The same with so many entries of gases: half of them 1 kg CO2, half of them 2 kg CH4.
    pub(crate) async fn with_gases(entries: usize) -> Self {
        Self::new().await.fill(entries).await
    }

    async fn fill(self, entries: usize) -> Self {
        sqlx::query(
            "insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
                 payload)
             select 2025, 50, m.module_type_id, m.id, m.unit_id, 1,
                 case n % 2 when 0 then '{\"category\": \"CO2\", \"quantity\": 1.0}'::jsonb
                     else '{\"category\": \"CH4\", \"quantity\": 2.0}'::jsonb end
             from generate_series(0, $1 - 1) n
             join units u on u.institutional_id = (7000 + n % 3)::text
             join carbon_report_modules m on m.unit_id = u.id and m.year = 2025 and m.module_type_id = 8",
        )
        .bind(entries as i32)
        .execute(&self.app.db)
        .await
        .unwrap();
        recalculation::run_here(&self.app, &actor(), gases()).await.unwrap();
        self.assert_total(entries, 28).await;
        self
    }

    /// Clouds and AI services, computed with factors that are no longer the newest.
    pub(crate) async fn add_services(&self) {
        for (data_type, factors, data, dearer) in [
            (DataEntryType::ExternalClouds, CLOUD_FACTORS, CLOUDS, DEARER_CLOUDS),
            (DataEntryType::ExternalAi, AI_FACTORS, AI, DEARER_AI),
        ] {
            for (target, file) in [(Target::Factors, factors), (Target::Data, data), (Target::Factors, dearer)] {
                self.load(Upload { data_type: Some(data_type), ..upload(target, file) }).await;
            }
        }
    }

    /// Loads a file in the test's own process.
    pub(crate) async fn load(&self, upload: Upload<'_>) {
        let actor = actor();
        let loading = ingest(&self.app, &actor, upload);
        let ingestion = tokio::time::timeout(PATIENCE, loading).await.expect("nothing stands in the way").unwrap();
        assert_eq!(ingestion.result, JobOutcome::Success, "{ingestion:#?}");
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A worker with quick times.
    pub(crate) fn worker(&self) -> Process {
        self.worker_with(&[], Times::Quick)
    }

    pub(crate) fn worker_with(&self, settings: &[(&str, &str)], times: Times) -> Process {
        let mut command = process::command(self.url(), &["worker"], times);
        command.envs(settings.iter().copied());
        Process::start(command, self.logs.path())
    }

    /// Any other process of the program.
    pub(crate) fn start(&self, arguments: &[&str]) -> Process {
        Process::start(process::command(self.url(), arguments, Times::Quick), self.logs.path())
    }

    /// A process that serves pages and runs jobs.
    pub(crate) fn serve(&self) -> Process {
        let mut command = process::command(self.url(), &["serve"], Times::Quick);
        command.env("CALCO2_BIND", "127.0.0.1:0");
        Process::start(command, self.logs.path())
    }

    /// Cuts every connection of the program, as a failing network would.
    pub(crate) async fn cut_connections(&self) {
        self.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and application_name like 'calco2%'",
        )
        .await;
    }

    /// Writes a file for a command to read.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.logs.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Asks for a recalculation that nobody asked for yet.
    pub(crate) async fn ask(&self, selection: Selection) -> (JobId, PipelineId) {
        match recalculation::ask(&self.app, &actor(), selection, false).await.unwrap() {
            Asked::Queued(job, pipeline) => (job, pipeline),
            other => panic!("{other:?}"),
        }
    }

    /// Hands in a file for a worker to read.
    pub(crate) async fn submit(&self, upload: Upload<'_>) -> (JobId, PipelineId) {
        ingestion::submit(&self.app, &actor(), upload).await.unwrap()
    }

    pub(crate) async fn enqueue(&self, request: &JobRequest) -> (JobId, PipelineId) {
        pipeline::enqueue(&mut self.app.db.acquire().await.unwrap(), request).await.unwrap()
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        pipeline::job(&mut self.app.db.acquire().await.unwrap(), &Scope::Institution, id).await.unwrap().unwrap()
    }

    pub(crate) async fn pipeline(&self, id: PipelineId) -> Pipeline {
        pipeline::pipeline(&mut self.app.db.acquire().await.unwrap(), &Scope::Institution, id).await.unwrap().unwrap()
    }

    /// Holds what a statement locks until the value is dropped.
    pub(crate) async fn hold(&self, statement: &'static str) -> Transaction<'static, Postgres> {
        let mut transaction = self.app.db.begin().await.unwrap();
        sqlx::query(statement).execute(&mut *transaction).await.unwrap();
        transaction
    }

    /// Keeps recalculations from replacing emissions: they wait, complete, for those who read.
    pub(crate) async fn read_emissions(&self) -> Transaction<'static, Postgres> {
        self.hold("lock table data_entry_emissions_2025_50 in access share mode").await
    }

    /// Keeps everybody from committing what has to be recorded.
    pub(crate) async fn lock_audit(&self) -> Transaction<'static, Postgres> {
        self.hold("select from audit_head for update").await
    }

    /// Keeps recalculations from reading entries of gases.
    pub(crate) async fn lock_gases(&self) -> Transaction<'static, Postgres> {
        self.hold("lock table data_entries_2025_50 in access exclusive mode").await
    }

    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.app.db).await.unwrap().rows_affected()
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.app.db).await.unwrap()
    }
}
