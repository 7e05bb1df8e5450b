//! The list over many jobs. Times are printed, never asserted.

use std::time::Instant;

use calco2::pipeline::{self, PipelineFilter, PipelineStatus};
use calco2::platform::Scope;

use super::console;

#[tokio::test]
async fn a_hundred_thousand_jobs_are_listed_page_by_page() {
    let mut app = console().await;
    let db = app.database.pool().clone();
    sqlx::query(
        "with many as (
             insert into pipelines (id, kind, status, module_type_id, year, created_at, finished_at, job_count, finished_count)
             select gen_random_uuid(), 'data_ingest', case when n % 50 = 0 then 'failed' else 'success' end, n % 8 + 1,
                 2020 + n % 6, now() - make_interval(mins => n), now(), 1, 1
             from generate_series(1, 100000) n returning id, status)
         insert into jobs (pipeline_id, job_type, target, state, result, finished_at, status_message)
         select id, 'data_ingest', 'data', 'finished', case status when 'failed' then 'error' else 'success' end, now(),
             'row by row'
         from many",
    )
    .execute(&db)
    .await
    .unwrap();
    sqlx::query("analyze").execute(&db).await.unwrap();
    let failed = PipelineFilter { statuses: vec![PipelineStatus::Failed], ..PipelineFilter::default() };
    let searched = PipelineFilter { search: Some("by row".to_owned()), ..PipelineFilter::default() };
    let mut conn = db.acquire().await.unwrap();
    for (name, filter, page) in [
        ("first page", PipelineFilter::default(), 1),
        ("last page", PipelineFilter::default(), 2_000),
        ("failed", failed, 1),
        ("searched", searched, 1),
    ] {
        let start = Instant::now();
        let found = pipeline::pipelines(&mut conn, &Scope::Institution, &filter, page, 50).await.unwrap();
        println!("{name}: {} of {} in {:.0?}", found.rows.len(), found.total, start.elapsed());
        assert_eq!(found.rows.len(), 50);
    }
    let start = Instant::now();
    let page = app.get("/pipelines").await;
    println!("the page: {:.0?}", start.elapsed());
    assert_eq!(page.texts(".pager-count"), ["Pipelines 1–50 of 100’000"]);
}
