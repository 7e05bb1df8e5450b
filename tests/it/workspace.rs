//! A unit's own work through the API: entries one at a time, and the status of its modules.

use axum::http::{Method, Request, StatusCode, header};
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::DataEntryType;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::ledger::drift;
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::reports;
use calco2::platform::{App, Clock, Config};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const TRAVEL: i16 = 2;

/// The Music Laboratory in an open year with travel and headcount factors.
pub(crate) async fn open_year() -> (TestApp, i32) {
    let app = TestApp::new().await;
    let db = app.database.pool();
    let year = Year::new(2025).unwrap();
    sqlx::query("insert into years (year, state, provisioned_at, opened_at) values (2025, 'open', now(), now())")
        .execute(db)
        .await
        .unwrap();
    let mut conn = db.acquire().await.unwrap();
    reports::prepare_year(&mut conn, year).await.unwrap();
    reports::create_missing(&mut conn, year).await.unwrap();
    let product = App::new(db.clone(), Config::from_values(&[]).unwrap(), Clock::system());
    for (target, data_type, path) in [
        (Target::Factors, DataEntryType::Train, "professional_travel/train_factors.csv"),
        (Target::Reference, DataEntryType::Train, "professional_travel/stations_reference.csv"),
        (Target::Factors, DataEntryType::Member, "headcount/member_factors.csv"),
        (Target::Factors, DataEntryType::Student, "headcount/student_factors.csv"),
    ] {
        let bytes = std::fs::read(format!("{}/tests/golden/csv/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let upload = Upload {
            target,
            module: None,
            data_type: Some(data_type),
            year,
            unit: None,
            absent: AbsentPolicy::Retire,
            dry_run: false,
            recalculate: false,
            keeps_file: false,
            file_name: path,
            content: (&bytes).into(),
        };
        ingest(&product, &Actor::program("test"), upload).await.unwrap();
    }
    let unit = sqlx::query_scalar("select id from units where institutional_code = '2001'");
    let unit = unit.fetch_one(db).await.unwrap();
    (app, unit)
}

pub(crate) fn module(unit: i32, module: i16) -> String {
    format!("/api/v1/units/{unit}/years/2025/modules/{module}")
}

pub(crate) fn trip(person: &str, to: &str) -> Value {
    json!({
        "origin_name": "Lacville", "origin_country_code": "ch", "destination_name": to, "destination_country_code": "CH",
        "user_institutional_id": person, "departure_date": "2025/01/15", "number_of_trips": 4, "cabin_class": "Second",
    })
}

pub(crate) async fn send(app: &mut TestApp, method: Method, path: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(body.to_string().into()).unwrap()).await
}

async fn total_kg(app: &TestApp) -> f64 {
    let sum = sqlx::query_scalar("select sum(total_kg) from unit_year_aggregates");
    sum.fetch_one(app.database.pool()).await.unwrap()
}

#[tokio::test]
async fn an_entry_is_computed_changed_and_removed_with_its_sums() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let entries = format!("{}/types/21/entries", module(unit, TRAVEL));
    let created = app.post_json(&entries, &trip("900001", "Pontbourg")).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let entry = created.json();
    assert_eq!(entry["payload"]["departure_date"], "2025-01-15");
    assert_eq!((&entry["source"], &entry["emission_reason"]), (&json!(0), &Value::Null));
    assert!((entry["total_kg"].as_f64().unwrap() - 2.44).abs() < 1e-9);
    assert_eq!(entry["emissions"][0]["emission_type_id"], 50102);
    assert!((total_kg(&app).await - 2.44).abs() < 1e-9);

    let address = format!("{}/entries/{}", module(unit, TRAVEL), entry["entry_id"]);
    let changed = send(&mut app, Method::PATCH, &address, &json!({ "number_of_trips": 1 })).await;
    assert!((changed.json()["total_kg"].as_f64().unwrap() - 0.61).abs() < 1e-9, "{}", changed.text());
    let unknown = send(&mut app, Method::PATCH, &address, &json!({ "destination_name": "Nulle Part" })).await;
    assert_eq!(
        (&unknown.json()["emission_reason"], &unknown.json()["total_kg"]),
        (&json!("unknown_location"), &json!(0.0))
    );
    assert_eq!(app.get(&entries).await.json()["total"], 1);

    assert_eq!(app.request(Method::DELETE, &address).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&address).await.status, StatusCode::NOT_FOUND);
    let report = drift::check(app.database.pool()).await.unwrap();
    assert_eq!(report.drifted, Vec::new());
    let acts: i64 = sqlx::query_scalar("select count(*) from audit_records where entity_type = 'data_entry'")
        .fetch_one(app.database.pool())
        .await
        .unwrap();
    assert_eq!(acts, 4);
}

