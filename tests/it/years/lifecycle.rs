//! Years created from the page or by programs: prepared by a job, failed, prepared again.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::World;

const YEAR: &str = "/api/v1/years/2026";
const NO_DIRECTORY: [(&str, &str); 1] = [("CALCO2_DIRECTORY_FILE", "")];

impl World {
    async fn send(&mut self, method: Method, path: &str) -> (StatusCode, serde_json::Value) {
        let answer = self.app.request(method, path).await;
        (answer.status, answer.json())
    }
}

#[tokio::test]
async fn a_year_is_created_by_one_request_and_prepared_by_a_job() {
    let mut world = World::empty().await;
    let (status, creation) = world.send(Method::POST, YEAR).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{creation}");
    assert_eq!(creation["state"], "not_started");
    assert!(creation["job_id"].is_i64() && creation["pipeline_id"].is_string() && creation["message"].is_string());
    let (_, waiting) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!((&waiting["state"], &waiting["provisioned_at"]), (&json!("provisioning"), &json!(null)));
    let (again, problem) = world.send(Method::POST, YEAR).await;
    assert_eq!((again, &problem["code"]), (StatusCode::CONFLICT, &json!("year_exists")));
    for action in ["open", "close"] {
        let (early, problem) = world.send(Method::POST, &format!("{YEAR}/{action}")).await;
        assert_eq!((early, &problem["code"]), (StatusCode::CONFLICT, &json!("year_not_provisioned")), "{action}");
    }

    world.run_jobs(&[]).await;
    let (_, ready) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!((&ready["state"], ready["provisioned_at"].is_string()), (&json!("configuring"), true));
    assert_eq!(ready["modules"].as_array().unwrap().len(), 8);
    let (again, _) = world.send(Method::POST, YEAR).await;
    assert_eq!(again, StatusCode::CONFLICT);
    let active = "select count(*) = count(r.id) and count(*) > 0 from units u
                  left join carbon_reports r on r.unit_id = u.id and r.year = 2026 where u.level = 4 and u.is_active";
    let active: bool = sqlx::query_scalar(active).fetch_one(world.app.database.pool()).await.unwrap();
    assert!(active, "every active unit has a report");
}

#[tokio::test]
async fn a_failed_preparation_says_why_and_is_run_again() {
    let mut world = World::empty().await;
    world.send(Method::POST, YEAR).await;
    world.run_jobs(&NO_DIRECTORY).await;
    let (_, failed) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!(failed["state"], "provisioning_failed");
    let (status, _) = world.send(Method::POST, YEAR).await;
    assert_eq!(status, StatusCode::ACCEPTED, "the same request prepares it again");
    let (_, under_way) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!(under_way["state"], "provisioning");
    world.run_jobs(&[]).await;
    let (_, ready) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!(ready["state"], "configuring");
}

#[tokio::test]
async fn a_cancelled_preparation_has_failed_and_can_be_run_again() {
    let mut world = World::empty().await;
    let (_, creation) = world.send(Method::POST, YEAR).await;
    let cancel = format!("/api/v1/sync/pipelines/{}/cancel", creation["pipeline_id"].as_str().unwrap());
    assert_eq!(world.send(Method::POST, &cancel).await.0, StatusCode::ACCEPTED);
    let (_, cancelled) = world.send(Method::GET, &format!("{YEAR}/configuration")).await;
    assert_eq!(cancelled["state"], "provisioning_failed");
    assert_eq!(world.send(Method::POST, YEAR).await.0, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn numbers_that_are_no_years_and_years_that_are_not_there_are_refused() {
    let mut world = World::empty().await;
    for no_year in ["1999", "2101", "x", "20255", "-1"] {
        let (status, problem) = world.send(Method::POST, &format!("/api/v1/years/{no_year}")).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::BAD_REQUEST, &json!("year")), "{no_year}");
    }
    for (method, path) in [(Method::GET, "configuration"), (Method::POST, "open"), (Method::POST, "close")] {
        assert_eq!(world.send(method, &format!("{YEAR}/{path}")).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let years: i64 =
        sqlx::query_scalar("select count(*) from years").fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(years, 0);
}

#[tokio::test]
async fn only_operators_reach_years() {
    let mut world = World::new().await;
    for persona in ["manager", "principal", "member"] {
        world.app.sign_in(persona).await;
        for (method, path) in [
            (Method::GET, "/api/v1/years/2025/configuration"),
            (Method::POST, "/api/v1/years/2026"),
            (Method::POST, "/api/v1/years/2025/open"),
            (Method::POST, "/api/v1/years/2025/close"),
        ] {
            assert_eq!(world.send(method, path).await.0, StatusCode::FORBIDDEN, "{persona} {path}");
        }
    }
    world.app.forget_cookies();
    assert_eq!(world.send(Method::POST, "/api/v1/years/2026").await.0, StatusCode::UNAUTHORIZED);
}
