//! What a year lacks: the worked examples of the reference, and jobs that fail or run.

use axum::http::StatusCode;
use calco2::ingestion::Target;
use serde_json::json;

use super::{World, data_type, module};

const FACTORS: Target = Target::Factors;
const REFERENCE: Target = Target::Reference;

#[tokio::test]
async fn a_fresh_year_lacks_what_is_mandatory_and_nothing_else() {
    let mut world = World::new().await;
    let fresh = world.configuration().await;
    assert_eq!((&fresh["state"], &fresh["incomplete"]), (&json!("configuring"), &json!(true)));
    for id in [1, 2, 31, 32, 40, 41, 50, 67, 70, 71] {
        assert_eq!(data_type(&fresh, id)["reasons"], json!(["missing_factor"]), "{id}");
    }
    for id in [20, 21, 30] {
        assert_eq!(data_type(&fresh, id)["reasons"], json!(["missing_factor", "missing_reference"]), "{id}");
    }
    for id in [10, 11, 12, 60, 61, 62, 63, 64, 65, 66] {
        let of_type = data_type(&fresh, id);
        assert_eq!((&of_type["reasons"], &of_type["incomplete"]), (&json!([]), &json!(false)), "{id}");
    }
    for id in 1..=8 {
        let reasons = if id == 4 || id == 5 { json!(["missing_common_factor"]) } else { json!([]) };
        let of_module = module(&fresh, id);
        assert_eq!((&of_module["reasons"], &of_module["incomplete"]), (&reasons, &json!(true)), "{id}");
        assert_eq!((&of_module["enabled"], &of_module["uncertainty"]), (&json!(true), &json!("medium")));
    }
    let rooms = data_type(&fresh, 30);
    assert_eq!((&rooms["threshold_kg"], &rooms["inputs_deactivated"]), (&json!(null), &json!(false)));
    assert_eq!(rooms["jobs"]["data"], json!({ "last_good": null, "last_attempt": null }));
    assert_eq!(data_type(&fresh, 70)["inputs_deactivated"], true, "facilities never take inputs by hand");
}

#[tokio::test]
async fn travel_with_planes_alone_lacks_trains_until_they_are_switched_off() {
    let mut world = World::new().await;
    world.load(FACTORS, "plane", "professional_travel/plane_factors.csv").await;
    world.load(REFERENCE, "plane", "professional_travel/airports_reference.csv").await;
    let planes = world.configuration().await;
    assert_eq!(data_type(&planes, 20)["incomplete"], false);
    assert_eq!(data_type(&planes, 21)["reasons"], json!(["missing_factor", "missing_reference"]));
    assert_eq!(module(&planes, 2)["incomplete"], true);
    let jobs = &data_type(&planes, 20)["jobs"];
    assert_eq!(jobs["factors"]["last_good"]["job_type"], "factor_ingest");
    assert_eq!(jobs["factors"]["last_good"], jobs["factors"]["last_attempt"]);
    assert_eq!(jobs["reference"]["last_good"]["file"]["name"], "file.csv");

    sqlx::query("update year_data_entry_types set is_enabled = false where data_entry_type_id = 21")
        .execute(world.app.database.pool())
        .await
        .unwrap();
    let without_trains = world.configuration().await;
    assert_eq!(module(&without_trains, 2)["incomplete"], false);
    assert_eq!(data_type(&without_trains, 21)["incomplete"], true, "what it would lack is said all the same");
}

#[tokio::test]
async fn common_factors_of_purchases_do_not_stand_in_for_centralised_ones() {
    let mut world = World::new().await;
    world.load(FACTORS, "purchase", "purchase/purchases_common_factors.csv").await;
    let common = world.configuration().await;
    assert_eq!(module(&common, 5)["reasons"], json!([]));
    assert_eq!(data_type(&common, 67)["reasons"], json!(["missing_factor"]));
    assert_eq!(module(&common, 5)["incomplete"], true);
    assert_eq!(module(&common, 5)["jobs"]["factors"]["last_good"]["result"], "success");
    assert_eq!(data_type(&common, 60)["jobs"]["factors"]["last_good"], json!(null), "it is the module's file");
    world.load(FACTORS, "additional_purchases", "purchase/purchases_additional_factors.csv").await;
    assert_eq!(module(&world.configuration().await, 5)["incomplete"], false);
}

