//! What people of one faculty get is the same whether another faculty exists or not: pages, counts, files, streams,
//! addresses of the other one's things. Compared whole, route by route.

mod own;
mod uploads;

use std::io::Read;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use calco2::access::{Access, Role, Route};
use calco2::routes;
use serde_json::{Value, json};

use crate::support::faculties::{FOREIGN, Faculties, Place, trip_of};
use crate::support::{Answer, TestApp};

const PEOPLE: [(&str, Role); 3] =
    [("manager", Role::Manager), ("principal", Role::Principal), ("member", Role::Standard)];

/// A request that somebody might send.
struct Visit {
    path: String,
    body: Option<Value>,
}

fn plain(paths: Vec<String>) -> Vec<Visit> {
    paths.into_iter().map(|path| Visit { path, body: None }).collect()
}

fn with(paths: Vec<String>, body: &Value) -> Vec<Visit> {
    paths.into_iter().map(|path| Visit { path, body: Some(body.clone()) }).collect()
}

/// Reporting filters that try to reach beyond the own faculty.
fn filters(theirs: &Place) -> Vec<String> {
    let unit = theirs.unit;
    // the other faculty, its unit, the root
    vec![
        "years=2025".to_owned(),
        "years=2024&years=2025".to_owned(),
        format!("years=2025&unit_ids={unit}"),
        format!("years=2025&unit_ids={unit}&unit_ids=4"),
        "years=2025&affiliation_ids=3".to_owned(),
        "years=2025&affiliation_ids=1".to_owned(),
        format!("years=2025&affiliation_ids=3&unit_ids={unit}&unit_ids=4"),
        "years=2025&search=genome".to_owned(),
        "years=2025&search=zeller".to_owned(),
        "years=2025&module_statuses=process_emissions:in_progress".to_owned(),
    ]
}

