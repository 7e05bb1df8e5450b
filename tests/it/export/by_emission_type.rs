//! The leaves behind the results.

use calco2::ledger::{drift, reports as ledger_reports};

use super::*;

/// A unit's year with one emission on each kind of node, summed as every emission is.
async fn with_emissions() -> TestApp {
    let app = TestApp::new().await;
    let db = app.database.pool();
    reports::write(db, &[Report::new("2001", 2025)]).await;
    let mut conn = db.acquire().await.unwrap();
    let year = Year::new(2025).unwrap();
    ledger_reports::prepare_year(&mut conn, year).await.unwrap();
    sqlx::raw_sql(
        "with emissions (module, type, emission_type, scope, kg, quantity) as (values
             (1, 1, 10001, 3, 4.0::float8, 2.0::float8), (1, 2, 10001, 3, 6, 3), (1, 1, 2000301, 3, 0.125, 8),
             (1, 1, 30001, 3, 0, 12.5), (2, 20, 50203, 3, 240.1, 1200.5), (3, 30, 60101, 2, 10.25, null),
             (3, 30, 6010501, 1, 7.5, null), (3, 30, 60300, 3, 30, null), (5, 66, 90800, 3, 3, null),
             (5, 67, 90901, 1, 1.5, null), (6, 71, 100200, 3, 2, null)
         ), entries as (
             insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
                 payload)
             select 2025, e.type, e.module, m.id, m.unit_id, 0, '{}'
             from (select distinct module, type from emissions) e
             join carbon_report_modules m on m.module_type_id = e.module
             returning id, data_entry_type_id, carbon_report_module_id
         )
         insert into data_entry_emissions (year, data_entry_type_id, carbon_report_module_id, data_entry_id,
             emission_type_id, scope, kg, quantity)
         select 2025, s.data_entry_type_id, s.carbon_report_module_id, s.id, e.emission_type, e.scope, e.kg, e.quantity
         from emissions e join entries s on s.data_entry_type_id = e.type;",
    )
    .execute(&mut *conn)
    .await
    .unwrap();
    sqlx::query("update carbon_report_modules set status = 1 where module_type_id in (1, 2, 3, 5, 6)")
        .execute(&mut *conn)
        .await
        .unwrap();
    drift::rebuild(&mut conn, year, "2026-03-12T14:02:11Z".parse().unwrap()).await.unwrap();
    app
}

#[tokio::test]
async fn each_emission_type_has_its_line_by_category_then_id() {
    let mut app = with_emissions().await;
    app.sign_in("superadmin").await;
    let files = Files::of(&app.get("/reporting/export/results?years=2025").await.bytes);
    let header = "\u{feff}report_id,year,unit_institutional_id,unit_name,module_name,module_status,scope,category,\
        subcategory,emission_type_id,emission_type_name,quantity,quantity_unit,kg_co2eq\r\n";
    let rows = [
        "buildings,in_progress,1,buildings_energy_combustion,heating_thermal,6010501,\
         buildings__rooms__heating_thermal__office,,,7.5",
        "buildings,in_progress,2,buildings_room,lighting,60101,buildings__rooms__lighting,,,10.25",
        "purchase,in_progress,3,purchases,other_purchases,90800,purchases__other,,,3",
        "purchase,in_progress,1,purchases,additional,90901,purchases__additional__ln2,,,1.5",
        "research_facilities,in_progress,3,research_facilities,animal,100200,research_facilities__animal,,,2",
        "professional_travel,in_progress,3,professional_travel,plane,50203,professional_travel__plane__eco,1200.5,km,240.1",
        "headcount,in_progress,3,commuting,walking,30001,commuting__walking,12.5,km,0",
        "headcount,in_progress,3,food,vegetarian,10001,food__vegetarian,5,kg,10",
        "headcount,in_progress,3,waste,biogas,2000301,waste__biogas__organic_waste_food_leftovers,8,kg,0.125",
        "buildings,in_progress,3,embodied_energy,construction_and_renovation,60300,\
         buildings__construction_and_renovation,,,30",
    ];
    let rows = rows.map(|row| format!("1,2025,C2001,Music Laboratory,{row}\r\n"));
    assert_eq!(files.text("results_by_emission_type.csv"), header.to_owned() + &rows.concat());
    assert_eq!(files.rows("results.csv")[0]["total_kg"], "304.475");
    assert!(files.text("README.txt").contains("results_by_emission_type.csv: 10 rows"));
}

#[tokio::test]
async fn units_follow_each_other_by_year_then_name() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let rows = Files::of(&app.get("/reporting/export/combined?years=2025&years=2024").await.bytes)
        .rows("results_by_emission_type.csv");
    let lines: Vec<_> =
        rows.iter().map(|row| [&row["year"], &row["unit_name"], &row["category"], &row["kg_co2eq"]]).collect();
    assert_eq!(
        lines,
        [
            ["2024", "Music Laboratory", "purchases", "0.1"],
            ["2024", "Music Laboratory", "commuting", "0.2"],
            ["2025", "'=Cell, \"Laboratory\"", "purchases", "30000"],
            ["2025", "Music Laboratory", "professional_travel", "12000.125"],
        ]
    );
}
