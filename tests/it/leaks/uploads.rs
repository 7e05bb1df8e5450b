//! A principal brings files into their own unit, and into nothing else.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::said;
use crate::support::faculties::Faculties;
use crate::support::{Answer, TestApp};

const BOUNDARY: &str = "limit";
const FILE: &str = "category,quantity\nCO2,2\n";

async fn upload(app: &mut TestApp, fields: &[(&str, &str)]) -> Answer {
    let part = |head: &str, content: &str| {
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let mut parts: Vec<String> = fields.iter().map(|(name, value)| part(&format!("name=\"{name}\""), value)).collect();
    parts.push(part("name=\"file\"; filename=\"own.csv\"\r\ncontent-type: text/csv", FILE));
    let body = format!("{}--{BOUNDARY}--\r\n", parts.concat());
    let request = Request::post("/api/v1/sync/uploads")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(body))
        .unwrap();
    app.send(request).await
}

async fn jobs(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from jobs").fetch_one(app.database.pool()).await.unwrap()
}

#[tokio::test]
async fn a_principal_sends_a_file_for_their_unit_and_follows_its_job() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    app.sign_in("principal").await;
    let unit = music.unit.to_string();
    let fields = [("target", "data"), ("type", "process_emissions"), ("year", "2025"), ("unit_id", &unit)];
    let answer = upload(&mut app, &fields).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let submitted = answer.json();
    let (job, pipeline) = (submitted["job_id"].as_i64().unwrap(), submitted["pipeline_id"].as_str().unwrap());
    let seen = app.get(&format!("/api/v1/sync/jobs/{job}")).await.json();
    assert_eq!((seen["unit_id"].as_i64(), seen["state"].as_str()), (Some(music.unit.into()), Some("not_started")));
    let page = app.get(&format!("/pipelines/{pipeline}")).await;
    assert_eq!(page.status, StatusCode::OK);
    // looked at, never acted upon
    let links = page.text();
    assert!(
        !links.contains("/cancel\"") && !links.contains("href=\"/pipelines\"") && !links.contains("\"/data-management")
    );
    for deed in [format!("/pipelines/{pipeline}/cancel"), format!("/api/v1/sync/pipelines/{pipeline}/cancel")] {
        assert_eq!(app.post(&deed, &[]).await.status, StatusCode::FORBIDDEN, "{deed}");
    }
}

#[tokio::test]
async fn a_principal_brings_nothing_into_other_units_and_nothing_else_than_data() {
    let Faculties { mut app, music, genome } = Faculties::both().await;
    let (own, theirs) = (music.unit.to_string(), genome.unwrap().unit.to_string());
    app.sign_in("principal").await;
    let before = jobs(&app).await;
    let data = [("target", "data"), ("type", "process_emissions"), ("year", "2025")];
    let of = |unit| [data.as_slice(), &[("unit_id", unit)]].concat();
    let (foreign, never) = (upload(&mut app, &of(&theirs)).await, upload(&mut app, &of("999999")).await);
    assert_eq!((foreign.status, never.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(said(&foreign), said(&never));
    for (what, fields) in [
        ("data of every unit", data.to_vec()),
        ("factors", vec![("target", "factors"), ("type", "process_emissions"), ("year", "2025")]),
        (
            "factors for a unit",
            vec![("target", "factors"), ("type", "process_emissions"), ("year", "2025"), ("unit_id", &own)],
        ),
        ("a list of places", vec![("target", "reference"), ("type", "train"), ("year", "2025"), ("unit_id", &own)]),
    ] {
        assert_eq!(upload(&mut app, &fields).await.status, StatusCode::FORBIDDEN, "{what}");
    }
    sqlx::query("update years set state = 'configuring', opened_at = null where year = 2025")
        .execute(app.database.pool())
        .await
        .unwrap();
    let closed = upload(&mut app, &of(&own)).await;
    assert_eq!((closed.status, closed.json()["code"].as_str()), (StatusCode::CONFLICT, Some("year_not_open")));
    assert_eq!(jobs(&app).await, before);
}

#[tokio::test]
async fn a_unit_whose_number_is_the_cost_centre_of_another_one_is_not_mixed_up_with_it() {
    let Faculties { mut app, music, genome } = Faculties::both().await;
    let genome = genome.unwrap();
    // files name units by cost centre first: the own unit's number now finds the other unit
    sqlx::raw_sql(
        "update units set institutional_id = '2001' where institutional_code = '2101';
         update units set institutional_id = '2001x' where institutional_code = '2001';
         update role_grants set scope_institutional_id = '2001x' where scope_institutional_id = 'C2001'",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    app.sign_in("principal").await;
    let unit = music.unit.to_string();
    let fields = [("target", "data"), ("type", "process_emissions"), ("year", "2025"), ("unit_id", &*unit)];
    let job = upload(&mut app, &fields).await.json()["job_id"].as_i64().unwrap();
    let of_job: i32 = sqlx::query_scalar("select unit_id from jobs where id = $1")
        .bind(job as i32)
        .fetch_one(app.database.pool())
        .await
        .unwrap();
    assert_eq!(of_job, music.unit);
    assert_ne!(of_job, genome.unit);
}

#[tokio::test]
async fn jobs_of_a_pipeline_that_are_not_the_units_are_left_out() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    // as when an operator has a unit's file recalculate the year: that job names other units
    sqlx::query(
        "insert into jobs (pipeline_id, job_type, year, state, result, finished_at, status_message, outcome)
         values ($1::uuid, 'recalculation', 2025, 'finished', 'error', now(), 'Genome Laboratory went wrong', '{}')",
    )
    .bind(&music.pipeline)
    .execute(app.database.pool())
    .await
    .unwrap();
    let paths = [
        format!("/api/v1/sync/pipelines/{}", music.pipeline),
        format!("/pipelines/{}", music.pipeline),
        format!("/api/v1/sync/pipelines/{}/stream", music.pipeline),
    ];
    for path in paths {
        app.sign_in("superadmin").await;
        assert!(app.get(&path).await.text().contains("Genome Laboratory"), "{path}");
        app.sign_in("principal").await;
        let answer = app.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.text().contains("Genome"), "{path}");
    }
}
