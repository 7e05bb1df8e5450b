//! Files handed in that fail, come twice, or come while something else is at work.

use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::{Target, Upload};
use calco2::pipeline::recalculation::Selection;
use calco2::pipeline::{PipelineStatus, cancel, retry};

use crate::bench::{Bench, DEARER, actor, gases, many_rows, upload, year};

fn and_recalculate(file: &str) -> Upload<'_> {
    Upload { recalculate: true, ..upload(Target::Factors, file) }
}

async fn stale_types(bench: &Bench) -> usize {
    let selection = Selection { year: year(), module: None, data_type: None, with_current: false };
    selection.types(&mut bench.app.db.acquire().await.unwrap()).await.unwrap().len()
}

/// F-21.
#[tokio::test]
async fn a_file_that_cannot_be_used_asks_for_nothing_and_says_why() {
    let bench = Bench::with_gases(30).await;
    let _worker = bench.worker();
    let (job, pipeline) = bench.submit(and_recalculate("category,unit\nCO2,kg\n")).await;
    assert_eq!(bench.until_finished(job).await.result.as_deref(), Some("error"));
    let ended = bench.until_ended(pipeline).await;
    assert_eq!((ended.status, ended.job_count), (PipelineStatus::Failed, 1));
    assert!(ended.last_error.unwrap().contains("ef_kg_co2eq_per_unit"));
    bench.assert_total(30, 28).await;
    bench.assert_sound().await;
}

/// F-13, F-24, F-27: the database refuses a row of the second batch; the file is still there when it would take it.
#[tokio::test]
async fn a_row_that_the_database_refuses_late_changes_nothing_and_the_upload_can_be_done_again() {
    let bench = Bench::with_gases(30).await;
    let worker = bench.worker();
    bench
        .execute("alter table data_entries add constraint obstacle check (payload ->> 'quantity' <> '7.0') not valid")
        .await;
    let file = many_rows(7_000) + "7000,CO2,7\n7001,CH4,2\n";
    let (job, pipeline) = bench.submit(upload(Target::Data, &file)).await;
    let failed = bench.until_finished(job).await;
    assert_eq!((failed.result.as_deref(), failed.attempts), (Some("error"), 1));
    assert!(failed.status_message.unwrap().contains("obstacle"));
    bench.assert_total(30, 28).await;
    let (next, _) = bench.ask(gases()).await;
    let done = bench.until_success(next).await;
    assert!(done.worker_id.unwrap().contains(&format!("-{}-", worker.id())), "the worker is well");

    bench.execute("alter table data_entries drop constraint obstacle").await;
    retry(&bench.app, &actor(), pipeline).await.unwrap();
    bench.until_success(job).await;
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::Success);
    assert_eq!(bench.number("select count(*) from data_entries").await, 7_002);
    assert_eq!(bench.kg().await, 3_500 + 3_500 * 56 + 7 + 56);
    bench.assert_sound().await;
}

/// F-20.
#[tokio::test]
async fn a_type_that_fails_does_not_keep_the_others_from_being_recalculated() {
    let bench = Bench::new().await;
    bench.add_services().await;
    bench
        .execute(
            "alter table data_entry_emissions add constraint obstacle
             check (data_entry_type_id <> 40 or factor_revision < 2) not valid",
        )
        .await;
    let _worker = bench.worker();
    let module = Some(ModuleType::ExternalCloudAndAi);
    let (job, pipeline) = bench.ask(Selection { year: year(), module, data_type: None, with_current: false }).await;
    let done = bench.until_finished(job).await;
    assert_eq!(done.result.as_deref(), Some("warning"), "{done:#?}");
    let results = done.recalculation.unwrap();
    let results: Vec<_> = results["types"].as_array().unwrap().iter().map(|t| t["result"].clone()).collect();
    assert_eq!(results, ["error", "success"]);
    assert!(done.status_message.unwrap().contains("obstacle"));
    assert_eq!(bench.pipeline(pipeline).await.status, PipelineStatus::Warning);
    let stale = Selection { year: year(), module, data_type: None, with_current: false };
    let stale = stale.types(&mut bench.app.db.acquire().await.unwrap()).await.unwrap();
    assert_eq!(stale, [DataEntryType::ExternalClouds]);
    bench.assert_sound().await;
}

/// F-14: a recalculation is at work while a unit hands in a file of its own for the same module.
#[tokio::test]
async fn a_file_of_a_unit_that_comes_during_a_recalculation_is_not_lost() {
    let bench = Bench::with_gases(30).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let (one, other) = (bench.worker(), bench.worker());
    let reader = bench.read_emissions().await;
    let (recalculated, _) = bench.ask(gases()).await;
    bench.until_replacing(recalculated).await;
    let file = Upload { unit: Some("7001"), ..upload(Target::Data, "category,quantity\nCH4,1\nCO2,5\n") };
    let (uploaded, _) = bench.submit(file).await;
    assert_eq!(bench.job(uploaded).await.state, "not_started", "one after the other");
    reader.rollback().await.unwrap();
    bench.until_success(recalculated).await;
    assert_eq!(bench.until_success(uploaded).await.attempts, 1);
    assert_eq!(bench.kg().await, 15 + 15 * 60 + 30 + 5);
    assert_eq!(stale_types(&bench).await, 0);
    bench.assert_sound().await;
    drop((one, other));
}

