//! Views that a person keeps under a name.

use axum::http::StatusCode;

use super::page::{attributes, hrefs};
use super::with_figures;
use crate::support::{Answer, TestApp};

const VIEWS: &str = "/reporting/views";

/// Keeps a view and gives back what the next page says about it.
async fn keep(app: &mut TestApp, name: &str, query: &str, more: &[&str]) -> (String, Answer) {
    let mut fields = vec![("name", name), ("query", query)];
    fields.extend(more.iter().map(|field| (*field, "1")));
    let answer = app.post(VIEWS, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = app.get(answer.location()).await;
    (page.texts(".notice[role] p").remove(0), page)
}

async fn act(app: &mut TestApp, id: &str, action: &str, name: &str) -> String {
    let answer = app.post(&format!("{VIEWS}/{id}"), &[("action", action), ("name", name)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, VIEWS), "{}", answer.text());
    app.get(VIEWS).await.texts(".notice[role] p").remove(0)
}

/// The kept views as the menu of the page lists them, all units last.
fn menu(page: &Answer) -> Vec<(String, String)> {
    let links = ".views-menu ul a";
    page.texts(links).into_iter().zip(hrefs(page, links)).collect()
}

async fn first_id(app: &mut TestApp) -> String {
    let page = app.get(VIEWS).await;
    attributes(&page, ".view", "id").remove(0).replace("view-", "")
}

#[tokio::test]
async fn a_view_is_kept_as_its_address_and_opened_by_it() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    let page = app.get("/reporting?search=lab&sort_by=per_fte&sort_dir=desc&columns=per_fte&page=1").await;
    assert!(menu(&page).is_empty());
    let query = attributes(&page, ".views-menu input[name=query]", "value").remove(0);
    let (said, page) = keep(&mut app, "  Labs  by head ", &query, &[]).await;
    assert_eq!(said, "The view “Labs by head” is kept.");
    let address = "/reporting?years=2025&search=lab&columns=per_fte&sort_by=per_fte&sort_dir=desc";
    let all = ("All units".to_owned(), "/reporting?view=all".to_owned());
    assert_eq!(menu(&page), [("Labs by head".to_owned(), address.to_owned()), all]);
    // the page says which view it shows, until something is changed
    assert_eq!(page.texts(".views-current"), ["Labs by head"]);
    assert_eq!(hrefs(&page, ".views-menu [aria-current]"), [address]);
    assert!(app.get("/reporting?years=2025&search=lab").await.texts(".views-current").is_empty());
    // the address to share works for somebody else, within what they may see
    let shared = attributes(&app.get(VIEWS).await, ".view input[readonly]", "value").remove(0);
    assert!(shared.starts_with("http") && shared.ends_with(address), "{shared}");
    app.sign_in("superadmin").await;
    let page = app.get(address).await;
    assert_eq!(page.texts("tbody th.c-unit a"), ["Music Laboratory", "Cell Laboratory"]);
    assert!(menu(&page).is_empty());
}

