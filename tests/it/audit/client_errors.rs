//! What browsers report.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use calco2::web::assets;
use serde_json::json;

use crate::support::{Answer, TestApp};

async fn report(app: &mut TestApp, body: String) -> Answer {
    let request = Request::post("/client-errors").header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_browser_reports_errors_signed_in_or_not() {
    let mut app = TestApp::new().await;
    let body =
        json!({ "message": "x is undefined\n2026 ERROR", "source": "/static/js/app.js", "line": 7, "page": "/" });
    for persona in [None, Some("member")] {
        if let Some(persona) = persona {
            app.sign_in(persona).await;
        }
        let answer = report(&mut app, body.to_string()).await;
        assert_eq!((answer.status, answer.bytes.len()), (StatusCode::NO_CONTENT, 0));
    }
    let stored: i64 = sqlx::query_scalar("select count(*) from audit_records where entity_type <> 'user'")
        .fetch_one(app.database.pool())
        .await
        .unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn what_is_no_report_is_refused() {
    let mut app = TestApp::new().await;
    for body in ["", "{", "[]", "{}", r#"{"message": 7}"#, r#"{"message": "x", "line": -1}"#] {
        assert_eq!(report(&mut app, body.to_owned()).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let large = json!({ "message": "x".repeat(9000) }).to_string();
    assert_eq!(report(&mut app, large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_address_reports_thirty_errors_a_minute() {
    let mut app = TestApp::new().await;
    let body = json!({ "message": "again" }).to_string();
    for _ in 0..30 {
        assert_eq!(report(&mut app, body.clone()).await.status, StatusCode::NO_CONTENT);
    }
    // signing in does not help: addresses are counted
    app.sign_in("member").await;
    assert_eq!(report(&mut app, body).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn every_page_loads_the_script_before_the_others() {
    let mut app = TestApp::new().await;
    let page = app.get("/sign-in").await;
    let script = assets::url("js/errors.js").unwrap();
    let position = |text: &str| page.text().find(text).unwrap();
    assert!(position(&script) < position(&assets::url("js/app.js").unwrap()));
    let served = app.get(&script).await;
    assert_eq!(
        (served.status, served.header(header::CONTENT_TYPE)),
        (StatusCode::OK, "text/javascript; charset=utf-8")
    );
    assert!(served.text().contains("\"/client-errors\""));
}
