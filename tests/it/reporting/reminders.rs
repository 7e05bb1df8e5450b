//! Whom to remind of modules that are not validated yet.

use axum::http::{StatusCode, header};

use super::page::{attributes, hrefs};
use super::with_figures;

#[tokio::test]
async fn principals_of_unfinished_units_are_listed_with_what_is_missing() {
    let mut app = with_figures().await;
    sqlx::query("update units set principal_institutional_id = 'demo-principal' where institutional_code = '2002'")
        .execute(app.database.pool())
        .await
        .unwrap();
    app.sign_in("superadmin").await;
    // from the table, with its filters
    let page = app.get("/reporting?years=2025&search=o").await;
    let link = hrefs(&page, ".table-bar > a.button")[0].clone();
    assert_eq!(link, "/reporting/reminders?years=2025&search=o");
    let page = app.get("/reporting/reminders?years=2025").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    // Music is validated; Énergie and Cells have principals with addresses, the Zoo's is not known, Acoustics has none
    assert!(
        page.texts(".page-lead")[0]
            .starts_with("2025: 4 filtered units have modules that are not validated yet; 2 principals")
    );
    assert_eq!(page.texts(".reminders-table tbody th"), ["Clara Hoffmann", "Ursula Moser"]);
    assert_eq!(
        page.texts(".reminders-table tbody td a[href^=mailto]"),
        ["demo-principal@example.org", "demo-member@example.org"]
    );
    let units = page.texts(".reminder-units > li");
    assert_eq!(
        units[0],
        "Énergie Group 2002Headcount, Process emissions, Buildings, Equipment, External clouds & AI, Purchases, Research facilities"
    );
    assert!(units[2].starts_with("Zoo 2103 · person nobody") && !units[2].contains("Headcount"), "{units:?}");
    assert!(units[3].starts_with("Acoustics Group 2102Headcount"), "{units:?}");
    assert_eq!(page.texts("#addresses"), ["demo-principal@example.org, demo-member@example.org"]);
    assert_eq!(attributes(&page, "[data-copy]", "data-copy"), ["demo-principal@example.org, demo-member@example.org"]);
    assert_eq!(
        hrefs(&page, ".card-foot a"),
        [
            "mailto:?subject=Carbon%20footprint%202025%3A%20modules%20to%20validate&bcc=demo-principal%40example.org,demo-member%40example.org"
        ]
    );
    assert_eq!(page.texts("#without-address-title"), ["One unit whose principal has no known address"]);
    assert_eq!(page.texts("#without-principal-title"), ["One unit without a principal"]);
    // addresses were shown: who saw which is on record
    let (summary, handled): (String, Vec<String>) = sqlx::query_as(
        "select summary, handled_ids from audit_records where action = 'read' and entity_type = 'user' order by id desc limit 1",
    )
    .fetch_one(app.database.pool())
    .await
    .unwrap();
    assert_eq!(summary, "looked at the addresses of 2 principals");
    assert_eq!(handled, ["demo-member", "demo-principal"]);
}

#[tokio::test]
async fn the_filters_hold_and_several_years_are_named() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting/reminders?years=2024&years=2025&validation_statuses=in_progress&search=cell").await;
    assert_eq!(page.texts(".reminders-table tbody th"), ["Ursula Moser"]);
    let unit = page.texts(".reminder-units > li").remove(0);
    // there is no report of 2024 to validate
    assert!(unit.contains("2025: Headcount, Process emissions") && !unit.contains("2024:"), "{unit}");
    let page = app.get("/reporting/reminders?years=2025&validation_statuses=validated").await;
    assert_eq!(page.texts(".empty-title"), ["Every module of the filtered units is validated."]);
    assert!(page.texts("#addresses").is_empty());
    app.language = "fr";
    let page = app.get("/reporting/reminders?years=2025").await;
    assert_eq!(page.texts("h1"), ["Rappels"]);
    assert!(page.texts(".page-lead")[0].contains("4 unités filtrées ont des modules pas encore validés"));
}

#[tokio::test]
async fn the_list_is_taken_out_as_a_file_and_the_act_recorded() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting/reminders?years=2025").await;
    let file = app.get(&hrefs(&page, ".page-actions a[download]").remove(0)).await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let text = file.text().strip_prefix('\u{feff}').unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "principal_user,email,unit_name,unit_code,modules_not_validated");
    assert!(
        lines[1].starts_with("Ursula Moser,demo-member@example.org,Cell Laboratory,2101,\"Headcount, "),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.starts_with("nobody,,Zoo,2103,")));
    assert_eq!(lines.len(), 6);
    let details: serde_json::Value =
        sqlx::query_scalar("select details from audit_records where action = 'export' order by id desc limit 1")
            .fetch_one(app.database.pool())
            .await
            .unwrap();
    assert_eq!((&details["kind"], &details["rows"]), (&"reminders".into(), &4.into()));
    // a manager's list ends with their faculty
    app.sign_in("manager").await;
    let page = app.get("/reporting/reminders?years=2025").await;
    assert_eq!(page.texts("#without-principal-title"), ["One unit without a principal"]);
    assert!(page.texts(".reminders-table").is_empty() && !page.text().contains("demo-member@example.org"));
    app.sign_in("principal").await;
    assert_eq!(app.get("/reporting/reminders").await.status, StatusCode::FORBIDDEN);
}
