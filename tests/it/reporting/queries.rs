//! How many statements a request really sends, the guard's among them.

use axum::http::StatusCode;
use calco2::carbon::taxonomy::ModuleType;
use serde_json::json;

use super::{id, with_figures};
use crate::support::reports::{self, Report};
use crate::support::{Answer, Statements, TestApp};

/// The most that a request for a page may send, whoever asks.
const MOST: usize = 8;

/// Checks how many queries an answer took.
fn check(statements: &Statements, answer: &Answer, most: usize, what: &str) {
    let sent = statements.queries();
    assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.text());
    assert!(sent.len() <= most, "{what} sends {}:\n{}", sent.len(), sent.join("\n"));
    // the session, the person and at least one of its own: the driver is heard
    assert!(sent.len() >= 3, "{what} sends {sent:?}");
}

async fn listening() -> (TestApp, Statements) {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    // a session that was not seen for a minute is written once
    app.get("/account").await;
    (app, Statements::listen())
}

#[tokio::test]
async fn the_page_sends_few_statements_whatever_it_shows() {
    let (mut app, statements) = listening().await;
    let (arts, music, zoo) = (id(&app, "20").await, id(&app, "2001").await, id(&app, "2103").await);
    statements.queries();
    // the very first request of the process, which reads everything
    let first = app.get("/reporting").await;
    check(&statements, &first, MOST, "the first visit");
    let several = "years=2024&years=2025&columns=by_year&columns=change&data=all&additional=1&breakdown_as=bars";
    for query in [
        String::new(),
        "?years=2025".to_owned(),
        format!("?years=2025&affiliation_ids={arts}&unit_ids={zoo}&validation_statuses=in_progress&search=o"),
        "?years=2025&module_statuses=headcount:validated&module_statuses=purchase:none".to_owned(),
        "?years=2025&all_levels=1&sort_by=highest_result_category&sort_dir=desc&page_size=25&page=9".to_owned(),
        format!("?{several}"),
        format!("?{several}&open={music}&open={zoo}&sort_by=total_2025&sort_dir=desc"),
        "?years=2030&search=nobody".to_owned(),
    ] {
        let answer = app.get(&format!("/reporting{query}")).await;
        check(&statements, &answer, MOST, &query);
    }
}

#[tokio::test]
async fn reading_what_changed_sends_few_statements_too() {
    let (mut app, statements) = listening().await;
    app.get("/reporting?years=2025").await;
    // figures of one more unit
    reports::write(app.database.pool(), &[Report::new("2101", 2024).module(ModuleType::Purchase, 1, 100.0)]).await;
    statements.queries();
    let answer = app.get("/reporting?years=2024").await;
    assert!(answer.texts("#units tbody th.c-unit > a").contains(&"Cell Laboratory".to_owned()));
    check(&statements, &answer, MOST, "after a change of figures");
    // units: everything is read anew
    sqlx::query("update units set name = 'Cells' where institutional_code = '2101'")
        .execute(app.database.pool())
        .await
        .unwrap();
    statements.queries();
    let answer = app.get("/reporting?years=2024").await;
    assert!(answer.texts("#units tbody th.c-unit > a").contains(&"Cells".to_owned()));
    // it was asked in vain what changed
    check(&statements, &answer, MOST + 1, "after a change of units");
}

#[tokio::test]
async fn json_choices_charts_and_lists_send_few_statements() {
    let (mut app, statements) = listening().await;
    let music = id(&app, "2001").await;
    app.get("/reporting").await;
    statements.queries();
    let body = json!({ "years": [2024, 2025], "search": "o", "sort_by": "total_carbon_footprint" });
    let answer = app.post_json("/api/v1/reporting/units", &body).await;
    check(&statements, &answer, MOST, "the JSON of the table");
    for path in [
        "/api/v1/reporting/filters/years".to_owned(),
        "/api/v1/reporting/filters/units?search=o".to_owned(),
        "/api/v1/reporting/filters/affiliations".to_owned(),
        "/reporting/charts/years.svg?years=2024&years=2025".to_owned(),
        "/reporting/print/combined?years=2024&years=2025".to_owned(),
        format!("/reporting/units/{music}/modules?years=2025"),
        "/reporting/views".to_owned(),
    ] {
        let answer = app.get(&path).await;
        check(&statements, &answer, MOST, &path);
    }
}
