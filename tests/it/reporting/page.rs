use axum::http::{StatusCode, header};

use super::{id, with_figures};
use crate::support::{Answer, TestApp};

#[tokio::test]
async fn the_page_shows_the_latest_year_with_every_column() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts("h1"), ["Reporting"]);
    assert!(
        page.texts(".page-lead")[0]
            .starts_with("Carbon footprint of the units you may see: whole institution, 5 units.")
    );
    assert_eq!(
        page.texts(".units-table thead th:not(.c-open)"),
        [
            "Unit",
            "Affiliation",
            "Validation status",
            "Principal user",
            "Last update",
            "Highest result category",
            "Total carbon footprintt CO₂-eq",
            "Per FTEt CO₂-eq",
            "View"
        ]
    );
    assert_eq!(
        page.texts("tbody th.c-unit a"),
        ["Acoustics Group", "Cell Laboratory", "Énergie Group", "Music Laboratory", "Zoo"]
    );
    assert_eq!(
        page.texts("tbody td.c-status"),
        ["0/8 Not started", "0/8 In progress", "1/8 In progress", "8/8 Validated", "1/8 In progress"]
    );
    assert_eq!(page.texts("tbody td.c-highest"), ["–", "–", "Professional travel", "Headcount", "Headcount"]);
    assert_eq!(
        page.texts("tbody td.c-total"),
        ["–", "30.00.0 validated", "15.515.0 validated", "2.0all validated", "8.0all validated"]
    );
    assert_eq!(page.texts("tbody td.c-per-fte"), ["–", "–", "3.10", "0.50", "4.00"]);
    assert_eq!(page.texts(".units-table tfoot th"), ["All 5 units"]);
    assert_eq!(page.texts(".units-table tfoot td.c-total"), ["55.525.0 validated"]);
    assert_eq!(page.texts(".completion-rate"), ["20\u{a0}%"]);
    assert_eq!(page.texts(".chips .chip"), ["Year 2025"]);
    assert_eq!(page.texts("nav a[aria-current=page] .nav-label")[0], "Reporting");
}

