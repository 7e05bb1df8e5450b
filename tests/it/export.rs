//! The files: what they hold, of whom, and that they are refused rather than wrong.

use std::io::Read;

use axum::http::{StatusCode, header};
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::ModuleType;
use calco2::platform::{App, Clock, Config};
use calco2::reporting::export::{self, Kind, Options};
use serde_json::json;

use crate::support::reports::{self, Report};
use crate::support::{Answer, TestApp};

mod by_emission_type;
mod cancelled;
mod command;
mod demo;
mod options;
mod progress;
mod pseudonyms;
mod readme;
mod reimport;
mod spreadsheet;
mod usage;

/// Files of an archive by name, byte order mark removed.
pub(crate) struct Files(Vec<(String, String)>);

impl Files {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        let read = |name: String| {
            let mut bytes = Vec::new();
            archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, String::from_utf8(bytes).unwrap())
        };
        Self(names.into_iter().map(read).collect())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The files of data, which hold no moment of their own.
    fn csv(mut self) -> Vec<(String, String)> {
        self.0.retain(|(name, _)| name != "README.txt");
        self.0
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        &self.0.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1
    }

    /// Rows of a CSV file, each cell with its column.
    pub(crate) fn rows(&self, name: &str) -> Vec<std::collections::HashMap<String, String>> {
        let text = self.text(name).strip_prefix('\u{feff}').expect("a byte order mark");
        assert!(!text.replace("\r\n", "").contains('\n'), "every line ends with CRLF");
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
    }
}

async fn with_figures() -> TestApp {
    let app = TestApp::new().await;
    let db = app.database.pool();
    reports::unit(db, 3, "Institute of Cells", &["10", "21", "210"]).await;
    reports::unit(db, 4, "=Cell, \"Laboratory\"", &["10", "21", "210", "2101"]).await;
    reports::write(
        db,
        &[
            Report::new("2001", 2024).module(ModuleType::Purchase, 2, 0.1).module(ModuleType::Headcount, 2, 0.2),
            Report::new("2001", 2025).all(2).module(ModuleType::ProfessionalTravel, 2, 12_000.125).fte(4.0),
            Report::new("2101", 2025).module(ModuleType::Purchase, 1, 30_000.0),
        ],
    )
    .await;
    app
}

/// Two purchases, with their emissions, in each report of 2025.
async fn with_purchases() -> TestApp {
    let app = with_figures().await;
    sqlx::raw_sql(
        "select create_year_partitions(2025, array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 2025, 66, 5, m.id, m.unit_id, 1, jsonb_build_object('name', 'Table ' || n, 'total_spent_amount', n)
         from carbon_report_modules m cross join generate_series(1, 2) n
         where m.year = 2025 and m.module_type_id = 5;
         insert into data_entry_emissions (year, data_entry_type_id, carbon_report_module_id, data_entry_id,
             emission_type_id, scope, kg)
         select 2025, 66, carbon_report_module_id, id, 90700, 3, 1.5 from data_entries;",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    app
}

fn sum(row: &std::collections::HashMap<String, String>, prefix: &str, suffix: &str) -> f64 {
    let cells = row.iter().filter(|(key, _)| key.starts_with(prefix) && key.ends_with(suffix));
    cells.map(|(_, cell)| cell.parse::<f64>().unwrap()).sum()
}

#[tokio::test]
async fn results_add_up_in_every_row() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let answer = app.get("/reporting/export/results?years=2024&years=2025").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/zip");
    let disposition = answer.header(header::CONTENT_DISPOSITION);
    assert!(disposition.starts_with("attachment; filename=\"co2_results_2024-2025_"), "{disposition}");
    let files = Files::of(&answer.bytes);
    let rows = files.rows("results.csv");
    assert_eq!(rows.len(), 3);
    for row in &rows {
        let total: f64 = row["total_kg"].parse().unwrap();
        let sums = [sum(row, "module_", "_kg"), sum(row, "category_", "_kg"), sum(row, "scope", "_kg")];
        assert!(sums.iter().all(|sum| (sum - total).abs() <= 0.01_f64.max(total * 1e-6)), "{row:?}");
    }
    let names: Vec<_> = rows.iter().map(|row| (row["year"].as_str(), row["unit_name"].as_str())).collect();
    let cell = "'=Cell, \"Laboratory\"";
    assert_eq!(names, [("2024", "Music Laboratory"), ("2025", "Music Laboratory"), ("2025", cell)]);
    assert_eq!(
        (rows[2]["school"].as_str(), rows[2]["institute"].as_str()),
        ("Faculty of Life Sciences", "Institute of Cells")
    );
    assert_eq!((rows[1]["t_per_fte"].as_str(), rows[2]["t_per_fte"].as_str()), ("3.00003125", ""));
    assert_eq!(
        (rows[1]["report_status"].as_str(), rows[1]["highest_category"].as_str()),
        ("validated", "professional_travel")
    );
    assert_eq!(rows[1]["modules_total"], "8");
    let readme = files.text("README.txt");
    assert!(readme.contains("Units: 2") && readme.contains("results.csv: 3 rows"), "{readme}");
}

