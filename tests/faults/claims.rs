//! Who gets which job when several want it.

use std::str::FromStr;
use std::time::Duration;

use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::{self, Claimed, Ending, JobKind, JobOutcome, JobRequest, Lease};
use calco2::platform::Scope;
use calco2::platform::ids::JobId;
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::bench::{Bench, actor, gases, year};

const LEASE: Duration = Duration::from_mins(1);
const KINDS: [&str; 2] = ["recalculation", "data_ingest"];

fn request(kind: JobKind, module: Option<ModuleType>, year: Year) -> JobRequest {
    JobRequest { kind, module, data_type: None, unit: None, year, file: None, actor: actor(), options: json!({}) }
}

async fn claim(db: &PgPool) -> Option<Claimed> {
    pipeline::claim(db, "somebody", &KINDS, LEASE).await.unwrap()
}

async fn claimed(db: &PgPool) -> Option<JobId> {
    claim(db).await.map(|claimed| claimed.lease.job)
}

async fn finish(db: &PgPool, lease: Lease) {
    let ending = Ending { outcome: JobOutcome::Success, result: json!({}), message: None, error_count: 0 };
    let mut transaction = db.begin().await.unwrap();
    pipeline::finish(&mut transaction, lease, ending).await.unwrap();
    transaction.commit().await.unwrap();
}

/// F-01.
#[tokio::test(flavor = "multi_thread")]
async fn of_all_who_claim_a_job_at_the_same_time_one_gets_it() {
    let bench = Bench::without_year().await;
    let options = PgConnectOptions::from_str(bench.url()).unwrap();
    let other = PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
    for _ in 0..120 {
        let (job, _) = bench.enqueue(&request(JobKind::Recalculation, None, year())).await;
        let racing: Vec<_> = [&bench.app.db, &other, &bench.app.db, &other]
            .map(|db| {
                let db = db.clone();
                tokio::spawn(async move { claim(&db).await })
            })
            .into();
        let mut winners = Vec::new();
        for racer in racing {
            winners.extend(racer.await.unwrap());
        }
        assert_eq!(winners.len(), 1);
        assert_eq!((winners[0].lease.job, bench.job(job).await.attempts), (job, 1));
        finish(&other, winners[0].lease).await;
    }
    assert_eq!(bench.number("select count(*) from jobs where attempts <> 1 or result <> 'success'").await, 0);
    other.close().await;
}

/// F-02, F-03.
#[tokio::test]
async fn jobs_of_one_module_and_year_run_one_after_the_other_and_those_of_a_whole_year_alone() {
    let bench = Bench::without_year().await;
    let db = &bench.app.db;
    let (purchase, travel) = (Some(ModuleType::Purchase), Some(ModuleType::ProfessionalTravel));
    let mut asked = Vec::new();
    for (kind, module, of) in [
        (JobKind::Recalculation, purchase, year()),
        (JobKind::DataIngest, purchase, year()),
        (JobKind::Recalculation, travel, year()),
        (JobKind::Recalculation, None, year()),
        (JobKind::DataIngest, travel, year()),
        (JobKind::DataIngest, purchase, Year::new(2024).unwrap()),
    ] {
        asked.push(bench.enqueue(&request(kind, module, of)).await.0);
    }
    let [first, second, other_module, whole_year, behind_it, other_year] = asked[..] else { unreachable!() };
    let begun = [claim(db).await.unwrap(), claim(db).await.unwrap(), claim(db).await.unwrap()];
    assert_eq!([&begun[0], &begun[1], &begun[2]].map(|c| c.lease.job), [first, other_module, other_year]);
    assert_eq!(claimed(db).await, None, "the rest wait, without an attempt");
    finish(db, begun[1].lease).await;
    assert_eq!(claimed(db).await, None, "who asked for the whole year comes first");
    finish(db, begun[0].lease).await;
    let next = claim(db).await.unwrap();
    assert_eq!(next.lease.job, second);
    assert_eq!(claimed(db).await, None);
    finish(db, next.lease).await;
    let next = claim(db).await.unwrap();
    assert_eq!((next.lease.job, next.attempts), (whole_year, 1));
    assert_eq!(claimed(db).await, None);
    finish(db, next.lease).await;
    assert_eq!(claimed(db).await, Some(behind_it));
    assert_eq!(bench.job(whole_year).await.attempts, 1);
}

#[tokio::test]
async fn what_has_been_begun_is_finished_before_anything_else_is_begun() {
    let bench = Bench::without_year().await;
    let db = &bench.app.db;
    bench.enqueue(&request(JobKind::DataIngest, Some(ModuleType::Headcount), year())).await;
    let root = claim(db).await.unwrap();
    let (waiting, _) = bench.enqueue(&request(JobKind::DataIngest, Some(ModuleType::Purchase), year())).await;
    let mut transaction = db.begin().await.unwrap();
    let child = request(JobKind::Recalculation, Some(ModuleType::Headcount), year());
    let child = pipeline::enqueue_child(&mut transaction, root.lease, &child).await.unwrap();
    let ending = Ending { outcome: JobOutcome::Success, result: json!({}), message: None, error_count: 0 };
    pipeline::finish(&mut transaction, root.lease, ending).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(claimed(db).await, Some(child));
    assert_eq!(claimed(db).await, Some(waiting));
}

/// F-46.
#[tokio::test]
async fn a_worker_leaves_jobs_alone_that_its_program_does_not_know() {
    let bench = Bench::with_gases(30).await;
    let (unknown, _) = bench.enqueue(&request(JobKind::Export, None, year())).await;
    let _worker = bench.worker();
    for _ in 0..2 {
        let (known, _) = bench.ask(gases()).await;
        bench.until_success(known).await;
    }
    let job = bench.job(unknown).await;
    assert_eq!((job.state.as_str(), job.attempts), ("not_started", 0));
}

/// F-50.
#[tokio::test]
#[ignore = "fills the queue with 100,000 finished jobs; prints times"]
async fn a_long_history_slows_nobody_down() {
    let bench = Bench::without_year().await;
    bench
        .execute(
            "alter table jobs disable trigger user;
             insert into pipelines (id, kind, status, year, created_at, started_at, finished_at, job_count, finished_count)
                 select gen_random_uuid(), 'recalculation', 'success', 2025, now() - n * interval '1 minute', now(), now(), 1, 1
                 from generate_series(1, 100000) n;
             insert into jobs (pipeline_id, job_type, state, result, year, scheduling_keys, attempts, finished_at)
                 select id, kind, 'finished', 'success', 2025, '{purchase:2025}', 1, now() from pipelines;
             alter table jobs enable trigger user;
             analyze jobs, pipelines",
        )
        .await;
    let selection = request(JobKind::Recalculation, DataEntryType::Services.module().into(), year());
    let (job, _) = bench.enqueue(&selection).await;
    let begun = std::time::Instant::now();
    assert_eq!(claimed(&bench.app.db).await, Some(job));
    println!("claiming beside 100,000 finished jobs: {:?}", begun.elapsed());
    let begun = std::time::Instant::now();
    let filter = pipeline::PipelineFilter::default();
    let mut conn = bench.app.db.acquire().await.unwrap();
    let page = pipeline::pipelines(&mut conn, &Scope::Institution, &filter, 1, 50).await.unwrap();
    println!("a page of {} of {} pipelines: {:?}", page.rows.len(), page.total, begun.elapsed());
    assert_eq!(page.total, 100_001);
}
