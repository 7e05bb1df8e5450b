//! Whatever an address holds, the answer makes sense.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, Uri, header};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::with_figures;
use crate::support::{Answer, TestApp};

/// Names of parameters, known ones and others.
const NAMES: [&str; 26] = [
    "years",
    "unit_ids",
    "affiliation_ids",
    "validation_statuses",
    "module_statuses",
    "search",
    "page",
    "page_size",
    "sort_by",
    "sort_dir",
    "open",
    "affiliation_search",
    "unit_search",
    "apply",
    "sort",
    "all_levels",
    "columns",
    "view",
    "format",
    "delimiter",
    "bom",
    "data",
    "additional",
    "breakdown",
    "",
    "x[]",
];

/// Values that mean something somewhere, and such as nobody should send.
const VALUES: [&str; 58] = [
    "",
    "0",
    "1",
    "2",
    "3",
    "7",
    "25",
    "50",
    "500",
    "501",
    "-1",
    "2023",
    "2024",
    "2025",
    "2030",
    "1999",
    "32767",
    "32768",
    "2147483647",
    "2147483648",
    "99999999999999999999",
    "1e3",
    "NaN",
    "true",
    "all",
    "asc",
    "desc",
    "unit_name",
    "total_2024",
    "total_9999",
    "total_",
    "change",
    "scope_1",
    "scope_9",
    "it",
    "level",
    "by_year",
    "above_threshold",
    "unit_name:desc",
    "per_fte:up",
    ":",
    "headcount:validated",
    "headcount:none",
    "purchase:",
    "nothing:validated",
    "validated",
    "in_progress",
    "not_started",
    "%",
    "%%%",
    "_",
    "\\",
    "'\"<script>",
    "energie",
    "\u{0}",
    "\u{202e}\u{feff}",
    "🌱é\u{301}",
    "csv",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(VALUES.to_vec()).prop_map(str::to_owned),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => "\\PC{0,40}",
    ]
}

/// A piece of a query string: written as it should be, or broken.
fn piece() -> impl Strategy<Value = String> {
    let name = prop::sample::select(NAMES.to_vec());
    prop_oneof![
        12 => (name.clone(), value()).prop_map(|(name, value)| {
            form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish()
        }),
        1 => name.prop_map(|name| format!("{name}=%zz%f%")),
        1 => "[a-z_=%&+0-9]{0,30}",
    ]
}

fn query() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.join("&"))
}

fn assert_sensible(path: &str, query: &str, answer: &Answer) {
    let status = answer.status;
    let what = || format!("{path}?{}: {status}", query.chars().take(400).collect::<String>());
    assert!(!status.is_server_error(), "{}", what());
    let is_page = matches!(path, "/reporting" | "/reporting/reminders" | "/reporting/views");
    if is_page && status == StatusCode::OK {
        assert_eq!(answer.texts("h1").len(), 1, "{}", what());
        assert!(!answer.text().contains("<script>"), "{}", what());
        assert!(answer.bytes.len() < 8 << 20, "{}: {} bytes", what(), answer.bytes.len());
    }
    if is_page {
        assert!(status == StatusCode::OK || status == StatusCode::SEE_OTHER, "{}", what());
    }
    if status == StatusCode::BAD_REQUEST {
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{}", what());
    }
}

async fn ask(app: &mut TestApp, path: &str, query: &str) {
    let address = format!("{path}?{query}");
    // a browser sends nothing else
    if address.parse::<Uri>().is_err() {
        return;
    }
    let answer = app.get(&address).await;
    assert_sensible(path, query, &answer);
    if answer.status == StatusCode::SEE_OTHER {
        let next = app.get(answer.location()).await;
        assert_eq!(next.status, StatusCode::OK, "{address} leads to {}", answer.location());
    }
}

const PATHS: [&str; 12] = [
    "/reporting",
    "/reporting/reminders",
    "/reporting/reminders/addresses.csv",
    "/reporting/views",
    "/reporting/units/5/modules",
    "/reporting/export/units",
    "/reporting/export/results",
    "/reporting/export/usage",
    "/api/v1/reporting/filters/units",
    "/api/v1/reporting/filters/years",
    "/api/v1/reporting/filters/affiliations",
    "/api/v1/reporting/export/results",
];

#[tokio::test]
async fn no_address_of_reporting_breaks_it() {
    let mut app = with_figures().await;
    let mut runner = TestRunner::deterministic();
    for persona in ["superadmin", "manager"] {
        app.sign_in(persona).await;
        for round in 0..160 {
            let query = query().new_tree(&mut runner).unwrap().current();
            ask(&mut app, "/reporting", &query).await;
            // exports count towards a limit: they get their share
            let path = PATHS[round % PATHS.len()];
            if !path.contains("/export/") || round < 2 * PATHS.len() {
                ask(&mut app, path, &query).await;
            }
        }
    }
}

#[tokio::test]
async fn long_addresses_are_answered() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let ids =
        |name: &str, count: usize| (1..=count).map(|id| format!("{name}={}", id * 7)).collect::<Vec<_>>().join("&");
    for query in [
        ids("unit_ids", 4_000),
        ids("affiliation_ids", 3_000),
        ids("open", 4_000),
        ids("years", 4_000),
        format!("{}&{}", ids("unit_ids", 2_000), ids("affiliation_ids", 1_500)),
        format!("search={}", "x".repeat(10_000)),
        format!("search={}", "%25_".repeat(3_000)),
        format!("unit_search={}", "é".replace('é', "%C3%A9").repeat(2_000)),
        format!("columns={}", "it&columns=".repeat(1_000)),
        format!("{}=1", "y".repeat(10_000)),
        "&".repeat(10_000),
        "page=2147483647&page_size=500".to_owned(),
        "sort_by=total_32767&sort_dir=desc&years=2100".to_owned(),
        "years=2030&years=2031&columns=by_year&columns=change".to_owned(),
    ] {
        for path in ["/reporting", "/reporting/reminders", "/api/v1/reporting/filters/units"] {
            ask(&mut app, path, &query).await;
        }
    }
    // years nobody has reports in: nothing, said in words
    let page = app.get("/reporting?years=2030").await;
    assert_eq!(page.texts(".empty-title"), ["No unit matches these filters."]);
}

#[tokio::test]
async fn large_and_broken_bodies_are_refused_in_words() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let many: Vec<i32> = (0..100_000).collect();
    let started = std::time::Instant::now();
    let body = serde_json::json!({ "years": [2025], "unit_ids": many });
    let answer = app.post_json("/api/v1/reporting/units", &body).await;
    assert_eq!((answer.status, answer.json()["total"].as_i64()), (StatusCode::OK, Some(5)));
    // every id was looked at once, not once for each other
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    let wrong: Vec<String> = (0..50_000).map(|number| format!("x{number}")).collect();
    let body = serde_json::json!({ "years": [2025], "validation_statuses": wrong });
    let answer = app.post_json("/api/v1/reporting/units", &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.bytes.len() < 20_000, "{}", answer.bytes.len());
    for body in ["", "{", "[]", "null", "{\"years\": [[2025]]}", "{\"years\": [2025], \"page\": -1}", "\u{0}"] {
        let request = Request::builder().method(Method::POST).uri("/api/v1/reporting/units");
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
        let answer = app.send(request).await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.status);
    }
}
