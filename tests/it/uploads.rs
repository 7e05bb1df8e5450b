//! Files through the form: handed in, checked, committed or discarded, given back.

mod checks;
mod form;
mod samples;
mod templates;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::jobs::WorkerThread;
use calco2::ledger::drift;
use calco2::platform::{App, Clock, Config};
use calco2::years;
use serde_json::Value;

use crate::support::{Answer, TestApp};

const YEAR: i16 = 2025;
const BOUNDARY: &str = "limit";

/// A superadmin at the pages of a fresh year, whose units are those of the samples.
struct Clerk {
    browser: TestApp,
    app: App,
    worker: WorkerThread,
}

impl Clerk {
    async fn new() -> Self {
        let mut browser = TestApp::new().await;
        let directory = format!("{}/tests/golden/directory.json", env!("CARGO_MANIFEST_DIR"));
        let settings = [("CALCO2_DIRECTORY_FILE", directory.as_str()), ("CALCO2_JOB_POLL_SECONDS", "0.2")];
        let app = App::new(browser.database.pool().clone(), Config::from_values(&settings).unwrap(), Clock::system());
        years::create(&app, &Actor::program("test"), Year::new(YEAR).unwrap()).await.unwrap();
        let worker = WorkerThread::start(&app, browser.database.url(), browser.events.clone()).await.unwrap();
        browser.sign_in("superadmin").await;
        Self { browser, app, worker }
    }

    async fn close(self) {
        self.worker.stop().await;
        let report = drift::check(&self.app.db).await.unwrap();
        assert!(report.drifted.is_empty(), "{report:?}");
    }

    /// Sends the form of a place, as a browser does.
    async fn send(&mut self, place: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        let (name, bytes) = file.unwrap_or_default();
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post(format!("/data-management/{YEAR}/upload?{place}"))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .unwrap();
        self.browser.send(request).await
    }

    /// Uploads a file and waits for what comes of it.
    async fn upload(&mut self, place: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Value {
        let fields = [fields, &[("do", "upload")]].concat();
        let answer = self.send(place, &fields, Some(file)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}: {}", file.0, answer.text());
        self.newest_job().await
    }

    /// Has a file checked only; the address of the check and what it found.
    async fn check(&mut self, place: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> (String, Value) {
        let fields = [fields, &[("do", "check")]].concat();
        let answer = self.send(place, &fields, Some(file)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}: {}", file.0, answer.text());
        let job = self.newest_job().await;
        assert_eq!(answer.location(), format!("/data-management/{YEAR}/checks/{}", job["job_id"]));
        (answer.location().to_owned(), job)
    }

    /// The newest job, once it has ended.
    async fn newest_job(&mut self) -> Value {
        let id: i32 = sqlx::query_scalar("select max(id) from jobs").fetch_one(&self.app.db).await.unwrap();
        for _ in 0..600 {
            let job = self.browser.get(&format!("/api/v1/sync/jobs/{id}")).await.json();
            if job["state"] == "finished" {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("job {id} does not end");
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(sql).fetch_one(&self.app.db).await.unwrap()
    }
}

fn golden(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/golden/csv/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
