//! Units of the directory service: seen beforehand, brought in, and what that changed.

use axum::http::StatusCode;
use calco2::jobs::WorkerThread;
use calco2::platform::{App, Clock, Config};
use serde_json::{Value, json};

use crate::support::accred::{AccredDouble, Mood};
use crate::support::{TestApp, institution};

const PAGE: &str = "/data-management/2025/synchronise";

struct World {
    browser: TestApp,
    double: AccredDouble,
}

fn unit(id: &str, cf: &str, name: &str, level: u8, ancestors: &[&str]) -> Value {
    json!({ "id": id, "cf": cf, "name": name, "level": level, "ancestors": ancestors, "enddate": "0001-01-01T00:00:00Z" })
}

impl World {
    /// The small institution with 2025, and a service that lists other units.
    async fn new() -> Self {
        let double = AccredDouble::start().await;
        let settings = [double.settings().as_slice(), &[("CALCO2_DEV_SIGN_IN", "true")]].concat();
        let mut browser = TestApp::with_settings(&settings).await;
        institution(browser.database.pool()).await;
        sqlx::raw_sql(
            "insert into years (year, state, provisioned_at) values (2025, 'configuring', now());
             insert into units (institutional_code, institutional_id, name, level, parent_id, path_codes, path_name, search_text, is_active)
             values ('2002', 'C2002', 'Dance Laboratory', 4, 2, '{10,20,2002}', 'Lakeside University Faculty of Arts Dance Laboratory', '', true),
                    ('2003', 'C2003', 'Poetry Laboratory', 4, 2, '{10,20,2003}', 'Poetry', '', false);",
        )
        .execute(browser.database.pool())
        .await
        .unwrap();
        browser.sign_in("superadmin").await;
        let mut music = unit("2001", "C2001", "Music Laboratory", 4, &["10", "21"]);
        music["responsibleid"] = json!(123_456);
        music["responsible"] = json!({ "id": 123_456, "email": "ada@example.org", "display": "Ada Head" });
        double.known().units = vec![
            unit("10", "C10", "Lakeside University", 1, &[]),
            unit("20", "C20", "Faculty of Fine Arts", 2, &["10"]),
            unit("21", "C21", "Faculty of Life Sciences", 2, &["10"]),
            music,
            unit("2003", "C2003", "Poetry Laboratory", 4, &["10", "20"]),
            unit("2004", "C2004", "Film Laboratory", 4, &["10", "20"]),
        ];
        Self { browser, double }
    }