/// F-15.
#[tokio::test]
async fn factors_that_change_during_a_recalculation_count_in_the_end() {
    let bench = Bench::with_gases(30).await;
    let (one, other) = (bench.worker(), bench.worker());
    let reader = bench.read_emissions().await;
    let (recalculated, _) = bench.ask(gases()).await;
    bench.until_replacing(recalculated).await;
    let (_, uploaded) = bench.submit(and_recalculate(DEARER)).await;
    let command = bench.file("factors.csv", &DEARER.replace("30", "31"));
    let arguments =
        ["ingest", "--target", "factors", "--type", "process_emissions", "--year", "2025", "--recalculate", &command];
    let mut by_command = bench.start(&arguments);
    reader.rollback().await.unwrap();
    bench.until_success(recalculated).await;
    assert!(by_command.wait().success(), "{}", by_command.said());
    let ended = bench.until_ended(uploaded).await;
    assert_eq!(ended.status, PipelineStatus::Success, "{ended:#?}");
    bench
        .until("no job is open", async || {
            bench.number("select count(*) from jobs where state <> 'finished'").await == 0
        })
        .await;
    assert_eq!(stale_types(&bench).await, 0);
    let last = "select (values ->> 'ef_kg_co2eq_per_unit')::float8::bigint from factors where classification ->> 'category' ilike 'ch4'";
    bench.assert_total(30, bench.number(last).await).await;
    bench.assert_sound().await;
    drop((one, other));
}

/// F-16.
#[tokio::test]
async fn the_same_factors_handed_in_twice_come_to_the_same_as_once() {
    let bench = Bench::with_gases(30).await;
    let (one, other) = (bench.worker(), bench.worker());
    let (first, second) = tokio::join!(bench.submit(and_recalculate(DEARER)), bench.submit(and_recalculate(DEARER)));
    for (_, pipeline) in [first, second] {
        let ended = bench.until_ended(pipeline).await;
        assert_eq!(ended.status, PipelineStatus::Success, "{ended:#?}");
    }
    assert_eq!(stale_types(&bench).await, 0);
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
    drop((one, other));
}

/// Factors whose recalculation another pipeline does, which still waits: it and the one merged into it.
async fn merged(bench: &Bench) -> (calco2::pipeline::PipelineId, calco2::pipeline::PipelineId) {
    let (_, waiting) = bench.ask(gases()).await;
    bench.load(and_recalculate(DEARER)).await;
    let newest = "select id from pipelines order by created_at desc, id desc limit 1";
    let merged = sqlx::query_scalar(newest).fetch_one(&bench.app.db).await.map(calco2::pipeline::PipelineId).unwrap();
    let before = bench.pipeline(merged).await;
    assert_eq!((before.merged_into, before.status, before.job_count), (Some(waiting), PipelineStatus::Running, 1));
    (waiting, merged)
}

/// F-22.
#[tokio::test]
async fn a_pipeline_merged_into_another_ends_with_it() {
    let bench = Bench::with_gases(30).await;
    let (waiting, merged) = merged(&bench).await;
    let _worker = bench.worker();
    assert_eq!(bench.until_ended(waiting).await.status, PipelineStatus::Success);
    assert_eq!(bench.until_ended(merged).await.status, PipelineStatus::Success);
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
}

/// F-22.
#[tokio::test]
async fn a_pipeline_merged_into_one_that_is_cancelled_and_done_again_follows_it() {
    let bench = Bench::with_gases(30).await;
    let (waiting, merged) = merged(&bench).await;
    cancel(&bench.app, &actor(), waiting).await.unwrap();
    assert_eq!(bench.pipeline(waiting).await.status, PipelineStatus::Failed);
    assert_eq!(bench.pipeline(merged).await.status, PipelineStatus::Partial, "the factors are in");
    retry(&bench.app, &actor(), waiting).await.unwrap();
    assert_eq!(bench.pipeline(merged).await.status, PipelineStatus::Running);
    let _worker = bench.worker();
    assert_eq!(bench.until_ended(waiting).await.status, PipelineStatus::Success);
    assert_eq!(bench.until_ended(merged).await.status, PipelineStatus::Success);
    bench.assert_total(30, 30).await;
}

/// F-22: the recalculation belongs to somebody else, who still wants it.
#[tokio::test]
async fn cancelling_a_merged_pipeline_leaves_the_other_one_alone() {
    let bench = Bench::with_gases(30).await;
    let (waiting, merged) = merged(&bench).await;
    cancel(&bench.app, &actor(), merged).await.unwrap();
    let cancelled = bench.pipeline(merged).await;
    assert_eq!(cancelled.status, PipelineStatus::Partial, "the factors are in");
    assert!(cancelled.cancelled_at.is_some());
    let _worker = bench.worker();
    assert_eq!(bench.until_ended(waiting).await.status, PipelineStatus::Success);
    assert_eq!(bench.pipeline(merged).await.status, cancelled.status);
    bench.assert_total(30, 30).await;
}
