//! Slices of emissions computed anew: right, whole, and beside those who read and write meanwhile.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use calco2::access::Scope;
use calco2::audit::{self, Act, Action, Actor, Verdict};
use calco2::carbon::entry::definition;
use calco2::carbon::ids::{DataEntryId, Year};
use calco2::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};
use calco2::ingestion::{Target, Upload, ingest};
use calco2::institution;
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::recalculation::{self as ledger, Slice};
use calco2::ledger::reports::ReportModule;
use calco2::ledger::{drift, entry, reports};
use calco2::pipeline::JobOutcome;
use calco2::pipeline::recalculation::{self, Selection, TypeOutcome};
use calco2::platform::{App, Clock, Config};
use calco2::reporting::{Filter, export};
use calco2::web::Lang;
use calco2::years;

use crate::export::Files;
use crate::support::TestDatabase;

const TYPE: DataEntryType = DataEntryType::ProcessEmissions;
const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";
const DEARER: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,30\n";
/// 10 kg CO2 and 2 kg CH4 in unit 7000, 1 kg CH4 in unit 7001: 10 + 56 + 28 = 94 kg CO2eq, 10 + 60 + 30 = 100 when dearer.
const DATA: &str = "unit_institutional_id,category,quantity\n7000,CO2,10\n7000,CH4,2\n7001,CH4,1\n";

struct Bench {
    app: App,
    _database: TestDatabase,
}

fn year() -> Year {
    Year::new(2025).unwrap()
}

fn whole(number: f64) -> i64 {
    assert!((number - number.round()).abs() < 1e-9, "{number}");
    number.round() as i64
}

fn slice() -> Slice {
    Slice { year: year(), definition: definition(TYPE).unwrap() }
}

impl Bench {
    async fn new() -> Self {
        let database = TestDatabase::new().await;
        let directory = format!("{}/tests/golden/directory.json", env!("CARGO_MANIFEST_DIR"));
        let config = Config::from_values(&[("CALCO2_DIRECTORY_FILE", &directory)]).unwrap();
        let app = App::new(database.pool().clone(), config, Clock::system());
        years::create(&app, &Actor::program("test"), year()).await.unwrap();
        let bench = Self { app, _database: database };
        bench.load(Target::Factors, FACTORS).await;
        bench.load(Target::Data, DATA).await;
        bench
    }

    async fn load(&self, target: Target, file: &str) {
        let upload = Upload {
            target,
            module: None,
            data_type: Some(TYPE),
            year: year(),
            unit: None,
            absent: AbsentPolicy::Retire,
            dry_run: false,
            recalculate: false,
            keeps_file: false,
            file_name: "file.csv",
            content: file.as_bytes().into(),
        };
        let ingestion = ingest(&self.app, &Actor::program("test"), upload).await.unwrap();
        assert_eq!(ingestion.result, JobOutcome::Success, "{ingestion:#?}");
    }

    async fn recalculate(&self) -> TypeOutcome {
        self.recalculate_type(TYPE).await
    }

    async fn recalculate_type(&self, data_type: DataEntryType) -> TypeOutcome {
        let selection = Selection { year: year(), module: None, data_type: Some(data_type), with_current: true };
        let job = recalculation::run_here(&self.app, &Actor::program("test"), selection).await.unwrap();
        let done = recalculation::of_job(&mut self.app.db.acquire().await.unwrap(), job).await.unwrap().unwrap();
        done.types.into_iter().next().unwrap()
    }

    async fn stale(&self) -> usize {
        let selection = Selection { year: year(), module: None, data_type: None, with_current: false };
        selection.types(&mut self.app.db.acquire().await.unwrap()).await.unwrap().len()
    }

    /// A number, which in these tests is a whole one.
    async fn number(&self, sql: &'static str) -> i64 {
        whole(sqlx::query_scalar(sql).fetch_one(&self.app.db).await.unwrap())
    }

    async fn total_kg(&self) -> i64 {
        self.number("select sum(total_kg) from unit_year_aggregates").await
    }

    async fn assert_sums_agree(&self) {
        let report = drift::check(&self.app.db).await.unwrap();
        assert!(report.drifted.is_empty(), "{report:?}");
    }

    async fn module(&self, unit: &str) -> ReportModule {
        let mut conn = self.app.db.acquire().await.unwrap();
        let unit = institution::unit_by_code(&mut conn, unit).await.unwrap().unwrap();
        reports::module_of_unit(&mut conn, year(), unit, ModuleType::ProcessEmissions).await.unwrap().unwrap()
    }

