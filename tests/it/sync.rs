//! Jobs and pipelines through the API: from a file to new numbers, and every way to be refused.

mod actions;
mod flow;
mod refusals;
mod streams;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::DataEntryType;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::jobs::WorkerThread;
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::{drift, reports};
use calco2::platform::{App, Clock, Config};
use serde_json::Value;

use crate::support::{Answer, TestApp};

const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";
const DEARER: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,30\n";
/// 10 kg CO2 and 2 kg CH4: 10 + 56 = 66 kg CO2eq, 10 + 60 = 70 when dearer.
const DATA: &str = "unit_institutional_id,category,quantity\nC2001,CO2,10\nC2001,CH4,2\n";
const OF_TYPE: &str = "/api/v1/sync/recalculate-emissions/8/50?year=2025";
const OF_MODULE: &str = "/api/v1/sync/recalculate-emissions/8?year=2025";
const STATUS: &str = "/api/v1/sync/recalculation-status?year=2025";

/// The small institution with process emissions in 2025, and a superadmin signed in.
struct Desk {
    browser: TestApp,
    app: App,
    worker: Option<WorkerThread>,
}

impl Desk {
    async fn new() -> Self {
        let mut browser = TestApp::new().await;
        let db = browser.database.pool().clone();
        sqlx::query("insert into years (year, state, provisioned_at) values (2025, 'configuring', now())")
            .execute(&db)
            .await
            .unwrap();
        let mut conn = db.acquire().await.unwrap();
        let year = Year::new(2025).unwrap();
        reports::prepare_year(&mut conn, year).await.unwrap();
        reports::create_missing(&mut conn, year).await.unwrap();
        drop(conn);
        let settings = [
            ("CALCO2_JOB_LEASE_SECONDS", "2"),
            ("CALCO2_JOB_POLL_SECONDS", "0.2"),
            ("CALCO2_JOB_PAUSE_SECONDS", "0.1"),
        ];
        let app = App::new(db, Config::from_values(&settings).unwrap(), Clock::system());
        browser.sign_in("superadmin").await;
        let desk = Self { browser, app, worker: None };
        desk.load(Target::Factors, FACTORS).await;
        desk.load(Target::Data, DATA).await;
        desk
    }

    /// Has jobs run from here on.
    async fn with_worker(mut self) -> Self {
        tokio::spawn(self.browser.events.clone().listen(self.app.db.clone()));
        let worker = WorkerThread::start(&self.app, self.browser.database.url(), self.browser.events.clone()).await;
        self.worker = Some(worker.unwrap());
        self
    }

    async fn close(self) {
        let report = drift::check(&self.app.db).await.unwrap();
        assert!(report.drifted.is_empty(), "{report:?}");
        if let Some(worker) = self.worker {
            worker.stop().await;
        }
    }

    async fn load(&self, target: Target, file: &str) {
        let upload = Upload {
            target,
            module: None,
            data_type: Some(DataEntryType::ProcessEmissions),
            year: Year::new(2025).unwrap(),
            unit: None,
            absent: AbsentPolicy::Retire,
            dry_run: false,
            recalculate: false,
            keeps_file: true,
            file_name: "file.csv",
            content: file.as_bytes().into(),
        };
        ingest(&self.app, &Actor::program("test"), upload).await.unwrap();
    }

    async fn get(&mut self, path: &str) -> Value {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    async fn post(&mut self, path: &str) -> Answer {
        self.browser.request(Method::POST, path).await
    }

    /// Posts to an address and expects a new job; its id and its pipeline's.
    async fn accepted(&mut self, path: &str) -> (i64, String) {
        let answer = self.post(path).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{path}: {}", answer.text());
        submitted(&answer)
    }

    /// Sends a form with a file.
    async fn upload(&mut self, fields: &[(&str, &str)], file: Option<&str>) -> Answer {
        self.upload_named(fields, file.map(|file| ("f.csv", "text/csv", file))).await
    }

    /// Sends a form with a file of a name and a declared type.
    async fn upload_named(&mut self, fields: &[(&str, &str)], file: Option<(&str, &str, &str)>) -> Answer {
        const BOUNDARY: &str = "limit";
        let mut body = String::new();
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.push_str(&part);
        }
        if let Some((name, content_type, file)) = file {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: {content_type}\r\n\r\n{file}\r\n"
            );
            body.push_str(&part);
        }
        body.push_str("--limit--\r\n");
        let request = Request::post("/api/v1/sync/uploads")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .unwrap();
        self.browser.send(request).await
    }

    async fn upload_factors(&mut self, file: &str, recalculate: bool) -> (i64, String) {
        let recalculate = recalculate.to_string();
        let fields =
            [("target", "factors"), ("type", "process_emissions"), ("year", "2025"), ("recalculate", &recalculate)];
        let answer = self.upload(&fields, Some(file)).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        submitted(&answer)
    }

    /// Waits until a pipeline has ended.
    async fn ended(&mut self, pipeline: &str) -> Value {
        for _ in 0..600 {
            let read = self.get(&format!("/api/v1/sync/pipelines/{pipeline}")).await;
            if read["progress"]["done"] == true {
                return read;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("pipeline {pipeline} does not end");
    }

    /// The one type that has entries, as the staleness answer shows it.
    async fn standing(&mut self) -> Value {
        let modules = self.get(STATUS).await;
        let ids: Vec<_> = modules.as_array().unwrap().iter().map(|m| m["module_type_id"].as_i64().unwrap()).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7, 8]);
        modules[7]["data_entry_types"][0].clone()
    }

    async fn total_kg(&self) -> f64 {
        sqlx::query_scalar("select sum(total_kg) from unit_year_aggregates").fetch_one(&self.app.db).await.unwrap()
    }
}

fn submitted(answer: &Answer) -> (i64, String) {
    let body = answer.json();
    (body["job_id"].as_i64().unwrap(), body["pipeline_id"].as_str().unwrap().to_owned())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap().to_owned()
}
