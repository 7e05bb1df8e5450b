//! The files of the demo institution as spreadsheets: the same rows, the same sums, those of the page and of the emissions.

use super::demo::{Row, demo, number, take};
use super::*;

/// The rows of the only worksheet of a file of an archive, each cell with its column.
pub(super) fn worksheet(archive: &[u8], name: &str) -> Vec<Row> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut file = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut file).unwrap();
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut xml = String::new();
    file.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert!(!xml.contains("<f>"), "no formula");
    let mut rows = xml.split("<row ").skip(1).map(|row| row.split("<c ").skip(1).map(cell).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let named = |row: Vec<(usize, String)>| {
        let blank = header.iter().map(|(_, name)| (name.clone(), String::new()));
        let filled = row.into_iter().map(|(column, value)| (header[column].1.clone(), value));
        blank.chain(filled).collect()
    };
    rows.map(named).collect()
}

fn cell(xml: &str) -> (usize, String) {
    let place = xml.strip_prefix("r=\"").unwrap();
    let letters = place.chars().take_while(char::is_ascii_uppercase);
    let column = letters.fold(0, |column, letter| column * 26 + (letter as usize - 'A' as usize + 1));
    let inner = |tag: &str| {
        let (_, rest) = xml.split_once(&format!("<{tag}"))?;
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split_once(&format!("</{tag}>"))?.0.to_owned())
    };
    let text = inner("v").or_else(|| inner("t")).unwrap_or_default();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    (column - 1, text)
}

/// Whether a cell of CSV and one of a spreadsheet say the same.
fn agree(csv: &str, cell: &str) -> bool {
    if let Ok(moment) = csv.parse::<chrono::DateTime<chrono::Utc>>() {
        // days since 30 December 1899
        let serial = moment.timestamp() as f64 / 86_400.0 + 25_569.0;
        return (cell.parse::<f64>().unwrap() - serial).abs() < 1e-5;
    }
    match (csv.parse::<f64>(), cell.parse::<f64>()) {
        (Ok(csv), Ok(cell)) => (csv - cell).abs() <= csv.abs() * 1e-15,
        _ => csv == cell,
    }
}

#[tokio::test]
async fn spreadsheets_and_csv_hold_the_same_sums_as_the_page_and_the_emissions() {
    let mut app = demo().await;
    let combined = take(&mut app, "combined").await;
    let answer = app.get("/reporting/export/combined?years=2023&years=2024&years=2025&format=xlsx").await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut compared = 0;
    for (name, _) in combined.0.iter().filter(|(name, _)| name != "README.txt") {
        let (csv, sheet) = (combined.rows(name), worksheet(&answer.bytes, &name.replace(".csv", ".xlsx")));
        assert_eq!(csv.len(), sheet.len(), "{name}");
        for (position, (csv, sheet)) in csv.iter().zip(&sheet).enumerate() {
            assert_eq!(csv.len(), sheet.len());
            for (column, value) in csv {
                // a tenth of a percent in CSV, every digit in a spreadsheet
                assert!(agree(value, &sheet[column]), "{name} {position} {column}: {value}, {}", sheet[column]);
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "{compared} cells");

    let sheet = worksheet(&answer.bytes, "results.xlsx");
    let total: f64 = sheet.iter().map(|row| number(row, "total_kg")).sum();
    for row in &sheet {
        let sums = [sum(row, "module_", "_kg"), sum(row, "category_", "_kg"), sum(row, "scope", "_kg")];
        let total = number(row, "total_kg");
        assert!(total >= 0.0 && sums.iter().all(|sum| (sum - total).abs() <= 1e-6), "{row:?}");
    }
    let leaves = worksheet(&answer.bytes, "results_by_emission_type.xlsx");
    let of_leaves: f64 = leaves.iter().map(|row| number(row, "kg_co2eq")).sum();
    let of_emissions: f64 =
        sqlx::query_scalar("select sum(kg) from data_entry_emissions").fetch_one(app.database.pool()).await.unwrap();
    let body = json!({ "years": [2023, 2024, 2025], "page_size": 500 });
    let page = app.post_json("/api/v1/reporting/units", &body).await.json();
    let of_page: f64 =
        page["rows"].as_array().unwrap().iter().map(|row| row["total_carbon_footprint_t"].as_f64().unwrap()).sum();
    let detailed = take(&mut app, "detailed").await;
    let names: Vec<String> = detailed.names().filter(|name| *name != "README.txt").map(str::to_owned).collect();
    let rows = names.iter().flat_map(|name| detailed.rows(name));
    let of_entries: f64 = rows.map(|row| number(&row, "kg_co2eq_total")).sum();
    assert!(total > 1000.0);
    for other in [of_leaves, of_emissions, of_page * 1000.0, of_entries] {
        assert!((other - total).abs() <= total * 1e-9, "{other}, {total}");
    }
}

#[tokio::test]
async fn entries_add_up_to_the_total_of_every_unit_and_year() {
    let mut app = demo().await;
    let results = take(&mut app, "results").await.rows("results.csv");
    let detailed = take(&mut app, "detailed").await;
    let names: Vec<String> = detailed.names().filter(|name| *name != "README.txt").map(str::to_owned).collect();
    assert_eq!(names.len(), 14, "every kind of entry is there: {names:?}");
    let entries: Vec<Row> = names.iter().flat_map(|name| detailed.rows(name)).collect();
    for result in &results {
        let own = entries.iter().filter(|row| {
            row["year"] == result["year"] && row["unit_institutional_id"] == result["unit_institutional_id"]
        });
        let (mut total, mut scopes) = (0.0, [0.0; 3]);
        for row in own {
            total += number(row, "kg_co2eq_total");
            for (position, scope) in scopes.iter_mut().enumerate() {
                *scope += number(row, &format!("scope{}_kg", position + 1));
            }
        }
        assert!((total - number(result, "total_kg")).abs() <= 1e-6, "{total}, {}", result["total_kg"]);
        for (position, scope) in scopes.iter().enumerate() {
            let expected = number(result, &format!("scope{}_kg", position + 1));
            assert!((scope - expected).abs() <= 1e-6, "scope {}: {scope}, {expected}", position + 1);
        }
    }
}