    /// Deletes the methane of a unit, as its people would.
    async fn delete_methane(&self, unit: &str) {
        let module = self.module(unit).await;
        let id: i64 = sqlx::query_scalar(
            "select id from data_entries where carbon_report_module_id = $1 and payload ->> 'category' = 'CH4'",
        )
        .bind(module.id.0)
        .fetch_one(&self.app.db)
        .await
        .unwrap();
        let mut transaction = self.app.db.begin().await.unwrap();
        reports::lock_status(&mut transaction, module.id).await.unwrap();
        let now = self.app.clock.now();
        entry::delete(&mut transaction, year(), module, (DataEntryId(id), TYPE), now).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

#[tokio::test]
async fn changed_factors_change_emissions_sums_and_read_model_and_then_nothing_is_stale() {
    let bench = Bench::new().await;
    assert_eq!((bench.total_kg().await, bench.stale().await), (94, 0));
    bench.load(Target::Factors, DEARER).await;
    assert_eq!((bench.total_kg().await, bench.stale().await), (94, 1), "nothing is recalculated unasked");
    let outcome = bench.recalculate().await;
    assert_eq!((outcome.result, outcome.recalculated, outcome.errors), (JobOutcome::Success, 3, 0));
    assert_eq!(
        (whole(outcome.total_before_kg), whole(outcome.total_after_kg), outcome.modules_refreshed),
        (94, 100, 2)
    );
    assert_eq!((bench.total_kg().await, bench.stale().await), (100, 0));
    assert_eq!(bench.number("select sum(kg) from data_entry_emissions").await, 100);
    let oldest = "select min(factor_revision)::float8 from data_entry_emissions where kg <> 10";
    assert_eq!(bench.number(oldest).await, 2);
    bench.assert_sums_agree().await;

    let again = bench.recalculate().await;
    assert_eq!((again.recalculated, again.modules_refreshed), (3, 0), "the same numbers touch no module");
}

#[tokio::test]
async fn a_validated_module_stays_validated_and_says_that_its_numbers_changed() {
    let bench = Bench::new().await;
    let mut conn = bench.app.db.acquire().await.unwrap();
    let (validated, now) = (bench.module("7001").await, bench.app.clock.now());
    reports::set_statuses(&mut conn, &[(validated, ModuleStatus::Validated)], None, now).await.unwrap();
    let standing = async || reports::standing(&mut bench.app.db.acquire().await.unwrap(), validated.id).await.unwrap();
    bench.recalculate().await;
    assert!(!standing().await.recalculated_since_validation, "unchanged numbers");
    bench.load(Target::Factors, DEARER).await;
    assert_eq!(bench.recalculate().await.validated_modules_changed, 1);
    assert!(standing().await.recalculated_since_validation);
    let kept = "select validated_total_kg from carbon_report_modules where status = 2";
    assert_eq!((whole(standing().await.total_kg), bench.number(kept).await), (30, 28));
    bench.assert_sums_agree().await;
}

#[tokio::test]
async fn an_entry_that_cannot_be_computed_keeps_its_emissions_and_is_listed() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, DEARER).await;
    sqlx::query("update data_entries set payload = '{\"category\": \"CH4\"}' where payload ->> 'quantity' = '2.0'")
        .execute(&bench.app.db)
        .await
        .unwrap();
    let outcome = bench.recalculate().await;
    assert_eq!((outcome.result, outcome.recalculated, outcome.errors), (JobOutcome::Warning, 2, 1));
    assert_eq!(bench.total_kg().await, 10 + 56 + 30);
    assert_eq!(bench.stale().await, 0, "the entry is listed; a badge that no click takes away helps nobody");
    assert_eq!(bench.number("select count(*)::float8 from job_row_errors").await, 1);
    bench.assert_sums_agree().await;
}

#[tokio::test]
async fn a_label_written_in_another_way_stays_linked_to_its_factor() {
    let bench = Bench::new().await;
    bench.load(Target::Data, "unit_institutional_id,category,quantity\n7000, cH4 ,2\n7001,co2,10\n").await;
    assert_eq!(bench.total_kg().await, 56 + 10);
    bench.load(Target::Factors, DEARER).await;
    bench.recalculate().await;
    assert_eq!(bench.total_kg().await, 60 + 10);
}

#[tokio::test]
async fn a_factor_that_is_gone_leaves_entries_without_emission_and_says_why() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\n").await;
    bench.recalculate().await;
    assert_eq!(bench.total_kg().await, 10);
    let without = "select count(*)::float8 from data_entries where emission_reason = 'no_factor'";
    assert_eq!(bench.number(without).await, 2);
    bench.assert_sums_agree().await;
    bench.load(Target::Factors, FACTORS).await;
    bench.recalculate().await;
    assert_eq!((bench.total_kg().await, bench.number(without).await), (94, 0));
    bench.assert_sums_agree().await;
}

