//! Bodies and addresses that are too large, too deep, too many or no text.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use super::{safe_routes, unsafe_routes};
use crate::support::{Answer, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

async fn send(app: &mut TestApp, method: &Method, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
    app.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn no_route_reads_more_than_it_takes() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let large = format!("{{\"a\": \"{}\"}}", "x".repeat(2 << 20));
    let mut refused = 0;
    for (route, path) in unsafe_routes().filter(|(route, _)| route.path != "/sign-out") {
        for kind in [FORM, JSON] {
            let status = send(&mut app, &route.method, &path, kind, large.clone()).await.status;
            assert!(status.is_client_error() || status.is_redirection(), "{} {path} {kind}: {status}", route.method);
            refused += usize::from(status == StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    // whoever reads a form or JSON says so; the others do not read at all
    assert!(refused >= 15, "{refused}");
    for (method, path) in [
        (Method::POST, "/api/v1/reporting/units"),
        (Method::POST, "/api/v1/sync/units"),
        (Method::POST, "/api/v1/reporting/export/results"),
        (Method::POST, "/api/v1/sync/jobs/1/fail"),
    ] {
        let status = send(&mut app, &method, path, JSON, large.clone()).await.status;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    let status = send(&mut app, &Method::POST, "/language", FORM, "lang=en&".repeat(200_000)).await.status;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn deep_and_broken_bodies_are_refused() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let deep = format!("{{\"years\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: [&[u8]; 6] =
        [deep.as_bytes(), b"\xff\xfe\x00", b"{\"years\": [2025]", b"{\"years\": 1e400}", b"\0", b"{\"a\":1,\"a\":2}"];
    for (route, path) in unsafe_routes().filter(|(route, _)| route.path != "/sign-out") {
        for body in bodies {
            for kind in [JSON, FORM, "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "\""] {
                let status = send(&mut app, &route.method, &path, kind, body.to_vec()).await.status;
                assert!(status.as_u16() < 500, "{} {path} {kind}: {status}", route.method);
            }
        }
    }
    let status = send(&mut app, &Method::POST, "/api/v1/reporting/units", JSON, deep).await.status;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn long_and_crowded_addresses_do_no_harm() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let crowded: String = (0..2_000).map(|n| format!("&a{n}={n}")).collect::<Vec<_>>().concat();
    let same: String = (0..2_000).map(|n| format!("&years={n}&unit_ids={n}")).collect::<Vec<_>>().concat();
    let long = "x".repeat(10_000);
    for (_, path) in safe_routes() {
        for query in [crowded.as_str(), &same, &format!("search={long}"), &long, "&&&===&?&#"] {
            let Ok(request) = Request::get(format!("{path}?{query}")).body(Body::empty()) else { continue };
            let status = app.send(request).await.status;
            assert!(status.as_u16() < 500, "{path}: {status}");
        }
    }
}

#[tokio::test]
async fn headers_that_contradict_each_other_do_no_harm() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    for (_, path) in unsafe_routes().filter(|(route, _)| route.path != "/sign-out").take(40) {
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, JSON)
            .header(header::CONTENT_TYPE, FORM)
            .header(header::CONTENT_LENGTH, "5")
            .header(header::ACCEPT, "\u{e9}")
            .header(header::ACCEPT_LANGUAGE, "*;q=x")
            .header("x-forwarded-for", "'; drop table users; --")
            .header("x-http-method-override", "DELETE")
            .body(Body::from("a=1"))
            .unwrap();
        let status = app.send(request).await.status;
        assert!(status.as_u16() < 500, "{path}: {status}");
    }
}
