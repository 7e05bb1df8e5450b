//! What cannot be asked for, and what is told instead.

use axum::http::StatusCode;
use calco2::ingestion::Target;
use calco2::pipeline;
use serde_json::json;
use std::time::Duration;

use super::{DEARER, Desk, OF_MODULE, OF_TYPE, code, submitted};

#[tokio::test]
async fn a_request_that_makes_no_sense_is_refused_by_name() {
    let mut desk = Desk::new().await;
    sqlx::query("insert into years (year, state) values (2026, 'provisioning')").execute(&desk.app.db).await.unwrap();
    let base = "/api/v1/sync/recalculate-emissions";
    for (path, status, expected) in [
        (format!("{base}/8/50"), 400, "invalid"),
        (format!("{base}/8/50?year=20x5"), 400, "invalid"),
        (format!("{base}/8/50?year=2025&only_stale=true"), 400, "invalid"),
        (format!("{base}/8/20?year=2025"), 400, "unknown_data_entry_type"),
        (format!("{base}/8/999?year=2025"), 400, "unknown_data_entry_type"),
        (format!("{base}/8?year=2025&only_stale=perhaps"), 400, "invalid"),
        (format!("{base}/9?year=2025"), 404, "not_found"),
        (format!("{base}/8?year=2031"), 404, "not_found"),
        (format!("{base}/8?year=2026"), 409, "year_not_provisioned"),
        ("/api/v1/sync/factors/6/50?year=2025".to_owned(), 400, "unknown_data_entry_type"),
        ("/api/v1/sync/pipelines/nonsense/cancel".to_owned(), 404, "not_found"),
        ("/api/v1/sync/pipelines/00000000-0000-0000-0000-000000000000/retry".to_owned(), 404, "not_found"),
        ("/api/v1/sync/jobs/999/release".to_owned(), 404, "not_found"),
    ] {
        let answer = desk.post(&path).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (status, expected), "{path}: {}", answer.text());
    }
    for (path, status) in [
        ("/api/v1/sync/recalculation-status", 400),
        ("/api/v1/sync/pipelines?statuses=finished", 400),
        ("/api/v1/sync/pipelines?colour=red", 400),
        ("/api/v1/sync/pipelines?page_size=501", 400),
        ("/api/v1/sync/jobs/999", 404),
        ("/api/v1/sync/jobs/999/errors", 404),
        ("/api/v1/sync/jobs/999/stream", 404),
        ("/pipelines/nonsense/events", 404),
    ] {
        assert_eq!(desk.browser.get(path).await.status.as_u16(), status, "{path}");
    }
    let answer = desk.browser.post_json("/api/v1/sync/units", &json!({ "year": "2025", "colour": 1 })).await;
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_form_without_its_fields_is_refused_naming_each() {
    let mut desk = Desk::new().await;
    let answer = desk.upload(&[("colour", "red"), ("year", "20x5")], None).await;
    let problem = answer.json();
    let errors: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
        .collect();
    let expected = [("colour", "unknown"), ("year", "malformed"), ("file", "missing"), ("target", "missing")];
    assert_eq!((answer.status, errors), (StatusCode::BAD_REQUEST, expected.to_vec()));
    let of = |year: &'static str| [("target", "factors"), ("type", "process_emissions"), ("year", year)];
    assert_eq!(desk.upload(&of("2031"), Some(DEARER)).await.status, StatusCode::NOT_FOUND);
    let no_type = desk.upload(&[("target", "factors"), ("year", "2025")], Some(DEARER)).await;
    assert_eq!(no_type.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        desk.browser.post_json("/api/v1/sync/uploads", &json!({})).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    let jobs: i64 = sqlx::query_scalar("select count(*) from jobs where state <> 'finished'")
        .fetch_one(&desk.app.db)
        .await
        .unwrap();
    assert_eq!(jobs, 0, "nothing was asked for");
    desk.close().await;
}

#[tokio::test]
async fn only_csv_files_of_a_bearable_size_are_taken() {
    let mut desk = Desk::new().await;
    let fields = [("target", "factors"), ("type", "process_emissions"), ("year", "2025")];
    for (name, content_type, status) in [
        ("factors.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 415),
        ("factors.csv.exe", "text/csv", 415),
        ("factors", "text/csv", 415),
        ("factors.csv", "application/pdf", 415),
        ("", "text/csv", 400),
        ("factors.csv", "text/csv; charset=utf-8", 202),
        ("FACTORS.CSV", "application/vnd.ms-excel", 202),
    ] {
        let answer = desk.upload_named(&fields, Some((name, content_type, DEARER))).await;
        assert_eq!(answer.status.as_u16(), status, "{name} {content_type}: {}", answer.text());
    }
    let large = "x".repeat(calco2::ingestion::LARGEST_FILE + 1);
    let answer = desk.upload_named(&fields, Some(("factors.csv", "text/csv", &large))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let long = "y".repeat(5_000);
    let answer = desk.upload(&[("target", &long)], Some(DEARER)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    desk.close().await;
}

#[tokio::test]
async fn a_second_click_finds_the_active_job_unless_something_changed_since_it_began() {
    let mut desk = Desk::new().await;
    let (first, _) = desk.accepted(OF_TYPE).await;
    let again = desk.post(OF_TYPE).await;
    assert_eq!((again.status, submitted(&again).0), (StatusCode::OK, first));
    assert_eq!((&again.json()["already_active"], &again.json()["state"]), (&json!(true), &json!("not_started")));
    let module = desk.post(&format!("{OF_MODULE}&only_stale=false")).await;
    assert_eq!((module.status, submitted(&module).0), (StatusCode::OK, first), "the module has no other type");

    // it begins, and factors change before it has read them
    let claimed = pipeline::claim(&desk.app.db, "test", &["recalculation"], Duration::from_mins(1)).await.unwrap();
    assert_eq!(i64::from(claimed.unwrap().lease.job.0), first);
    let running = desk.post(OF_TYPE).await;
    assert_eq!((running.status, running.json()["state"].as_str()), (StatusCode::OK, Some("running")));
    sqlx::query("update calculation_inputs set factor_revision = factor_revision + 1 where data_entry_type_id = 50")
        .execute(&desk.app.db)
        .await
        .unwrap();
    let (followup, _) = desk.accepted(OF_TYPE).await;
    assert_ne!(followup, first);
    let covered = desk.post(OF_TYPE).await;
    assert_eq!((covered.status, submitted(&covered).0), (StatusCode::OK, followup));
    let none = pipeline::claim(&desk.app.db, "test", &["recalculation"], Duration::from_mins(1)).await.unwrap();
    assert!(none.is_none(), "one module and year at a time");
    desk.close().await;
}

#[tokio::test]
async fn who_may_not_operate_is_kept_out() {
    let mut desk = Desk::new().await;
    for persona in ["manager", "principal", "member"] {
        desk.browser.sign_in(persona).await;
        assert_eq!(desk.post(OF_TYPE).await.status, StatusCode::FORBIDDEN, "{persona}");
        assert_eq!(desk.browser.get("/api/v1/sync/pipelines").await.status, StatusCode::FORBIDDEN, "{persona}");
        // a principal may look at jobs of their unit: those of others do not exist
        let of_others = if persona == "principal" { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
        assert_eq!(desk.browser.get("/api/v1/sync/jobs/1/stream").await.status, of_others, "{persona}");
    }
    desk.load(Target::Factors, DEARER).await;
    desk.close().await;
}
