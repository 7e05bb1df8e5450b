//! Workers killed with SIGKILL at different moments of a job.

use std::time::Duration;

use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::{Target, Upload};
use calco2::pipeline::recalculation::Selection;
use calco2::pipeline::{self, Job, PipelineStatus};
use calco2::platform::ids::JobId;

use crate::bench::{Bench, DEARER, FACTORS, actor, gases, many_rows, upload, year};
use crate::process::Times;

async fn a_worker_is_killed_while_it_waits_to_replace(times: Times) {
    let bench = Bench::with_gases(600).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let reader = bench.read_emissions().await;
    let mut first = bench.worker_with(&[], times);
    let (job, pipeline) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    first.kill();
    let _second = bench.worker_with(&[], times);
    bench.until_job(job, "is begun again", |job| job.attempts == 2 && job.is_running()).await;
    bench.assert_total(600, 28).await;
    reader.rollback().await.unwrap();
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 2);
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::Success);
    bench.assert_total(600, 30).await;
    bench.assert_sound().await;
}

/// F-04.
#[tokio::test]
async fn a_recalculation_killed_while_it_waits_to_replace_is_done_by_another_worker() {
    a_worker_is_killed_while_it_waits_to_replace(Times::Quick).await;
}

/// F-04 with the times of the product.
#[tokio::test]
#[ignore = "waits for leases of half a minute"]
async fn a_recalculation_killed_at_the_usual_times_is_done_by_another_worker() {
    a_worker_is_killed_while_it_waits_to_replace(Times::Usual).await;
}

/// F-04.
#[tokio::test]
async fn a_recalculation_killed_before_it_read_anything_is_done_by_another_worker() {
    let bench = Bench::with_gases(300).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let (job, _) = bench.ask(gases()).await;
    let entries = bench.lock_gases().await;
    let mut first = bench.worker();
    bench.until_somebody_waits().await;
    first.kill();
    entries.rollback().await.unwrap();
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 2);
    bench.assert_total(300, 30).await;
    bench.assert_sound().await;
}

/// F-04, with enough entries that some are computed and some are not.
#[tokio::test]
#[ignore = "takes a large institution"]
async fn a_recalculation_killed_in_the_middle_of_its_entries_is_done_by_another_worker() {
    const ENTRIES: usize = 90_000;
    let bench = Bench::with_gases(ENTRIES).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let (job, _) = bench.ask(gases()).await;
    let mut first = bench.worker();
    let met = bench.until_job(job, "is at work", |job| job.progress.processed > 0).await;
    first.kill();
    assert!(met.is_running() && met.progress.processed < ENTRIES as i64, "{met:?}");
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 2);
    bench.assert_total(ENTRIES, 30).await;
    bench.assert_sound().await;
}

fn services() -> Selection {
    Selection { year: year(), module: Some(ModuleType::ExternalCloudAndAi), data_type: None, with_current: false }
}

async fn is_stale(bench: &Bench, data_type: DataEntryType) -> bool {
    let selection = Selection { year: year(), module: None, data_type: Some(data_type), with_current: false };
    !selection.types(&mut bench.app.db.acquire().await.unwrap()).await.unwrap().is_empty()
}

const CLOUDS_KG: &str = "select sum(kg)::bigint from data_entry_emissions where data_entry_type_id = 40";

/// A worker killed when it has put one type of two in place.
async fn killed_after_the_first_type(bench: &Bench) -> JobId {
    let (job, _) = bench.ask(services()).await;
    let entries = bench.hold("lock table data_entries_2025_41 in access exclusive mode").await;
    let mut first = bench.worker();
    bench.until("the first type is in place", async || !is_stale(bench, DataEntryType::ExternalClouds).await).await;
    bench.until_somebody_waits().await;
    first.kill();
    entries.rollback().await.unwrap();
    assert!(is_stale(bench, DataEntryType::ExternalAi).await);
    job
}

