//! What people of one faculty get is the same whether another faculty exists or not: pages, counts, files, streams,
//! addresses of the other one's things. Compared whole, route by route.

mod own;
mod uploads;
mod walk;

use std::io::Read;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use calco2::access::Role;
use calco2::routes;

use crate::support::faculties::{FOREIGN, Faculties, Place};
use crate::support::{Answer, TestApp};
use walk::{Visit, visits};

const PEOPLE: [(&str, Role); 3] =
    [("manager", Role::Manager), ("principal", Role::Principal), ("member", Role::Standard)];

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
            text.push_str(&file.name().unwrap());
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
            // ids in a query are filters: they leave nothing over, and answers of filters are compared elsewhere
            let names_it = |visit: &Visit| visit.path.split('?').next().map(str::to_owned);
            for (foreign, unknown) in
                foreign.iter().zip(&unknown).filter(|(foreign, unknown)| names_it(foreign) != names_it(unknown))
            {
                let seen = visit(&mut both.app, &route.method, foreign).await;
                let expected = visit(&mut both.app, &route.method, unknown).await;
                // the right to the module is missing altogether, whatever the unit
                let has_right = role != Role::Standard || !foreign.path.contains("/modules/8");
                let status = match route.path {
                    // ids of a filter leave nothing over, whoever's they are
                    path if path.starts_with("/reporting/") => expected.status,
                    _ if has_right => StatusCode::NOT_FOUND,
                    _ => StatusCode::FORBIDDEN,
                };
                assert_eq!(seen.status, status, "{persona} {} {}", route.method, foreign.path);
                assert_eq!(expected.status, status, "{persona} {} {}", route.method, unknown.path);
                // pages say where to come back to, as HTML writes it
                let words = |answer: &Answer, visit: &Visit| {
                    said(answer).replace(&visit.path, "").replace(&visit.path.replace('&', "&#38;"), "")
                };
                assert_eq!(words(&seen, foreign), words(&expected, unknown), "{persona} {}", foreign.path);
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
}
