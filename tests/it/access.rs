//! Signing in and out, and who may open what.

use axum::http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn a_signed_out_visitor_is_asked_to_sign_in_and_returns_to_the_page() {
    let mut app = TestApp::new().await;
    let answer = app.get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));

    let answer = app.post("/sign-in/dev", &[("persona", "manager"), ("next", "/reporting?years=2025")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/reporting?years=2025"));
}