#[tokio::test]
async fn the_header_is_that_of_the_contract_even_without_rows() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let answer = app.get("/api/v1/reporting/export/results?years=2031").await;
    let text = Files::of(&answer.bytes).text("results.csv").to_owned();
    let expected = "\u{feff}year,school,institute,unit_institutional_id,unit_name,unit_path_name,report_status,\
        modules_validated,modules_total,total_fte,scope1_kg,scope2_kg,scope3_kg,total_kg,total_validated_kg,t_per_fte,\
        module_headcount_kg,module_professional_travel_kg,module_buildings_kg,module_equipment_kg,module_purchase_kg,\
        module_research_facilities_kg,module_external_cloud_and_ai_kg,module_process_emissions_kg,\
        category_process_emissions_kg,category_buildings_energy_combustion_kg,category_buildings_room_kg,\
        category_equipment_kg,category_external_cloud_and_ai_kg,category_purchases_kg,category_research_facilities_kg,\
        category_professional_travel_kg,category_commuting_kg,category_food_kg,category_waste_kg,\
        category_embodied_energy_kg,it_kg,highest_category\r\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn a_manager_takes_only_their_subtree_along() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    let files = Files::of(&app.get("/reporting/export/results?years=2025").await.bytes);
    let rows = files.rows("results.csv");
    assert_eq!(rows.iter().map(|row| row["unit_name"].as_str()).collect::<Vec<_>>(), ["Music Laboratory"]);
}

#[tokio::test]
async fn page_and_api_keep_the_same_units() {
    let mut app = with_purchases().await;
    app.sign_in("superadmin").await;
    let csv = |answer: Answer| Files::of(&answer.bytes).csv();
    let filter = "years=2025&module_statuses=purchase:in_progress";
    let body = json!({ "years": [2025], "module_statuses": ["purchase:in_progress"] });
    for (kind, files, lines) in [("results", 2, 4), ("detailed", 1, 3), ("usage", 2, 12), ("combined", 4, 16)] {
        // the page puts codes in the place of persons unless told not to
        let open = if kind == "detailed" { "&pseudonyms=false" } else { "" };
        let page = csv(app.get(&format!("/reporting/export/{kind}?{filter}{open}")).await);
        let api = csv(app.get(&format!("/api/v1/reporting/export/{kind}?{filter}")).await);
        let posted = csv(app.post_json(&format!("/api/v1/reporting/export/{kind}"), &body).await);
        assert_eq!((page.len(), page.iter().map(|(_, text)| text.lines().count()).sum()), (files, lines), "{kind}");
        assert!(page == api && api == posted, "{kind}");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_refused_by_the_api_and_noted_by_the_page() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let refused = app.get("/api/v1/reporting/export/results?years=2025&colour=red").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["errors"][0]["field"], "colour");
    let noted = app.get("/reporting/export/results?colour=red").await;
    assert!(Files::of(&noted.bytes).text("README.txt").contains("colour=red"));
    // a zero byte, which no record of what was asked for could keep
    for file in ["export/units", "export/usage", "report/results.pdf", "reminders/addresses.csv"] {
        assert_eq!(app.get(&format!("/reporting/{file}?years=2025&search=%00")).await.status, StatusCode::OK, "{file}");
    }
    let refused = app.get("/api/v1/reporting/export/results?years=2025&search=%00").await;
    assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (StatusCode::BAD_REQUEST, &"search".into()));
}