/// F-05.
#[tokio::test]
async fn a_recalculation_of_several_types_goes_on_where_it_was_killed() {
    let bench = Bench::new().await;
    bench.add_services().await;
    let job = killed_after_the_first_type(&bench).await;
    let _second = bench.worker();
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 2);
    let types = done.recalculation.unwrap()["types"].as_array().unwrap().len();
    let recorded = "select count(*) from audit_records where summary like 'recalculated%'";
    assert_eq!((types, bench.number(recorded).await), (2, 2), "no type is recalculated twice");
    assert!(!is_stale(&bench, DataEntryType::ExternalAi).await);
    assert_eq!(bench.number(CLOUDS_KG).await, 800);
    bench.assert_sound().await;
}

/// F-05, F-15: what the killed worker had put in place is no longer right when its successor begins.
#[tokio::test]
async fn a_type_whose_factors_change_after_it_was_put_in_place_is_done_again() {
    let bench = Bench::new().await;
    bench.add_services().await;
    bench.execute("update data_entries set payload = '{}' where payload ->> 'spent_amount' = '300.0'").await;
    let job = killed_after_the_first_type(&bench).await;
    let listed = "select count(*) from job_row_errors";
    assert_eq!(bench.number(listed).await, 1);
    let factors = "service_type,provider,currency,ef_kg_co2eq_per_currency\ncompute,DemoCloud,eur,3\n";
    let data_type = Some(DataEntryType::ExternalClouds);
    bench.load(Upload { data_type, ..upload(Target::Factors, factors) }).await;
    let _second = bench.worker();
    let done = bench.until_finished(job).await;
    assert_eq!((done.result.as_deref(), done.attempts), (Some("warning"), 2), "{done:#?}");
    assert!(!is_stale(&bench, DataEntryType::ExternalClouds).await);
    assert_eq!(
        (bench.number(listed).await, done.error_count),
        (1, 1),
        "the entry that cannot be computed is listed once"
    );
    assert_eq!(bench.number(CLOUDS_KG).await, 300 + 150, "which keeps its emissions");
    bench.assert_sound().await;
}

/// F-05, F-27.
#[tokio::test]
async fn an_ingestion_killed_before_its_commit_is_done_again_from_the_kept_file() {
    let bench = Bench::with_gases(30).await;
    let sums = bench.hold("lock table module_leaf_stats in share mode").await;
    let mut first = bench.worker();
    let file = many_rows(12_000);
    let (job, _) = bench.submit(upload(Target::Data, &file)).await;
    bench.until_somebody_waits().await;
    first.kill();
    sums.rollback().await.unwrap();
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 2);
    assert_eq!(bench.number("select count(*) from data_entries").await, 12_000);
    bench.assert_total(12_000, 28).await;
    bench.assert_sound().await;
}

/// F-12: the transaction that ends a job and asks for others is cut off before its commit.
#[tokio::test]
async fn a_job_killed_before_its_last_commit_leaves_no_child_behind() {
    let bench = Bench::with_gases(30).await;
    let changed = Upload { recalculate: true, ..upload(Target::Factors, DEARER) };
    let (job, pipeline) = bench.submit(changed).await;
    let audit = bench.lock_audit().await;
    let mut first = bench.worker();
    bench.until_somebody_waits().await;
    first.kill();
    audit.rollback().await.unwrap();
    assert_eq!(bench.pipeline(pipeline).await.job_count, 1);
    let _second = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 2);
    let ended = bench.until_ended(pipeline).await;
    assert_eq!((ended.status, ended.job_count), (PipelineStatus::Success, 2));
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
}

/// F-06.
#[tokio::test]
async fn a_job_that_nobody_was_there_for_is_begun_by_the_next_worker() {
    let bench = Bench::with_gases(30).await;
    let (job, pipeline) = bench.ask(gases()).await;
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::NotStarted);
    let _worker = bench.worker();
    assert_eq!(bench.until_success(job).await.attempts, 1);
}

