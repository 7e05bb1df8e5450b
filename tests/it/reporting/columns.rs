//! The columns of the units table: chosen, sorted by, summed, and taken out as a file.

use axum::http::{StatusCode, header};
use calco2::carbon::taxonomy::ModuleType;

use super::{id, with_figures};
use crate::support::reports::{self, Report};
use crate::support::{Answer, TestApp};

fn heads(page: &Answer) -> Vec<String> {
    page.texts(".units-table thead th:not(.c-open)")
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("tbody th.c-unit a")
}

/// The records of a CSV file, its byte order mark and its header apart.
fn records(file: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    let text = file.text().strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(reader.headers().unwrap());
    (header, reader.records().map(|record| cells(&record.unwrap())).collect())
}

/// Scopes, information technology and entries above thresholds, as the ledger would have written them.
async fn with_more_figures() -> TestApp {
    let app = with_figures().await;
    for (code, kg, it, above) in
        [("2001", [100.0, 400.0, 1_500.0], 250.0, 0), ("2002", [0.0, 500.0, 15_000.0], 40.0, 7)]
    {
        sqlx::query(
            "update unit_year_aggregates a set scope1_kg = $2, scope2_kg = $3, scope3_kg = $4, it_kg = $5,
                 entries_above_threshold = $6
             from units u where u.id = a.unit_id and u.institutional_code = $1 and a.year = 2025",
        )
        .bind(code)
        .bind(kg[0])
        .bind(kg[1])
        .bind(kg[2])
        .bind(it)
        .bind(above)
        .execute(app.database.pool())
        .await
        .unwrap();
    }
    app
}

#[tokio::test]
async fn columns_are_chosen_in_the_address() {
    let mut app = with_more_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&columns=scope_2&columns=total_carbon_footprint&columns=scope_1").await;
    assert_eq!(heads(&page), ["Unit", "Total carbon footprintt CO₂-eq", "Scope 1t CO₂-eq", "Scope 2t CO₂-eq", "View"]);
    assert_eq!(page.texts("tbody td.c-scope")[6..8], ["0.1", "0.4"]);
    // no column at all is a choice, too
    let page = app.get("/reporting?years=2025&columns=unit_name").await;
    assert_eq!(heads(&page), ["Unit", "View"]);
    assert_eq!(page.texts(".columns-choice input[checked]").len(), 0);
    // the form names the unit beside every box; the address it leads to is short
    let answer = app.get("/reporting?apply=1&years=2025&columns=unit_name&columns=it").await;
    assert_eq!(answer.location(), "/reporting?years=2025&columns=it");
    let usual = ["affiliation", "validation_status", "principal_user", "last_update", "highest_result_category"];
    let usual: Vec<String> =
        usual.iter().chain(&["total_carbon_footprint", "per_fte"]).map(|key| format!("&columns={key}")).collect();
    let answer = app.get(&format!("/reporting?apply=1&years=2025{}", usual.concat())).await;
    assert_eq!(answer.location(), "/reporting?years=2025");
    // whatever else is chosen stays with the columns
    let page = app.get("/reporting?years=2025&search=o&columns=it&page_size=25&sort_by=it&sort_dir=desc").await;
    for selector in ["th.c-it a", ".pager a", "a.opener", ".chips a.chip"] {
        for link in super::page::hrefs(&page, selector) {
            assert!(link.contains("columns=it"), "{selector}: {link}");
        }
    }
}

