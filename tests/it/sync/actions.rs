//! Cancel, retry, release, mark as failed; lists of pipelines.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use calco2::pipeline;
use serde_json::json;

use super::{DEARER, Desk, OF_TYPE, code, keys};

#[tokio::test]
async fn a_waiting_pipeline_is_cancelled_once_and_can_be_retried() {
    let mut desk = Desk::new().await;
    let (_, pipeline) = desk.accepted(OF_TYPE).await;
    let path = |action: &str| format!("/api/v1/sync/pipelines/{pipeline}/{action}");
    assert_eq!(code(&desk.post(&path("retry")).await), "not_retryable");
    let cancelled = desk.post(&path("cancel")).await;
    assert_eq!(cancelled.status, StatusCode::ACCEPTED);
    let body = cancelled.json();
    assert_eq!((&body["status"], &body["jobs"][0]["cancelled"]), (&json!("failed"), &json!(true)));
    assert_eq!(body["cancelled_by"]["display_name"], "Nadia Brunner");
    let again = desk.post(&path("cancel")).await;
    assert_eq!((again.status, code(&again).as_str()), (StatusCode::CONFLICT, "already_finished"));

    let retried = desk.post(&path("retry")).await;
    assert_eq!(
        (retried.status, &retried.json()["status"]),
        (StatusCode::ACCEPTED, &json!("not_started")),
        "{}",
        retried.text()
    );
    let mut desk = desk.with_worker().await;
    let done = desk.ended(&pipeline).await;
    assert_eq!((&done["status"], &done["cancelled_at"]), (&json!("success"), &json!(null)));
    assert_eq!(code(&desk.post(&path("retry")).await), "not_retryable");
    desk.close().await;
}

#[tokio::test]
async fn a_job_is_released_or_marked_as_failed_only_when_nobody_works_on_it() {
    let mut desk = Desk::new().await;
    let (job, pipeline) = desk.accepted(OF_TYPE).await;
    let claim = || pipeline::claim(&desk.app.db, "test", &["recalculation"], Duration::from_mins(1));
    claim().await.unwrap().unwrap();
    let path = |action: &str| format!("/api/v1/sync/jobs/{job}/{action}");
    let reason = json!({ "reason": "its machine burnt" });
    assert_eq!(code(&desk.post(&path("release")).await), "lease_alive");
    assert_eq!(code(&desk.browser.post_json(&path("fail"), &reason).await), "lease_alive");
    let expire = "update jobs set lease_expires_at = now() - interval '1 second' where state = 'running'";
    sqlx::query(expire).execute(&desk.app.db).await.unwrap();
    let released = desk.post(&path("release")).await;
    assert_eq!((released.status, &released.json()["state"]), (StatusCode::ACCEPTED, &json!("not_started")));
    pipeline::claim(&desk.app.db, "test", &["recalculation"], Duration::from_mins(1)).await.unwrap().unwrap();
    sqlx::query(expire).execute(&desk.app.db).await.unwrap();
    assert_eq!(desk.browser.post_json(&path("fail"), &json!({ "reason": " " })).await.status, StatusCode::BAD_REQUEST);
    let failed = desk.browser.post_json(&path("fail"), &reason).await;
    assert_eq!((failed.status, &failed.json()["result"]), (StatusCode::ACCEPTED, &json!("error")));
    assert!(failed.json()["status_message"].as_str().unwrap().ends_with("its machine burnt"));
    assert_eq!(code(&desk.browser.post_json(&path("fail"), &reason).await), "already_finished");
    assert_eq!(desk.get(&format!("/api/v1/sync/pipelines/{pipeline}")).await["status"], "failed");
    let acts: i64 = sqlx::query_scalar("select count(*) from audit_records where entity_type = 'job'")
        .fetch_one(&desk.app.db)
        .await
        .unwrap();
    assert_eq!(acts, 2);
    desk.close().await;
}

#[tokio::test]
async fn pipelines_are_listed_counted_and_filtered() {
    let mut desk = Desk::new().await;
    desk.accepted(OF_TYPE).await;
    let all = desk.get("/api/v1/sync/pipelines").await;
    assert_eq!(keys(&all), ["rows", "total", "page", "page_size", "counts"]);
    assert_eq!(all["total"], 3);
    let row = &all["rows"][0];
    assert_eq!((&row["kind"], &row["status"]), (&json!("recalculation"), &json!("not_started")), "newest first");
    assert!(!keys(row).contains(&"jobs"));
    assert_eq!(
        all["counts"],
        json!({ "not_started": 1, "running": 0, "success": 2, "warning": 0, "partial": 0, "failed": 0 })
    );
    for (query, total) in [
        ("statuses=success", 2),
        ("kinds=factor_ingest&kinds=data_ingest", 2),
        ("kinds=factor_ingest", 1),
        ("module_type_ids=8", 3),
        ("module_type_ids=1", 0),
        ("years=2024", 0),
        ("author=brunner", 1),
        ("author=nobody", 0),
        ("search=FILE.csv", 2),
        ("has_errors=true", 0),
        ("since=2100-01-01", 0),
        ("until=2100-01-01", 3),
        ("page=2", 3),
    ] {
        let list = desk.get(&format!("/api/v1/sync/pipelines?{query}")).await;
        assert_eq!(list["total"], total, "{query}");
        let rows = list["rows"].as_array().unwrap().len() as i64;
        assert_eq!(rows, if query == "page=2" { 0 } else { total }, "{query}");
    }
    assert_eq!(desk.get("/api/v1/sync/workers").await, json!({ "rows": [] }));
    desk.close().await;
}

#[tokio::test]
async fn refused_rows_are_paged_and_given_as_a_file() {
    let mut desk = Desk::new().await.with_worker().await;
    let file = format!("{DEARER}CO2,,kg,=1\nN2O,,kg,abc\n");
    let (job, pipeline) = desk.upload_factors(&file, false).await;
    assert_eq!(desk.ended(&pipeline).await["status"], "warning");
    let path = format!("/api/v1/sync/jobs/{job}/errors");
    let first = desk.get(&format!("{path}?page_size=1")).await;
    assert_eq!((&first["total"], first["rows"].as_array().unwrap().len()), (&json!(2), 1));
    assert_eq!(keys(&first["rows"][0]), ["row", "line", "column", "value", "code", "message", "first_line"]);
    let second = desk.get(&format!("{path}?page_size=1&page=2")).await;
    assert_eq!((&second["rows"][0]["line"], &second["rows"][0]["code"]), (&json!(5), &json!("not_a_number")));
    let request = Request::get(&path).header(header::ACCEPT, "text/csv").body(Body::empty()).unwrap();
    let sheet = desk.browser.send(request).await;
    assert_eq!(sheet.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(sheet.text().starts_with("row,line,column,value,code,message,first_line\r\n"), "{}", sheet.text());
    assert!(sheet.text().contains(",'=1,") && sheet.text().lines().count() == 3, "{}", sheet.text());
    let read = desk.get(&format!("/api/v1/sync/jobs/{job}")).await;
    assert_eq!((&read["error_count"], &read["file"]["name"]), (&json!(2), &json!("f.csv")));
    desk.close().await;
}
