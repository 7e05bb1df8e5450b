//! What is in the trail.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::workspace::{module, open_year, send, trip};

/// Action, entity type, entity id, details, handled ids of the records about some things, the oldest first.
type Stored = (String, String, Option<String>, Value, Vec<String>);

async fn stored(app: &TestApp, which: &str) -> Vec<Stored> {
    let records = format!(
        "select action, entity_type, entity_id, details, handled_ids from audit_records where {which} order by id"
    );
    sqlx::query_as(sqlx::AssertSqlSafe(records)).fetch_all(app.database.pool()).await.unwrap()
}

#[tokio::test]
async fn an_entry_is_recorded_with_before_and_after_and_the_people_it_was_and_is_about() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let entries = format!("{}/types/21/entries", module(unit, 2));
    let entry = app.post_json(&entries, &trip("900001", "Pontbourg")).await.json();
    let address = format!("{}/entries/{}", module(unit, 2), entry["entry_id"]);
    let change = json!({ "number_of_trips": 1, "user_institutional_id": "900002" });
    assert_eq!(send(&mut app, Method::PATCH, &address, &change).await.status, StatusCode::OK);
    assert_eq!(app.request(Method::DELETE, &address).await.status, StatusCode::NO_CONTENT);

    let records = stored(&app, "entity_type = 'data_entry'").await;
    let acts: Vec<&str> = records.iter().map(|record| record.0.as_str()).collect();
    assert_eq!(acts, ["create", "update", "delete"]);
    let (created, changed, removed) = (&records[0].3, &records[1].3, &records[2].3);
    assert_eq!((created.get("before"), &created["after"]["number_of_trips"]), (None, &json!(4)));
    assert_eq!((&changed["before"]["number_of_trips"], &changed["after"]["number_of_trips"]), (&json!(4), &json!(1)));
    assert_eq!((&removed["before"]["number_of_trips"], removed.get("after")), (&json!(1), None));
    assert!(records.iter().all(|record| record.3["module"] == "professional_travel"));
    assert_eq!(records[1].4, ["900001", "900002"]);
}

#[tokio::test]
async fn an_entry_that_takes_the_place_of_another_says_what_was_there() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let students = format!("{}/types/2/entries", module(unit, 1));
    assert_eq!(app.post_json(&students, &json!({ "fte": 2 })).await.status, StatusCode::CREATED);
    assert_eq!(app.post_json(&students, &json!({ "fte": 3 })).await.status, StatusCode::OK);
    let records = stored(&app, "entity_type = 'data_entry'").await;
    let (action, details) = (&records[1].0, &records[1].3);
    assert_eq!(action, "update");
    assert_eq!((details["before"]["fte"].as_f64(), details["after"]["fte"].as_f64()), (Some(2.0), Some(3.0)));
}

#[tokio::test]
async fn looking_at_entries_about_people_is_recorded_with_whom_they_are_about() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let entries = format!("{}/types/21/entries", module(unit, 2));
    assert_eq!(app.get(&entries).await.status, StatusCode::OK);
    assert_eq!(stored(&app, "action = 'read'").await, [], "a list of nobody is nobody's data");

    for person in 0..23 {
        app.post_json(&entries, &trip(&format!("9000{person:02}"), "Pontbourg")).await;
    }
    let listed = app.get(&entries).await.json();
    assert_eq!(listed["total"], 23);
    let one = app.get(&format!("{}/entries/{}", module(unit, 2), listed["rows"][0]["entry_id"])).await.json();
    let records = stored(&app, "action = 'read'").await;
    assert_eq!(records.len(), 2);
    let handled: Vec<String> = (0..20).map(|person| format!("9000{person:02}")).collect();
    assert_eq!((&records[0].1, &records[0].4), (&"report_module".to_owned(), &handled));
    assert_eq!(records[0].3["entries"], 23);
    assert_eq!(records[1].4, [one["payload"]["user_institutional_id"].as_str().unwrap()]);

    let students = format!("{}/types/2/entries", module(unit, 1));
    app.post_json(&students, &json!({ "fte": 2 })).await;
    app.get(&students).await;
    assert_eq!(stored(&app, "action = 'read'").await.len(), 2, "students are counted, not named");
}