#[tokio::test]
async fn every_column_is_an_order_with_missing_values_last() {
    let mut app = with_more_figures().await;
    app.sign_in("superadmin").await;
    let sorted = async |app: &mut TestApp, key: &str, dir: &str| {
        let address = format!("/reporting?years=2025&years=2024&sort_by={key}&sort_dir={dir}");
        names(&app.get(&address).await)
    };
    // 2024 → 2025: Music 1 → 2 t, Énergie 12 → 15.5 t; the others have nothing in 2024
    let without = ["Acoustics Group", "Cell Laboratory", "Zoo"];
    for key in ["change", "total_2024"] {
        assert_eq!(
            sorted(&mut app, key, "desc").await,
            [["Énergie Group", "Music Laboratory"].as_slice(), &without].concat(),
            "{key}"
        );
        assert_eq!(
            sorted(&mut app, key, "asc").await,
            [["Music Laboratory", "Énergie Group"].as_slice(), &without].concat(),
            "{key}"
        );
    }
    assert_eq!(sorted(&mut app, "it", "desc").await[..2], ["Music Laboratory", "Énergie Group"]);
    assert_eq!(sorted(&mut app, "scope_3", "desc").await[0], "Cell Laboratory");
    assert_eq!(sorted(&mut app, "scope_1", "desc").await[0], "Music Laboratory");
    assert_eq!(sorted(&mut app, "scope_2", "desc").await[..2], ["Énergie Group", "Music Laboratory"]);
    assert_eq!(sorted(&mut app, "above_threshold", "desc").await[0], "Énergie Group");
    // nothing was ever entered for one of them: no figure is less than a small one
    for key in ["total_carbon_footprint", "scope_1", "scope_3", "it", "above_threshold"] {
        for dir in ["asc", "desc"] {
            assert_eq!(sorted(&mut app, key, dir).await[4], "Acoustics Group", "{key} {dir}");
        }
    }
    // all on one level: by name
    assert_eq!(sorted(&mut app, "level", "desc").await, sorted(&mut app, "unit_name", "asc").await);
    // every head leads to an order that the page knows
    let page = app.get("/reporting?years=2025&years=2024&columns=level&columns=by_year&columns=change&columns=scope_1&columns=scope_2&columns=scope_3&columns=it&columns=above_threshold").await;
    let links = super::page::hrefs(&page, ".units-table thead a");
    assert_eq!(links.len(), 10);
    for link in links {
        let answer = app.get(link.split('#').next().unwrap()).await;
        assert!(answer.texts("main > .notice-warn").is_empty(), "{link}");
        assert_eq!(answer.texts("th[aria-sort]").len(), 1, "{link}");
    }
    // the contract of the API names eight orders
    let body = serde_json::json!({ "years": [2025], "sort_by": "scope_1" });
    assert_eq!(app.post_json("/api/v1/reporting/units", &body).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn several_years_stand_side_by_side_with_their_changes_and_sums() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page =
        app.get("/reporting?years=2025&years=2024&columns=total_carbon_footprint&columns=by_year&columns=change").await;
    assert_eq!(
        heads(&page),
        [
            "Unit",
            "Total carbon footprintt CO₂-eq",
            "2024t CO₂-eq",
            "2025t CO₂-eq",
            "Change 2024 to 2025t CO₂-eq",
            "View"
        ]
    );
    let cells = |selector: &str| page.texts(&format!("tbody td.{selector}"));
    // Acoustics, Cells, Énergie, Music, Zoo: 2024 and 2025 of each
    assert_eq!(
        cells("c-year"),
        ["–", "–", "–", "30.0", "12.0", "15.5+29.2\u{a0}%", "1.0", "2.0+100.0\u{a0}%", "–", "8.0"]
    );
    assert_eq!(cells("c-change"), ["–", "–", "+3.5+29.2\u{a0}%", "+1.0+100.0\u{a0}%", "–"]);
    // the change is that of the units that have something in both years: 13 → 17.5 t
    assert_eq!(page.texts("tfoot td.c-year"), ["13.0", "55.5+34.6\u{a0}%, 2 units with both years"]);
    assert_eq!(page.texts("tfoot td.c-change"), ["+4.5+34.6\u{a0}%, 2 units with both years"]);
    assert_eq!(page.texts("tfoot td.c-total"), ["68.538.0 validated"]);
    // without a choice they are there for wide windows only
    let page = app.get("/reporting?years=2025&years=2024").await;
    assert_eq!(page.texts("thead th.c-year.wide-only").len(), 2);
    let page = app.get("/reporting?years=2025").await;
    assert_eq!(page.texts("thead th.c-year").len(), 0);
    // one year: the year before needs not be chosen
    let page = app.get("/reporting?years=2025&columns=change").await;
    assert_eq!(page.texts("tfoot td.c-change"), ["+4.5+34.6\u{a0}%, 2 units with both years"]);
    // nothing to say where all have both
    let (music, energy) = (id(&app, "2001").await, id(&app, "2002").await);
    let page = app.get(&format!("/reporting?years=2025&columns=change&unit_ids={music}&unit_ids={energy}")).await;
    assert_eq!(page.texts("tfoot td.c-change"), ["+4.5+34.6\u{a0}%"]);
}

#[tokio::test]
async fn the_foot_sums_every_filtered_unit_whatever_the_page() {
    let mut app = with_more_figures().await;
    app.sign_in("superadmin").await;
    let columns = "columns=scope_1&columns=scope_2&columns=scope_3&columns=it&columns=above_threshold";
    let page = app.get(&format!("/reporting?years=2025&page_size=1&page=2&{columns}")).await;
    assert_eq!(names(&page).len(), 1);
    // the other units' purchases and headcounts are scope 3: 30 + 8 t
    assert_eq!(page.texts("tfoot td.c-scope"), ["0.1", "0.9", "54.5"]);
    assert_eq!(page.texts("tfoot td.c-it"), ["0.3"]);
    assert_eq!(page.texts("tfoot td.c-above"), ["7"]);
    assert_eq!(page.texts(".units-table tfoot th"), ["All 5 units"]);
}

#[tokio::test]
async fn a_closed_unit_and_a_level_are_named() {
    let mut app = with_figures().await;
    reports::write(app.database.pool(), &[Report::new("21", 2025).module(ModuleType::Purchase, 2, 500.0)]).await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&all_levels=1&columns=level&sort_by=level&sort_dir=asc").await;
    assert_eq!(names(&page)[0], "Faculty of Life Sciences");
    assert_eq!(page.texts("tbody td.c-level")[..2], ["Level 2", "Level 4"]);
    let closed = page.texts("tbody th.c-unit").into_iter().find(|text| text.starts_with("Closed")).unwrap();
    assert!(closed.contains("closed"), "{closed}");
    assert_eq!(page.texts(".chips a.chip .chip-text"), ["With faculties, services and closed units"]);
    assert_eq!(page.texts(".filters summary .quiet"), ["1 active"]);
    // choices beside it count them, too
    assert_eq!(page.texts("input[name=years][checked] ~ .check-note"), ["7"]);
    let page = app.get("/reporting?years=2025").await;
    assert_eq!(page.texts("input[name=years][checked] ~ .check-note"), ["5"]);
}

#[tokio::test]
async fn a_row_opens_alone_for_a_script_as_it_does_with_the_page() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    let (energy, zoo) = (id(&app, "2002").await, id(&app, "2103").await);
    sqlx::query(
        "update carbon_report_modules set recalculated_since_validation = true, validated_total_kg = 14250 where unit_id = $1 and year = 2025 and status = 2",
    )
    .bind(energy)
    .execute(app.database.pool())
    .await
    .unwrap();
    let page = app.get(&format!("/reporting?years=2025&open={energy}")).await;
    let fetched = super::page::attributes(&page, "tr.is-open a.opener", "data-fetch");
    let alone = app.get(&fetched[0]).await;
    assert_eq!((alone.status, alone.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/html; charset=utf-8"));
    let row = alone.text().trim();
    assert!(row.starts_with("<tr") && page.text().contains(row), "{row}");
    // what a recalculation changed after validation is said: in the box, in the row, and above the table
    assert!(row.contains("recalculated since validation"));
    assert_eq!(page.texts("td.c-status .sub-warn"), ["recalculated since validation"]);
    let notice = page.texts("main > .notice-warn");
    assert!(notice[0].starts_with("Figures of one unit changed in a recalculation"), "{notice:?}");
    assert!(notice[0].contains("Énergie Group: 14.3 → 15.0\u{a0}t in 2025"), "{notice:?}");
    // filtered away, it is not spoken of
    assert!(app.get("/reporting?years=2025&search=music").await.texts("main > .notice-warn").is_empty());
    // beyond reach it does not exist
    for other in [zoo.to_string(), "999999".to_owned(), "x".to_owned()] {
        let answer = app.get(&format!("/reporting/units/{other}/modules?years=2025")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn the_table_is_taken_out_as_it_is_shown() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let query = "years=2025&years=2024&search=o&columns=total_carbon_footprint&columns=by_year&columns=change\
        &sort_by=total_2025&sort_dir=desc";
    let page = app.get(&format!("/reporting?{query}&page_size=2")).await;
    let link = super::page::hrefs(&page, ".table-bar a[download]").remove(0);
    let file = app.get(&link).await;
    assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"co2_units_2024-2025_"));
    let (head, mut rows) = records(&file);
    let total = rows.pop().unwrap();
    let expected = [
        "unit_name",
        "unit_code",
        "total_t",
        "total_validated_t",
        "total_2024_t",
        "total_2025_t",
        "change_2025_percent",
        "change_t",
        "change_percent",
    ];
    assert_eq!(head, expected);
    // every page of the table, in its order
    let whole = app.get(&format!("/reporting?{query}")).await;
    assert_eq!(rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>(), names(&whole));
    let energy = rows.iter().find(|row| row[0] == "Énergie Group").unwrap();
    assert_eq!(energy[1..6], ["2002", "27.5", "27", "12", "15.5"]);
    assert!((energy[6].parse::<f64>().unwrap() - 350.0 / 12.0).abs() < 1e-9);
    // nothing in 2024 is an empty cell, not a zero
    let zoo = rows.iter().find(|row| row[0] == "Zoo").unwrap();
    assert_eq!(zoo[4..], ["", "8", "", "", ""]);
    // the last line says what the foot of the table says: 68.5 t, 38 t validated, 13 t, 55.5 t, and 13 → 17.5 t of the
    // units that have something in both years
    assert_eq!(
        whole.texts("#units tfoot td.num"),
        [
            "68.538.0 validated",
            "13.0",
            "55.5+34.6\u{a0}%, 2 units with both years",
            "+4.5+34.6\u{a0}%, 2 units with both years"
        ]
    );
    assert_eq!(total[..6], ["TOTAL", "", "68.5", "38", "13", "55.5"]);
    assert_eq!(total[7], "4.5");
    for share in [&total[6], &total[8]] {
        assert!((share.parse::<f64>().unwrap() - 450.0 / 13.0).abs() < 1e-9, "{share}");
    }
    let semicolons = app.get(&format!("{link}&delimiter=semicolon&bom=false")).await;
    assert!(semicolons.text().starts_with("unit_name;unit_code;total_t;"), "{}", semicolons.text());
    let (action, details): (String, serde_json::Value) = sqlx::query_as(
        "select action, details from audit_records where entity_type = 'report' order by id desc limit 1",
    )
    .fetch_one(app.database.pool())
    .await
    .unwrap();
    assert_eq!(action, "export");
    assert_eq!((&details["kind"], &details["rows"]), (&"units".into(), &rows.len().into()));
    assert_eq!(details["filters"]["search"], serde_json::json!(["o"]));
    // the same for spreadsheet programs
    let book = app.get(&super::page::hrefs(&page, ".table-bar a[download]")[1]).await;
    assert_eq!(book.header(header::CONTENT_TYPE), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert!(book.header(header::CONTENT_DISPOSITION).contains(".xlsx") && book.bytes.starts_with(b"PK"));
    // the usual columns have everything the table shows
    let (head, rows) = records(&app.get("/reporting/export/units?years=2025").await);
    assert_eq!(head.len(), 12);
    // words have no total; 55.5 t, 25 t validated, of 11 FTE
    assert_eq!(rows[5][..9], ["TOTAL", "", "", "", "", "", "", "", ""]);
    assert_eq!(rows[5][9..11], ["55.5", "25"]);
    assert!((rows[5][11].parse::<f64>().unwrap() - 55.5 / 11.0).abs() < 1e-9);
    assert_eq!(rows[0][..4], ["Acoustics Group", "2102", "Path of Acoustics Group", "not_started"]);
    // without data there are no figures
    assert_eq!(rows[0][9..], ["", "", ""]);
    let figures = "columns=scope_1&columns=it&columns=above_threshold";
    let (_, rows) = records(&app.get(&format!("/reporting/export/units?years=2025&{figures}")).await);
    assert_eq!([&rows[0][2..], &rows[1][2..]], [["", "", ""], ["0", "0", "0"]]);
    let paper = app.get("/reporting/print/combined?years=2025").await;
    let acoustics = paper.texts("tbody tr").into_iter().find(|line| line.starts_with("Acoustics Group")).unwrap();
    assert!(acoustics.ends_with("Not started–––"), "{acoustics}");
    // several years stand beside the usual columns, as in the table
    let (head, _) = records(&app.get("/reporting/export/units?years=2025&years=2024").await);
    assert!(["total_2024_t", "total_2025_t"].iter().all(|year| head.iter().any(|name| name == year)), "{head:?}");
    // nothing filtered: a total of nothing
    let (_, rows) = records(&app.get("/reporting/export/units?years=2030&columns=total_carbon_footprint").await);
    assert_eq!(rows, [["TOTAL", "", "0", "0"]]);
}
