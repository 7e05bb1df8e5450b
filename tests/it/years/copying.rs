//! An earlier year as the starting point: factors, settings and objectives, after a page that says so.

use axum::http::StatusCode;
use calco2::carbon::ids::Year;
use calco2::ingestion::Target;
use calco2::ledger::staleness;
use serde_json::json;

use super::{World, data_type, module};

const COPY: &str = "/data-management/2026/copy";

impl World {
    /// 2025 with factors and settings, and 2026 prepared with factors of one type of its own.
    async fn two_years() -> Self {
        let mut world = Self::new().await;
        for (of, path) in [
            ("process_emissions", "process_emissions/process_factors.csv"),
            ("train", "professional_travel/train_factors.csv"),
            ("equipment", "equipment/equipment_factors.csv"),
        ] {
            world.load(Target::Factors, of, path).await;
        }
        world.app.post("/data-management/2025/buildings/uncertainty", &[("value", "high")]).await;
        world
            .app
            .post("/data-management/2025/buildings/building/settings", &[("enabled", "on"), ("threshold", "7")])
            .await;
        world.app.post("/data-management/2025/professional_travel/plane/off", &[]).await;
        let goal = [("target-1", "2030"), ("percent-1", "40"), ("reference-1", "2019")];
        world.app.post("/data-management/2025/goals", &goal).await;
        world.prepared(2026).await;
        world.load_into(2026, Target::Factors, "train", b"country_code,ef_kg_co2eq_per_km\nCH,0.5\nRoW,0.6\n").await;
        world
    }

    async fn factors(&self, year: i16) -> Vec<(i16, i64)> {
        let counts = "select data_entry_type_id, count(*) from factors where year = $1 and status <> 'retired' group by 1 order by 1";
        sqlx::query_as(counts).bind(year).fetch_all(self.app.database.pool()).await.unwrap()
    }
}

#[tokio::test]
async fn a_year_is_copied_once_and_what_it_has_stays() {
    let mut world = World::two_years().await;
    let question = world.app.get(COPY).await;
    assert_eq!(question.texts("h1"), ["Copy from 2025 to 2026"]);
    let of_2025 = world.factors(2025).await;
    let copied: i64 = of_2025.iter().filter(|(id, _)| *id != 21).map(|(_, count)| count).sum();
    let types = of_2025.len() - 1;
    assert_eq!(question.texts("dd"), [format!("{copied} factors of {types} data types"), "Train trips".to_owned()]);
    assert_eq!(world.factors(2026).await, [(21, 2)], "a question changes nothing");

    let form = [("from", "2025"), ("settings", "on"), ("objectives", "on")];
    let started = world.app.post(COPY, &form).await;
    assert_eq!((started.status, started.location()), (StatusCode::SEE_OTHER, "/data-management?year=2026"));
    world.run_jobs(&[]).await;
    let of_2026 = world.factors(2026).await;
    for (id, count) in &of_2025 {
        let expected = if *id == 21 { 2 } else { *count };
        assert!(of_2026.contains(&(*id, expected)), "{id}: {of_2026:?}");
    }
    let same = "select count(*) from factors a join factors b using (data_entry_type_id, identity, emission_type_id, \"values\", classification)
                where a.year = 2025 and b.year = 2026 and data_entry_type_id <> 21";
    let same: i64 = sqlx::query_scalar(same).fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(same, copied);

    let configuration = world.app.get("/api/v1/years/2026/configuration").await.json();
    assert_eq!(module(&configuration, 3)["uncertainty"], "high");
    assert_eq!(data_type(&configuration, 30)["threshold_kg"], 7.0);
    assert_eq!(data_type(&configuration, 20)["enabled"], false);
    assert_eq!(data_type(&configuration, 50)["reasons"], json!([]));
    assert_eq!(data_type(&configuration, 50)["jobs"]["factors"]["last_good"]["ingestion"]["copied_from"], 2025);
    assert_eq!(module(&configuration, 4)["jobs"]["factors"]["last_good"]["result"], "success");
    let page = world.app.get("/data-management?year=2026").await;
    assert!(page.texts("#factors-process-emissions")[0].contains("Copied from 2025"));
    assert!(page.texts("#goals")[0].contains("by 2030"));
    assert!(world.acts().await.contains(&"copied from 2025 to 2026".to_owned()));

    let jobs = "select count(*) from jobs";
    let before: i64 = sqlx::query_scalar(jobs).fetch_one(world.app.database.pool()).await.unwrap();
    world.app.post(COPY, &form).await;
    let after: i64 = sqlx::query_scalar(jobs).fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!((before, &of_2026), (after, &world.factors(2026).await), "nothing is left to copy");
}

#[tokio::test]
async fn one_card_is_copied_alone_and_entries_become_stale() {
    let mut world = World::two_years().await;
    let page = world.app.get("/data-management?year=2026").await;
    let offer = "/data-management/2026/copy?from=2025&#38;type=process_emissions";
    assert!(page.text().contains(offer), "the card of missing factors offers it");
    assert!(!page.text().contains("copy?from=2025&#38;type=train"), "what is there is not offered");
    world
        .load_into(
            2026,
            Target::Factors,
            "process_emissions",
            b"category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\n",
        )
        .await;
    let data = b"unit_institutional_id,category,quantity\nC2001,CO2,1\n";
    world.load_into(2026, Target::Data, "process_emissions", data).await;
    sqlx::query("update factors set status = 'retired' where year = 2026 and data_entry_type_id = 50")
        .execute(world.app.database.pool())
        .await
        .unwrap();
    let question = world.app.get("/data-management/2026/copy?from=2025&type=process_emissions").await;
    assert_eq!(question.texts("input[type=checkbox]").len(), 0);
    let started = world.app.post(COPY, &[("from", "2025"), ("type", "process_emissions"), ("settings", "on")]).await;
    assert_eq!(started.location(), "/data-management?year=2026&open=process_emissions#process_emissions");
    world.run_jobs(&[]).await;
    let of_2026 = world.factors(2026).await;
    assert_eq!(of_2026.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [21, 50]);
    let mut conn = world.app.database.pool().acquire().await.unwrap();
    let stale = staleness::of_year(&mut conn, Year::new(2026).unwrap()).await.unwrap();
    assert!(stale.values().any(staleness::Staleness::is_stale));
    let configuration = world.app.get("/api/v1/years/2026/configuration").await.json();
    assert_eq!(module(&configuration, 3)["uncertainty"], "medium", "a card brings factors only");
}

#[tokio::test]
async fn only_earlier_prepared_years_are_copied_from() {
    let mut world = World::new().await;
    let refused = world.app.get("/data-management/2025/copy").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for from in ["2025", "2026", "2031"] {
        let refused = world.app.post("/data-management/2025/copy", &[("from", from)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{from}");
    }
    assert_eq!(world.app.get("/data-management/2040/copy").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.app.get("/data-management/2025/copy?type=astrology").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.app.get("/data-management/2025/copy?type=scientific").await.status, StatusCode::NOT_FOUND);
    world.app.sign_in("manager").await;
    assert_eq!(world.app.post("/data-management/2025/copy", &[("from", "2024")]).await.status, StatusCode::FORBIDDEN);
}