/// F-07: each worker is killed as soon as it has the job; the pauses before the next one grow.
#[tokio::test]
async fn a_job_that_kills_every_worker_is_given_up_with_its_reason() {
    let bench = Bench::with_gases(30).await;
    let (job, pipeline) = bench.ask(gases()).await;
    let entries = bench.lock_gases().await;
    let first_pause = Duration::from_secs(20);
    let mut pauses = Vec::new();
    for attempt in 1..=3 {
        let mut worker = bench.worker();
        bench.until_job(job, "is begun", |job| job.is_running() && job.attempts == attempt).await;
        worker.kill();
        let taken_back = async || pipeline::take_back_expired(&bench.app.db, first_pause).await.unwrap() == 1;
        bench.until("its lease has run out", taken_back).await;
        let pause = "select round(extract(epoch from run_after - clock_timestamp()) / 10)::bigint from jobs where state = 'not_started'";
        if attempt < 3 {
            pauses.push(bench.number(pause).await);
            bench.execute("update jobs set run_after = clock_timestamp()").await;
        }
    }
    entries.rollback().await.unwrap();
    assert_eq!(pauses, [2, 4]);
    let job = bench.job(job).await;
    assert_eq!((job.attempts, job.result.as_deref()), (3, Some("error")));
    assert!(job.status_message.unwrap().contains("has stopped"));
    let ended = bench.pipeline(pipeline).await;
    assert_eq!(ended.status, PipelineStatus::Failed);
    assert!(ended.last_error.unwrap().contains("has stopped"));
    bench.assert_total(30, 28).await;

    pipeline::retry(&bench.app, &actor(), pipeline).await.unwrap();
    let _worker = bench.worker();
    let again = bench.until_success(job.job_id).await;
    assert_eq!(again.attempts, 1);
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::Success);
    bench.assert_sound().await;
}

/// F-11: nothing but the token of the claim says whose job it is.
#[tokio::test]
async fn a_worker_restarted_on_the_same_host_does_not_take_old_claims_for_its_own() {
    let bench = Bench::with_gases(30).await;
    let (job, _) = bench.ask(gases()).await;
    let entries = bench.lock_gases().await;
    let mut first = bench.worker();
    bench.until_running(job).await;
    bench.until("the first one lives", async || bench.number("select count(*) from workers").await == 1).await;
    bench.until_somebody_waits().await;
    first.kill();
    entries.rollback().await.unwrap();
    let claim = |job: &Job| (job.attempts, job.worker_id.clone());
    let old = claim(&bench.job(job).await);
    let _second = bench.worker();
    bench.until("the second one lives", async || bench.number("select count(*) from workers").await == 2).await;
    let done = bench.until_success(job).await;
    assert_eq!(done.attempts, 2);
    assert_ne!(claim(&done), old);
    assert!(old.1 != done.worker_id);
}

/// A command that is killed leaves a job that nobody does again: whoever ran it sees that it broke off.
#[tokio::test]
async fn the_job_of_a_killed_command_ends_as_an_error() {
    let bench = Bench::with_gases(30).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let entries = bench.lock_gases().await;
    let mut command = bench.start(&["recalculate", "--year", "2025"]);
    bench.until_somebody_waits().await;
    command.kill();
    entries.rollback().await.unwrap();
    let _worker = bench.worker();
    bench
        .until("no job is open", async || {
            bench.number("select count(*) from jobs where state <> 'finished'").await == 0
        })
        .await;
    let failed =
        "select count(*) from jobs where result = 'error' and attempts = 1 and status_message like '%has stopped%'";
    assert_eq!(bench.number(failed).await, 1);
    bench.assert_total(30, 28).await;
    let (next, _) = bench.ask(gases()).await;
    bench.until_success(next).await;
    bench.load(upload(Target::Factors, FACTORS)).await;
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
}
