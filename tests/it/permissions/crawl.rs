//! No link and no form leads to what one may not open.

use std::collections::{BTreeSet, VecDeque};

use axum::http::{Method, StatusCode, header};
use calco2::access::{Role, Route};
use calco2::routes;
use scraper::{Html, Selector};

use crate::support::TestApp;
use crate::support::faculties::Faculties;

/// Pages fetched for one person: enough for each kind of page several times.
const MOST_PAGES: usize = 120;
/// Addresses that differ in their query only.
const ALIKE: usize = 6;

/// What a page leads to.
#[derive(Debug, Default)]
struct Ways {
    links: BTreeSet<String>,
    /// Method and address.
    forms: BTreeSet<(Method, String)>,
}

impl Ways {
    fn of(page: &Html, here: &str) -> Self {
        let mut ways = Self::default();
        let select = |selector: &str| Selector::parse(selector).unwrap();
        for link in page.select(&select("a[href], use[href], link[href]")) {
            ways.links.extend(local(link.attr("href").unwrap_or_default(), here));
        }
        for source in page.select(&select("[src], [data-stream], [data-fetch]")) {
            let named = ["src", "data-stream", "data-fetch"].iter().filter_map(|name| source.attr(name));
            ways.links.extend(named.filter_map(|address| local(address, here)));
        }
        for form in page.select(&select("form")) {
            let method = match form.attr("method").unwrap_or("get") {
                "post" => Method::POST,
                _ => Method::GET,
            };
            let with_action = select("[formaction]");
            let buttons = form.select(&with_action).filter_map(|button| button.attr("formaction"));
            for action in buttons.chain([form.attr("action").unwrap_or(here)]) {
                ways.forms.extend(local(action, here).map(|path| (method.clone(), path)));
            }
        }
        ways
    }
}

/// The address without its fragment, when it is one of ours.
fn local(address: &str, here: &str) -> Option<String> {
    let address = address.split('#').next().unwrap_or_default();
    match address.chars().next() {
        Some('/') if !address.starts_with("//") => Some(address.to_owned()),
        Some('?') => Some(format!("{}{address}", here.split('?').next().unwrap_or_default())),
        _ => None,
    }
}

/// The route that answers an address.
fn route_of<'a>(table: &'a [Route], method: &Method, path: &str) -> Option<&'a Route> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |route: &&Route| {
        let (declared, asked): (Vec<_>, Vec<_>) = (route.path.split('/').collect(), path.split('/').collect());
        route.method == *method
            && (declared.len() == asked.len() || route.path.contains("{*"))
            && declared.iter().zip(&asked).all(|(part, given)| part.starts_with('{') || part == given)
    };
    // an address written out wins over one with a parameter, as in the router
    table.iter().filter(fits).min_by_key(|route| route.path.matches('{').count())
}

/// Walks from the front page over every link; the pages seen.
async fn walk(app: &mut TestApp, starts: &[String], role: Role) -> BTreeSet<String> {
    let table = routes::table();
    let mut waiting: VecDeque<String> = starts.iter().cloned().collect();
    let (mut seen, mut alike) = (BTreeSet::new(), std::collections::BTreeMap::<String, usize>::new());
    while let Some(path) = waiting.pop_front() {
        let stem = path.split('?').next().unwrap_or_default().to_owned();
        let count = alike.entry(stem).or_default();
        if *count >= ALIKE || seen.len() >= MOST_PAGES || !seen.insert(path.clone()) {
            continue;
        }
        *count += 1;
        let route = route_of(&table, &Method::GET, &path);
        assert!(route.is_some(), "{role:?}: {path} is no route");
        let answer = app.get(&path).await;
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{role:?}: a link leads to {path}");
        assert!(answer.status.as_u16() < 400, "{role:?}: {path}: {}", answer.status);
        if answer.status.is_redirection() {
            waiting.extend(local(answer.location(), &path));
        }
        if !answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            continue;
        }
        let ways = Ways::of(&answer.html(), &path);
        for (method, action) in ways.forms {
            let route = route_of(&table, &method, &action);
            let route = route.unwrap_or_else(|| panic!("{role:?}: {path} has a form for {method} {action}: no route"));
            assert!(route.access.opens_to(role), "{role:?}: {path} has a form for {method} {action}");
            if method == Method::GET {
                waiting.push_back(action);
            }
        }
        waiting.extend(ways.links);
    }
    seen
}

#[tokio::test]
async fn no_link_and_no_form_leads_to_what_one_may_not_open() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    let own_pipeline = format!("/pipelines/{}", music.pipeline);
    for (persona, role, least) in [
        ("superadmin", Role::Admin, 40),
        ("manager", Role::Manager, 10),
        ("principal", Role::Principal, 5),
        ("member", Role::Standard, 2),
    ] {
        app.sign_in(persona).await;
        let mut starts = vec!["/".to_owned()];
        // what a program is told after an upload
        if role == Role::Principal {
            starts.push(own_pipeline.clone());
        }
        let seen = walk(&mut app, &starts, role).await;
        assert!(seen.len() >= least, "{persona}: only {seen:?}");
    }
}

#[tokio::test]
async fn an_error_page_leads_nowhere_forbidden_either() {
    let mut app = Faculties::both().await.app;
    for (persona, role) in [("manager", Role::Manager), ("member", Role::Standard)] {
        app.sign_in(persona).await;
        for path in ["/pipelines", "/nowhere"] {
            let page = app.get(path).await;
            let ways = Ways::of(&page.html(), path);
            for link in ways.links.iter().filter(|link| !link.starts_with("/static/")) {
                assert_ne!(app.get(link).await.status, StatusCode::FORBIDDEN, "{role:?} {path} {link}");
            }
        }
    }
}
