//! Reduction objectives: three files that go in whole or not at all, and up to three goals.

use axum::http::StatusCode;
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::ingestion::outcome::Ingestion;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::ledger::factors::AbsentPolicy;
use calco2::years::objectives::Objective;
use serde_json::json;

use super::World;

const GOALS: &str = "/data-management/2025/goals";
const FOOTPRINT: &str = "year,category,co2\n2019,buildings,1250.5\n2019,travel,800\n2020,buildings,0\n";

impl World {
    async fn objective(&self, objective: Objective, text: &str) -> Ingestion {
        let upload = Upload {
            target: Target::ReductionObjectives(objective),
            module: None,
            data_type: None,
            year: Year::new(2025).unwrap(),
            unit: None,
            absent: AbsentPolicy::Retire,
            dry_run: false,
            recalculate: false,
            keeps_file: false,
            file_name: "objectives.csv",
            content: text.as_bytes().into(),
        };
        ingest(&self.product, &Actor::program("test"), upload).await.unwrap()
    }

    async fn lines(&self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(self.app.database.pool()).await.unwrap()
    }
}

const FOOTPRINTS: &str =
    "select concat_ws(' ', footprint_year, category, co2_kg) from institutional_footprints order by 1";

#[tokio::test]
async fn a_footprint_is_in_tonnes_or_in_kilograms_and_replaces_the_list() {
    let world = World::new().await;
    let loaded = world.objective(Objective::InstitutionalFootprint, FOOTPRINT).await;
    assert_eq!((loaded.result.key(), loaded.stored, loaded.refused), ("success", 3, 0));
    assert_eq!((loaded.target, loaded.r#type), ("reduction_objectives", Some("institutional_footprint")));
    assert_eq!(world.lines(FOOTPRINTS).await, ["2019 buildings 1250500", "2019 travel 800000", "2020 buildings 0"]);
    let again = world.objective(Objective::InstitutionalFootprint, FOOTPRINT).await;
    assert_eq!((again.stored, again.unchanged), (0, 3), "the same file twice changes nothing");
    world.objective(Objective::InstitutionalFootprint, "Year;Category;CO2_kg\n2021;food;12,5\n").await;
    assert_eq!(world.lines(FOOTPRINTS).await, ["2021 food 12.5"]);
    let both = world.objective(Objective::InstitutionalFootprint, "year,category,co2,co2_kg\n2021,food,1,2\n").await;
    assert!(both.file_error.is_some(), "nobody can tell which one counts");
}

#[tokio::test]
async fn one_wrong_row_keeps_the_whole_list_out_and_all_wrong_rows_are_named() {
    let world = World::new().await;
    world.objective(Objective::UnitScenarios, "scenario,year,reduction_percentage\nbau,2030,0.05\n").await;
    let wrong = "scenario,year,reduction_percentage\nbau,2030,0.1\nambitious,2030,1.4\n,2035,0.5\nBAU ,2030,0.2\n";
    let refused = world.objective(Objective::UnitScenarios, wrong).await;
    assert_eq!((refused.result.key(), refused.committed, refused.stored), ("error", false, 0));
    let named: Vec<_> =
        refused.errors.iter().map(|error| (error.row, error.line, error.code, error.first_line)).collect();
    assert_eq!(named, [(2, 3, "out_of_range", None), (3, 4, "missing", None), (4, 5, "duplicate", Some(2))]);
    let scenarios = "select concat_ws(' ', scenario, target_year, reduction) from unit_scenarios order by 1";
    assert_eq!(world.lines(scenarios).await, ["bau 2030 0.05"], "the list is as it was");
}

#[tokio::test]
async fn populations_are_whole_people_once_a_year() {
    let world = World::new().await;
    let good =
        world.objective(Objective::PopulationProjections, "year,pop,remark\n2025,12000,now\n2030,13500,\n").await;
    assert_eq!((good.result.key(), good.stored, good.warning_count), ("success", 2, 1), "extra columns are left aside");
    let bad =
        world.objective(Objective::PopulationProjections, "year,pop\n2025,1.5\n2026,-1\n2027,1\n2027,2\nx,3\n").await;
    let codes: Vec<_> = bad.errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["not_an_integer", "out_of_range", "duplicate", "not_a_number"]);
    let people = "select concat_ws(' ', projected_year, population) from population_projections order by 1";
    assert_eq!(world.lines(people).await, ["2025 12000", "2030 13500"]);
}

#[tokio::test]
async fn missing_objectives_are_said_on_the_page_and_block_nothing() {
    let mut world = World::new().await;
    let empty = world.app.get("/data-management?year=2025").await;
    assert_eq!(empty.texts("#objectives .badge"), ["Missing", "Missing", "Missing"]);
    assert!(empty.text().contains("4 items missing"));
    assert!(world.configuration().await["modules"].is_array());
    world.objective(Objective::InstitutionalFootprint, FOOTPRINT).await;
    world.objective(Objective::PopulationProjections, "year,pop\n1,1\n").await;
    let page = world.app.get("/data-management?year=2025").await;
    assert_eq!(page.texts("#objectives .badge"), ["Loaded", "Last upload failed", "Missing"]);
    assert!(
        page.texts("#objectives .upload-card")[0].contains("3 rows"),
        "{:?}",
        page.texts("#objectives .upload-card")
    );
    let form = world.app.get("/data-management/2025/upload?target=reduction_objectives&type=unit_scenarios").await;
    assert_eq!(form.status, StatusCode::OK);
    let template =
        world.app.get("/data-management/2025/template?target=reduction_objectives&type=unit_scenarios").await;
    assert_eq!(template.text(), "\u{feff}scenario,year,reduction_percentage\r\nmiddle,2030,0.4\r\n");
    let nowhere = world.app.get("/data-management/2025/upload?target=reduction_objectives&type=plane").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    world.load_everything_needed().await;
    let opened = world.app.request(axum::http::Method::POST, "/api/v1/years/2025/open").await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
}

#[tokio::test]
async fn goals_are_checked_field_by_field_and_close_up() {
    let mut world = World::new().await;
    let typed = [
        ("target-1", ""),
        ("percent-1", ""),
        ("reference-1", ""),
        ("target-2", "2025"),
        ("percent-2", "140"),
        ("reference-2", ""),
        ("target-3", "2040"),
        ("percent-3", "90"),
        ("reference-3", "2019"),
    ];
    let refused = world.app.post(GOALS, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts("#errors li a").len(), 3);
    assert!(refused.text().contains("value=\"140\""), "what was typed is kept");
    assert_eq!(world.lines("select target_year::text from reduction_goals").await.len(), 0);

    let typed = [
        ("target-2", "2030"),
        ("percent-2", "42,5"),
        ("reference-2", "2019"),
        ("target-3", "2040"),
        ("percent-3", "90"),
        ("reference-3", "2019"),
    ];
    let saved = world.app.post(GOALS, &typed).await;
    assert_eq!(saved.location(), "/data-management?year=2025#objectives-title");
    let stored =
        "select concat_ws(' ', position, target_year, reduction, reference_year) from reduction_goals order by 1";
    assert_eq!(world.lines(stored).await, ["1 2030 0.425 2019", "2 2040 0.9 2019"]);
    let page = world.app.get("/data-management?year=2025").await;
    let words = "Goals: −42.5\u{a0}% by 2030 against 2019, −90\u{a0}% by 2040 against 2019.";
    assert_eq!(page.texts("#goals"), [words]);
    let recorded: serde_json::Value = sqlx::query_scalar(
        "select details from audit_records where entity_type = 'year_settings' order by id desc limit 1",
    )
    .fetch_one(world.app.database.pool())
    .await
    .unwrap();
    assert_eq!((&recorded["before"], &recorded["after"][1]["target_year"]), (&json!([]), &json!(2040)));
    world.app.post(GOALS, &[]).await;
    assert_eq!(world.lines(stored).await.len(), 0, "empty goals are dropped");
}
