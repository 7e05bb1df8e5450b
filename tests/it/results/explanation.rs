//! From a figure down to the factor behind it.

use axum::http::StatusCode;

use crate::support::faculties::Faculties;

/// The addresses below a unit's year.
fn below(unit: i32, rest: &str) -> String {
    format!("/units/{unit}/results/2025{rest}")
}

#[tokio::test]
async fn a_figure_leads_to_types_entries_and_the_factor() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    app.sign_in("principal").await;
    let page = app.get(&below(music.unit, "/modules/process_emissions")).await;
    assert_eq!(page.texts("h1"), ["Process emissions"]);
    // 11.5 kg of CO2 by a factor of 1; the module is not validated
    assert_eq!(page.texts("[aria-labelledby=types-title] tbody td"), ["1", "11.5", "100\u{a0}%", "–"]);
    assert_eq!(page.texts("[aria-labelledby=leaves-title] tbody tr > *"), ["CO₂", "Scope 1", "–", "11.5"]);
    assert!(page.texts(".stat-note")[0].starts_with("Not validated"));
}

#[tokio::test]
async fn one_number_is_explained_with_its_factor() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    app.sign_in("principal").await;
    let list = app.get(&below(music.unit, "/modules/process_emissions/types/process_emissions")).await;
    assert_eq!(list.texts("[aria-labelledby=entries-title] tbody th a"), ["CO2"]);
    let page = app.get(&below(music.unit, &format!("/entries/{}", music.entry))).await;
    assert_eq!(page.texts(".stat-number"), ["11.5 kg CO₂-eq"]);
    assert_eq!(page.texts(".formula strong"), ["11.5", "1", "11.5"]);
    assert!(page.texts(".entry-factor summary")[0].ends_with("revision 1, 2025"));
    assert!(page.texts(".entry-factor dd")[2].starts_with("factors.csv, "));
    assert!(page.texts("dt code").starts_with(&["category".to_owned()]));
}

#[tokio::test]
async fn entries_above_the_threshold_are_marked_in_words_and_without_one_nothing_is() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    app.sign_in("principal").await;
    let path = below(music.unit, "/modules/process_emissions/types/process_emissions");
    assert!(app.get(&path).await.texts("tbody .badge").is_empty());
    for (threshold, marks) in [("11.5", vec![]), ("11.4", vec!["above 11.4\u{a0}kg".to_owned()])] {
        let sql = format!(
            "insert into year_data_entry_types (year, data_entry_type_id, threshold_kg) values (2025, 50, {threshold})
             on conflict (year, data_entry_type_id) do update set threshold_kg = excluded.threshold_kg"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(app.database.pool()).await.unwrap();
        assert_eq!(app.get(&path).await.texts("tbody .badge"), marks, "{threshold}");
    }
}

#[tokio::test]
async fn persons_are_named_to_their_unit_only() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    let trips = below(music.unit, "/modules/professional_travel/types/train");
    for (persona, rows, names) in [("superadmin", 2, 0), ("manager", 2, 0), ("principal", 2, 2), ("member", 1, 1)] {
        app.sign_in(persona).await;
        let list = app.get(&trips).await;
        assert_eq!(list.texts("[aria-labelledby=entries-title] tbody th").len(), rows, "{persona}");
        let mut named = 0;
        for trip in music.trips {
            let page = app.get(&below(music.unit, &format!("/entries/{trip}"))).await;
            if page.status == StatusCode::OK {
                named += usize::from(page.text().contains("demo-principal") || page.text().contains("demo-member"));
            }
        }
        // the header names whoever is signed in by their name, never by their number
        assert_eq!(named, names, "{persona}");
    }
}

#[tokio::test]
async fn who_looked_at_entries_of_people_is_kept_unless_nobody_was_named() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    let db = app.database.pool().clone();
    let records = || async {
        let sql = "select count(*) from audit_records where action = 'read' and entity_type = 'report_module'";
        sqlx::query_scalar::<_, i64>(sql).fetch_one(&db).await.unwrap()
    };
    let before = records().await;
    let trips = below(music.unit, "/modules/professional_travel/types/train");
    app.sign_in("superadmin").await;
    app.get(&trips).await;
    assert_eq!(records().await, before);
    app.sign_in("principal").await;
    app.get(&trips).await;
    assert_eq!(records().await, before + 1);
}

#[tokio::test]
async fn a_module_that_is_not_open_to_somebody_shows_its_sums_without_its_entries() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    // members enter trips and clouds, not process emissions
    app.sign_in("member").await;
    let page = app.get(&below(music.unit, "/modules/process_emissions")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts("tbody th a").is_empty() && page.text().contains("Entries are shown to"));
    for closed in ["/modules/process_emissions/types/process_emissions".to_owned(), format!("/entries/{}", music.entry)]
    {
        assert_eq!(app.get(&below(music.unit, &closed)).await.status, StatusCode::NOT_FOUND, "{closed}");
    }
}

#[tokio::test]
async fn addresses_that_name_nothing_are_not_found() {
    let Faculties { mut app, music, genome } = Faculties::both().await;
    let genome = genome.unwrap();
    app.sign_in("superadmin").await;
    for rest in [
        "/modules/cellar",
        "/modules/purchase/types/plane",
        "/modules/purchase/types/x",
        "/entries/x",
        "/entries/999999999",
        // an entry of another unit
        &format!("/entries/{}", genome.entry),
    ] {
        assert_eq!(app.get(&below(music.unit, rest)).await.status, StatusCode::NOT_FOUND, "{rest}");
    }
    let odd =
        app.get(&below(music.unit, "/modules/process_emissions/types/process_emissions?page=99&page_size=7")).await;
    assert_eq!(odd.texts("[aria-labelledby=entries-title] tbody tr").len(), 1);
}
