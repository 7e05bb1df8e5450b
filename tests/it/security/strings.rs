//! Strings that would be something else in a query, a template, a path or a page: each is a text or is refused, never
//! an error of ours.

use axum::body::Body;
use axum::http::{Method, Request, header};
use calco2::routes;

use super::{nowhere, unsafe_routes};
use crate::permissions::example;
use crate::support::TestApp;
use crate::support::faculties::Faculties;

const MARKUP: &str = "\"><script>alert(1)</script>";

/// Texts, in the form in which they stand in an address.
const HOSTILE: [&str; 16] = [
    "%27%20or%201%3D1%20--",
    "%27%3B%20drop%20table%20users%3B%20--",
    "1%29%20union%20select%20null%2Cversion%28%29%20--",
    "%7B%7B7*7%7D%7D%7B%25%20raw%20%25%7D%24%7B7*7%7D",
    "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%00",
    "a%00b",
    "%ff%fe",
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "%25%5F%5C",
    "99999999999999999999",
    "-9223372036854775808",
    "NaN",
    "1e309",
    "%F0%9F%A7%AA%E2%80%AE",
    "%7B%7D%5B%5D%22",
];

/// Names of parameters that pages and the API read.
const PARAMETERS: [&str; 26] = [
    "years",
    "year",
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
    "find_units",
    "statuses",
    "kinds",
    "module_type_ids",
    "author",
    "since",
    "until",
    "job",
    "code",
    "type",
    "target",
    "estimate",
    "next",
    "unknown",
];

#[tokio::test]
async fn no_parameter_of_an_address_is_taken_for_anything_but_text() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    let before = tables(&app).await;
    app.sign_in("superadmin").await;
    let mut asked = 0;
    for (number, route) in routes::table().into_iter().filter(|route| route.method == Method::GET).enumerate() {
        let path = example(&route, &music);
        for (place, parameter) in PARAMETERS.iter().enumerate() {
            // every text meets every parameter on some route, and every route meets every text
            let text = HOSTILE[(number + place * 3) % HOSTILE.len()];
            asked += 1;
            survives(&mut app, &Method::GET, &format!("{path}?{parameter}={text}")).await;
        }
    }
    assert!(asked > 1_000, "{asked}");
    assert_eq!(tables(&app).await, before);
}

#[tokio::test]
async fn no_part_of_a_path_is_taken_for_anything_but_text() {
    let mut app = Faculties::both().await.app;
    let before = tables(&app).await;
    for persona in ["superadmin", "principal"] {
        app.sign_in(persona).await;
        for route in routes::table().into_iter().filter(|route| route.path.contains('{') && route.path != "/sign-out") {
            let sound = example(&route, &nowhere());
            let sound: Vec<&str> = sound.split('/').collect();
            let parameters: Vec<usize> =
                route.path.split('/').enumerate().filter(|(_, part)| part.starts_with('{')).map(|(at, _)| at).collect();
            for (turn, at) in parameters.iter().enumerate() {
                for text in HOSTILE.iter().skip(turn % 2).step_by(if parameters.len() > 2 { 3 } else { 2 }) {
                    let mut parts = sound.clone();
                    parts[*at] = text;
                    survives(&mut app, &route.method, &parts.join("/")).await;
                }
            }
        }
    }
    assert_eq!(tables(&app).await, before);
}

#[tokio::test]
async fn no_field_of_a_form_or_of_json_is_taken_for_anything_but_text() {
    let mut app = Faculties::both().await.app;
    let before = tables(&app).await;
    app.sign_in("superadmin").await;
    let fields =
        ["persona", "next", "lang", "reason", "do", "threshold", "scope", "from", "handle", "year", "years", "search"];
    for (number, (route, path)) in unsafe_routes().filter(|(route, _)| route.path != "/sign-out").enumerate() {
        for turn in 0..3 {
            let text = |place: usize| HOSTILE[(number + place * 5 + turn * 3) % HOSTILE.len()];
            let form: Vec<String> =
                fields.iter().enumerate().map(|(place, field)| format!("{field}={}", text(place))).collect();
            let json: serde_json::Map<String, serde_json::Value> = fields
                .iter()
                .enumerate()
                .map(|(place, field)| ((*field).to_owned(), format!("{MARKUP}{}\u{0}", text(place)).into()))
                .collect();
            for (kind, body) in [
                ("application/x-www-form-urlencoded", form.join("&")),
                ("application/json", serde_json::Value::Object(json).to_string()),
            ] {
                let request = Request::builder().method(&route.method).uri(&path).header(header::CONTENT_TYPE, kind);
                let answer = app.send(request.body(Body::from(body)).unwrap()).await;
                assert!(answer.status.as_u16() < 500, "{} {path} {kind}: {}", route.method, answer.status);
                assert!(!String::from_utf8_lossy(&answer.bytes).contains(MARKUP), "{path}");
            }
        }
    }
    // a sign-in leaves its trace, nothing else does
    assert_eq!(tables(&app).await, before);
}

async fn survives(app: &mut TestApp, method: &Method, path: &str) {
    // what no client can send is no danger
    let Ok(request) = Request::builder().method(method).uri(path).body(Body::empty()) else { return };
    let answer = app.send(request).await;
    assert!(answer.status.as_u16() < 500, "{method} {path}: {}", answer.status);
    let is_page = answer.header(header::CONTENT_TYPE).starts_with("text/html");
    assert!(!is_page || !answer.text().contains("<script>alert"), "{method} {path}");
}

/// How much there is of what could be lost.
async fn tables(app: &TestApp) -> (i64, i64, i64, i64) {
    sqlx::query_as(
        "select (select count(*) from users), (select count(*) from units), (select count(*) from data_entries),
             (select count(*) from jobs)",
    )
    .fetch_one(app.database.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_zero_byte_is_refused_where_it_would_be_stored() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    app.sign_in("principal").await;
    let path = format!("/api/v1/units/{}/years/2025/modules/8/types/50/entries", music.unit);
    let entry = serde_json::json!({"category": "CO2", "quantity": 1, "note": "a\u{0}b"});
    let answer = app.post_json(&path, &entry).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (400, Some("invalid")), "{}", answer.text());
    app.sign_in("superadmin").await;
    for path in ["/pipelines?search=a%00b", "/api/v1/sync/pipelines?author=%00", "/reporting/export/usage?search=%00"] {
        let status = app.get(path).await.status;
        assert!(status.as_u16() < 500, "{path}: {status}");
    }
}