#[tokio::test]
async fn the_status_of_a_module_is_recorded_with_before_and_after() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let status = format!("{}/status", module(unit, 2));
    send(&mut app, Method::PUT, &status, &json!({ "status": "validated" })).await;
    send(&mut app, Method::PUT, &status, &json!({ "status": "validated" })).await;
    let records = stored(&app, "entity_type = 'module_status'").await;
    assert_eq!(records.len(), 1, "what is so already is no change");
    let expected = json!({ "module": "professional_travel", "before": { "status": "not_started" }, "after": { "status": "validated" } });
    assert_eq!(records[0].3, expected);
}

#[tokio::test]
async fn a_denial_is_recorded_once_a_minute_for_each_right_and_route() {
    let mut app = TestApp::new().await;
    app.sign_in("manager").await;
    for _ in 0..3 {
        assert_eq!(app.get("/logs").await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/api/v1/sync/jobs/1").await.status, StatusCode::FORBIDDEN);
        // the number in the address does not make it another route
        assert_eq!(app.get("/api/v1/sync/jobs/2").await.status, StatusCode::FORBIDDEN);
    }
    app.sign_in("member").await;
    assert_eq!(app.get("/logs").await.status, StatusCode::FORBIDDEN);
    let records = stored(&app, "action = 'denied'").await;
    let routes: Vec<_> = records.iter().map(|record| record.2.as_deref().unwrap()).collect();
    assert_eq!(routes, ["GET /logs", "GET /api/v1/sync/jobs/{id}", "GET /logs"]);
    assert_eq!(records[0].3, json!({ "path": "/logs", "right": "backoffice-logs view" }));
    let who: Vec<String> = sqlx::query_scalar("select actor from audit_records where action = 'denied' order by id")
        .fetch_all(app.database.pool())
        .await
        .unwrap();
    assert_eq!(who, ["demo-manager", "demo-manager", "demo-member"]);
}

#[tokio::test]
async fn a_denial_inside_a_unit_is_recorded_too() {
    let (mut app, unit) = open_year().await;
    app.sign_in("member").await;
    // a member holds travel and cloud, which opens the route, but not headcount
    let answer = app.get(&format!("{}/types/1/entries", module(unit, 1))).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let records = stored(&app, "action = 'denied'").await;
    assert_eq!(records[0].3["right"], "modules-headcount view");
}

#[tokio::test]
async fn files_of_jobs_are_recorded_as_they_leave() {
    let (mut app, _) = open_year().await;
    app.sign_in("superadmin").await;
    let job: i32 = sqlx::query_scalar("select min(id) from jobs").fetch_one(app.database.pool()).await.unwrap();
    assert_eq!(app.get(&format!("/pipelines/jobs/{job}/errors.csv")).await.status, StatusCode::OK);
    let request = axum::http::Request::get(format!("/api/v1/sync/jobs/{job}/errors")).header("accept", "text/csv");
    assert_eq!(app.send(request.body(axum::body::Body::empty()).unwrap()).await.status, StatusCode::OK);
    let records = stored(&app, "action = 'export'").await;
    let expected = ("export".to_owned(), "job".to_owned(), Some(job.to_string()), json!({ "rows": 0 }), Vec::new());
    assert_eq!(records, [expected.clone(), expected]);
}

#[tokio::test]
async fn opening_and_closing_a_year_says_what_it_was_and_is() {
    let (mut app, _) = open_year().await;
    app.sign_in("superadmin").await;
    app.post("/data-management/2025/close", &[]).await;
    let records = stored(&app, "entity_type = 'year'").await;
    let expected = json!({ "before": { "state": "open" }, "after": { "state": "configuring" } });
    assert_eq!(records.last().unwrap().3, expected);
}
