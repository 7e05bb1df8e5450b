//! One unit's year.

use axum::http::StatusCode;
use calco2::carbon::taxonomy::ModuleType;

use crate::support::TestApp;
use crate::support::reports::{self, Report};

/// Music Laboratory (the principal's) and Cell Laboratory (elsewhere) with figures in 2024 and 2025.
async fn with_figures() -> (TestApp, i32, i32) {
    let app = TestApp::new().await;
    let db = app.database.pool();
    let music: i32 =
        sqlx::query_scalar("select id from units where institutional_code = '2001'").fetch_one(db).await.unwrap();
    let cell = reports::unit(db, 4, "Cell Laboratory", &["10", "21", "2101"]).await;
    reports::write(
        db,
        &[
            Report::new("2001", 2024),
            Report::new("2001", 2025)
                .module(ModuleType::Headcount, 2, 6_250.0)
                .module(ModuleType::Purchase, 1, 1_000.0)
                .fte(12.5),
            Report::new("2101", 2025),
        ],
    )
    .await;
    (app, music, cell)
}

#[tokio::test]
async fn a_unit_sees_its_totals_modules_and_categories() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("principal").await;
    let page = app.get(&format!("/units/{music}/results/2025")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts("h1"), ["Music Laboratory"]);
    assert_eq!(page.texts(".page-title .badge"), ["1/8 validated"]);
    assert_eq!(page.texts(".stat-number"), ["7.3 t CO₂-eq", "6.3 t CO₂-eq", "0.6 t CO₂-eq"]);
    let modules = page.texts("[aria-labelledby=modules-title] tbody tr");
    assert_eq!(modules.len(), 8);
    assert!(modules[0].starts_with("Headcount") && modules[0].ends_with("6.3"), "{modules:?}");
    assert_eq!(page.texts("[aria-labelledby=categories-title] tbody th").len(), 2);
    assert_eq!(page.texts(".segments a"), ["2024", "2025"]);
}

#[tokio::test]
async fn a_year_without_data_shows_dashes_never_zero() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("member").await;
    app.language = "fr";
    let page = app.get(&format!("/units/{music}/results/2024")).await;
    assert_eq!(page.texts(".stat-number"), ["–", "–", "–"]);
    assert_eq!(page.texts("#modules-title"), ["Modules"]);
    assert!(page.texts(".page-lead")[0].ends_with("pas encore de données"));
}

#[tokio::test]
async fn a_unit_out_of_reach_does_not_exist() {
    let (mut app, music, cell) = with_figures().await;
    for (persona, sees_music, sees_cell) in
        [("superadmin", true, true), ("manager", true, false), ("principal", true, false), ("member", true, false)]
    {
        app.sign_in(persona).await;
        for (unit, is_seen) in [(music, sees_music), (cell, sees_cell)] {
            let status = app.get(&format!("/units/{unit}/results/2025")).await.status;
            let expected = if is_seen { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(status, expected, "{persona} at unit {unit}");
        }
    }
    for path in ["/units/999999/results/2025", "/units/x/results/2025"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(app.get(&format!("/units/{music}/results/2019")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_front_door_leads_a_units_people_to_their_newest_results() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("principal").await;
    let answer = app.get("/").await;
    assert_eq!(answer.headers["location"], format!("/units/{music}/results/2025").as_str());
    app.sign_in("manager").await;
    assert_eq!(app.get("/").await.headers["location"], "/reporting");
}
