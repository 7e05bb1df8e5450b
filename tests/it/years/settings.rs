//! What is set for modules and data types: saved at once, recorded, effective.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{World, data_type, module};

const ROOMS: &str = "/data-management/2025/buildings/building/settings";

impl World {
    /// Old and new of the last recorded change of a setting.
    async fn last_change(&self) -> Value {
        let last = "select details from audit_records where entity_type = 'year_settings' order by id desc limit 1";
        sqlx::query_scalar(last).fetch_one(self.app.database.pool()).await.unwrap()
    }

    async fn changes(&self) -> i64 {
        let count = "select count(*) from audit_records where entity_type = 'year_settings'";
        sqlx::query_scalar(count).fetch_one(self.app.database.pool()).await.unwrap()
    }
}

#[tokio::test]
async fn uncertainty_is_saved_at_once_and_recorded() {
    let mut world = World::new().await;
    let saved = world.app.post("/data-management/2025/buildings/uncertainty", &[("value", "high")]).await;
    assert_eq!(
        (saved.status, saved.location()),
        (StatusCode::SEE_OTHER, "/data-management?year=2025&open=buildings#buildings")
    );
    let page = world.app.get(saved.location()).await;
    assert_eq!(page.texts(".notice-ok p"), ["Uncertainty of Buildings: High."]);
    assert_eq!(page.texts("#buildings .segments [aria-pressed=true]"), ["High"]);
    assert_eq!(module(&world.configuration().await, 3)["uncertainty"], "high");
    assert_eq!(
        world.last_change().await,
        json!({ "module": "buildings", "before": { "enabled": true, "uncertainty": "medium" },
            "after": { "enabled": true, "uncertainty": "high" } })
    );
    world.app.post("/data-management/2025/buildings/uncertainty", &[("value", "high")]).await;
    assert_eq!(world.changes().await, 1, "what is so already is no change");
    let unknown = world.app.post("/data-management/2025/buildings/uncertainty", &[("value", "enormous")]).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn switching_off_asks_first_and_hides_without_deleting() {
    let mut world = World::new().await;
    world.load(calco2::ingestion::Target::Factors, "process_emissions", "process_emissions/process_factors.csv").await;
    let data = b"unit_institutional_id,category,quantity\nC2001,CO2,1\n";
    world.load_into(2025, calco2::ingestion::Target::Data, "process_emissions", data).await;
    let question = world.app.get("/data-management/2025/process_emissions/off").await;
    assert_eq!(question.texts("h1"), ["Switch Process emissions off for 2025?"]);
    assert_eq!(question.texts("dd"), ["1", "1", "0"]);
    assert_eq!(module(&world.configuration().await, 8)["enabled"], true, "a question changes nothing");

    let off = world.app.post("/data-management/2025/process_emissions/off", &[]).await;
    assert!(off.location().ends_with("#process_emissions"));
    let page = world.app.get(off.location()).await;
    assert_eq!(page.texts("#process_emissions .card-head .badge"), ["Switched off"]);
    assert_eq!(page.texts("#process_emissions .module-controls .switch"), ["Off, Process emissions"]);
    let kept: i64 =
        sqlx::query_scalar("select count(*) from data_entries").fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(kept, 1);
    world.app.post("/data-management/2025/process_emissions/on", &[]).await;
    assert_eq!(module(&world.configuration().await, 8)["enabled"], true);

    world.app.post("/data-management/2025/professional_travel/train/off", &[]).await;
    let configuration = world.configuration().await;
    assert_eq!(data_type(&configuration, 21)["enabled"], false);
    assert_eq!(data_type(&configuration, 20)["enabled"], true);
    for nowhere in ["headcount/train/off", "professional_travel/astrology/off", "astrology/off"] {
        assert_eq!(world.app.get(&format!("/data-management/2025/{nowhere}")).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.app.get("/data-management/2031/buildings/off").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_threshold_is_read_as_people_type_it_and_said_back() {
    let mut world = World::new().await;
    let form = world.app.get(ROOMS).await;
    assert_eq!(form.texts("h1"), ["Settings: Rooms 2025"]);
    let saved = world.app.post(ROOMS, &[("enabled", "on"), ("threshold", "1’500,5"), ("inputs_off", "on")]).await;
    assert_eq!(saved.location(), "/data-management?year=2025&open=buildings#type-building");
    let page = world.app.get(saved.location()).await;
    assert_eq!(page.texts(".notice-ok p"), ["Settings of Rooms are saved: red above 1’500.5 kg CO₂-eq."]);
    assert!(page.texts("#type-building .settings-line")[0].starts_with("Red above 1’500.5 kg · Units enter data: no"));
    let rooms = data_type(&world.configuration().await, 30).clone();
    assert_eq!((&rooms["threshold_kg"], &rooms["inputs_deactivated"]), (&json!(1500.5), &json!(true)));
    assert_eq!(
        world.last_change().await["before"],
        json!({ "enabled": true, "threshold_kg": null, "inputs_deactivated": false })
    );

    for wrong in ["many", "-1", "1,2,3", "1e400"] {
        let refused = world.app.post(ROOMS, &[("enabled", "on"), ("threshold", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(refused.texts("#errors li").len(), 1);
        assert!(refused.text().contains(&format!("value=\"{wrong}\"")), "what was typed is kept");
    }
    assert_eq!(data_type(&world.configuration().await, 30)["threshold_kg"], 1500.5);
    world.app.post(ROOMS, &[("enabled", "on"), ("threshold", " ")]).await;
    let rooms = data_type(&world.configuration().await, 30).clone();
    assert_eq!((&rooms["threshold_kg"], &rooms["inputs_deactivated"]), (&json!(null), &json!(false)));
}

#[tokio::test]
async fn people_have_no_threshold_and_facilities_no_inputs() {
    let mut world = World::new().await;
    let members = "/data-management/2025/headcount/member/settings";
    assert_eq!(world.app.get(members).await.texts("#threshold").len(), 0);
    let saved = world.app.post(members, &[("enabled", "on"), ("threshold", "5")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(data_type(&world.configuration().await, 1)["threshold_kg"], json!(null));

    let facilities = "/data-management/2025/research_facilities/research_facilities/settings";
    let form = world.app.get(facilities).await;
    assert!(!form.text().contains("inputs_off") && form.text().contains("Units never enter data of this type by hand"));
    world.app.post(facilities, &[("enabled", "on")]).await;
    assert_eq!(data_type(&world.configuration().await, 70)["inputs_deactivated"], true);
}

#[tokio::test]
async fn entries_are_refused_where_the_module_the_type_or_the_inputs_are_off() {
    let mut world = World::new().await;
    world.load_everything_needed().await;
    world.app.request(axum::http::Method::POST, "/api/v1/years/2025/open").await;
    let unit: i32 = sqlx::query_scalar("select id from units where institutional_code = '2001'")
        .fetch_one(world.app.database.pool())
        .await
        .unwrap();
    let entries = |module: i16, data_type: i16| {
        format!("/api/v1/units/{unit}/years/2025/modules/{module}/types/{data_type}/entries")
    };
    for (on, off) in [
        (vec!["process_emissions/on"], "process_emissions/off"),
        (vec!["process_emissions/process_emissions/on"], "process_emissions/process_emissions/off"),
        (vec![], "process_emissions/process_emissions/settings"),
    ] {
        world.app.sign_in("superadmin").await;
        world.app.post(&format!("/data-management/2025/{off}"), &[("enabled", "on"), ("inputs_off", "on")]).await;
        world.app.sign_in("principal").await;
        let refused = world.app.post_json(&entries(8, 50), &json!({ "category": "CO2", "quantity": 1 })).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (StatusCode::CONFLICT, &json!("inputs_deactivated")),
            "{off}"
        );
        world.app.sign_in("superadmin").await;
        for on in on {
            world.app.post(&format!("/data-management/2025/{on}"), &[]).await;
        }
    }
    world.app.sign_in("principal").await;
    for data_type in [70, 71] {
        let refused = world.app.post_json(&entries(6, data_type), &json!({})).await;
        assert_eq!(refused.json()["code"], "inputs_deactivated", "{data_type}");
    }
}

#[tokio::test]
async fn only_operators_change_settings() {
    let mut world = World::new().await;
    world.app.sign_in("manager").await;
    for path in ["buildings/off", "buildings/uncertainty", "buildings/building/settings", "open", "close", "create"] {
        let refused = world.app.post(&format!("/data-management/2025/{path}"), &[("value", "low")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}
