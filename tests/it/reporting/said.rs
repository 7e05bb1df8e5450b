//! What the page says of people and figures, and where its links lead.

use calco2::carbon::taxonomy::ModuleType;

use super::page::{attributes, hrefs};
use super::with_figures;
use crate::support::reports::{self, Report};

#[tokio::test]
async fn nothing_is_not_said_to_be_all_validated() {
    let mut app = with_figures().await;
    let begun = Report::new("2101", 2024).module(ModuleType::Purchase, 1, 0.0);
    reports::write(app.database.pool(), &[begun]).await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2024&search=cell").await;
    assert_eq!(page.texts("tbody td.c-status"), ["0/8 In progress"]);
    assert_eq!(page.texts("tbody td.c-total"), ["0.00.0 validated"]);
}

#[tokio::test]
async fn the_page_prints_every_unit_that_is_filtered() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&search=o&page_size=2&data=all").await;
    assert_eq!(hrefs(&page, ".page-actions a")[0], "/reporting/print/combined?years=2025&search=o&data=all");
}

#[tokio::test]
async fn a_manager_of_single_units_is_told_which_whatever_the_lists_are_narrowed_to() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    sqlx::query("update role_grants set scope_institutional_id = 'C2002' where role = 'calco2.backoffice.metier'")
        .execute(app.database.pool())
        .await
        .unwrap();
    for narrowed in ["", "&unit_search=zzz", "&affiliation_ids=1"] {
        let page = app.get(&format!("/reporting?years=2025{narrowed}")).await;
        let lead = &page.texts(".page-lead")[0];
        assert!(lead.contains("you may see: Énergie Group, one unit."), "{narrowed}: {lead}");
    }
}

#[tokio::test]
async fn results_open_beside_the_table_with_its_filters() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&search=zoo").await;
    assert_eq!(attributes(&page, "td.c-view a", "target"), ["_blank"]);
    assert_eq!(attributes(&page, "td.c-view a", "rel"), ["noopener"]);
    assert_eq!(page.texts("td.c-view"), ["Results, Zoo, opens in a new tab"]);
}
