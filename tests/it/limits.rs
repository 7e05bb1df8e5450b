//! How often somebody may do something.

use axum::http::{StatusCode, header};

use crate::support::TestApp;

#[tokio::test]
async fn who_takes_files_without_end_is_asked_to_wait_and_nobody_else_is() {
    let mut app = TestApp::new().await;
    app.sign_in("manager").await;
    for _ in 0..120 {
        // an address without a year is refused by the handler, behind the limit
        let answer = app.get("/api/v1/reporting/export/results").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    let answer = app.get("/api/v1/reporting/export/usage").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        (answer.json()["code"].as_str(), answer.json()["status"].as_u64()),
        (Some("too_many_requests"), Some(429))
    );
    let seconds: u32 = answer.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(app.get("/reporting").await.status, StatusCode::OK);

    app.sign_in("superadmin").await;
    assert_eq!(app.get("/api/v1/reporting/export/results").await.status, StatusCode::BAD_REQUEST);
}
