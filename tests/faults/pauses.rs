//! Workers that are stopped for longer than their lease, at the worst moments, and go on later.

use calco2::ingestion::Target;
use calco2::pipeline::{self, PipelineStatus};

use crate::bench::{Bench, DEARER, gases, many_rows, upload};
use crate::process::{Process, Times};

/// A paused worker has lost its job, hears so when it goes on, and does other work as before.
async fn goes_on_without_its_job(bench: &Bench, paused: &Process, other: Process) {
    paused.resume();
    bench.until("it notices", async || paused.said().contains("a job was cancelled or taken over")).await;
    drop(other);
    let (next, _) = bench.ask(gases()).await;
    let done = bench.until_success(next).await;
    assert!(done.worker_id.unwrap().contains(&format!("-{}-", paused.id())));
}

async fn a_paused_recalculation_is_taken_over(times: Times) {
    let bench = Bench::with_gases(600).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let reader = bench.read_emissions().await;
    let first = bench.worker_with(&[], times);
    let (job, pipeline) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    first.pause();
    let second = bench.worker_with(&[], times);
    bench.until_job(job, "is begun again", |job| job.attempts == 2 && job.is_running()).await;
    reader.rollback().await.unwrap();
    let done = bench.until_success(job).await;
    let after = bench.pipeline(pipeline).await;
    goes_on_without_its_job(&bench, &first, second).await;
    assert_eq!(bench.job(job).await, done, "what the first one has to say comes too late");
    assert_eq!((after.status, bench.pipeline(pipeline).await.version), (PipelineStatus::Success, after.version));
    bench.assert_total(600, 30).await;
    bench.assert_sound().await;
}

/// F-08.
#[tokio::test]
async fn a_paused_worker_loses_its_job_and_what_it_does_later_counts_for_nothing() {
    a_paused_recalculation_is_taken_over(Times::Quick).await;
}

/// F-08 with the times of the product.
#[tokio::test]
#[ignore = "waits for leases of half a minute"]
async fn a_paused_worker_loses_its_job_at_the_usual_times() {
    a_paused_recalculation_is_taken_over(Times::Usual).await;
}

/// F-08: locks on the modules, on the factors and on the sums are all held by the transaction of the paused worker.
#[tokio::test]
async fn the_open_transaction_of_a_paused_worker_does_not_stand_in_the_way() {
    let bench = Bench::with_gases(30).await;
    let sums = bench.hold("lock table module_leaf_stats in share mode").await;
    let first = bench.worker();
    let file = many_rows(90);
    let (job, _) = bench.submit(upload(Target::Data, &file)).await;
    bench.until_somebody_waits().await;
    first.pause();
    sums.rollback().await.unwrap();
    let second = bench.worker();
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 2);
    goes_on_without_its_job(&bench, &first, second).await;
    bench.assert_total(90, 28).await;
    bench.assert_sound().await;
}

/// F-08: the transaction holds the row of its job, so that nobody can take the job back, and the audit chain, so that
/// nobody else can commit anything.
#[tokio::test]
async fn a_worker_paused_between_its_fence_and_its_commit_does_not_stop_everything() {
    let bench = Bench::with_gases(30).await;
    let file = many_rows(90);
    let (job, _) = bench.submit(upload(Target::Data, &file)).await;
    let audit = bench.lock_audit().await;
    let first = bench.worker();
    bench.until_somebody_waits().await;
    first.pause();
    audit.rollback().await.unwrap();
    let second = bench.worker();
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 2);
    goes_on_without_its_job(&bench, &first, second).await;
    bench.assert_total(90, 28).await;
    bench.assert_sound().await;
}

/// F-08: whoever claims a job holds the lock of all claims.
#[tokio::test]
async fn a_worker_paused_while_it_claims_does_not_stop_the_queue() {
    let bench = Bench::with_gases(30).await;
    let (job, _) = bench.ask(gases()).await;
    let pipelines = bench.hold("select from pipelines for update").await;
    let first = bench.worker();
    bench.until_somebody_waits().await;
    first.pause();
    pipelines.rollback().await.unwrap();
    let _second = bench.worker();
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 1, "the claim was not committed");
    first.resume();
    bench.assert_sound().await;
}

/// F-08: the first one is paused before its handler touches anything.
#[tokio::test]
async fn a_lease_that_was_taken_over_opens_nothing() {
    let bench = Bench::with_gases(30).await;
    let (job, _) = bench.ask(gases()).await;
    let lease_time = std::time::Duration::from_millis(1);
    let claimed = pipeline::claim(&bench.app.db, "first", &["recalculation"], lease_time).await.unwrap().unwrap();
    let _second = bench.worker();
    bench.until_success(job).await;
    let mut conn = bench.app.db.acquire().await.unwrap();
    let fenced = pipeline::fence(&mut conn, claimed.lease).await;
    let noted = pipeline::note(&mut conn, claimed.lease, &serde_json::json!({})).await;
    assert!(fenced.is_err() && noted.is_err());
}

/// F-08: no job and no lease, only a record that is not committed.
#[tokio::test]
async fn a_command_paused_before_its_commit_does_not_keep_others_from_committing() {
    let bench = Bench::with_gases(30).await;
    bench.execute("update years set state = 'open', opened_at = now()").await;
    let audit = bench.lock_audit().await;
    let command = bench.start(&["year", "close", "2025"]);
    bench.until_somebody_waits().await;
    command.pause();
    audit.rollback().await.unwrap();
    let _worker = bench.worker();
    let file = many_rows(90);
    let (job, _) = bench.submit(upload(Target::Data, &file)).await;
    bench.until_success(job).await;
    assert_eq!(bench.number("select count(*) from years where state = 'open'").await, 1);
    bench.assert_sound().await;
}

/// F-08: nobody does the job of a command again, and the command says that it was not done.
#[tokio::test]
async fn a_command_paused_for_longer_than_its_lease_ends_as_an_error() {
    let bench = Bench::with_gases(30).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let entries = bench.lock_gases().await;
    let mut command = bench.start(&["recalculate", "--year", "2025"]);
    bench.until_somebody_waits().await;
    command.pause();
    entries.rollback().await.unwrap();
    let _worker = bench.worker();
    let open = "select count(*) from jobs where state <> 'finished'";
    bench.until("its job has ended", async || bench.number(open).await == 0).await;
    command.resume();
    assert_eq!(command.wait().code(), Some(1), "{}", command.said());
    bench.assert_total(30, 28).await;
    bench.assert_sound().await;
}
