//! Codes in the place of persons.

use std::collections::HashMap;

use super::*;

const TYPES: &str = "array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]";

/// Members and their trips.
async fn with_people() -> TestApp {
    let mut app = with_figures().await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "select create_year_partitions(2025, {TYPES}::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
             payload)
         select 2025, t.type, t.module, m.id, m.unit_id, 1, t.payload
         from (values
             (1, 1, '{{\"name\": \"Ada Keller\", \"sius_code\": \"51\", \"user_institutional_id\": \"S100\",
                 \"fte\": 0.8, \"note\": \"Ada leaves in May\"}}'::jsonb),
             (1, 1, '{{\"name\": \"Noé Blanc\", \"sius_code\": \"56\", \"user_institutional_id\": \"200\", \"fte\": 1}}'),
             (20, 2, '{{\"origin_iata\": \"GVA\", \"destination_iata\": \"JFK\", \"user_institutional_id\": \" s100\",
                 \"cabin_class\": \"economy\", \"number_of_trips\": 2, \"note\": \"with Ada\"}}'),
             (21, 2, '{{\"origin_name\": \"Genève\", \"user_institutional_id\": 200}}')
         ) t (type, module, payload)
         join carbon_report_modules m on m.year = 2025 and m.module_type_id = t.module
             and m.unit_id = (select id from units where institutional_code = '2101');"
    )))
    .execute(app.database.pool())
    .await
    .unwrap();
    app.sign_in("superadmin").await;
    app
}

#[tokio::test]
async fn a_person_has_one_code_in_every_file_of_an_archive_and_none_in_two_archives() {
    let mut app = with_people().await;
    let mut codes_of = Vec::new();
    for _ in 0..2 {
        // nothing chosen: the page hides persons
        let files = Files::of(&app.get("/reporting/export/detailed?years=2025").await.bytes);
        let members = files.rows("headcount_data.csv");
        let codes: Vec<&str> = members.iter().map(|row| row["user_institutional_id"].as_str()).collect();
        assert!(codes.iter().all(|code| code.starts_with("person-") && code.len() == 23), "{codes:?}");
        assert_ne!(codes[0], codes[1]);
        for row in &members {
            assert_eq!(row["name"], row["user_institutional_id"]);
            assert_eq!((row["sius_code"].as_str(), row["note"].as_str()), ("", ""));
        }
        assert_eq!((members[0]["fte"].as_str(), members[1]["fte"].as_str()), ("0.8", "1"));
        let (planes, trains) = (files.rows("travel_planes_data.csv"), files.rows("travel_trains_data.csv"));
        assert_eq!(planes[0]["user_institutional_id"], codes[0], "however the number is written");
        assert_eq!(trains[0]["user_institutional_id"], codes[1]);
        assert_eq!((planes[0]["origin_iata"].as_str(), planes[0]["note"].as_str()), ("GVA", ""));
        assert_eq!(trains[0]["origin_name"], "Genève");
        for (_, text) in &files.0 {
            for hidden in ["Ada", "Keller", "Blanc", "S100", "s100"] {
                assert!(!text.contains(hidden), "{hidden} in {text}");
            }
        }
        let readme = files.text("README.txt");
        assert!(readme.contains("pseudonyms=true") && readme.contains("Codes stand for persons"), "{readme}");
        codes_of.push(codes.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
    assert!(codes_of[0].iter().all(|code| !codes_of[1].contains(code)));
}

#[tokio::test]
async fn persons_are_named_where_that_is_asked_for() {
    let mut app = with_people().await;
    let mut named: HashMap<&str, Vec<(String, String)>> = HashMap::new();
    for address in [
        "/api/v1/reporting/export/detailed?years=2025",
        "/reporting/export/detailed?years=2025&pseudonyms=false",
        "/api/v1/reporting/export/detailed?years=2025&pseudonyms=false",
    ] {
        let files = Files::of(&app.get(address).await.bytes);
        let members = files.rows("headcount_data.csv");
        assert_eq!((members[0]["name"].as_str(), members[0]["note"].as_str()), ("Ada Keller", "Ada leaves in May"));
        assert_eq!(files.rows("travel_trains_data.csv")[0]["user_institutional_id"], "200");
        assert!(files.text("README.txt").contains("can be uploaded again"));
        named.insert(address, files.csv());
    }
    let body = json!({ "years": [2025], "pseudonyms": true });
    let hidden = Files::of(&app.post_json("/api/v1/reporting/export/detailed", &body).await.bytes);
    assert!(hidden.rows("headcount_data.csv")[0]["name"].starts_with("person-"));
    let mut archives = named.into_values();
    let first = archives.next().unwrap();
    assert!(archives.all(|other| other == first));
}