#[tokio::test]
async fn a_failed_list_of_rooms_is_not_there_and_says_so() {
    let mut world = World::new().await;
    for (of, path) in [
        ("building", "buildings/room_factors.csv"),
        ("energy_combustion", "buildings/combustion_factors.csv"),
        ("building_embodied_energy", "buildings/embodied_energy_factors.csv"),
    ] {
        world.load(FACTORS, of, path).await;
    }
    world.load_into(2025, REFERENCE, "building", b"building_location,building_name,room_name\n").await;
    let failed = world.configuration().await;
    assert_eq!(data_type(&failed, 30)["reasons"], json!(["missing_reference", "reference_failed"]));
    assert_eq!(module(&failed, 3)["incomplete"], true);

    world.load(REFERENCE, "building", "buildings/rooms_reference.csv").await;
    world.load_into(2025, FACTORS, "building", b"nonsense\n1\n").await;
    let reloaded = world.configuration().await;
    let rooms = data_type(&reloaded, 30);
    assert_eq!(rooms["reasons"], json!([]), "the good factors are still there");
    assert_eq!(rooms["jobs"]["factors"]["last_attempt"]["result"], "error");
    assert_eq!(rooms["jobs"]["factors"]["last_good"]["result"], "success");
    assert_eq!(module(&reloaded, 3)["incomplete"], false);
}

#[tokio::test]
async fn a_running_upload_is_a_reason_and_files_that_only_looked_are_none() {
    let mut world = World::new().await;
    sqlx::query(
        "with p as (insert into pipelines (id, kind) values (gen_random_uuid(), 'factor_ingest') returning id)
         insert into jobs (pipeline_id, job_type, target, module_type_id, data_entry_type_id, year, request, unit_id)
         select p.id, 'factor_ingest', target, 8, 50, 2025, request::jsonb, unit_id
         from p, (values ('factors', '{}', null), ('factors', '{\"options\": {\"dry_run\": true}}', null),
                         ('data', '{}', (select id from units where institutional_code = '2001')))
             as asked (target, request, unit_id)",
    )
    .execute(world.app.database.pool())
    .await
    .unwrap();
    let running = world.configuration().await;
    let process = data_type(&running, 50);
    assert_eq!(process["reasons"], json!(["missing_factor", "upload_running"]));
    let first: i32 = sqlx::query_scalar("select min(id) from jobs").fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(process["jobs"]["factors"]["last_attempt"]["job_id"], first);
    assert_eq!(process["jobs"]["data"]["last_attempt"], json!(null), "a unit's own file is the unit's");
}

#[tokio::test]
async fn a_year_opens_once_nothing_is_missing() {
    let mut world = World::new().await;
    let refused = world.app.request(axum::http::Method::POST, "/api/v1/years/2025/open").await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("year_incomplete")));
    let errors = refused.json()["errors"].as_array().unwrap().clone();
    assert_eq!(errors.len(), 18, "{errors:?}");
    assert_eq!(errors[0]["message"], "Members: no emission factors");
    assert!(errors.iter().any(|error| error["field"] == "modules.4" && error["code"] == "missing_common_factor"));

    world.load_everything_needed().await;
    let data = b"unit_institutional_id,category,quantity\nC2001,CO2,1\n";
    world.load_into(2025, Target::Data, "process_emissions", data).await;
    let complete = world.configuration().await;
    assert_eq!(complete["incomplete"], false, "{complete}");
    assert_eq!(data_type(&complete, 50)["jobs"]["data"]["last_good"]["job_type"], "data_ingest");
    let opened = world.app.request(axum::http::Method::POST, "/api/v1/years/2025/open").await;
    assert_eq!((opened.status, &opened.json()["state"]), (StatusCode::OK, &json!("open")), "{}", opened.text());
    assert!(opened.json()["opened_at"].is_string());
    let closed = world.app.request(axum::http::Method::POST, "/api/v1/years/2025/close").await;
    assert_eq!((&closed.json()["state"], &closed.json()["opened_at"]), (&json!("configuring"), &json!(null)));
    assert_eq!(world.acts().await, ["year 2025 opened to the units", "year 2025 closed to the units"]);
}
