//! Workers asked to stop, and databases that go away.

use std::time::Duration;

use calco2::ingestion::Target;
use calco2::pipeline::PipelineStatus;
use calco2::platform::cluster::{Cluster, Lifetime, Settings};

use crate::bench::{Bench, DEARER, gases, many_rows, upload};
use crate::process::{Times, signal};

const EXIT: Duration = Duration::from_secs(10);

/// F-10.
#[tokio::test]
async fn a_worker_asked_to_stop_puts_its_job_back_at_once_and_another_ends_it() {
    let bench = Bench::with_gases(300).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let reader = bench.read_emissions().await;
    // a lease that nobody could wait for
    let mut first = bench.worker_with(&[("CALCO2_JOB_LEASE_SECONDS", "60")], Times::Quick);
    let (job, _) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    let (status, taken) = first.terminate();
    assert!(status.success() && taken < EXIT, "{status}, {taken:?}");
    let put_back = bench.job(job).await;
    assert_eq!((put_back.state.as_str(), put_back.attempts), ("not_started", 0));
    assert_eq!(bench.number("select count(*) from workers").await, 0, "it signed off");
    reader.rollback().await.unwrap();
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 1);
    bench.assert_total(300, 30).await;
    bench.assert_sound().await;
}

/// F-10: a statement that waits for a lock is cut off, and what a file had stored is taken back.
#[tokio::test]
async fn a_worker_asked_to_stop_while_the_database_makes_it_wait_stops_all_the_same() {
    let bench = Bench::with_gases(30).await;
    let file = many_rows(90);
    let (job, _) = bench.submit(upload(Target::Data, &file)).await;
    let sums = bench.hold("lock table module_leaf_stats in share mode").await;
    let mut first = bench.start(&["worker"]);
    bench.until_somebody_waits().await;
    let (status, taken) = first.terminate();
    assert!(status.success() && taken < EXIT, "{status}, {taken:?}");
    assert_eq!(bench.job(job).await.attempts, 0);
    sums.rollback().await.unwrap();
    bench.assert_total(30, 28).await;
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 1);
    bench.assert_total(90, 28).await;
    bench.assert_sound().await;
}

/// F-10: the same in the process that serves pages.
#[tokio::test]
async fn a_server_asked_to_stop_puts_its_job_back() {
    let bench = Bench::with_gases(30).await;
    let (job, _) = bench.ask(gases()).await;
    let entries = bench.lock_gases().await;
    let mut server = bench.serve();
    bench.until_running(job).await;
    bench.until_somebody_waits().await;
    let (status, taken) = server.terminate();
    assert!(status.success() && taken < EXIT + Duration::from_secs(2), "{status}, {taken:?}");
    let put_back = bench.job(job).await;
    assert_eq!((put_back.state.as_str(), put_back.attempts), ("not_started", 0));
    entries.rollback().await.unwrap();
    let _worker = bench.worker();
    bench.until_success(job).await;
    bench.assert_sound().await;
}

/// F-09.
#[tokio::test]
async fn a_job_whose_connections_are_cut_is_done_again_by_the_same_worker() {
    let bench = Bench::with_gases(300).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let reader = bench.read_emissions().await;
    let worker = bench.worker();
    let (job, pipeline) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    bench.cut_connections().await;
    bench.until_job(job, "is begun again", |job| job.attempts == 2 && job.is_running()).await;
    reader.rollback().await.unwrap();
    bench.until_success(job).await;
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::Success);
    bench.assert_total(300, 30).await;
    bench.assert_sound().await;
    drop(worker);
}

/// F-09: word of new jobs is heard again, long before anybody would look.
#[tokio::test]
async fn a_worker_whose_connections_were_cut_still_hears_of_new_jobs() {
    let bench = Bench::with_gases(30).await;
    let _worker = bench.worker_with(&[("CALCO2_JOB_POLL_SECONDS", "60")], Times::Usual);
    let (job, _) = bench.ask(gases()).await;
    bench.until_success(job).await;
    bench.cut_connections().await;
    bench.until("it listens again", async || bench.number(LISTENERS).await == 1).await;
    let (job, _) = bench.ask(gases()).await;
    let done = bench.until_success(job).await;
    let waited = done.started_at.unwrap() - done.created_at;
    assert!(waited.num_seconds() < 30, "{waited}");
}

const LISTENERS: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and query ilike 'listen %' and application_name = 'calco2'";

/// F-09: the server itself stops in the middle of a job and comes back.
#[tokio::test]
async fn a_job_outlives_a_restart_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { durable: false, ..Settings::new(folder.path(), Lifetime::Program) };
    let cluster = Cluster::start(&settings).unwrap();
    let bench = Bench::on(&cluster.url("calco2"), 300).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let worker = bench.worker();
    let reader = bench.read_emissions().await;
    let (job, _) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    cluster.stop();
    drop(reader);
    let _cluster = Cluster::start(&settings).unwrap();
    bench.until_success(job).await;
    bench.assert_total(300, 30).await;
    bench.assert_sound().await;
    drop(worker);
}

/// F-09, F-10.
#[tokio::test]
async fn a_worker_asked_to_stop_while_the_database_is_gone_stops_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { durable: false, ..Settings::new(folder.path(), Lifetime::Program) };
    let cluster = Cluster::start(&settings).unwrap();
    let bench = Bench::on(&cluster.url("calco2"), 30).await;
    let mut worker = bench.worker();
    let entries = bench.lock_gases().await;
    let (job, _) = bench.ask(gases()).await;
    bench.until_running(job).await;
    bench.until_somebody_waits().await;
    // killed, so that its socket stays and refuses connections
    signal(cluster.pid(), "KILL");
    drop(entries);
    let (status, taken) = worker.terminate();
    assert!(status.success() && taken < EXIT, "{status}, {taken:?}: {}", worker.said());
}