#[tokio::test]
async fn one_view_opens_first_and_all_units_stay_within_reach() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    keep(&mut app, "Labs", "search=lab", &["is_default"]).await;
    keep(&mut app, "Zoo", "years=2025&search=zoo", &[]).await;
    let opened = app.get("/reporting").await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, "/reporting?search=lab"));
    let page = app.get(opened.location()).await;
    assert_eq!(page.texts("tbody th.c-unit a"), ["Cell Laboratory", "Music Laboratory"]);
    // a view without a year is that of the newest one, whichever it is
    assert_eq!(page.texts(".views-current"), ["Labs"]);
    for (selector, what) in [(".filters .card-foot a", "reset"), (".chips-clear a", "clear")] {
        let page = app.get(&hrefs(&page, selector).remove(0)).await;
        assert_eq!((page.status, page.texts("tbody th.c-unit a").len()), (StatusCode::OK, 5), "{what}");
        assert!(page.texts("main > .notice-warn").is_empty());
    }
    // a form that constrains nothing means all units, too
    assert_eq!(app.get("/reporting?apply=1").await.location(), "/reporting?view=all");
    // another one takes its place; then none
    let page = app.get(VIEWS).await;
    assert_eq!(page.texts(".view h2"), ["Labs", "Zoo"]);
    let zoo = attributes(&page, ".view", "id")[1].replace("view-", "");
    assert_eq!(act(&mut app, &zoo, "make_default", "").await, "The view “Zoo” opens first from now on.");
    assert_eq!(app.get("/reporting").await.location(), "/reporting?years=2025&search=zoo");
    assert_eq!(act(&mut app, &zoo, "end_default", "").await, "All units open first from now on.");
    assert_eq!(app.get("/reporting").await.status, StatusCode::OK);
    // a view of everything opens without going round in circles
    keep(&mut app, "Everything", "", &["is_default"]).await;
    let opened = app.get("/reporting").await;
    assert_eq!(opened.location(), "/reporting?view=all");
    assert_eq!(app.get(opened.location()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_view_may_follow_the_newest_year() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let page = app.get("/reporting?years=2025&search=zoo").await;
    assert_eq!(page.texts(".views-menu input[name=newest_year]").len(), 1);
    let page = app.get("/reporting?years=2024&search=zoo").await;
    assert_eq!(page.texts(".views-menu input[name=newest_year]").len(), 0);
    let (_, page) = keep(&mut app, "Zoo", "years=2025&search=zoo", &["newest_year"]).await;
    assert_eq!(menu(&page)[0].1, "/reporting?search=zoo");
    // back where one was
    assert_eq!(page.texts(".chips .chip-text"), ["Search: zoo"]);
}

#[tokio::test]
async fn names_are_given_once_and_can_be_changed() {
    let mut app = with_figures().await;
    app.sign_in("manager").await;
    keep(&mut app, "Labs", "search=lab", &[]).await;
    let (said, page) = keep(&mut app, "labs", "search=zoo", &[]).await;
    assert!(said.starts_with("You already have a view called “labs”."), "{said}");
    assert_eq!(menu(&page)[0].1, "/reporting?search=lab");
    let (said, page) = keep(&mut app, "LABS", "search=zoo", &["replace"]).await;
    assert_eq!(said, "The view “LABS” is kept.");
    assert_eq!(menu(&page)[0], ("LABS".to_owned(), "/reporting?search=zoo".to_owned()));
    for name in ["", "   ", &"x".repeat(81)] {
        let (said, _) = keep(&mut app, name, "search=zoo", &[]).await;
        assert_eq!(said, "A view needs a name of 1 to 80 characters. Nothing was changed.");
    }
    let id = first_id(&mut app).await;
    keep(&mut app, "Other", "", &[]).await;
    assert_eq!(
        act(&mut app, &id, "rename", "Other").await.split('.').next().unwrap(),
        "You already have a view called “Other”"
    );
    assert_eq!(
        act(&mut app, &id, "rename", " ").await,
        "A view needs a name of 1 to 80 characters. Nothing was changed."
    );
    assert_eq!(act(&mut app, &id, "rename", "labs").await, "The view is now called “labs”.");
    assert_eq!(act(&mut app, &id, "delete", "").await, "The view “labs” is deleted.");
    assert_eq!(app.get(VIEWS).await.texts(".view h2"), ["Other"]);
    // markup in a name is text
    let (_, page) = keep(&mut app, "<b>x</b>", "", &[]).await;
    assert!(!page.text().contains("<b>x</b>"));
}

#[tokio::test]
async fn views_are_limited_and_belong_to_their_person() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let all: Vec<String> = (0..3000).map(|id| format!("unit_ids={id}")).collect();
    let answer = app.post(VIEWS, &[("name", "Many"), ("query", &all.join("&"))]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let said = app.get(VIEWS).await.texts(".notice[role] p");
    assert_eq!(said, ["This view names too many units to be kept. Choose affiliations in place of single units."]);
    for number in 0..50 {
        keep(&mut app, &format!("View {number}"), "search=lab", &[]).await;
    }
    let (said, _) = keep(&mut app, "One more", "search=lab", &[]).await;
    assert_eq!(said, "You already keep 50 views. Delete one first.");
    let (said, _) = keep(&mut app, "View 7", "search=zoo", &["replace"]).await;
    assert_eq!(said, "The view “View 7” is kept.");
    let id = first_id(&mut app).await;
    app.sign_in("manager").await;
    assert!(app.get(VIEWS).await.texts(".view").is_empty());
    for foreign in [id.as_str(), "999999", "x"] {
        for action in ["delete", "rename", "make_default", "end_default"] {
            let answer = app.post(&format!("{VIEWS}/{foreign}"), &[("action", action), ("name", "mine")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{foreign} {action}");
        }
    }
    app.sign_in("superadmin").await;
    assert_eq!(app.get(VIEWS).await.texts(".view").len(), 50);
}
