//! A year as the back office feeds it: what is out of date, and recalculating it.

use axum::http::StatusCode;
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::DataEntryType;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::jobs::WorkerThread;
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::reports;
use calco2::platform::{App, Clock, Config};

use crate::support::TestApp;

const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\n";
const DEARER: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,2\n";
const DATA: &str = "unit_institutional_id,category,quantity\nC2001,CO2,1000\nC2001,CO2,2000\n";
const PAGE: &str = "/data-management?year=2025";
const MODULE: &str = "/data-management/2025/process_emissions/recalculate";

async fn load(app: &TestApp, target: Target, file: &str) {
    let product = App::new(app.database.pool().clone(), Config::from_values(&[]).unwrap(), Clock::system());
    let upload = Upload {
        target,
        module: None,
        data_type: Some(DataEntryType::ProcessEmissions),
        year: Year::new(2025).unwrap(),
        unit: None,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: false,
        file_name: "file.csv",
        content: file.as_bytes().into(),
    };
    ingest(&product, &Actor::program("test"), upload).await.unwrap();
}

/// Two entries computed with factors that have changed since.
async fn stale_year() -> TestApp {
    let mut app = TestApp::new().await;
    sqlx::query("insert into years (year, state, provisioned_at) values (2025, 'configuring', now())")
        .execute(app.database.pool())
        .await
        .unwrap();
    let mut conn = app.database.pool().acquire().await.unwrap();
    let year = Year::new(2025).unwrap();
    reports::prepare_year(&mut conn, year).await.unwrap();
    reports::create_missing(&mut conn, year).await.unwrap();
    drop(conn);
    load(&app, Target::Factors, FACTORS).await;
    load(&app, Target::Data, DATA).await;
    load(&app, Target::Factors, DEARER).await;
    app.sign_in("superadmin").await;
    app
}

async fn jobs(app: &TestApp) -> i64 {
    let count = "select count(*) from jobs where job_type = 'recalculation'";
    sqlx::query_scalar(count).fetch_one(app.database.pool()).await.unwrap()
}

#[tokio::test]
async fn what_is_out_of_date_is_named_with_a_way_to_put_it_right() {
    let mut app = stale_year().await;
    let page = app.get(PAGE).await;
    assert_eq!(page.texts("#process_emissions .card-head .badge"), ["Complete", "Recalculation needed"]);
    assert_eq!(page.texts("#headcount .card-head .badge"), ["Incomplete: 2 files missing"]);
    assert_eq!(page.texts("#data-notices p a"), ["Process emissions"]);
    assert_eq!(page.texts("#data-notices .button"), ["Recalculate everything out of date…"]);
    assert!(page.texts("#process_emissions tbody td").contains(&"2 to recalculate".to_owned()), "{}", page.text());
    assert!(!page.text().contains("http-equiv"), "nothing runs");

    let ask = app.get(MODULE).await;
    assert_eq!(ask.texts("h1"), ["Recalculate emissions: Process emissions 2025"]);
    assert_eq!(ask.texts(".radio-card .sub")[0], "1 data type, 2 entries in 1 unit, about 1 second");
    assert_eq!(ask.texts("button[value=recalculate]"), ["Recalculate 2 entries"]);
    assert_eq!(app.get("/data-management/2025/recalculate").await.texts(".radio-card").len(), 2);
    for nothing in ["/data-management/2024/recalculate", "/data-management/2025/astrology/recalculate"] {
        assert_eq!(app.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn a_click_starts_one_job_and_a_second_one_finds_it() {
    let mut app = stale_year().await;
    let started = app.post(MODULE, &[("scope", "stale"), ("do", "recalculate")]).await;
    assert_eq!(
        (started.status, started.location()),
        (StatusCode::SEE_OTHER, "/data-management?year=2025&open=process_emissions#process_emissions")
    );
    app.post(MODULE, &[("scope", "stale"), ("do", "recalculate")]).await;
    assert_eq!(jobs(&app).await, 1);
    let page = app.get(PAGE).await;
    assert_eq!(page.texts("#process_emissions .card-head .badge"), ["Complete", "Waiting", "Recalculation needed"]);
    assert!(page.text().contains("http-equiv=\"refresh\""), "the page follows what runs without scripts too");
    let ask = app.get(MODULE).await;
    assert_eq!(ask.texts("#recalculate-active .notice strong"), ["A recalculation is active."]);
}

#[tokio::test]
async fn an_estimate_changes_nothing_and_is_shown_beside_the_choice() {
    let mut app = stale_year().await;
    let asked = app.post(MODULE, &[("scope", "stale"), ("do", "estimate")]).await;
    let address = asked.location().to_owned();
    assert!(address.starts_with(&format!("{MODULE}?estimate=")), "{address}");
    assert_eq!(app.get(&address).await.texts("#recalculate-estimate .pipeline-line").len(), 1, "it waits");
    let product = App::new(app.database.pool().clone(), Config::from_values(&[]).unwrap(), Clock::system());
    let worker = WorkerThread::start(&product, app.database.url(), app.events.clone()).await.unwrap();
    let mut shown = Vec::new();
    for _ in 0..200 {
        shown = app.get(&address).await.texts("#recalculate-estimate dd");
        if !shown.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(shown[0].starts_with("3.0 → 6.0 t CO₂-eq +3.0\u{a0}t"), "{shown:?}");
    worker.stop().await;
    let total: f64 = sqlx::query_scalar("select sum(total_kg) from unit_year_aggregates")
        .fetch_one(app.database.pool())
        .await
        .unwrap();
    assert!((total - 3000.0).abs() < 1e-9, "nothing was changed");
    assert_eq!(app.get(PAGE).await.texts("#process_emissions .card-head .badge"), ["Complete", "Recalculation needed"]);
}

#[tokio::test]
async fn nothing_out_of_date_offers_to_recalculate_all_the_same() {
    let mut app = stale_year().await;
    sqlx::query("update calculation_inputs set factor_revision = 1").execute(app.database.pool()).await.unwrap();
    let refused = app.post(MODULE, &[("scope", "stale"), ("do", "recalculate")]).await;
    assert_eq!((refused.location(), jobs(&app).await), (MODULE, 0));
    let ask = app.get(MODULE).await;
    assert!(ask.texts(".notice-bad p")[0].starts_with("Nothing is out of date"), "{}", ask.text());
    assert_eq!(ask.texts(".radio-card .sub")[0], "Nothing is out of date.");
    app.post(MODULE, &[("scope", "all"), ("do", "recalculate")]).await;
    assert_eq!(jobs(&app).await, 1);
}
