//! One pipeline: its page, its refused rows, its comparison.

use std::time::Duration;

use axum::http::{StatusCode, header};
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::{self, JobOutcome, RowError};
use calco2::platform::ids::JobId;
use serde_json::json;

use super::{Asked, claim, console, ended, finish, url};
use crate::support::TestApp;

fn refused(row: i32, code: &'static str, value: &str) -> RowError {
    RowError {
        row,
        line: row + 1,
        column: Some("equipment_class".to_owned()),
        value: Some(value.to_owned()),
        code,
        message: "not a class of 2025".to_owned(),
        first_line: None,
    }
}

async fn store(app: &TestApp, job: JobId, rows: &[RowError]) {
    let mut conn = app.database.pool().acquire().await.unwrap();
    pipeline::append_rows(&mut conn, job, rows).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let mut app = console().await;
    for path in [
        "/pipelines/0190f2a0-0000-7000-8000-000000000001",
        "/pipelines/nonsense",
        "/pipelines/jobs/99/errors.csv",
        "/pipelines/jobs/x/errors.csv",
        "/pipelines/jobs/99/release",
        "/pipelines/jobs/99/fail",
        "/pipelines/nonsense/cancel",
        "/pipelines/0190f2a0-0000-7000-8000-000000000001/retry",
    ] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn names_of_files_and_messages_are_shown_and_never_run() {
    let mut app = console().await;
    let evil = "<script>alert(1)</script>\"'.csv";
    let asked = Asked { file: Some(evil), ..Asked::data(ModuleType::Equipment) };
    let (job, id) = ended(&app, asked, JobOutcome::Warning, Some("<img src=x onerror=alert(2)>")).await;
    store(&app, job, &[refused(1, "bad_enum", "<b>&</b>")]).await;
    for path in [url(id), format!("/pipelines?open={}", id.0)] {
        let page = app.get(&path).await;
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"), "{path}");
        assert!(page.texts(".facts dd").contains(&evil.to_owned()), "{path}");
        assert_eq!(page.texts("code.cell-value"), ["<b>&</b>"], "{path}");
    }
}

#[tokio::test]
async fn refused_rows_are_grouped_by_reason_and_come_page_by_page() {
    let mut app = console().await;
    let (job, id) = ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Warning, None).await;
    let rows: Vec<RowError> =
        (1..=40).map(|row| refused(row, if row % 4 == 0 { "missing" } else { "bad_enum" }, "Confocal")).collect();
    store(&app, job, &rows).await;
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts(".reasons tbody th"), ["Not one of the accepted words", "A required value is missing"]);
    assert_eq!(page.texts(".row-errors .pager-count"), ["Rows 1–25 of 40"]);
    let page = app.get(&format!("{}?job={job}&code=missing", url(id))).await;
    assert_eq!(page.texts(".row-errors .pager-count"), ["Rows 1–10 of 10"]);
    let page = app.get(&format!("{}?job={job}&page=2", url(id))).await;
    assert_eq!(page.texts(".row-errors .pager-count"), ["Rows 26–40 of 40"]);
    let row = app.get(&format!("/pipelines?open={}", id.0)).await;
    assert_eq!(row.texts(".row-errors .card-foot a"), ["All 40 refused rows"]);
}

#[tokio::test]
async fn the_file_of_errors_is_safe_to_open_in_a_spreadsheet() {
    let mut app = console().await;
    let (job, _) = ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Warning, None).await;
    store(&app, job, &[refused(1, "bad_enum", "=HYPERLINK(\"x\")"), refused(2, "not_a_number", "-12.5")]).await;
    let file = app.get(&format!("/pipelines/jobs/{job}/errors.csv")).await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment;"));
    assert_eq!(
        file.text(),
        "row,line,column,value,code,message,first_line\r\n\
         1,2,equipment_class,\"'=HYPERLINK(\"\"x\"\")\",bad_enum,not a class of 2025,\r\n\
         2,3,equipment_class,-12.5,not_a_number,not a class of 2025,\r\n"
    );
}

#[tokio::test]
async fn a_recalculation_shows_what_changed_by_type_and_unit() {
    let mut app = console().await;
    let (_, id) = Asked::recalculation(DataEntryType::Plane).enqueue(&app).await;
    let lease = claim(&app, Duration::from_mins(1)).await;
    let outcome = json!({
        "dry_run": false, "recalculated": 120, "errors": 2, "modules_refreshed": 3, "validated_modules_changed": 1,
        "total_before_kg": 10_000.0, "total_after_kg": 9_000.0,
        "types": [{ "data_entry_type_id": 20, "result": "warning", "recalculated": 120, "errors": 2,
            "modules_refreshed": 3, "validated_modules_changed": 1, "total_before_kg": 10_000.0,
            "total_after_kg": 9_000.0, "failure": null }],
        "units": [{ "unit_id": 4, "total_before_kg": 4_000.0, "total_after_kg": 3_500.0 }],
    });
    finish(&app, lease, JobOutcome::Warning, outcome, None, 2).await;
    let page = app.get(&url(id)).await;
    let total = &page.texts(".comparison-total")[0];
    assert!(
        total.contains("10.0 t") && total.contains("9.0 t") && total.contains("−1.0\u{a0}t (−10.0\u{a0}%)"),
        "{total}"
    );
    assert_eq!(page.texts(".comparison tbody th"), ["Plane trips", "Music Laboratory 2001"]);
    assert_eq!(page.texts("h1"), ["Recalculation: Plane trips · All units · 2025"]);
}

#[tokio::test]
async fn an_upload_shows_its_counts() {
    let mut app = console().await;
    let (_, id) = ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Warning, Some("1 refused")).await;
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts(".stat-number")[..3], ["10", "9", "1"]);
    let effect = page.texts(".outcome dd");
    assert!(effect.iter().any(|text| text.contains("+2.0\u{a0}t (+200.0\u{a0}%)")), "{effect:?}");
    assert!(page.texts(".raw code")[0].contains("\"pipeline_id\""));
}
