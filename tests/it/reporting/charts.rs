//! Boxes, modules and charts: what they say for whom, their files, and that they follow the data.

use axum::http::{StatusCode, header};

use super::{id, with_figures};

#[tokio::test]
async fn boxes_and_modules_count_what_the_filter_keeps() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts(".boxes-five .stat-number"), ["1", "3", "1", "55.5 t CO₂-eq", "1.67 t CO₂-eq"]);
    assert_eq!(
        page.texts(".boxes-five .stat-note"),
        [
            "20\u{a0}% of 5 units",
            "60\u{a0}% of 5 units",
            "20\u{a0}% of 5 units",
            "25.0\u{a0}t validated",
            // 2 t and 8 t of the two units whose headcount is validated, 6 FTE
            "FTE known for 2 of 5 units"
        ]
    );
    // purchases: the validated music laboratory, the cell laboratory in progress
    assert_eq!(page.texts(".progress-table tbody tr:nth-child(7) td"), ["3", "1", "1", "", "20\u{a0}%"]);

    let unit = id(&app, "2002").await;
    let page = app.get(&format!("/reporting?years=2025&years=2024&unit_ids={unit}")).await;
    assert_eq!(page.texts(".boxes-five .stat-number")[0], "1/8 2025");
    assert_eq!(page.texts(".boxes-five .stat-note")[0], "2024: 1/8");
}

#[tokio::test]
async fn charts_say_what_they_draw_and_what_they_leave_out() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025").await;
    assert_eq!(
        page.texts("#results .chart-note")[0],
        "Drawn: 15.0 of 55.5\u{a0}t. Not yet validated: 30.0\u{a0}t. Additional categories: 10.5\u{a0}t."
    );
    assert_eq!(
        page.texts("#results svg desc")[0],
        "Professional travel is the largest part: 15 of 15\u{a0}t, 100\u{a0}%."
    );
    assert_eq!(page.texts("#results .chart-table")[0], page.texts("#results table")[0]);
    // the units' own data per person: none; the estimates are said to be left out
    assert!(page.texts("#results .chart-note")[1].ends_with("Additional categories, not drawn: 1.67\u{a0}t per FTE."));
    assert_eq!(page.texts("#breakdown .tabs a"), ["Professional travel"]);

    let page = app.get("/reporting?years=2025&data=all&additional=1").await;
    assert_eq!(page.texts("#results .chart-note")[0], "Drawn: 55.5 of 55.5\u{a0}t.");
    assert_eq!(page.texts("#breakdown .tabs a"), ["Purchases", "Professional travel"]);
    assert_eq!(page.texts("#results .chart-table tfoot")[0], "Total55.50030.500");
    assert!(page.texts("#years").is_empty());

    let page = app.get("/reporting?years=2025&years=2024&additional=1").await;
    // 13 t in 2024, 25 t in 2025
    assert_eq!(page.texts("#years .chart-table tfoot")[0], "Total13.025.0+92.3");
}

#[tokio::test]
async fn where_nothing_is_validated_a_sentence_stands_in_for_the_chart() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&search=cell").await;
    assert_eq!(page.texts("#results svg.drawing"), Vec::<String>::new());
    assert!(page.texts("#results .card-body")[0].starts_with("Nothing to draw: no emissions are validated yet."));
    assert_eq!(page.texts("#results .card-body")[1], "Validated headcounts are needed to see results per FTE.");
    assert_eq!(page.texts("#breakdown .card-body"), ["No module has emissions to show."]);
    // what is validated is all additional, and those are hidden
    let page = app.get("/reporting?years=2025&search=zoo").await;
    let sentence = "Only additional categories are validated: show them to draw them.";
    assert!(page.texts("#results .card-body")[0].starts_with(sentence), "{:?}", page.texts("#results .card-body"));
    assert_eq!(page.texts("#per-fte-d"), [sentence]);
    assert!(!page.text().contains("Nothing to draw"));
    let page = app.get("/reporting?years=2025&search=zoo&additional=1").await;
    assert!(!page.text().contains(sentence) && !page.texts("#results svg.drawing").is_empty());
    // no unit: no charts at all
    let page = app.get("/reporting?years=2025&search=nobody-at-all").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts("#results").is_empty() && page.texts(".boxes-five").is_empty());
}

