//! A member reaches their own entries: another member's trip is not in the list, not under its id, not in the count, and
//! is neither changed nor removed.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

use super::said;
use crate::support::faculties::{Faculties, trip_of};
use crate::support::{Answer, TestApp};

async fn send(app: &mut TestApp, method: Method, path: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn people(list: &Value) -> Vec<&str> {
    let rows = list["rows"].as_array().unwrap().iter();
    rows.map(|row| row["payload"]["user_institutional_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_member_sees_and_counts_nothing_but_their_own_trips() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    let module = format!("/api/v1/units/{}/years/2025/modules/2", music.unit);
    let list = format!("{module}/types/21/entries");
    app.sign_in("principal").await;
    let all = app.get(&list).await.json();
    assert_eq!((all["total"].as_i64(), people(&all)), (Some(2), vec!["demo-member", "demo-principal"]));

    app.sign_in("member").await;
    let own = app.get(&list).await.json();
    assert_eq!((own["total"].as_i64(), people(&own)), (Some(1), vec!["demo-member"]));
    // one row a page: there is no second page either
    let page = app.get(&format!("{list}?page=2&page_size=1")).await.json();
    assert_eq!(page["rows"].as_array().unwrap().len(), 0);

    let [of_principal, of_member] = music.trips.map(|trip| format!("{module}/entries/{trip}"));
    let unknown = format!("{module}/entries/999999");
    let change = json!({"number_of_trips": 9});
    for (method, body) in [(Method::GET, Value::Null), (Method::PATCH, change.clone()), (Method::DELETE, Value::Null)] {
        let foreign = send(&mut app, method.clone(), &of_principal, &body).await;
        let never = send(&mut app, method.clone(), &unknown, &body).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{method}");
        assert_eq!(said(&foreign), said(&never), "{method}");
    }
    assert_eq!(send(&mut app, Method::PATCH, &of_member, &change).await.json()["payload"]["number_of_trips"], 9);
    // neither a new entry nor an own one can be given to somebody else
    let given = send(&mut app, Method::POST, &list, &trip_of("demo-principal")).await;
    assert_eq!(given.status, StatusCode::BAD_REQUEST);
    let given = json!({"user_institutional_id": "demo-principal"});
    assert_eq!(send(&mut app, Method::PATCH, &of_member, &given).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(send(&mut app, Method::DELETE, &of_member, &Value::Null).await.status, StatusCode::NO_CONTENT);

    app.sign_in("principal").await;
    let left = app.get(&list).await.json();
    assert_eq!((left["total"].as_i64(), people(&left)), (Some(1), vec!["demo-principal"]));
    assert_eq!(left["rows"][0]["payload"]["number_of_trips"], 2);
}

#[tokio::test]
async fn an_entry_is_reached_only_through_the_address_it_belongs_to() {
    let Faculties { mut app, music, genome } = Faculties::both().await;
    let genome = genome.unwrap();
    app.sign_in("principal").await;
    let trip = music.trips[0];
    let at = |unit: i32, year: i16, module: i16, entry: i64| {
        format!("/api/v1/units/{unit}/years/{year}/modules/{module}/entries/{entry}")
    };
    assert_eq!(app.get(&at(music.unit, 2025, 2, trip)).await.status, StatusCode::OK);
    for (what, path) in [
        ("another unit's entry under the own unit", at(music.unit, 2025, 2, genome.trips[0])),
        ("the own entry under another unit", at(genome.unit, 2025, 2, trip)),
        ("another year", at(music.unit, 2024, 2, trip)),
        ("another module", at(music.unit, 2025, 8, trip)),
    ] {
        for method in [Method::GET, Method::DELETE] {
            let answer = send(&mut app, method.clone(), &path, &Value::Null).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}: {method}");
        }
    }
}
