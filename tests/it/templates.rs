//! Every page in both languages.

use std::path::Path;

use crate::support::TestApp;
use crate::support::reports::{self, Report};

/// Template, who asks, and an address that shows it.
const PAGES: [(&str, Option<&str>, &str); 29] = [
    ("sign_in/page.html", None, "/sign-in"),
    ("errors/problem.html", Some("manager"), "/nowhere"),
    ("home/nothing.html", Some("member"), "/"),
    ("reporting/page.html", Some("manager"), "/reporting"),
    ("reporting/print.html", Some("manager"), "/reporting/print/combined"),
    ("reporting/views.html", Some("manager"), "/reporting/views"),
    ("reporting/reminders.html", Some("manager"), "/reporting/reminders"),
    ("results/page.html", Some("manager"), "/units/5/results/2025"),
    ("results/module.html", Some("manager"), "/units/5/results/2025/modules/process_emissions"),
    (
        "results/entries.html",
        Some("manager"),
        "/units/5/results/2025/modules/process_emissions/types/process_emissions",
    ),
    ("results/entry.html", Some("manager"), "/units/5/results/2025/entries/9001"),
    ("data_management/page.html", Some("superadmin"), "/data-management?year=2025"),
    ("data_management/recalculate.html", Some("superadmin"), "/data-management/2025/purchase/recalculate"),
    (
        "data_management/upload.html",
        Some("superadmin"),
        "/data-management/2025/upload?target=factors&type=process_emissions",
    ),
    ("data_management/check.html", Some("superadmin"), "/data-management/2025/checks/9001"),
    (
        "data_management/compute.html",
        Some("superadmin"),
        "/data-management/2025/research_facilities/compute?type=research_facilities",
    ),
    ("data_management/copy.html", Some("superadmin"), "/data-management/2025/copy"),
    ("data_management/goals.html", Some("superadmin"), "/data-management/2025/goals"),
    ("data_management/confirm.html", Some("superadmin"), "/data-management/2025/purchase/off"),
    ("data_management/settings.html", Some("superadmin"), "/data-management/2025/purchase/vehicles/settings"),
    ("sign_in/sessions.html", Some("member"), "/account"),
    ("logs/list.html", Some("superadmin"), "/logs?open=1"),
    ("logs/page.html", Some("superadmin"), "/logs/1"),
    ("data_management/synchronise.html", Some("superadmin"), "/data-management/2025/synchronise"),
    ("users/list.html", Some("manager"), "/users"),
    ("users/person.html", Some("superadmin"), "/users/1"),
    ("operations/list.html", Some("superadmin"), "/pipelines"),
    ("operations/page.html", Some("superadmin"), "/pipelines/0190f2a0-0000-7000-8000-000000000001"),
    ("operations/confirm.html", Some("superadmin"), "/pipelines/0190f2a0-0000-7000-8000-000000000001/cancel"),
];

/// Folders and files that are parts of pages.
const PARTS: [&str; 3] = ["components", "document.html", "layout.html"];

#[tokio::test]
async fn every_page_is_written_in_both_languages() {
    let mut app = TestApp::new().await;
    // the unit of the person whom no page is for has no results yet
    reports::unit(app.database.pool(), 4, "Poetry Laboratory", &["10", "20", "2002"]).await;
    reports::write(app.database.pool(), &[Report::new("2002", 2024), Report::new("2002", 2025)]).await;
    sqlx::raw_sql(
        "insert into pipelines (id, kind) values ('0190f2a0-0000-7000-8000-000000000001', 'unit_sync');
         insert into jobs (pipeline_id, job_type) values ('0190f2a0-0000-7000-8000-000000000001', 'unit_sync');
         insert into jobs (id, pipeline_id, job_type, year, data_entry_type_id, module_type_id, request)
         overriding system value
         values (9001, '0190f2a0-0000-7000-8000-000000000001', 'factor_ingest', 2025, 50, 8,
             '{\"options\": {\"target\": \"factors\", \"absent\": \"retire\", \"dry_run\": true, \"recalculate\": false}}')",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    sqlx::raw_sql(
        "select create_year_partitions(2025, '{50}'::smallint[]);
         insert into data_entries (id, year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 9001, 2025, 50, 8, m.id, 5, 0, '{\"category\": \"CO2\", \"quantity\": 1}'
         from carbon_report_modules m where m.unit_id = 5 and m.year = 2025 and m.module_type_id = 8",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    for (template, persona, path) in PAGES {
        app.forget_cookies();
        if let Some(persona) = persona {
            app.sign_in(persona).await;
        }
        for language in ["en", "fr"] {
            app.language = language;
            let page = app.get(path).await;
            assert!(page.text().starts_with(&format!("<!doctype html>\n<html lang=\"{language}\">")), "{template}");
            assert_eq!((page.texts("main").len(), page.texts("h1").len()), (1, 1), "{template}");
            assert!(!page.text().contains(" style=") && !page.text().contains("<style"), "{template}");
        }
        app.language = "en";
    }
}

#[test]
fn every_template_is_on_the_list() {
    let mut folders = vec![Path::new("templates").to_owned()];
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let name = path.strip_prefix("templates").unwrap().to_str().unwrap();
        let is_part =
            PARTS.iter().any(|part| name.starts_with(part)) || name.split('/').any(|part| part.starts_with('_'));
        assert!(is_part || PAGES.iter().any(|(template, ..)| *template == name), "{name} is not tested");
    }
}
