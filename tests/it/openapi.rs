//! The description of the JSON API: fresh, and neither more nor less than there is.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use calco2::{openapi, routes};

use crate::support::TestApp;

const COMMITTED: &str = "docs/openapi.json";

fn written() -> String {
    openapi::document().to_pretty_json().unwrap() + "\n"
}

#[test]
fn the_committed_description_is_fresh() {
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == written(),
        "{COMMITTED} is out of date; refresh it with: cargo test --test it -- --ignored refresh_the_description"
    );
}

#[test]
#[ignore = "writes docs/openapi.json"]
fn refresh_the_description() {
    std::fs::write(COMMITTED, written()).unwrap();
}

#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let routed: BTreeSet<(String, String)> = routes::table()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| (route.path.to_owned(), route.method.to_string()))
        .collect();
    assert_eq!(described, routed);
}

#[tokio::test]
async fn the_description_is_served() {
    let mut app = TestApp::new().await;
    let answer = app.get("/api/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["openapi"], "3.1.0");
}
