//! Recalculating a whole year through the API while people read the reporting page, and the console over a long history.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use hyper::Method;
use serde_json::json;
use sqlx::PgPool;
use tokio::task::JoinSet;

use super::client::{Ask, Client};
use super::figures::{Figures, milliseconds, quantile};
use super::processes::Serving;

/// People who read while a year is recalculated, and how long each looks at the page.
const READERS: usize = 4;
const LOOK: Duration = Duration::from_millis(150);
/// How often the console is opened.
const CONSOLES: usize = 30;

pub(crate) async fn measure(serving: &Serving, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    whole_year(serving, figures).await?;
    console(serving, db, figures).await
}

/// Every module at once: the queue decides what runs beside what.
async fn whole_year(serving: &Serving, figures: &mut Figures) -> anyhow::Result<()> {
    let mut operator = Client::sign_in(&serving.host, "superadmin").await?;
    let begun = Instant::now();
    let mut pipelines = Vec::new();
    for module in 1..=8 {
        let path = format!("/api/v1/sync/recalculate-emissions/{module}?year=2025&only_stale=false");
        let asked = operator.ask_json(&Ask::json(Method::POST, path, &json!({}))).await?;
        pipelines.push(asked["pipeline_id"].as_str().context("a pipeline")?.to_owned());
    }
    let is_done = Arc::new(AtomicBool::new(false));
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (mut reader, is_done) = (operator.again().await?, is_done.clone());
        readers.spawn(async move {
            let mut times = Vec::new();
            while !is_done.load(Ordering::Relaxed) {
                let asked = Instant::now();
                reader.ask(&Ask::get("/reporting?years=2025")).await?;
                times.push(asked.elapsed());
                tokio::time::sleep(LOOK).await;
            }
            anyhow::Ok(times)
        });
    }
    let mut entries = 0;
    for pipeline in &pipelines {
        entries += finished(&mut operator, pipeline).await?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    is_done.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    while let Some(read) = readers.join_next().await {
        times.extend(read??);
    }
    times.sort_unstable();
    figures.add(
        "jobs",
        format!("2025 recalculated by the worker of the server: {entries} entries"),
        format!("{seconds:.1} s, {:.0} entries/s", entries as f64 / seconds),
    );
    figures.add(
        "jobs",
        format!("reporting page meanwhile, {READERS} readers: p50, p99"),
        format!("{}, {}", milliseconds(quantile(&times, 0.5)), milliseconds(quantile(&times, 0.99))),
    );
    Ok(())
}

/// Waits until a pipeline has ended; entries that it recalculated.
async fn finished(operator: &mut Client, pipeline: &str) -> anyhow::Result<u64> {
    loop {
        let read = operator.ask_json(&Ask::get(format!("/api/v1/sync/pipelines/{pipeline}"))).await?;
        if read["progress"]["done"] == true {
            return Ok(read["jobs"][0]["recalculation"]["recalculated"].as_u64().unwrap_or_default());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// With 100,000 jobs that have ended.
async fn console(serving: &Serving, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    sqlx::raw_sql(
        "insert into pipelines (id, kind, status, module_type_id, year, created_at, started_at, finished_at, job_count,
             finished_count)
         select gen_random_uuid(), 'export', 'success', 1 + n % 8, 2025, now() - n * interval '1 minute', now(), now(), 1, 1
         from generate_series(1, 100000) n;
         alter table jobs disable trigger user;
         insert into jobs (pipeline_id, job_type, state, result, module_type_id, year, created_at, started_at, finished_at)
         select id, kind, 'finished', 'success', module_type_id, year, created_at, started_at, finished_at
         from pipelines where kind = 'export';
         alter table jobs enable trigger user;
         analyze pipelines, jobs",
    )
    .execute(db)
    .await?;
    let mut operator = Client::sign_in(&serving.host, "superadmin").await?;
    for (what, path) in [("console", "/pipelines"), ("console, searched", "/pipelines?search=nowhere")] {
        let mut times = Vec::new();
        for _ in 0..CONSOLES {
            let asked = Instant::now();
            operator.ask(&Ask::get(path)).await?;
            times.push(asked.elapsed());
        }
        times.sort_unstable();
        figures.add(
            "jobs",
            format!("{what}, 100,000 jobs: p50, p99"),
            format!("{}, {}", milliseconds(quantile(&times, 0.5)), milliseconds(quantile(&times, 0.99))),
        );
    }
    sqlx::raw_sql("delete from jobs where job_type = 'export'; delete from pipelines where kind = 'export'")
        .execute(db)
        .await?;
    Ok(())
}