#[tokio::test]
async fn figures_that_do_not_add_up_or_are_missing_are_refused() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    for damage in [
        "update unit_year_aggregates set module_kg[5] = module_kg[5] + 1 where total_kg = 30000",
        "update unit_year_aggregates set module_kg[5] = 30000, scope1_kg = 5 where total_kg = 30000",
        "update unit_year_aggregates set scope1_kg = 0, leaf_kg = array[29999] where total_kg = 30000",
        "update unit_year_aggregates set leaf_kg = array[30000], category_kg[6] = category_kg[6] + 1 where total_kg = 30000",
        "delete from unit_year_aggregates where total_kg = 30000",
    ] {
        sqlx::query(damage).execute(app.database.pool()).await.unwrap();
        for kind in Kind::ALL {
            let answer = app.get(&format!("/api/v1/reporting/export/{}?years=2025", kind.key())).await;
            let refused = (answer.status, answer.json()["code"].as_str().map(str::to_owned));
            assert_eq!(refused, (StatusCode::CONFLICT, Some("stats_incomplete".to_owned())), "{kind:?}: {damage}");
        }
        for file in ["export/units", "report/combined.pdf", "report/results.pdf"] {
            let answer = app.get(&format!("/reporting/{file}?years=2025")).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{file}: {damage}");
        }
        for whole in ["/api/v1/reporting/export/results", "/reporting/export/units", "/reporting/report/combined.pdf"] {
            assert_eq!(app.get(&format!("{whole}?years=2024")).await.status, StatusCode::OK, "{whole}: {damage}");
        }
    }
}

#[tokio::test]
async fn every_export_is_recorded_with_its_filters_and_rows() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    for (kind, rows) in [("results", 2), ("detailed", 0), ("usage", 16), ("combined", 2)] {
        app.get(&format!("/reporting/export/{kind}?years=2025&years=2024")).await;
        let (entity_id, details): (String, serde_json::Value) = sqlx::query_as(
            "select entity_id, details from audit_records where action = 'export' order by id desc limit 1",
        )
        .fetch_one(app.database.pool())
        .await
        .unwrap();
        assert!(entity_id.starts_with(&format!("co2_{kind}_2024-2025_")));
        assert_eq!((&details["kind"], &details["rows"]), (&json!(kind), &json!(rows)));
        assert_eq!(details["filters"]["years"], json!(["2025", "2024"]));
        let mut options = json!({ "format": "csv", "delimiter": "comma", "bom": true });
        if kind == "detailed" {
            options["pseudonyms"] = json!(true);
        }
        if matches!(kind, "usage" | "combined") {
            options["validations"] = json!(false);
        }
        assert_eq!(details["options"], options);
    }
}