fn listings(theirs: &Place) -> Vec<Value> {
    let unit = theirs.unit;
    vec![
        json!({"years": [2025]}),
        json!({"years": [2024, 2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc"}),
        json!({"years": [2025], "unit_ids": [unit, 4]}),
        json!({"years": [2025], "affiliation_ids": [3]}),
        json!({"years": [2025], "affiliation_ids": [1, 3]}),
        json!({"years": [2025], "search": "genome"}),
    ]
}

/// How a route is walked; a route that is on no list fails the test until somebody has decided.
fn visits(route: &Route, own: &Place, theirs: &Place) -> Vec<Visit> {
    let both = |fill: &dyn Fn(&Place) -> String| vec![fill(own), fill(theirs)];
    let module = |place: &Place, module: i16| format!("/api/v1/units/{}/years/2025/modules/{module}", place.unit);
    let of_entries = |place: &Place| {
        let mut entries = vec![format!("{}/entries/{}", module(place, 8), place.entry)];
        entries.extend(place.trips.iter().map(|trip| format!("{}/entries/{trip}", module(place, 2))));
        entries
    };
    // an entry of the other faculty under the address of the own unit, too
    let foreign = || {
        let mixed = theirs.trips.iter().map(|trip| format!("{}/entries/{trip}", module(own, 2)));
        of_entries(theirs).into_iter().chain(mixed).collect::<Vec<_>>()
    };
    let path = route.path;
    match (route.method.as_str(), path) {
        // nothing of any unit: the same for everybody
        ("GET", "/sign-in" | "/api/openapi.json" | "/healthz" | "/readyz" | "/metrics")
        // one's own account and sessions, and the ways of signing in
        | ("GET", "/account" | "/auth/start" | "/auth/callback")
        | ("POST", "/language" | "/sign-in/dev" | "/sign-out" | "/account/sessions/end" | "/client-errors") => plain(vec![path.to_owned()]),
        ("GET", "/static/{*name}") => plain(vec!["/static/css/none.css".to_owned()]),
        ("GET", "/") => plain(vec!["/".to_owned()]),
        ("GET", "/units/{unit_id}/results/{year}") => {
            let years = [2024, 2025].map(|year| both(&|place| format!("/units/{}/results/{year}", place.unit)));
            plain(years.concat())
        }
        ("GET", "/reporting") => {
            let mut paths: Vec<String> = filters(theirs).iter().map(|filter| format!("/reporting?{filter}")).collect();
            paths.push("/reporting".to_owned());
            paths.push(format!("/reporting?years=2025&open={}&open={}", own.unit, theirs.unit));
            paths.push("/reporting?years=2025&find_units=genome&find_affiliations=life".to_owned());
            plain(paths)
        }
        ("GET", "/api/v1/reporting/filters/years" | "/api/v1/reporting/filters/affiliations") => {
            plain(vec![path.to_owned()])
        }
        ("GET", "/api/v1/reporting/filters/units") => plain(
            ["", "?search=genome", "?search=999777", "?affiliation_ids=3", "?affiliation_ids=1", "?page_size=1&page=2"]
                .map(|query| format!("{path}{query}"))
                .into(),
        ),
        ("GET", export) if export.contains("/reporting/export/") => {
            plain(filters(theirs).iter().map(|filter| format!("{path}?{filter}")).collect())
        }
        ("POST", "/api/v1/reporting/units") => {
            listings(theirs).iter().flat_map(|body| with(vec![path.to_owned()], body)).collect()
        }
        ("POST", export) if export.contains("/reporting/export/") => {
            listings(theirs).iter().flat_map(|body| with(vec![path.to_owned()], body)).collect()
        }
        ("GET", path) if path.contains("/jobs/") && opens_to_units(route) => {
            let parameter = if path.contains("{job_id}") { "{job_id}" } else { "{id}" };
            plain(both(&|place| path.replace(parameter, &place.job.to_string())))
        }
        ("GET", path) if path.contains("pipelines/{") && opens_to_units(route) => {
            plain(both(&|place| path.replace("{id}", &place.pipeline).replace("{pipeline_id}", &place.pipeline)))
        }
        ("GET", "/users") => plain(
            ["", "?search=zeller", "?search=999777", "?unit=2101", "?unit=C2101", "?unit=life", "?page_size=25&page=2"]
                .map(|query| format!("/users{query}"))
                .into(),
        ),
        ("GET", "/users/export") => plain(vec![path.to_owned(), format!("{path}?search=zeller"), format!("{path}?unit=2101")]),
        ("GET", "/users/{user_id}") => {
            let mut paths: Vec<String> = theirs.people.iter().map(|person| format!("/users/{person}")).collect();
            // the own people, the one who works in both faculties, the administrator
            paths.extend(own.people.iter().chain([&5, &1]).map(|person| format!("/users/{person}")));
            plain(paths)
        }
        ("POST", "/users/{user_id}/synchronise") => {
            plain(theirs.people.iter().map(|person| format!("/users/{person}/synchronise")).collect())
        }
        // walked in uploads.rs: a file has to be sent
        ("POST", "/api/v1/sync/uploads") => Vec::new(),
        ("GET", path) if path.ends_with("/types/{data_entry_type_id}/entries") => {
            let lists =
                |place: &Place| [(8, 50), (2, 21)].map(|(m, t)| format!("{}/types/{t}/entries", module(place, m)));
            plain([lists(own), lists(theirs)].concat())
        }
        ("POST", path) if path.ends_with("/types/{data_entry_type_id}/entries") => {
            with(vec![format!("{}/types/21/entries", module(theirs, 2))], &trip_of("demo-member"))
        }
        ("GET", path) if path.ends_with("/entries/{entry_id}") => plain([of_entries(own), foreign()].concat()),
        ("PATCH", path) if path.ends_with("/entries/{entry_id}") => with(foreign(), &json!({"number_of_trips": 9})),
        ("DELETE", path) if path.ends_with("/entries/{entry_id}") => plain(foreign()),
        ("PUT", path) if path.ends_with("/status") => {
            with(vec![format!("{}/status", module(theirs, 2))], &json!({"status": "validated"}))
        }
        (method, _) if !opens_to_somebody(route) => {
            let generic = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
            let path = generic.collect::<Vec<_>>().join("/");
            if method == "GET" { plain(vec![path]) } else { with(vec![path], &json!({})) }
        }
        (method, _) => panic!("decide how {method} {path} is walked"),
    }
}

fn opens_to_units(route: &Route) -> bool {
    matches!(route.access, Access::NeedsOrSync(..))
}

/// Whether anybody but administrators may come.
fn opens_to_somebody(route: &Route) -> bool {
    PEOPLE.iter().any(|(_, role)| route.access.opens_to(*role))
}

async fn visit(app: &mut TestApp, method: &Method, visit: &Visit) -> Answer {
    let request = Request::builder().method(method).uri(&visit.path);
    let request = match &visit.body {
        Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    };
    app.send(request.unwrap()).await
}

/// What an answer says, without what differs from one moment, process or request to the next.
fn said_of(answer: &Answer, place: &Place) -> String {
    // pages name a pipeline by the end of its id
    said(answer).replace(&place.pipeline[28..], "~")
}

fn said(answer: &Answer) -> String {
    let body = if answer.header(header::CONTENT_TYPE) == "application/zip" {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.bytes)).unwrap();
        let mut text = String::new();
        for position in 0..archive.len() {
            let mut file = archive.by_index(position).unwrap();
            text.push_str(&file.name().unwrap().to_owned());
            file.read_to_string(&mut text).unwrap();
        }
        text
    } else {
        answer.text().to_owned()
    };
    format!("{} {} {}", answer.status, answer.location(), timeless(&body))
}

/// Every run of letters and digits that holds a moment, a reference or a random id becomes a sign.
fn timeless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+'))) {
        let core = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let digits = core.bytes().filter(u8::is_ascii_digit).count();
        let is_moment = core.contains(':') && digits >= 4;
        let is_stamp = core.len() == 16 && core.ends_with('Z') && digits == 14;
        let is_id = core.len() >= 36 && core.matches('-').count() >= 4;
        let is_reference = core.starts_with("req-");
        if is_moment || is_stamp || is_id || is_reference {
            out.push('~');
            out.push_str(&word[core.len()..]);
        } else {
            out.push_str(word);
        }
    }
    out
}