/// Deletes an entry as soon as the first ones are computed.
struct Meddler<'a> {
    bench: &'a Bench,
    is_done: AtomicBool,
}

impl ledger::Watch for Meddler<'_> {
    fn computed(&self, _: u64) {
        if !self.is_done.swap(true, Ordering::Relaxed) {
            let deleting = || tokio::runtime::Handle::current().block_on(self.bench.delete_methane("7000"));
            tokio::task::block_in_place(deleting);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_written_during_a_recalculation_are_computed_again_before_it_commits() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, DEARER).await;
    let meddler = Meddler { bench: &bench, is_done: AtomicBool::new(false) };
    let now = bench.app.clock.now();
    let (transaction, done) = ledger::recalculate(&bench.app.db, slice(), now, &meddler).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(meddler.is_done.into_inner());
    assert_eq!((done.entries, whole(done.total_after_kg)), (2, 40));
    assert_eq!(bench.total_kg().await, 40);
    assert_eq!(bench.number("select sum(kg) from data_entry_emissions").await, 40);
    bench.assert_sums_agree().await;
}

#[tokio::test]
async fn a_recalculation_waits_for_an_export_and_keeps_nobody_from_writing_meanwhile() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, DEARER).await;
    let mut export = bench.app.db.begin_with("begin isolation level repeatable read read only").await.unwrap();
    let sum = "select sum(kg) from data_entry_emissions where year = 2025";
    let reading =
        async |export: &mut sqlx::PgConnection| whole(sqlx::query_scalar(sum).fetch_one(export).await.unwrap());
    assert_eq!(reading(&mut export).await, 94);
    let others = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        tokio::time::timeout(Duration::from_secs(5), bench.delete_methane("7001")).await.expect("a person may write");
        assert_eq!(reading(&mut export).await, 94, "the export sees one moment");
        export.rollback().await.unwrap();
    };
    let (outcome, ()) = tokio::join!(bench.recalculate(), others);
    assert_eq!((outcome.result, whole(outcome.total_after_kg)), (JobOutcome::Success, 70), "{outcome:?}");
    assert_eq!(bench.total_kg().await, 70);
    bench.assert_sums_agree().await;
}

#[tokio::test]
async fn an_export_that_began_before_a_recalculation_shows_what_was_there() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, DEARER).await;
    let order = export::Order {
        kind: export::Kind::Detailed,
        filter: Filter::of_years([year()]),
        scope: Scope::Institution,
        lang: Lang::En,
        options: export::Options::default(),
        ignored: Vec::new(),
        at: bench.app.clock.now(),
    };
    // its moment is fixed, and it has not read one emission yet
    let begun = export::Export::prepare(&bench.app.db, order).await.unwrap_or_else(|refusal| panic!("{refusal}"));
    let written = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let (bytes, _) = begun.write_to(Vec::new()).await.unwrap();
        let kg = |row: HashMap<String, String>| row["kg_co2eq_total"].parse::<f64>().unwrap();
        whole(Files::of(&bytes).rows("processemissions_data.csv").into_iter().map(kg).sum())
    };
    let (outcome, exported) = tokio::join!(bench.recalculate(), written);
    assert_eq!(exported, 94);
    assert_eq!((outcome.result, whole(outcome.total_after_kg)), (JobOutcome::Success, 100), "{outcome:?}");
    assert_eq!(bench.total_kg().await, 100);
}

#[tokio::test]
async fn recalculating_nothing_keeps_the_audit_chain_whole() {
    let bench = Bench::new().await;
    let mut conn = bench.app.db.acquire().await.unwrap();
    let outcome = bench.recalculate_type(DataEntryType::Plane).await;
    assert_eq!(outcome.total_after_kg.to_string(), "0");
    let minus_zero = serde_json::json!({ "kg": -0.0, "large": 1e17 });
    let actor = Actor::program("test");
    let mut act =
        Act::new(&actor, bench.app.clock.now(), Action::Update, "test", "a number PostgreSQL writes otherwise".into());
    act.details = minus_zero;
    audit::record(&mut conn, act).await.unwrap();
    assert!(matches!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(_)));
}

#[tokio::test]
async fn two_recalculations_at_once_end_with_the_same_numbers() {
    let bench = Bench::new().await;
    bench.load(Target::Factors, DEARER).await;
    let (one, other) = tokio::join!(bench.recalculate(), bench.recalculate());
    for outcome in [&one, &other] {
        assert_eq!((outcome.result, whole(outcome.total_after_kg)), (JobOutcome::Success, 100), "{outcome:?}");
    }
    assert_eq!(bench.total_kg().await, 100);
    bench.assert_sums_agree().await;
}
