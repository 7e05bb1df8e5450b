//! How files are written: separator, mark, format, each only where it means something.

use super::spreadsheet::worksheet;
use super::*;

#[tokio::test]
async fn separator_and_mark_are_those_asked_for() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting/export/results?years=2025&delimiter=semicolon&bom=false&bom=false").await;
    let files = Files::of(&page.bytes);
    let text = files.text("results.csv");
    assert!(text.starts_with("year;school;institute;"), "{}", &text[..40]);
    assert!(text.contains("'=Cell, \"\"Laboratory\"\"") && text.ends_with("\r\n"), "{text}");
    let lines = files.text("results_by_emission_type.csv").lines().map(|line| line.matches(';').count());
    assert_eq!(lines.collect::<Vec<_>>(), [13, 13, 13]);
    let readme = files.text("README.txt");
    assert!(readme.contains("Options: format=csv, delimiter=semicolon, bom=false"), "{readme}");
    assert!(readme.contains("without byte order mark, semicolon"), "{readme}");

    let body = json!({ "years": [2025], "delimiter": "semicolon", "bom": false });
    let posted = app.post_json("/api/v1/reporting/export/results", &body).await;
    assert!(Files::of(&posted.bytes).csv() == files.csv());
    // a box that is checked sends its value after the one for a box that is not
    let marked = app.get("/reporting/export/usage?years=2025&bom=false&bom=true").await;
    assert!(Files::of(&marked.bytes).text("usage_raw_data_2025.csv").starts_with('\u{feff}'));
}

#[tokio::test]
async fn spreadsheets_hold_texts_as_texts() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let answer = app.get("/api/v1/reporting/export/results?years=2025&format=xlsx").await;
    let results = worksheet(&answer.bytes, "results.xlsx");
    let names: Vec<_> = results.iter().map(|row| row["unit_name"].as_str()).collect();
    assert_eq!(names, ["Music Laboratory", "=Cell, \"Laboratory\""]);
    assert_eq!((results[0]["total_kg"].as_str(), results[1]["t_per_fte"].as_str()), ("12000.125", ""));
    assert_eq!(worksheet(&answer.bytes, "results_by_emission_type.xlsx").len(), 2);
    let details: serde_json::Value =
        sqlx::query_scalar("select details from audit_records where action = 'export' order by id desc limit 1")
            .fetch_one(app.database.pool())
            .await
            .unwrap();
    assert_eq!(details["options"], json!({ "format": "xlsx" }));
}

#[tokio::test]
async fn a_spreadsheet_without_room_is_refused_naming_csv() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    // a report with more leaves than there are, so that a few of them fill a worksheet
    sqlx::query(
        "update unit_year_aggregates set leaf_ids = array_fill(10001, array[1048576]),
             leaf_kg = array_fill(0::float8, array[1048575]) || total_kg,
             leaf_quantity = array_fill(null::float8, array[1048576])
         where total_kg = 30000",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    let refused = app.get("/api/v1/reporting/export/combined?years=2025&format=xlsx").await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("too_many_rows")));
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("results_by_emission_type") && detail.contains("Choose CSV"), "{detail}");
    assert_eq!(app.get("/api/v1/reporting/export/usage?years=2025&format=xlsx").await.status, StatusCode::OK);
    assert_eq!(app.get("/reporting/export/combined?years=2025&format=xlsx").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn options_that_mean_nothing_are_named() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    for (address, field) in [
        ("detailed?years=2025&format=xlsx", "format"),
        ("results?years=2025&format=pdf", "format"),
        ("results?years=2025&delimiter=tab", "delimiter"),
        ("results?years=2025&bom=1", "bom"),
        ("results?years=2025&pseudonyms=true", "pseudonyms"),
        ("detailed?years=2025&pseudonyms=maybe", "pseudonyms"),
    ] {
        let refused = app.get(&format!("/api/v1/reporting/export/{address}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(refused.json()["errors"][0]["field"], field, "{address}");
        let noted = Files::of(&app.get(&format!("/reporting/export/{address}")).await.bytes);
        assert!(noted.text("README.txt").contains(&format!("{field}=")), "{address}");
    }
    let body = json!({ "bom": "false", "delimiter": 1, "colour": "red" });
    let refused = app.post_json("/api/v1/reporting/export/results", &body).await.json();
    let fields: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["bom", "delimiter", "colour", "years"]);
}