#[tokio::test]
async fn for_people_of_one_faculty_the_other_one_does_not_exist() {
    let (mut with, mut without) = (Faculties::both().await, Faculties::first_only().await);
    let theirs = with.genome.clone().unwrap();
    assert_eq!(
        Place { pipeline: String::new(), ..with.music.clone() },
        Place { pipeline: String::new(), ..without.music.clone() }
    );
    let (mut answered, mut found) = (0, 0);
    for (persona, role) in PEOPLE {
        with.app.sign_in(persona).await;
        without.app.sign_in(persona).await;
        for route in routes::table() {
            let (present, absent) = (visits(&route, &with.music, &theirs), visits(&route, &without.music, &theirs));
            for (here, there) in present.iter().zip(&absent) {
                let seen = visit(&mut with.app, &route.method, here).await;
                let expected = visit(&mut without.app, &route.method, there).await;
                let what = format!("{persona} {} {} {:?}", route.method, here.path, here.body);
                let (text, expected) = (said_of(&seen, &with.music), said_of(&expected, &without.music));
                let difference = text.lines().zip(expected.lines()).find(|(a, b)| a != b);
                assert_eq!(difference, None, "{what}");
                assert_eq!(text.len(), expected.len(), "{what}");
                // a page may repeat what was typed into its filters
                let is_typed = |sign: &str| here.path.to_lowercase().contains(&sign.to_lowercase());
                for sign in FOREIGN.iter().filter(|sign| !is_typed(sign)) {
                    assert!(!text.contains(sign), "{what} tells {sign}");
                }
                if !route.access.opens_to(role) {
                    assert_eq!(seen.status, StatusCode::FORBIDDEN, "{what}");
                }
                if route.path.starts_with("/sign-") {
                    with.app.sign_in(persona).await;
                    without.app.sign_in(persona).await;
                }
                answered += 1;
                found += usize::from(seen.status == StatusCode::OK);
            }
        }
    }
    assert!(answered > 300 && found > 100, "{answered} requests, {found} of them with something to see");
}

