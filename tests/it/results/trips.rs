//! Where the trips of a unit's year went.

use axum::http::{StatusCode, header};

use crate::support::faculties::Faculties;

/// Cells of a CSV file, row by row.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn trips_are_drawn_and_listed_for_those_who_may_see_their_entries() {
    let Faculties { mut app, music, genome } = Faculties::both().await;
    let address = |unit: i32, file: &str| format!("/units/{unit}/results/2025/trips/{file}");
    let mut lists = Vec::new();
    for persona in ["principal", "manager", "member"] {
        app.sign_in(persona).await;
        let list = app.get(&address(music.unit, "trips.csv")).await;
        assert_eq!((list.status, list.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/csv; charset=utf-8"));
        let map = app.get(&address(music.unit, "map.svg")).await;
        assert_eq!((map.status, map.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/svg+xml"));
        assert!(map.text().starts_with("<svg") && map.text().contains("<title>Trips of 2025</title>"));
        // nobody is named, whoever asks
        for text in [list.text(), map.text()] {
            assert!(!text.contains("demo-principal") && !text.contains("demo-member"), "{persona}: {text}");
        }
        lists.push(rows(list.text()));
        for unit in genome.iter().map(|place| place.unit).chain([999_999]) {
            assert_eq!(app.get(&address(unit, "trips.csv")).await.status, StatusCode::NOT_FOUND, "{persona}");
        }
        for file in ["trips.svg", "map.csv", "..", "%00"] {
            assert_eq!(app.get(&address(music.unit, file)).await.status, StatusCode::NOT_FOUND, "{file}");
        }
    }
    let [principal, manager, member] = lists.try_into().unwrap();
    assert_eq!(principal, manager);
    // two people made a trip each: the member sees their own
    let trips = |list: &[Vec<String>]| list[1..].iter().map(|row| row[3].parse::<f64>().unwrap()).sum::<f64>();
    assert!(trips(&member) < trips(&principal), "{member:?} {principal:?}");
}

#[tokio::test]
async fn the_list_adds_up_to_what_the_module_emits() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    app.sign_in("principal").await;
    let list = app.get(&format!("/units/{}/results/2025/trips/trips.csv", music.unit)).await;
    let list = rows(list.text());
    let (kg,): (f64,) = sqlx::query_as(
        "select sum(x.kg) from data_entry_emissions x join carbon_report_modules m on m.id = x.carbon_report_module_id
         where m.unit_id = $1 and m.module_type_id = 2 and x.year = 2025",
    )
    .bind(music.unit)
    .fetch_one(app.database.pool())
    .await
    .unwrap();
    let tonnes = |row: &Vec<String>| row[4].parse::<f64>().unwrap();
    let listed: f64 = list[1..].iter().map(tonnes).sum();
    assert!(kg > 0.0 && (listed - kg / 1000.0).abs() < 1e-12, "{list:?} {kg}");
}
