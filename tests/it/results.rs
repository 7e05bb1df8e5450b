//! One unit's year.

mod cost;
mod explanation;
mod goal;
mod queries;
mod report;
mod trips;

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
async fn only_validated_modules_count() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("principal").await;
    let page = app.get(&format!("/units/{music}/results/2025")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts("h1"), ["Music Laboratory"]);
    assert_eq!(page.texts(".page-title .badge"), ["1/8 validated"]);
    // 1 t of purchases is not validated; 6.25 t / 12.5 FTE
    assert_eq!(page.texts(".stat-number"), ["6.3 t CO₂-eq", "–", "0.5 t CO₂-eq"]);
    let notes = page.texts(".result-numbers .stat-note");
    // 6’250 kg / 0.2996
    assert_eq!(notes[0], "as much as 20’861\u{a0}km by car (0.2996\u{a0}kg per km)");
    assert_eq!(notes[1], "No module is validated both this year and in 2024");
    let panels = page.texts(".result-panel .result-name");
    let expected = [
        "Process emissions",
        "Buildings",
        "Equipment",
        "External clouds & AI",
        "Professional travel",
        "Purchases",
        "Research facilities",
    ];
    assert_eq!(panels, expected);
    assert!(page.texts("#purchase .result-missing")[0].starts_with("Validate Purchases"));
    assert_eq!(page.texts(".segments [aria-current=page]"), ["2025"]);
}

#[tokio::test]
async fn a_year_without_data_says_why_there_is_no_figure() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("member").await;
    app.language = "fr";
    let page = app.get(&format!("/units/{music}/results/2024")).await;
    assert_eq!(page.texts(".stat-number"), ["–", "–", "–"]);
    let notes = page.texts(".result-numbers .stat-note");
    assert_eq!(notes[0], "Aucun module avec des émissions n’est encore validé");
    assert_eq!(notes[1], "Il n’y a pas de rapport 2023");
    assert_eq!(notes[2], "Validez Personnel pour voir la valeur par EPT");
    assert!(page.texts(".page-lead")[0].ends_with("pas encore de données"));
    assert!(page.texts("svg.drawing").is_empty(), "nothing is drawn of nothing");
}

/// The worked example of the reference: 15, 41.7 and 5 t, 17 and 40 t the year before, 25.5 FTE.
async fn worked_example() -> (TestApp, i32) {
    let app = TestApp::new().await;
    let db = app.database.pool();
    let music: i32 =
        sqlx::query_scalar("select id from units where institutional_code = '2001'").fetch_one(db).await.unwrap();
    let before = Report::new("2001", 2024).module(ModuleType::ProfessionalTravel, 2, 17_000.0).module(
        ModuleType::Equipment,
        2,
        40_000.0,
    );
    let now = Report::new("2001", 2025)
        .module(ModuleType::Headcount, 2, 0.0)
        .module(ModuleType::ProfessionalTravel, 2, 15_000.0)
        .module(ModuleType::Equipment, 2, 41_700.0)
        .module(ModuleType::ExternalCloudAndAi, 2, 5_000.0)
        .module(ModuleType::ResearchFacilities, 2, 1_000.0)
        .fte(25.5);
    reports::write(db, &[before, now]).await;
    (app, music)
}

#[tokio::test]
async fn the_worked_example_compares_like_with_like_and_follows_the_choices() {
    let (mut app, music) = worked_example().await;
    app.sign_in("manager").await;
    let page = app.get(&format!("/units/{music}/results/2025?research=0")).await;
    // 61.7 t / 25.5 FTE = 2.42; 56.7 t of travel and equipment against 57.0 t, where everything against everything was +8.2 %
    assert_eq!(page.texts(".stat-number"), ["61.7 t CO₂-eq", "−0.5\u{a0}%", "2.4 t CO₂-eq"]);
    let notes = page.texts(".result-numbers .stat-note");
    assert_eq!(notes[0], "as much as 205’941\u{a0}km by car (0.2996\u{a0}kg per km)");
    assert_eq!(notes[1], "56.7\u{a0}t now, 57.0\u{a0}t in 2024, like for like: 2 modules validated in both years");
    assert_eq!(page.texts("#professional_travel .result-change"), ["−11.8\u{a0}%"]);
    assert_eq!(page.texts("#equipment .result-change"), ["+4.3\u{a0}%"]);
    assert_eq!(page.texts("#external_cloud_and_ai .result-change"), ["no 2024 value"]);
    assert_eq!(page.texts("#research_facilities"), Vec::<String>::new());
    // with the 1.0 t of research facilities
    let page = app.get(&format!("/units/{music}/results/2025")).await;
    assert_eq!(page.texts(".stat-number")[0], "62.7 t CO₂-eq");
    assert_eq!(page.texts("#research_facilities .result-tonnes"), ["1.0 t CO₂-eq"]);
}

#[tokio::test]
async fn charts_and_their_numbers_add_up_to_the_total() {
    let (mut app, music) = worked_example().await;
    app.sign_in("superadmin").await;
    let csv = app.get(&format!("/units/{music}/results/2025/charts/results.csv")).await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"2001-2025-results.csv\"");
    let tonnes = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
    let sum: f64 = csv.text().lines().skip(1).map(tonnes).sum();
    assert!((sum - 62.7).abs() < 1e-9, "{}", csv.text());
    assert_eq!(csv.text().lines().count(), 1 + 4, "{}", csv.text());
    let per_fte = app.get(&format!("/units/{music}/results/2025/charts/per-fte.csv")).await;
    let sum: f64 = per_fte.text().lines().skip(1).map(tonnes).sum();
    assert!((sum - 62.7 / 25.5).abs() < 1e-9, "{}", per_fte.text());
    let svg = app.get(&format!("/units/{music}/results/2025/charts/results.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.text().starts_with("<svg ") && svg.text().contains("<title>"), "{}", svg.text());
    for missing in ["goal.png", "results", "cake.svg", "module-purchase.csv", "module-headcount.svg"] {
        let status = app.get(&format!("/units/{music}/results/2025/charts/{missing}")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn open_panels_and_views_are_in_the_address() {
    let (mut app, music) = worked_example().await;
    app.sign_in("superadmin").await;
    let page = app.get(&format!("/units/{music}/results/2025?open=equipment&confidence=1&breakdown_as=bars")).await;
    assert_eq!(page.texts("details[open] .result-name"), ["Equipment"]);
    assert_eq!(page.texts("#equipment .result-status .badge"), ["Validated", "Moderate uncertainty"]);
    let all = app.get(&format!("/units/{music}/results/2025?open=all")).await;
    assert_eq!(all.texts("details[open] .result-name").len(), 7);
    // other years keep the choices
    assert!(
        page.text()
            .contains(&format!("/units/{music}/results/2024?confidence=1&amp;breakdown_as=bars&amp;open=equipment"))
            || page.text().contains(&format!(
                "/units/{music}/results/2024?confidence=1&#38;breakdown_as=bars&#38;open=equipment"
            ))
    );
    let nonsense =
        app.get(&format!("/units/{music}/results/2025?open=x&level=99&levels=a:b&goal=&research=7&%ff=%fe")).await;
    assert_eq!(nonsense.status, StatusCode::OK);
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
    // and so do the pages below it
    app.sign_in("principal").await;
    for below in ["/charts/results.svg", "/modules/headcount", "/modules/purchase/types/services", "/entries/1"] {
        for (unit, year) in [(cell, 2025), (music, 2019), (999_999, 2025)] {
            let path = format!("/units/{unit}/results/{year}{below}");
            assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
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