    async fn run_jobs(&self) {
        let config = Config::from_values(&self.double.settings()).unwrap();
        let app = App::new(self.browser.database.pool().clone(), config, Clock::system());
        let worker = WorkerThread::start(&app, self.browser.database.url(), self.browser.events.clone()).await.unwrap();
        while self.count("select count(*) from jobs where state <> 'finished'").await > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        worker.stop().await;
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.browser.database.pool()).await.unwrap()
    }

    async fn preview(&mut self) -> Value {
        let body = json!({ "year": 2025, "dry_run": true });
        let answer = self.browser.post_json("/api/v1/sync/units", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

/// Music moved and got a head, Arts has another name, Dance is gone, Poetry is back, Film is new.
fn expected() -> Value {
    json!({ "created": 1, "closed": 1, "reopened": 1, "renamed": 1, "moved": 1, "head_changed": 1 })
}

#[tokio::test]
async fn what_would_change_is_shown_and_nothing_is_stored() {
    let mut world = World::new().await;
    let preview = world.preview().await;
    assert_eq!(preview["counts"], expected());
    assert_eq!((preview["year"].as_i64(), preview["units"].as_i64()), (Some(2025), Some(6)));
    let of = |kind: &str| {
        let listed = preview["listed"].as_array().unwrap();
        listed.iter().find(|change| change["kind"] == kind).unwrap().clone()
    };
    assert_eq!(of("renamed")["before"], "Faculty of Arts");
    assert_eq!(of("renamed")["after"], "Faculty of Fine Arts");
    assert_eq!(of("moved")["after"], "Lakeside University Faculty of Life Sciences Music Laboratory");
    assert_eq!(of("head_changed")["after"], "Ada Head (123456)");
    assert_eq!(of("closed")["name"], "Dance Laboratory");
    assert_eq!(of("reopened")["name"], "Poetry Laboratory");
    assert_eq!(of("created")["code"], "2004");
    let page = world.browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("dl.facts dd"), ["1", "1", "1", "1", "1", "1", "0"]);
    assert_eq!(page.texts("tbody th").len(), 6);
    assert_eq!(page.texts("form[action$=synchronise] button"), ["Synchronise units"]);
    assert_eq!(world.count("select count(*) from units where institutional_code = '2004'").await, 0);
    assert_eq!(world.count("select count(*) from users where provider = 'accred'").await, 0);
    assert_eq!(world.count("select count(*) from jobs").await, 0);
}

#[tokio::test]
async fn what_changed_is_kept_with_the_job_and_vanished_units_keep_their_data() {
    let mut world = World::new().await;
    let answer = world.browser.post(PAGE, &[]).await;
    assert_eq!(answer.location(), "/data-management?year=2025");
    world.run_jobs().await;
    let outcome: Value =
        sqlx::query_scalar("select outcome from jobs").fetch_one(world.browser.database.pool()).await.unwrap();
    assert_eq!(outcome["changes"]["counts"], expected());
    let pipeline: uuid::Uuid =
        sqlx::query_scalar("select id from pipelines").fetch_one(world.browser.database.pool()).await.unwrap();
    let page = world.browser.get(&format!("/pipelines/{pipeline}")).await;
    assert_eq!(page.texts(".pipeline-page .mini-table tbody th")[0], "Film Laboratory 2004");
    assert_eq!(world.count("select count(*) from units where institutional_code = '2002' and not is_active").await, 1);
    assert_eq!(
        world
            .count("select count(*) from units where institutional_code = '2001' and path_codes = '{10,21,2001}'")
            .await,
        1
    );
    assert_eq!(
        world.count("select count(*) from users where provider = 'accred' and institutional_id = '123456'").await,
        1
    );
    // the demo people keep their roles, and a second look finds nothing
    assert_eq!(world.count("select count(*) from role_grants").await, 4);
    assert_eq!(world.preview().await["counts"], json!({}));
    assert!(world.browser.get(PAGE).await.text().contains("Nothing changes"));
}

#[tokio::test]
async fn a_directory_that_cannot_be_read_whole_closes_nothing_and_says_so() {
    let mut world = World::new().await;
    world.double.known().units.push(json!({ "id": "2002", "name": "Dance", "level": "four" }));
    let preview = world.preview().await;
    assert_eq!(preview["counts"].get("closed"), None);
    assert_eq!(preview["warnings"].as_array().unwrap().len(), 1);
    world.double.known().units.pop();
    world.double.known().count = Some(7);
    assert_eq!(world.preview().await["counts"].get("closed"), None);
    assert_eq!(
        world.browser.get(PAGE).await.texts(".notice-warn strong"),
        ["1 part of the directory could not be read"]
    );
    world.browser.post(PAGE, &[]).await;
    world.run_jobs().await;
    assert_eq!(world.count("select count(*) from units where institutional_code = '2002' and is_active").await, 1);
    assert_eq!(world.count("select count(*) from jobs where result = 'warning'").await, 1);
}

#[tokio::test]
async fn a_directory_that_is_down_or_empty_changes_nothing_and_is_said() {
    let mut world = World::new().await;
    let body = json!({ "year": 2025, "dry_run": true });
    world.double.set_mood(Mood::Failing(403, 2));
    assert_eq!(world.browser.post_json("/api/v1/sync/units", &body).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let page = world.browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts(".notice-warn").concat().contains("answered 403"), "{:?}", page.texts(".notice-warn"));
    world.double.known().units.clear();
    let refused = world.browser.post_json("/api/v1/sync/units", &body).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (StatusCode::CONFLICT, Some("directory_refused")));
    world.browser.post(PAGE, &[]).await;
    world.run_jobs().await;
    assert_eq!(world.count("select count(*) from units where is_active").await, 5);
    assert_eq!(world.count("select count(*) from jobs where result = 'error'").await, 1);
    for wrong in
        [json!({ "year": 2025, "dry_run": "yes" }), json!({ "dry_run": true }), json!({ "year": 2025, "x": 1 })]
    {
        assert_eq!(world.browser.post_json("/api/v1/sync/units", &wrong).await.status, StatusCode::BAD_REQUEST);
    }
    let absent = json!({ "year": 2031, "dry_run": true });
    assert_eq!(world.browser.post_json("/api/v1/sync/units", &absent).await.status, StatusCode::NOT_FOUND);
}
