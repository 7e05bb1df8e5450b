//! How far schools, units and modules are.

use super::*;

const MODULES: [&str; 8] = [
    "headcount",
    "professional_travel",
    "buildings",
    "equipment",
    "purchase",
    "research_facilities",
    "external_cloud_and_ai",
    "process_emissions",
];

async fn execute(app: &TestApp, sql: &'static str) {
    sqlx::raw_sql(sql).execute(app.database.pool()).await.unwrap();
}

/// The lines of a file, each without its end.
fn lines(files: &Files, name: &str) -> Vec<String> {
    let text = files.text(name).strip_prefix('\u{feff}').unwrap();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn each_module_of_a_unit_has_its_line() {
    let mut app = with_figures().await;
    execute(
        &app,
        "update units set principal_institutional_id = 'demo-principal' where institutional_code = '2001';
         update carbon_report_modules set data_changed_at = '2026-02-01T08:30:00Z'
         where year = 2025 and module_type_id = 1;
         insert into module_type_stats (carbon_report_module_id, data_entry_type_id, entry_count, factor_revision,
             reference_revision, formula_revision, computed_at)
         select m.id, t.type, t.entries, 1, 1, 1, now()
         from carbon_report_modules m cross join (values (1, 3), (2, 1)) t (type, entries)
         where m.year = 2025 and m.module_type_id = 1 and m.unit_id = 4;",
    )
    .await;
    app.sign_in("superadmin").await;
    let files = Files::of(&app.get("/reporting/export/usage?years=2025&search=music").await.bytes);
    let mut expected = vec![
        "year,school,institute,unit_institutional_id,unit_name,unit_path_name,principal_user,report_status,\
         modules_validated,modules_total,module_name,module_status,entry_count,module_last_updated,report_last_updated"
            .to_owned(),
    ];
    let unit = "2025,Faculty of Arts,,C2001,Music Laboratory,Faculty of Arts,Clara Hoffmann,validated,8,8";
    for module in MODULES {
        let data = if module == "headcount" { "4,2026-02-01T08:30:00Z" } else { "0," };
        expected.push(format!("{unit},{module},validated,{data},2026-03-03T09:00:00Z"));
    }
    assert_eq!(lines(&files, "usage_raw_data_2025.csv"), expected);
    let readme = files.text("README.txt");
    assert!(readme.contains("usage_raw_data_2025.csv: 8 rows"), "{readme}");
    assert!(readme.contains("usage_per_school_2025.csv: 2 rows"), "{readme}");
}

#[tokio::test]
async fn who_validated_a_module_is_told_on_request() {
    let mut app = with_figures().await;
    execute(
        &app,
        "update carbon_report_modules set validated_at = '2026-03-01T10:00:00Z',
             validated_by = (select min(u.id) from users u where u.display_name = 'Clara Hoffmann')
         where year = 2025 and unit_id = 4 and module_type_id = 1;
         update carbon_report_modules set status = 1, validated_at = null, validated_by = null
         where year = 2025 and unit_id = 4 and module_type_id = 2;",
    )
    .await;
    app.sign_in("superadmin").await;
    for kind in ["usage", "combined"] {
        let address = format!("/reporting/export/{kind}?years=2025&search=music&validations=true");
        let rows = lines(&Files::of(&app.get(&address).await.bytes), "usage_raw_data_2025.csv");
        assert!(rows[0].ends_with(",report_last_updated,module_validated_at,module_validated_by"), "{}", rows[0]);
        assert!(rows[1].ends_with(",2026-03-01T10:00:00Z,Clara Hoffmann"), "{}", rows[1]);
        assert!(rows[2].contains(",in_progress,") && rows[2].ends_with(",,"), "{}", rows[2]);
    }
    let refused = app.get("/api/v1/reporting/export/results?years=2025&validations=true").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn each_school_has_its_line_and_all_of_them_their_sum() {
    let mut app = with_figures().await;
    let db = app.database.pool();
    reports::unit(db, 4, "Rector’s Office", &["10", "1001"]).await;
    reports::unit(db, 4, "Acoustics Group", &["10", "20", "2002"]).await;
    reports::write(
        db,
        &[
            Report::new("1001", 2025),
            Report::new("2002", 2025).module(ModuleType::Buildings, 1, 5.0).module(ModuleType::Headcount, 2, 1.0),
        ],
    )
    .await;
    app.sign_in("superadmin").await;
    let files = Files::of(&app.get("/reporting/export/usage?years=2025").await.bytes);
    let statuses = MODULES.map(|module| format!("{module}_not_started,{module}_in_progress,{module}_validated"));
    let header = format!(
        "year,school,school_institutional_id,units_total,units_not_started,units_in_progress,units_validated,\
         completion_rate_percent,{}",
        statuses.join(",")
    );
    let expected = [
        header.as_str(),
        "2025,Faculty of Arts,C20,2,0,1,1,50.0,0,0,2,1,0,1,0,1,1,1,0,1,1,0,1,1,0,1,1,0,1,1,0,1",
        "2025,Faculty of Life Sciences,C21,1,0,1,0,0.0,1,0,0,1,0,0,1,0,0,1,0,0,0,1,0,1,0,0,1,0,0,1,0,0",
        "2025,—,,1,1,0,0,0.0,1,0,0,1,0,0,1,0,0,1,0,0,1,0,0,1,0,0,1,0,0,1,0,0",
        "2025,TOTAL,,4,1,2,1,25.0,2,0,2,3,0,1,2,1,1,3,0,1,2,1,1,3,0,1,3,0,1,3,0,1",
    ];
    assert_eq!(lines(&files, "usage_per_school_2025.csv"), expected);
}

#[tokio::test]
async fn every_selected_year_has_its_files_even_without_units() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    let files = Files::of(&app.get("/api/v1/reporting/export/usage?years=2025&years=2023&years=2024").await.bytes);
    let names: Vec<_> = files.0.iter().map(|(name, text)| (name.as_str(), text.lines().count())).collect();
    assert_eq!(
        names[..6],
        [
            ("usage_raw_data_2023.csv", 1),
            ("usage_per_school_2023.csv", 2),
            ("usage_raw_data_2024.csv", 9),
            ("usage_per_school_2024.csv", 3),
            ("usage_raw_data_2025.csv", 9),
            ("usage_per_school_2025.csv", 3),
        ]
    );
    assert!(lines(&files, "usage_per_school_2023.csv")[1].starts_with("2023,TOTAL,,0,0,0,0,0.0,0,"));
    // within a manager's reach, and by the report of each year
    assert!(lines(&files, "usage_per_school_2024.csv")[1].starts_with("2024,Faculty of Arts,C20,1,0,1,0,0.0,0,0,1,1,"));
    assert!(lines(&files, "usage_per_school_2025.csv")[2].starts_with("2025,TOTAL,,1,0,0,1,100.0,0,0,1,0,0,1,"));
}
