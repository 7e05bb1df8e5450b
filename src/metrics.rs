//! `/metrics`: figures for monitoring, in the text format such systems read. Only this machine is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus::core::Collector;
use prometheus::{Encoder, IntGauge, IntGaugeVec, Opts, TextEncoder};
use tokio::sync::Mutex;

use crate::access::{Access, Route};
use crate::ledger::drift;
use crate::pipeline;
use crate::platform::App;
use crate::web::Problem;

/// How long the count of lagging reports is good for: it looks at every report.
const GOOD_FOR: Duration = Duration::from_mins(1);

/// The last count of modules that do not agree with the read model, and when it was taken.
#[derive(Debug, Clone, Default)]
pub struct Lag(Arc<Mutex<Option<(Instant, i64)>>>);

impl Lag {
    async fn modules(&self, app: &App) -> sqlx::Result<i64> {
        let mut last = self.0.lock().await;
        if let Some((at, modules)) = *last
            && at.elapsed() < GOOD_FOR
        {
            return Ok(modules);
        }
        let modules = drift::lagging_modules(&mut *app.db.acquire().await?).await?;
        *last = Some((Instant::now(), modules));
        Ok(modules)
    }
}

/// The route of the figures.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/metrics", Access::Machine, show)]
}

async fn show(State(app): State<App>, Extension(lag): Extension<Lag>, request: Request) -> Result<Response, Problem> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_own = peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback());
    // a proxy on this machine asks for somebody else
    if !is_own || request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded") {
        return Err(Problem::NotFound);
    }
    let mut families = prometheus::gather();
    families.extend(of_queue(&app).await?);
    let lagging = IntGauge::new(
        "calco2_report_modules_lagging",
        "Modules whose statistics and read model do not agree: always 0, or something is broken",
    )?;
    lagging.set(lag.modules(&app).await?);
    families.extend(lagging.collect());
    let mut text = Vec::new();
    TextEncoder::new().encode(&families, &mut text)?;
    Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response())
}

async fn of_queue(app: &App) -> Result<Vec<prometheus::proto::MetricFamily>, Problem> {
    let mut conn = app.db.acquire().await?;
    let depth = gauge("calco2_jobs", "Jobs that have not ended", &["job_type", "state"])?;
    let waiting = gauge("calco2_job_oldest_waiting_seconds", "Age of the oldest job that could begin", &["job_type"])?;
    for standing in pipeline::queue_depth(&mut conn).await? {
        depth.with_label_values(&[&standing.job_type, &standing.state]).set(standing.jobs);
        if let Some(seconds) = standing.oldest_waiting_seconds {
            waiting.with_label_values(&[&standing.job_type]).set(seconds as i64);
        }
    }
    let workers = gauge("calco2_workers", "Live processes that run jobs", &["version"])?;
    for worker in pipeline::live_workers(&mut conn).await? {
        workers.with_label_values(&[&worker.version]).inc();
    }
    let families = [depth, waiting, workers].into_iter().flat_map(|gauge| gauge.collect());
    // the encoder refuses a family without figures
    Ok(families.filter(|family| !family.get_metric().is_empty()).collect())
}

fn gauge(name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
    IntGaugeVec::new(Opts::new(name, help), labels)
}
