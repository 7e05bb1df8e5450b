//! Figures for monitoring.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};

use crate::support::TestApp;

fn from(address: &str) -> Request<Body> {
    let peer: SocketAddr = address.parse().unwrap();
    Request::get("/metrics").extension(ConnectInfo(peer)).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn only_this_machine_is_told() {
    let mut app = TestApp::new().await;
    let answer = app.send(from("127.0.0.1:40000")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.text().contains("\ncalco2_report_modules_lagging 0\n"), "{}", answer.text());
    assert_eq!(app.send(from("192.0.2.1:40000")).await.status, StatusCode::NOT_FOUND);
    let mut through_a_proxy = from("127.0.0.1:40000");
    through_a_proxy.headers_mut().insert("x-forwarded-for", "192.0.2.1".parse().unwrap());
    assert_eq!(app.send(through_a_proxy).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get("/metrics").await.status, StatusCode::NOT_FOUND, "a peer nobody knows");
}
