//! Many jobs at once, few who do them.

use calco2::carbon::entry::definitions;
use calco2::carbon::ids::Year;
use calco2::ingestion::Target;
use calco2::pipeline::recalculation::Selection;
use calco2::years;

use crate::bench::{Bench, actor, gases, many_rows, upload, year};
use crate::process::Times;

/// F-02, F-03, F-35: jobs of every type and of whole years, and files, with one or two slots per worker.
#[tokio::test]
async fn many_jobs_of_all_modules_are_done_by_few_slots_and_never_two_of_a_module_at_once() {
    let bench = Bench::with_gases(600).await;
    bench.add_services().await;
    years::create(&bench.app, &actor(), Year::new(2024).unwrap()).await.unwrap();
    let mut jobs = Vec::new();
    for year in [year(), Year::new(2024).unwrap()] {
        for definition in definitions().iter().filter(|definition| definition.has_entries) {
            let data_type = Some(definition.data_type);
            jobs.push(bench.ask(Selection { year, module: None, data_type, with_current: true }).await.0);
        }
        jobs.push(bench.ask(Selection { year, module: None, data_type: None, with_current: true }).await.0);
    }
    let file = many_rows(300);
    jobs.push(bench.submit(upload(Target::Data, &file)).await.0);
    let workers = [
        bench.worker_with(&[("CALCO2_JOBS_AT_ONCE", "1")], Times::Quick),
        bench.worker_with(&[("CALCO2_JOBS_AT_ONCE", "2")], Times::Quick),
        bench.serve(),
    ];
    let clashes = "select count(*) from jobs a join jobs b on a.id < b.id and a.scheduling_keys && b.scheduling_keys
        where a.state = 'running' and b.state = 'running'";
    let open = "select count(*) from jobs where state <> 'finished'";
    bench
        .until("all are done", async || {
            assert_eq!(bench.number(clashes).await, 0);
            bench.number(open).await == 0
        })
        .await;
    for job in jobs {
        let done = bench.until_success(job).await;
        assert_eq!(done.attempts, 1, "{done:#?}");
    }
    bench.assert_sound().await;
    drop(workers);
}

/// F-06: nobody looks at the queue for a minute; word of the job is enough.
#[tokio::test]
async fn a_job_is_begun_when_it_is_asked_for() {
    let bench = Bench::with_gases(30).await;
    let _worker = bench.worker_with(&[("CALCO2_JOB_POLL_SECONDS", "60")], Times::Usual);
    for _ in 0..3 {
        let (job, _) = bench.ask(gases()).await;
        let done = bench.until_success(job).await;
        let waited = done.started_at.unwrap() - done.created_at;
        assert!(waited.num_seconds() < 30, "{waited}");
    }
}

/// F-38.
#[tokio::test]
async fn two_years_created_at_the_same_time_share_their_units() {
    let bench = Bench::without_year().await;
    let mut commands = ["2024", "2025"].map(|year| bench.start(&["year", "create", year]));
    for command in &mut commands {
        assert!(command.wait().success(), "{}", command.said());
    }
    let twice = "select count(*) from (select from units group by institutional_code having count(*) > 1) twice";
    assert_eq!(bench.number(twice).await, 0);
    assert_eq!(bench.number("select count(*) from years where state = 'configuring'").await, 2);
    let reports = "select count(*) from (select from carbon_reports group by year having count(*) > 0) y";
    assert_eq!(bench.number(reports).await, 2);
    let different = "select count(distinct n) from (select count(*) n from carbon_reports group by year) y";
    assert_eq!(bench.number(different).await, 1);
    bench.assert_sound().await;
}
