//! The archives of the demo institution: every file tells the same story.

use std::collections::{BTreeMap, HashMap};

use calco2::carbon::taxonomy::Category;
use calco2::seed;

use super::*;

pub(super) type Row = HashMap<String, String>;

pub(super) async fn demo() -> TestApp {
    let mut app = TestApp::with_settings(&[("CALCO2_DEV_SIGN_IN", "true")]).await;
    let settings = Config::from_values(&[("CALCO2_DIRECTORY_FILE", "")]).unwrap();
    seed::demo(&App::new(app.database.pool().clone(), settings, Clock::system())).await.unwrap();
    app.sign_in("superadmin").await;
    app
}

pub(super) async fn take(app: &mut TestApp, kind: &str) -> Files {
    let answer = app.get(&format!("/reporting/export/{kind}?years=2023&years=2024&years=2025")).await;
    assert_eq!(answer.status, StatusCode::OK, "{kind}");
    Files::of(&answer.bytes)
}

pub(super) fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|error| panic!("{column} {:?}: {error}", row[column]))
}

fn count(row: &Row, column: &str) -> usize {
    row[column].parse().unwrap_or_else(|error| panic!("{column} {:?}: {error}", row[column]))
}

/// The sums of a column over the rows with the same key.
fn sums(rows: &[Row], column: &str, key: impl Fn(&Row) -> String) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(key(row)).or_default() += number(row, column);
    }
    sums
}

fn unit_year(row: &Row) -> String {
    format!("{} {}", row["year"], row["unit_institutional_id"])
}

#[tokio::test]
async fn emission_types_add_up_to_the_results_of_every_unit_and_year() {
    let mut app = demo().await;
    let files = take(&mut app, "results").await;
    let (results, leaves) = (files.rows("results.csv"), files.rows("results_by_emission_type.csv"));
    assert_eq!(results.len(), 15);
    let by = |column: &'static str| sums(&leaves, "kg_co2eq", move |row| format!("{} {}", unit_year(row), row[column]));
    let totals = sums(&leaves, "kg_co2eq", unit_year);
    let (modules, categories, scopes) = (by("module_name"), by("category"), by("scope"));
    let mut compared = 0;
    for row in &results {
        let mut agree = |sum: Option<&f64>, column: &str| {
            let (sum, expected) = (sum.copied().unwrap_or_default(), number(row, column));
            assert!((sum - expected).abs() <= 1e-6, "{} {column}: {sum}, {expected}", unit_year(row));
            compared += usize::from(expected > 0.0);
        };
        let key = unit_year(row);
        agree(totals.get(&key), "total_kg");
        for module in ModuleType::ALL {
            agree(modules.get(&format!("{key} {module}")), &format!("module_{module}_kg"));
        }
        for category in Category::ALL {
            agree(categories.get(&format!("{key} {category}")), &format!("category_{category}_kg"));
        }
        for scope in 1..=3 {
            agree(scopes.get(&format!("{key} {scope}")), &format!("scope{scope}_kg"));
        }
    }
    assert!(compared > 200, "{compared} figures above zero");
    let validated = leaves.iter().filter(|row| row["module_status"] == "validated").cloned().collect::<Vec<_>>();
    let validated = sums(&validated, "kg_co2eq", unit_year);
    for row in &results {
        let sum = validated.get(&unit_year(row)).copied().unwrap_or_default();
        assert!((sum - number(row, "total_validated_kg")).abs() <= 1e-6, "{}", unit_year(row));
    }
}

#[tokio::test]
async fn usage_results_and_entries_tell_of_the_same_units() {
    let mut app = demo().await;
    let combined = take(&mut app, "combined").await;
    let detailed = take(&mut app, "detailed").await;
    let mut entries: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in detailed.0.iter().filter(|(name, _)| name != "README.txt") {
        for row in detailed.rows(name) {
            *entries.entry(row["year"].clone()).or_default() += 1;
        }
    }
    let results = combined.rows("results.csv");
    let mut completed = 0;
    for year in ["2023", "2024", "2025"] {
        let raw = combined.rows(&format!("usage_raw_data_{year}.csv"));
        let of_year: Vec<&Row> = results.iter().filter(|row| row["year"] == year).collect();
        assert_eq!((of_year.len(), raw.len()), (5, 40));
        for (row, modules) in of_year.iter().zip(raw.chunks(8)) {
            for module in modules {
                for column in ["unit_institutional_id", "school", "institute", "report_status", "modules_validated"] {
                    assert_eq!(module[column], row[column], "{column} of {}", unit_year(row));
                }
                let has_data = number(row, &format!("module_{}_kg", module["module_name"])) > 0.0;
                assert_eq!(has_data, count(module, "entry_count") > 0);
                assert_eq!(has_data, !module["module_last_updated"].is_empty());
                assert!(!module["principal_user"].is_empty());
            }
        }
        assert_eq!(raw.iter().map(|row| count(row, "entry_count")).sum::<usize>(), entries[year]);

        let schools = combined.rows(&format!("usage_per_school_{year}.csv"));
        let names: Vec<_> = schools.iter().map(|row| row["school"].as_str()).collect();
        assert_eq!(names, ["FENG", "FLIF", "TOTAL"]);
        for school in &schools {
            let is_within = |row: &&Row| school["school"] == "TOTAL" || row["school"] == school["school"];
            for status in ["not_started", "in_progress", "validated"] {
                let units = of_year.iter().copied().filter(is_within).filter(|row| row["report_status"] == status);
                assert_eq!(units.count(), count(school, &format!("units_{status}")));
                for module in ModuleType::ALL {
                    let modules = raw.iter().filter(is_within).filter(|row| row["module_name"] == module.key());
                    let found = modules.filter(|row| row["module_status"] == status).count();
                    assert_eq!(found, count(school, &format!("{module}_{status}")), "{module} {status}");
                }
            }
            let (validated, total) = (number(school, "units_validated"), number(school, "units_total"));
            assert!((number(school, "completion_rate_percent") - 100.0 * validated / total).abs() <= 0.05);
        }
        completed += count(&schools[2], "units_validated");
    }
    assert_eq!(completed, 5);
}

#[tokio::test]
async fn the_combined_archive_holds_the_files_of_usage_and_results() {
    let mut app = demo().await;
    let combined = take(&mut app, "combined").await;
    let readme = combined.text("README.txt").to_owned();
    let apart = [take(&mut app, "usage").await.csv(), take(&mut app, "results").await.csv()].concat();
    let files = combined.csv();
    assert_eq!(files.len(), 8);
    assert!(files == apart);
    for (name, text) in &files {
        assert!(readme.contains(&format!("- {name}: {} rows\r\n", text.lines().count() - 1)), "{name}: {readme}");
    }
    for line in ["Units: 5", "Reports (unit-years): 15", "Data entries without emission: 0"] {
        assert!(readme.contains(line), "{readme}");
    }
}
