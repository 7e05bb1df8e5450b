//! Pipelines cancelled while their jobs wait, work or are about to end.

use std::time::{Duration, Instant};

use calco2::ingestion::{Target, Upload};
use calco2::pipeline::{PipelineStatus, Refusal, cancel, retry};

use crate::bench::{Bench, DEARER, actor, gases, many_rows, upload};

const SESSIONS_OF_JOBS: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and application_name like 'calco2 job%'";

/// F-31: the file's rows are read when its pipeline is cancelled.
#[tokio::test]
async fn an_ingestion_cancelled_while_it_reads_stops_soon_and_changes_nothing() {
    let bench = Bench::with_gases(30).await;
    let worker = bench.worker();
    let file = many_rows(200_000);
    let changed = Upload { recalculate: true, ..upload(Target::Data, &file) };
    let (job, pipeline) = bench.submit(changed).await;
    let met = bench.until_job(job, "reads", |job| job.progress.processed > 0).await;
    assert!(met.is_running() && met.progress.processed < 200_000, "{met:?}");
    cancel(&bench.app, &actor(), pipeline).await.unwrap();
    let cancelled = Instant::now();
    bench.until("nothing of it is left", async || bench.number(SESSIONS_OF_JOBS).await == 0).await;
    bench.until("the worker says so", async || worker.said().contains("a job was cancelled")).await;
    assert!(cancelled.elapsed() < Duration::from_secs(5), "{:?}", cancelled.elapsed());
    let after = bench.job(job).await;
    assert_eq!((after.result.as_deref(), after.cancelled), (Some("error"), true));
    assert_eq!(after.status_message.as_deref(), Some("Cancelled by test."));
    let ended = bench.pipeline(pipeline).await;
    assert_eq!((ended.status, ended.job_count), (PipelineStatus::Failed, 1));
    bench.assert_total(30, 28).await;
    let (next, _) = bench.ask(gases()).await;
    bench.until_success(next).await;
    assert_eq!(bench.job(job).await, after);
    bench.assert_sound().await;
}

/// F-31: the job waits inside the database; its locks are gone as soon as it is cancelled.
#[tokio::test]
async fn a_job_cancelled_while_it_waits_for_a_lock_is_cut_off() {
    let bench = Bench::with_gases(30).await;
    let _worker = bench.worker();
    let (job, pipeline) = bench.ask(gases()).await;
    bench.until_success(job).await;
    bench.until("its pipeline has ended", async || bench.pipeline(pipeline).await.status.is_final()).await;
    let entries = bench.lock_gases().await;
    let (job, pipeline) = bench.ask(gases()).await;
    bench.until_running(job).await;
    bench.until_somebody_waits().await;
    cancel(&bench.app, &actor(), pipeline).await.unwrap();
    bench.until("nothing of it is left", async || bench.number(SESSIONS_OF_JOBS).await == 0).await;
    entries.rollback().await.unwrap();
    let (next, _) = bench.ask(gases()).await;
    bench.until_success(next).await;
    assert!(bench.job(job).await.cancelled);
    bench.assert_sound().await;
}

/// F-32.
#[tokio::test]
async fn of_a_cancellation_and_an_end_at_the_same_time_one_wins() {
    let bench = Bench::with_gases(6).await;
    let _worker = bench.worker();
    let mut cancelled = 0;
    for round in 0..50 {
        let (job, pipeline) = bench.ask(gases()).await;
        tokio::time::sleep(Duration::from_millis(round * 37 % 200)).await;
        let outcome = cancel(&bench.app, &actor(), pipeline).await;
        let after = bench.job(job).await;
        assert!(after.is_finished(), "{after:#?}");
        match outcome {
            Ok(()) => {
                cancelled += 1;
                assert_eq!((after.cancelled, after.result.as_deref()), (true, Some("error")));
            }
            Err(Refusal::AlreadyFinished) => {
                assert_eq!((after.cancelled, after.result.as_deref()), (false, Some("success")));
            }
            Err(other) => panic!("{other}"),
        }
        let again = cancel(&bench.app, &actor(), pipeline).await;
        assert!(matches!(again, Err(Refusal::AlreadyFinished)), "{again:?}");
        assert_eq!(bench.job(job).await, after, "it never comes back");
        assert!(bench.pipeline(pipeline).await.status.is_final());
    }
    println!("{cancelled} of 50 were cancelled");
    bench.assert_total(6, 28).await;
    bench.assert_sound().await;
}

/// F-33.
#[tokio::test]
async fn what_was_finished_in_a_cancelled_pipeline_stays() {
    let bench = Bench::with_gases(30).await;
    let changed = Upload { recalculate: true, ..upload(Target::Factors, DEARER) };
    let (root, pipeline) = bench.submit(changed).await;
    let entries = bench.lock_gases().await;
    let _worker = bench.worker();
    let done = bench.until_success(root).await;
    bench.until_somebody_waits().await;
    cancel(&bench.app, &actor(), pipeline).await.unwrap();
    entries.rollback().await.unwrap();
    let after = bench.pipeline(pipeline).await;
    assert_eq!((after.status, after.job_count, after.error_count), (PipelineStatus::Partial, 2, 1));
    assert!(after.cancelled_at.is_some());
    assert_eq!(bench.job(root).await, done);
    bench.assert_total(30, 28).await;

    retry(&bench.app, &actor(), pipeline).await.unwrap();
    let again = bench.until_ended(pipeline).await;
    assert_eq!((again.status, again.cancelled_at), (PipelineStatus::Success, None));
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
}