#[tokio::test]
async fn page_and_json_show_the_same_rows() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page =
        app.get("/reporting?years=2024&years=2025&sort_by=total_carbon_footprint&sort_dir=desc&search=lab").await;
    let body = serde_json::json!({ "years": [2024, 2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc", "search": "lab" });
    let json = app.post_json("/api/v1/reporting/units", &body).await.json();
    let names: Vec<String> =
        json["rows"].as_array().unwrap().iter().map(|row| row["unit_name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(page.texts("tbody th.c-unit a"), names);
    assert_eq!(page.texts("th.c-status")[0], "Years completed");
    assert_eq!(page.texts("tbody td.c-status"), ["0/2 In progress", "2/2 Validated"]);
}

#[tokio::test]
async fn everything_can_be_undone_by_a_link() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let (life, zoo) = (id(&app, "21").await, id(&app, "2103").await);
    let query = format!(
        "years=2025&years=2024&affiliation_ids={life}&unit_ids={zoo}&validation_statuses=in_progress&search=o&module_statuses=headcount:validated&page_size=25"
    );
    let page = app.get(&format!("/reporting?{query}")).await;
    assert_eq!(
        page.texts(".chips a.chip .chip-text"),
        [
            "Year 2025",
            "Year 2024",
            "Affiliation: Faculty of Life Sciences",
            "Unit: Zoo",
            "Completion status: In progress",
            "Search: o",
            "Headcount: Validated"
        ]
    );
    assert_eq!(page.texts(".filters summary .quiet"), ["5 active"]);
    let links = hrefs(&page, ".chips a.chip");
    assert!(links.iter().all(|link| link.ends_with("#units")), "{links:?}");
    assert!(
        !links[3].contains("unit_ids") && links[3].contains("affiliation_ids") && links[3].contains("page_size=25")
    );
    for link in links.iter().chain(&hrefs(&page, ".units-table thead a")).chain(&hrefs(&page, "a.opener")) {
        let answer = app.get(link.split('#').next().unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{link}");
        assert!(answer.texts("main > .notice-warn").is_empty(), "{link}");
    }
}

/// The addresses that the forms of the files lead to as they stand.
fn exports(page: &Answer) -> Vec<String> {
    let (forms, inputs) = ["#export form", "input"].map(|part| scraper::Selector::parse(part).unwrap()).into();
    let address = |form: scraper::ElementRef<'_>| {
        let sent = form.select(&inputs).map(|input| input.value()).filter(|input| {
            !matches!(input.attr("type"), Some("checkbox" | "radio")) || input.attr("checked").is_some()
        });
        let pairs = sent.map(|input| (input.attr("name").unwrap(), input.attr("value").unwrap()));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{query}", form.value().attr("action").unwrap())
    };
    page.html().select(&forms).map(address).collect()
}

#[tokio::test]
async fn the_four_exports_are_offered_for_exactly_what_is_shown() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let query = "years=2025&validation_statuses=in_progress";
    let page = app.get(&format!("/reporting?{query}")).await;
    assert_eq!(page.texts(".export-row h3"), ["Combined", "Results", "Detailed data per module", "Usage"]);
    let csv = "format=csv&delimiter=comma&bom=false&bom=true";
    let expected = [
        format!("/reporting/export/combined?{query}&{csv}"),
        format!("/reporting/export/results?{query}&{csv}"),
        format!(
            "/reporting/export/detailed?{query}&delimiter=comma&bom=false&bom=true&pseudonyms=false&pseudonyms=true"
        ),
        format!("/reporting/export/usage?{query}&{csv}"),
    ];
    assert_eq!(exports(&page), expected);
    for address in expected {
        let answer = app.get(&address).await;
        assert_eq!(
            (answer.status, answer.header(header::CONTENT_TYPE)),
            (StatusCode::OK, "application/zip"),
            "{address}"
        );
    }
    app.language = "fr";
    let page = app.get("/reporting").await;
    assert_eq!(
        page.texts(".export-row h3"),
        ["Combiné", "Résultats", "Détails des données par modules", "Utilisation"]
    );
}

#[tokio::test]
async fn a_page_hears_that_its_file_has_begun_to_come() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let answer = app.get("/reporting/export/results?years=2025&export-begun=m1x2").await;
    let begun = |answer: &Answer| -> Vec<String> {
        let cookies =
            answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned());
        cookies.filter(|cookie| cookie.starts_with("export-begun")).collect()
    };
    let [cookie] = begun(&answer).try_into().unwrap();
    assert!(cookie.starts_with("export-begun=m1x2;") && !cookie.contains("HttpOnly"), "{cookie}");
    for other in ["", "&export-begun=", "&export-begun=a%3Bb", "&export-begun=a%0D%0Ab"] {
        let answer = app.get(&format!("/reporting/export/results?years=2025{other}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(begun(&answer), Vec::<String>::new(), "{other}");
    }
}

#[tokio::test]
async fn the_form_leads_to_an_address_without_what_constrains_nothing() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting").await;
    let form = page.html();
    let mut fields: Vec<(String, String)> = Vec::new();
    for input in form.select(&scraper::Selector::parse(".filters form input").unwrap()) {
        let value = input.value();
        let is_sent = value.attr("type") != Some("checkbox") || value.attr("checked").is_some();
        if is_sent {
            fields.push((value.attr("name").unwrap().to_owned(), value.attr("value").unwrap_or_default().to_owned()));
        }
    }
    // 8 hidden names, 24 checked boxes, and the rest
    assert!(fields.len() > 32, "{fields:?}");
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let answer = app.get(&format!("/reporting?{query}")).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/reporting?years=2025"));
    let without_headcount: Vec<_> =
        fields.iter().filter(|(_, value)| !(value.starts_with("headcount:") && value != "headcount:none")).collect();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(without_headcount).finish();
    let answer = app.get(&format!("/reporting?{query}")).await;
    assert_eq!(answer.location(), "/reporting?years=2025&module_statuses=headcount%3Anone");
    let page = app.get(answer.location()).await;
    assert_eq!(page.texts(".empty-title"), ["No unit matches these filters."]);
    assert!(page.text().contains("No unit can match: check a status for Headcount."));
    assert_eq!(page.texts(".export-none"), ["No unit matches the filters: there is nothing to export."]);
    assert!(exports(&page).is_empty());
}

#[tokio::test]
async fn an_opened_row_shows_eight_modules_a_year() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let energy = id(&app, "2002").await;
    let page = app.get(&format!("/reporting?years=2025&open={energy}")).await;
    let boxes = page.texts(".module-box");
    assert_eq!(boxes.len(), 8);
    assert!(boxes[0].starts_with("Headcount0.5\u{a0}tIn progress"), "{boxes:?}");
    assert!(boxes[5].starts_with("Professional travel15.0\u{a0}tValidated2026‑03‑01"), "{boxes:?}");
    let modules = hrefs(&page, "a.module-box-name");
    assert_eq!(modules[0], format!("/units/{energy}/results/2025/modules/headcount"));
    for link in modules {
        assert_eq!(app.get(&link).await.status, StatusCode::OK, "{link}");
    }
    assert_eq!(hrefs(&page, "tr.is-open a.opener")[0], format!("/reporting?years=2025#row-{energy}"));
    let page = app.get(&format!("/reporting?years=2025&years=2024&open={energy}")).await;
    assert_eq!(page.texts(".module-box").len(), 16);
}