#[tokio::test]
async fn an_administrator_sees_both_so_that_the_comparison_means_something() {
    let mut both = Faculties::both().await;
    both.app.sign_in("superadmin").await;
    let theirs = both.genome.clone().unwrap();
    for (path, sign) in [
        ("/reporting?years=2025".to_owned(), "Genome Laboratory"),
        ("/reporting?years=2025".to_owned(), "Zoe Zeller"),
        ("/api/v1/reporting/filters/units".to_owned(), "C2101"),
        ("/api/v1/reporting/filters/affiliations".to_owned(), "Life Sciences"),
        ("/api/v1/reporting/export/results?years=2025".to_owned(), "7777.25"),
        ("/api/v1/reporting/export/detailed?years=2025".to_owned(), "999778"),
        ("/api/v1/reporting/export/usage?years=2025".to_owned(), "Genome Laboratory"),
        ("/api/v1/reporting/export/combined?years=2025".to_owned(), "Genome Laboratory"),
        (format!("/pipelines/{}", theirs.pipeline), "genome.csv"),
        (format!("/api/v1/sync/jobs/{}/stream", theirs.job), "genome.csv"),
        (format!("/pipelines/jobs/{}/file", theirs.job), "C2101"),
        (format!("/pipelines/jobs/{}/errors.csv", theirs.job), "C2101"),
    ] {
        let answer = visit(&mut both.app, &Method::GET, &Visit { path: path.clone(), body: None }).await;
        assert!(said(&answer).contains(sign), "{path} does not tell {sign}: {}", said(&answer));
    }
}

#[tokio::test]
async fn an_id_out_of_reach_is_answered_as_one_that_was_never_given() {
    let mut both = Faculties::both().await;
    let theirs = both.genome.clone().unwrap();
    let never = Place {
        unit: 999_999,
        job: 999_999,
        pipeline: "0190f2a0-0000-7000-8000-00000000ffff".into(),
        entry: 999_999,
        trips: [999_998, 999_999],
        people: [999_998, 999_999],
    };
    let mut compared = 0;
    for (persona, role) in PEOPLE {
        both.app.sign_in(persona).await;
        for route in routes::table().iter().filter(|route| route.path.contains('{') && route.access.opens_to(role)) {
            let (foreign, unknown) = (visits(route, &both.music, &theirs), visits(route, &both.music, &never));
            for (foreign, unknown) in
                foreign.iter().zip(&unknown).filter(|(foreign, unknown)| foreign.path != unknown.path)
            {
                let seen = visit(&mut both.app, &route.method, foreign).await;
                let expected = visit(&mut both.app, &route.method, unknown).await;
                // the right to the module is missing altogether, whatever the unit
                let has_right = role != Role::Standard || !foreign.path.contains("/modules/8");
                let status = if has_right { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
                assert_eq!(seen.status, status, "{persona} {} {}", route.method, foreign.path);
                assert_eq!(expected.status, status, "{persona} {} {}", route.method, unknown.path);
                let words = |answer: &Answer, visit: &Visit| said(answer).replace(&visit.path, "");
                assert_eq!(words(&seen, foreign), words(&expected, unknown), "{persona} {}", foreign.path);
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
}
