//! Reporting: what the filter means, the units table as page and as JSON, what it costs.

mod api;
mod charts;
mod columns;
mod cost;
mod filter;
mod fresh;
mod hostile;
mod kept;
mod levels;
mod page;
mod queries;
mod reminders;
mod said;
mod views;

use calco2::carbon::taxonomy::ModuleType;

use crate::support::TestApp;
use crate::support::reports::{self, Report};

/// Two faculties, three institutes, five units, two years:
///
/// | unit | below | 2024 | 2025 |
/// |---|---|---|---|
/// | Music Laboratory 2001 | Arts (the manager's) | validated, 1 t | validated, 2 t, 4 FTE |
/// | Énergie Group 2002 | Arts › Theatre | in progress, 12 t | in progress, 15.5 t travel validated, 5 FTE |
/// | Cell Laboratory 2101 | Life Sciences › Cells | – | in progress, purchases 30 t not validated |
/// | Acoustics Group 2102 | Life Sciences › Cells | not started | not started |
/// | Zoo 2103 | Life Sciences › Animals | not started | headcount validated, 8 t, 2 FTE |
async fn with_figures() -> TestApp {
    let app = TestApp::new().await;
    let db = app.database.pool();
    reports::unit(db, 3, "Institute of Theatre", &["10", "20", "200"]).await;
    reports::unit(db, 3, "Institute of Cells", &["10", "21", "210"]).await;
    reports::unit(db, 3, "Institute of Animals", &["10", "21", "211"]).await;
    reports::unit(db, 4, "Énergie Group", &["10", "20", "200", "2002"]).await;
    reports::unit(db, 4, "Cell Laboratory", &["10", "21", "210", "2101"]).await;
    reports::unit(db, 4, "Acoustics Group", &["10", "21", "210", "2102"]).await;
    reports::unit(db, 4, "Zoo", &["10", "21", "211", "2103"]).await;
    let closed = reports::unit(db, 4, "Closed Laboratory", &["10", "21", "2199"]).await;
    sqlx::query(
        "update units set principal_institutional_id = case institutional_code
             when '2001' then 'demo-principal' when '2101' then 'demo-member' when '2103' then 'nobody' end",
    )
    .execute(db)
    .await
    .unwrap();
    reports::write(
        db,
        &[
            Report::new("2001", 2024).all(2).module(ModuleType::Headcount, 2, 1_000.0),
            Report::new("2001", 2025).all(2).module(ModuleType::Headcount, 2, 2_000.0).fte(4.0),
            Report::new("2002", 2024).module(ModuleType::ProfessionalTravel, 2, 12_000.0),
            Report::new("2002", 2025)
                .module(ModuleType::ProfessionalTravel, 2, 15_000.0)
                .module(ModuleType::Headcount, 1, 500.0)
                .fte(5.0),
            Report::new("2101", 2025).module(ModuleType::Purchase, 1, 30_000.0),
            Report::new("2102", 2024),
            Report::new("2102", 2025),
            Report::new("2103", 2024),
            Report::new("2103", 2025).module(ModuleType::Headcount, 2, 8_000.0).fte(2.0),
            Report::new("2199", 2025).module(ModuleType::Headcount, 2, 9_999.0),
        ],
    )
    .await;
    sqlx::query("update units set is_active = false where id = $1").bind(closed).execute(db).await.unwrap();
    app
}

/// Id of a unit by its directory number.
async fn id(app: &TestApp, code: &str) -> i32 {
    sqlx::query_scalar("select id from units where institutional_code = $1")
        .bind(code)
        .fetch_one(app.database.pool())
        .await
        .unwrap()
}