#[tokio::test]
async fn what_is_not_understood_is_ignored_and_said() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=abc&colour=red&page_size=9999&page=7").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("main > .notice-warn li code"), ["years=abc", "colour=red", "page_size=9999"]);
    assert!(page.texts("main > .notice-warn")[1].contains("There is no page 7"));
    assert_eq!(page.texts("tbody th.c-unit a").len(), 5);
    let reminders = app.get("/reporting/reminders?years=abc&colour=red").await;
    assert_eq!(reminders.texts("main > .notice-warn li code"), ["years=abc", "colour=red"]);
    let paper = app.get("/reporting/print/combined?years=abc&colour=red").await;
    assert_eq!(paper.texts(".report > .small")[0], "Ignored, because not understood: years=abc, colour=red");
    let page = app.get("/reporting?search=%3Cscript%3E&x=%22%3E%3Cscript%3E").await;
    assert!(!page.text().contains("<script>"));
}

#[tokio::test]
async fn the_page_speaks_french() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    app.language = "fr";
    let page = app.get("/reporting?validation_statuses=in_progress").await;
    assert_eq!(page.texts("h1"), ["Rapports"]);
    assert!(page.texts(".page-lead")[0].contains("Faculty of Arts, 2 unités"), "{:?}", page.texts(".page-lead"));
    assert_eq!(page.texts("tbody td.c-status"), ["1/8 En cours"]);
    assert_eq!(page.texts("tbody td.c-highest"), ["Voyages professionnels"]);
    assert_eq!(page.texts(".chips a.chip .chip-text"), ["Statut d’avancement\u{a0}: En cours"]);
}

#[tokio::test]
async fn before_any_year_the_page_says_so() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts(".empty-title"), ["There is no report yet."]);
}

#[tokio::test]
async fn long_lists_are_paged_with_the_choice_kept() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?page_size=2&page=2&search=o").await;
    assert_eq!(page.texts(".pager-count"), ["Units 3–4 of 5"]);
    let next = hrefs(&page, ".pager a[rel=next]");
    assert_eq!(next, ["/reporting?years=2025&search=o&page_size=2&page=3#units"]);
    let sorted = hrefs(&page, "th.c-total a");
    assert_eq!(
        sorted,
        ["/reporting?years=2025&search=o&sort_by=total_carbon_footprint&sort_dir=desc&page_size=2#units"]
    );
}

#[tokio::test]
async fn lists_to_choose_from_are_searched_by_the_server() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let zoo = id(&app, "2103").await;
    let page = app.get(&format!("/reporting?unit_search=cell&affiliation_search=animal&unit_ids={zoo}")).await;
    let listed = page.texts("[data-choices-list] .check-text");
    // the level above a found one stays; what is chosen comes first
    assert_eq!(listed, ["Faculty of Life Sciences", "Institute of Animals", "Zoo", "Cell Laboratory"]);
    // scripts search what the server does: cost centres, too
    assert_eq!(attributes(&page, "[data-choices-list] li", "data-text")[3], "cell laboratory 2101 c2101");
}

pub(super) fn hrefs(page: &crate::support::Answer, selector: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    page.html().select(&selector).filter_map(|link| link.value().attr("href").map(str::to_owned)).collect()
}

/// An attribute of the elements a selector finds.
pub(super) fn attributes(page: &crate::support::Answer, selector: &str, name: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    page.html().select(&selector).filter_map(|element| element.value().attr(name).map(str::to_owned)).collect()
}

#[tokio::test]
async fn many_values_of_a_field_become_one_chip() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let many =
        |name: &str, from: i32| (from..from + 7).map(|value| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let query = format!("{}&{}&{}", many("years", 2019), many("unit_ids", 4), many("affiliation_ids", 1));
    let page = app.get(&format!("/reporting?{query}")).await;
    assert_eq!(
        page.texts(".chips a.chip .chip-text"),
        ["Reporting year: 7 selected", "Affiliation: 7 selected", "Units: 7 selected"]
    );
    let links = hrefs(&page, ".chips a.chip");
    // of the years the newest one stays
    assert!(links[0].starts_with("/reporting?years=2025&affiliation_ids=1&"), "{links:?}");
    assert!(links[1].contains("unit_ids=4") && !links[1].contains("affiliation_ids"), "{links:?}");
    assert!(!links[2].contains("unit_ids"), "{links:?}");
}