#[tokio::test]
async fn what_is_wrong_with_an_entry_is_named_field_by_field() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let entries = format!("{}/types/21/entries", module(unit, TRAVEL));
    let mut body = trip("900001", "Pontbourg");
    body["number_of_trips"] = json!(1.5);
    body["cabin_class"] = json!("economy");
    let answer = app.post_json(&entries, &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let problem = answer.json();
    let errors = problem["errors"].as_array().unwrap();
    let named: Vec<_> = errors.iter().map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
    assert_eq!(named, [("number_of_trips", "not_an_integer"), ("cabin_class", "bad_enum")]);
    let mut unstorable = trip("900001", "Pontbourg");
    unstorable["note"] = json!("a\0b");
    let answer = app.post_json(&entries, &unstorable).await;
    assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (StatusCode::BAD_REQUEST, &json!("note")));
    let unknown = app.post_json(&entries, &json!({ "colour": "red" })).await.json();
    assert_eq!(unknown["errors"][0]["field"], "colour");
    for not_fields in [json!([1]), json!({ "payload": 1 }), json!({ "payload": {}, "colour": "red" })] {
        let answer = app.post_json(&entries, &not_fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{not_fields}");
        let problem = answer.json();
        assert_eq!((&problem["code"], &problem["errors"]), (&json!("malformed"), &json!([])));
        assert_eq!(problem["detail"], "The body must be a JSON object.");
    }
    assert_eq!(
        app.post_json(&format!("{}/types/1/entries", module(unit, TRAVEL)), &body).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_validated_module_and_a_closed_year_take_no_entries() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let entries = format!("{}/types/21/entries", module(unit, TRAVEL));
    let status = format!("{}/status", module(unit, TRAVEL));
    app.post_json(&entries, &trip("900001", "Pontbourg")).await;
    let answer = send(&mut app, Method::PUT, &status, &json!({ "status": "validated" })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["recalculated_since_validation"], false);
    assert!((answer.json()["total_kg"].as_f64().unwrap() - 2.44).abs() < 1e-9);
    let refused = app.post_json(&entries, &trip("900001", "Pontbourg")).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("module_validated")));
    send(&mut app, Method::PUT, &status, &json!({ "status": "in_progress" })).await;
    assert_eq!(app.post_json(&entries, &trip("900001", "Pontbourg")).await.status, StatusCode::CREATED);
    sqlx::query("update years set state = 'configuring', opened_at = null").execute(app.database.pool()).await.unwrap();
    let refused = app.post_json(&entries, &trip("900001", "Pontbourg")).await;
    assert_eq!(refused.json()["code"], "year_not_open");
}

#[tokio::test]
async fn people_reach_what_their_role_gives_them_and_no_more() {
    let (mut app, unit) = open_year().await;
    let entries = format!("{}/types/21/entries", module(unit, TRAVEL));
    app.sign_in("principal").await;
    app.post_json(&entries, &trip("900001", "Pontbourg")).await;
    app.sign_in("member").await;
    assert_eq!(app.get(&entries).await.json()["total"], 0, "the trips of others are not theirs to see");
    assert_eq!(app.post_json(&entries, &trip("900001", "Pontbourg")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(app.post_json(&entries, &trip("demo-member", "Pontbourg")).await.status, StatusCode::CREATED);
    assert_eq!(app.get(&entries).await.json()["total"], 1);
    let status = format!("{}/status", module(unit, TRAVEL));
    let validated = send(&mut app, Method::PUT, &status, &json!({ "status": "validated" })).await;
    assert_eq!(validated.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get(&format!("{}/types/1/entries", module(unit, 1))).await.status, StatusCode::FORBIDDEN);
    app.sign_in("superadmin").await;
    assert_eq!(app.get(&entries).await.status, StatusCode::FORBIDDEN);
    app.sign_in("principal").await;
    assert_eq!(app.get(&format!("{}/types/21/entries", module(unit + 1, TRAVEL))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_is_a_member_once_and_students_are_one_figure() {
    let (mut app, unit) = open_year().await;
    app.sign_in("principal").await;
    let members = format!("{}/types/1/entries", module(unit, 1));
    let member = json!({ "name": "Ada", "sius_code": 51, "user_institutional_id": "900001", "fte": 1 });
    assert_eq!(app.post_json(&members, &member).await.status, StatusCode::CREATED);
    let again = app.post_json(&members, &member).await.json();
    assert_eq!(again["errors"][0]["code"], "duplicate");
    let students = format!("{}/types/2/entries", module(unit, 1));
    assert_eq!(app.post_json(&students, &json!({ "payload": { "fte": 3 } })).await.status, StatusCode::CREATED);
    let second = app.post_json(&students, &json!({ "fte": 6 })).await;
    assert_eq!((second.status, app.get(&students).await.json()["total"].clone()), (StatusCode::OK, json!(1)));
    assert!((total_kg(&app).await - (707.0 + 1002.0)).abs() < 1e-9);
}