#[tokio::test]
async fn links_of_charts_keep_the_view() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let address = "/reporting?years=2025&sort_by=last_update&sort_dir=desc&page_size=25&data=all&breakdown=purchase&breakdown_as=bars";
    let page = app.get(address).await;
    assert_eq!(page.texts("main > .notice-warn"), Vec::<String>::new());
    let segments = scraper::Selector::parse("#breakdown .segments a").unwrap();
    let html = page.html();
    let links: Vec<&str> = html.select(&segments).filter_map(|link| link.attr("href")).collect();
    assert_eq!(links[1], format!("{address}#breakdown"));
    assert_eq!(links[0], format!("{}#breakdown", address.replace("&breakdown_as=bars", "")));
    assert!(page.text().contains("name=\"additional\" value=\"1\""));
    let page = app.get("/reporting?data=some&additional=yes&breakdown=kitchen&breakdown_as=pie").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts(".notice li").len(), 4);
}

#[tokio::test]
async fn every_chart_is_a_picture_and_a_file_of_its_numbers() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    for name in ["aggregated", "per-fte", "breakdown", "years"] {
        let query = "years=2024&years=2025&data=all&additional=1";
        let svg = app.get(&format!("/reporting/charts/{name}.svg?{query}")).await;
        assert_eq!(svg.status, StatusCode::OK, "{name}");
        assert_eq!(svg.headers[header::CONTENT_TYPE], "image/svg+xml; charset=utf-8");
        assert!(svg.text().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.text().ends_with("</svg>"));
        let csv = app.get(&format!("/reporting/charts/{name}.csv?{query}")).await;
        let file = format!("attachment; filename=\"co2_{}_2024-2025.csv\"", name.replace('-', "_"));
        assert_eq!(csv.headers[header::CONTENT_DISPOSITION], file.as_str());
        assert!(csv.text().starts_with("\u{feff}category,"), "{}", csv.text());
    }
    let csv = app.get("/reporting/charts/aggregated.csv?years=2025").await;
    assert_eq!(csv.text(), "\u{feff}category,subcategory,co2 (t CO₂-eq)\r\nProfessional travel,Train,15\r\n");
    // neither of a unit that is not there nor of information technology, which these units do not have
    let nothing = app.get("/reporting/charts/aggregated.csv?years=2025&unit_ids=999999").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    for unknown in ["it-focus.svg", "pie.svg", "aggregated.exe", "aggregated", "..%2Faggregated.svg", ".svg"] {
        let answer = app.get(&format!("/reporting/charts/{unknown}?years=2025")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn a_manager_sees_charts_of_their_faculty_and_no_other() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let query = "years=2025&data=all&additional=1";
    assert_eq!(
        app.get(&format!("/reporting?{query}")).await.texts("#results .chart-note")[0],
        "Drawn: 55.5 of 55.5\u{a0}t."
    );
    app.sign_in("manager").await;
    // the music laboratory and the Énergie group, 2 t and 15.5 t, though the others' charts were drawn a moment ago
    assert_eq!(
        app.get(&format!("/reporting?{query}")).await.texts("#results .chart-note")[0],
        "Drawn: 17.5 of 17.5\u{a0}t."
    );
    let csv = app.get(&format!("/reporting/charts/aggregated.csv?{query}")).await;
    assert!(!csv.text().contains("Purchases"), "{}", csv.text());
}

#[tokio::test]
async fn charts_follow_a_change_of_the_data() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let drawn = "#results .chart-note";
    assert!(app.get("/reporting?years=2025").await.texts(drawn)[0].starts_with("Drawn: 15.0 of 55.5"));
    assert!(
        app.get("/reporting?years=2025&page_size=25&page=2").await.texts(drawn)[0].starts_with("Drawn: 15.0 of 55.5")
    );
    let change = "update unit_year_aggregates set module_status[5] = 2
        where year = 2025 and unit_id = (select id from units where institutional_code = '2101')";
    sqlx::query(change).execute(app.database.pool()).await.unwrap();
    assert!(app.get("/reporting?years=2025").await.texts(drawn)[0].starts_with("Drawn: 45.0 of 55.5"));
}

#[tokio::test]
async fn patterns_are_a_choice_that_stays() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    assert!(!app.get("/reporting?years=2025").await.text().contains("url(#aggregated-p8)"));
    let answer = app.post("/patterns", &[("patterns", "1"), ("next", "/reporting?years=2025")]).await;
    assert_eq!(answer.headers[header::LOCATION], "/reporting?years=2025");
    let page = app.get("/reporting?years=2025").await;
    assert!(page.text().contains("url(#aggregated-p8)"));
    app.post("/patterns", &[("patterns", "0"), ("next", "//elsewhere.example")]).await;
    assert!(!app.get("/reporting?years=2025").await.text().contains("url(#aggregated-p8)"));
}
