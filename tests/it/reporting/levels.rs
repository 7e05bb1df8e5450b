//! Closed units and levels above units: asked for once, they are in everything that a filter selects.

use axum::http::StatusCode;
use calco2::carbon::taxonomy::ModuleType;
use serde_json::json;

use super::page::hrefs;
use super::with_figures;
use crate::export::Files;
use crate::support::reports::{self, Report};
use crate::support::{Answer, TestApp};

const UNITS: [&str; 5] = ["Acoustics Group", "Cell Laboratory", "Énergie Group", "Music Laboratory", "Zoo"];
const WITH_OTHERS: [&str; 7] = [
    "Acoustics Group",
    "Cell Laboratory",
    "Closed Laboratory",
    "Énergie Group",
    "Faculty of Life Sciences",
    "Music Laboratory",
    "Zoo",
];

/// The figures of all tests, and a faculty with a report of its own: half a tonne of purchases. The closed laboratory has
/// 9.999 t of headcount.
async fn with_levels() -> TestApp {
    let mut app = with_figures().await;
    reports::write(app.database.pool(), &[Report::new("21", 2025).module(ModuleType::Purchase, 2, 500.0)]).await;
    app.sign_in("superadmin").await;
    app
}

fn in_file(answer: &Answer, file: &str) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK);
    let mut names: Vec<String> =
        Files::of(&answer.bytes).rows(file).into_iter().map(|row| row["unit_name"].clone()).collect();
    names.dedup();
    names
}

fn in_page(answer: &Answer, selector: &str) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK);
    answer.texts(selector)
}

#[tokio::test]
async fn the_json_has_them_on_request() {
    let mut app = with_levels().await;
    let mut names = async |all_levels: serde_json::Value| {
        let body = json!({ "years": [2025], "all_levels": all_levels });
        let answer = app.post_json("/api/v1/reporting/units", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let rows = answer.json()["rows"].as_array().unwrap().clone();
        rows.into_iter().map(|row| row["unit_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(json!(true)).await, WITH_OTHERS);
    assert_eq!(names(json!(false)).await, UNITS);
    assert_eq!(names(json!(null)).await, UNITS);
    let wrong = app.post_json("/api/v1/reporting/units", &json!({ "years": [2025], "all_levels": 1 })).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["errors"][0]["field"], "all_levels");
}

#[tokio::test]
async fn every_file_has_them_on_request_from_every_door() {
    let mut app = with_levels().await;
    sqlx::raw_sql(
        "select create_year_partitions(2025, array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 2025, 66, 5, m.id, m.unit_id, 1, '{\"name\": \"Table\"}'::jsonb
         from carbon_report_modules m where m.year = 2025 and m.module_type_id = 5;",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    for (kind, file) in [
        ("results", "results.csv"),
        ("combined", "results.csv"),
        ("combined", "results_by_emission_type.csv"),
        ("usage", "usage_raw_data_2025.csv"),
        ("detailed", "purchases_common_data.csv"),
    ] {
        let mut names = async |filter: &str, body: serde_json::Value| {
            let page = in_file(&app.get(&format!("/reporting/export/{kind}?years=2025{filter}")).await, file);
            let api = in_file(&app.get(&format!("/api/v1/reporting/export/{kind}?years=2025{filter}")).await, file);
            let posted = in_file(&app.post_json(&format!("/api/v1/reporting/export/{kind}"), &body).await, file);
            assert_eq!((&page, &page), (&api, &posted), "{kind}");
            let mut names = page;
            names.sort();
            names
        };
        let mut expected = (UNITS.map(str::to_owned).to_vec(), WITH_OTHERS.map(str::to_owned).to_vec());
        if file == "results_by_emission_type.csv" {
            // nothing was emitted there
            for names in [&mut expected.0, &mut expected.1] {
                names.retain(|name| name != "Acoustics Group");
            }
        }
        expected.0.sort();
        expected.1.sort();
        assert_eq!(names("", json!({ "years": [2025] })).await, expected.0, "{kind}: {file}");
        let asked = names("&all_levels=1", json!({ "years": [2025], "all_levels": true })).await;
        assert_eq!(asked, expected.1, "{kind}: {file}");
    }
}

#[tokio::test]
async fn the_readme_says_that_they_were_asked_for() {
    let mut app = with_levels().await;
    let answer = app.get("/reporting/export/results?years=2025&all_levels=1").await;
    let readme = Files::of(&answer.bytes).text("README.txt").to_owned();
    assert!(readme.contains("Units: 7"), "{readme}");
    let words = "faculties, services and closed units";
    assert!(readme.contains(words), "{readme}");
    let answer = app.get("/reporting/export/results?years=2025").await;
    assert!(!Files::of(&answer.bytes).text("README.txt").contains(words));
}

#[tokio::test]
async fn charts_and_their_files_have_them_on_request() {
    let mut app = with_levels().await;
    for (filter, tonnes) in [("", 25.0), ("&all_levels=1", 35.499)] {
        let query = format!("years=2025&additional=1{filter}");
        let csv = app.get(&format!("/reporting/charts/aggregated.csv?{query}")).await;
        let drawn: f64 =
            csv.text().lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<f64>().unwrap()).sum();
        assert!((drawn - tonnes).abs() < 1e-9, "{filter}: {}", csv.text());
        // of what is not validated, 30 t of purchases and 0.5 t of headcount are left out
        let note = app.get(&format!("/reporting?{query}")).await.texts("#results .chart-note").remove(0);
        let all = tonnes + 30.5;
        assert!(note.starts_with(&format!("Drawn: {tonnes:.1} of {all:.1}\u{a0}t.")), "{note}");
    }
}

#[tokio::test]
async fn the_table_as_a_file_reminders_and_reports_have_them_on_request() {
    let mut app = with_levels().await;
    for (filter, expected) in [("", UNITS.to_vec()), ("&all_levels=1", WITH_OTHERS.to_vec())] {
        let page = app.get(&format!("/reporting?years=2025{filter}")).await;
        assert_eq!(in_page(&page, "#units tbody th.c-unit > a"), expected);
        let file = hrefs(&page, ".table-bar a[download]").remove(0);
        let text = app.get(&file).await.text().to_owned();
        let names: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(names[..names.len() - 1], expected, "{file}");
        // Music is the only one that is finished
        let reminded = hrefs(&page, ".table-bar > a[href^='/reporting/reminders']").remove(0);
        let mut units = in_page(&app.get(&reminded).await, ".reminder-units > li > a");
        let mut unfinished: Vec<&str> = expected.iter().copied().filter(|name| *name != "Music Laboratory").collect();
        units.sort();
        unfinished.sort_unstable();
        assert_eq!(units, unfinished);
        for report in hrefs(&page, "#export a[href^='/reporting/print/combined']") {
            let printed = in_page(&app.get(&report).await, ".report tbody th");
            for name in WITH_OTHERS {
                assert_eq!(printed.iter().any(|cell| cell == name), expected.contains(&name), "{name} on {report}");
            }
        }
    }
}
