//! The console: who sees it, what its filters find, what can be done, what it never runs.

mod actions;
mod details;
mod list;
mod scale;

use std::time::Duration;

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::{self, Ending, JobFile, JobKind, JobOutcome, JobRequest, Lease, PipelineId};
use calco2::platform::ids::{JobId, UserId};
use serde_json::{Value, json};

use crate::support::TestApp;

/// A job to ask for.
struct Asked {
    kind: JobKind,
    module: Option<ModuleType>,
    data_type: Option<DataEntryType>,
    year: i16,
    file: Option<&'static str>,
    by: &'static str,
}

impl Asked {
    fn data(module: ModuleType) -> Self {
        Self {
            kind: JobKind::DataIngest,
            module: Some(module),
            data_type: None,
            year: 2025,
            file: Some("file.csv"),
            by: "demo-superadmin",
        }
    }

    fn recalculation(data_type: DataEntryType) -> Self {
        Self {
            kind: JobKind::Recalculation,
            module: Some(data_type.module()),
            data_type: Some(data_type),
            file: None,
            ..Self::data(data_type.module())
        }
    }

    async fn request(&self, app: &TestApp) -> JobRequest {
        let user: i32 = sqlx::query_scalar("select id from users where institutional_id = $1")
            .bind(self.by)
            .fetch_one(app.database.pool())
            .await
            .unwrap();
        JobRequest {
            kind: self.kind,
            module: self.module,
            data_type: self.data_type,
            unit: None,
            year: Year::new(self.year).unwrap(),
            file: self.file.map(|name| JobFile { name: name.to_owned(), sha256: "0".repeat(64), bytes: 4_123_456 }),
            actor: Actor { user: Some(UserId(user)), ..Actor::program(self.by) },
            options: json!({}),
        }
    }

    async fn enqueue(&self, app: &TestApp) -> (JobId, PipelineId) {
        let request = self.request(app).await;
        let mut transaction = app.database.pool().begin().await.unwrap();
        let asked = pipeline::enqueue(&mut transaction, &request).await.unwrap();
        transaction.commit().await.unwrap();
        asked
    }
}

/// Begins the next job of any kind.
async fn claim(app: &TestApp, lease: Duration) -> Lease {
    let kinds: Vec<&str> = JobKind::ALL.iter().map(|kind| kind.key()).collect();
    let claimed = pipeline::claim(app.database.pool(), "worker-a", &kinds, lease).await.unwrap();
    claimed.expect("a job waits").lease
}

async fn finish(app: &TestApp, lease: Lease, outcome: JobOutcome, result: Value, message: Option<&str>, errors: usize) {
    let mut transaction = app.database.pool().begin().await.unwrap();
    let ending = Ending { outcome, result, message: message.map(str::to_owned), error_count: errors };
    pipeline::finish(&mut transaction, lease, ending).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A finished upload.
async fn ended(app: &TestApp, asked: Asked, outcome: JobOutcome, message: Option<&str>) -> (JobId, PipelineId) {
    let ids = asked.enqueue(app).await;
    let lease = claim(app, Duration::from_mins(1)).await;
    let counts = json!({ "read": 10, "stored": 9, "refused": 1, "total_before_kg": 1000.0, "total_after_kg": 3000.0 });
    finish(app, lease, outcome, counts, message, usize::from(outcome == JobOutcome::Warning)).await;
    ids
}

/// The application with the operator signed in.
async fn console() -> TestApp {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    app
}

fn url(pipeline: PipelineId) -> String {
    format!("/pipelines/{}", pipeline.0)
}