#[tokio::test]
async fn entries_leave_with_what_was_typed_and_what_was_computed() {
    let mut app = with_figures().await;
    let db = app.database.pool();
    sqlx::raw_sql(
        "select create_year_partitions(2025, array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
             payload, imposed_kg)
         select 2025, t.type, 5, m.id, m.unit_id, 1, t.payload, t.imposed
         from carbon_report_modules m cross join (values
             (66, '{\"name\": \"-Table\", \"total_spent_amount\": 1234.5678901, \"currency\": \"chf\"}'::jsonb, null),
             (60, '{\"name\": \"Laser\", \"total_spent_amount\": 10}', 7.5)) t (type, payload, imposed)
         where m.year = 2025 and m.module_type_id = 5 and m.unit_id = (select id from units where institutional_code = '2101');
         insert into data_entry_emissions (year, data_entry_type_id, carbon_report_module_id, data_entry_id,
             emission_type_id, scope, kg)
         select 2025, data_entry_type_id, carbon_report_module_id, id, 90100, s, 1.25 * s
         from data_entries cross join generate_series(1, 3) s where data_entry_type_id = 66;",
    )
    .execute(db)
    .await
    .unwrap();
    app.sign_in("superadmin").await;
    let answer = app.get("/reporting/export/detailed?years=2025").await;
    let files = Files::of(&answer.bytes);
    assert_eq!(
        files.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["purchases_common_data.csv", "README.txt"]
    );
    let rows = files.rows("purchases_common_data.csv");
    let table = &rows[0];
    assert_eq!(table["purchase_category"], "other_purchases");
    assert_eq!((table["name"].as_str(), table["total_spent_amount"].as_str()), ("'-Table", "1234.5678901"));
    assert_eq!((table["kg_co2eq"].as_str(), table["kg_co2eq_total"].as_str()), ("", "7.5"));
    assert_eq!(
        (table["scope1_kg"].as_str(), table["scope2_kg"].as_str(), table["scope3_kg"].as_str()),
        ("1.25", "2.5", "3.75")
    );
    assert_eq!((rows[1]["kg_co2eq"].as_str(), rows[1]["kg_co2eq_total"].as_str()), ("7.5", "0"));
    assert_eq!(table["module_status"], "in_progress");
}

#[tokio::test]
async fn the_command_line_writes_the_same_bytes_as_the_page() {
    let app = with_purchases().await;
    let clock = Clock::fixed("2026-03-12T14:02:11Z".parse().unwrap());
    let settings = Config::from_values(&[("CALCO2_DEV_SIGN_IN", "true")]).unwrap();
    let shared = App::new(app.database.pool().clone(), settings, clock);
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("export.zip");
    let year = Year::new(2025).unwrap();
    let mut browser = app;
    browser.sign_in("superadmin").await;
    for kind in Kind::ALL {
        export::to_file(&shared, kind, &[year], Options::default(), &output).await.unwrap();
        let written = Files::of(&std::fs::read(&output).unwrap()).csv();
        assert!(written.iter().all(|(_, text)| text.lines().count() > 1), "{kind:?}: {written:?}");
        // the page puts codes in the place of persons unless told not to
        let open = if kind == Kind::Detailed { "&pseudonyms=false" } else { "" };
        let page = browser.get(&format!("/reporting/export/{}?years=2025{open}", kind.key())).await;
        assert_eq!(written, Files::of(&page.bytes).csv(), "{}", kind.key());
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no partial file stays");
}

/// A reader who leaves after some bytes.
struct Leaving(usize);

impl std::io::Write for Leaving {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_reader_who_leaves_ends_the_archive() {
    let app = with_figures().await;
    let db = app.database.pool();
    sqlx::raw_sql(
        "select create_year_partitions(2025, array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 2025, 66, 5, m.id, m.unit_id, 1, jsonb_build_object('name', md5(n::text))
         from carbon_report_modules m cross join generate_series(1, 60000) n
         where m.year = 2025 and m.module_type_id = 5;",
    )
    .execute(db)
    .await
    .unwrap();
    let order = export::Order {
        kind: Kind::Detailed,
        filter: calco2::reporting::Filter::of_years([Year::new(2025).unwrap()]),
        scope: calco2::access::Scope::Institution,
        lang: calco2::web::Lang::En,
        options: Options::default(),
        ignored: Vec::new(),
        at: "2026-03-12T14:02:11Z".parse().unwrap(),
    };
    let export = export::Export::prepare(db, order).await.unwrap();
    let error = export.write_to(Leaving(100_000)).await.err().expect("nobody is left to write to");
    assert!(error.to_string().contains("pipe"), "{error:#}");
}
