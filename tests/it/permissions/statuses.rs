//! The expected status of every route for everybody, written down: a new route fails here until somebody has decided.

use std::fmt::Write as _;

use axum::http::{Method, StatusCode};
use calco2::access::{Access, Role};
use calco2::routes;

use super::{ask, example};
use crate::support::faculties::Faculties;
use crate::support::{Cookies, TestApp};

const EXPECTED: &str = "tests/it/permissions/statuses.txt";

/// Somebody: the column, whom to sign in as, what is changed about them before, the roles they hold then.
struct Somebody {
    name: &'static str,
    persona: Option<&'static str>,
    change: &'static str,
    roles: &'static [Role],
}

const EVERYBODY: [Somebody; 9] = [
    Somebody { name: "out", persona: None, change: "", roles: &[] },
    Somebody { name: "admin", persona: Some("superadmin"), change: "", roles: &[Role::Admin] },
    Somebody { name: "manager", persona: Some("manager"), change: "", roles: &[Role::Manager] },
    Somebody { name: "principal", persona: Some("principal"), change: "", roles: &[Role::Principal] },
    Somebody { name: "member", persona: Some("member"), change: "", roles: &[Role::Standard] },
    // a manager of a cost centre that no unit has: the pages open and show nothing
    Somebody {
        name: "nowhere",
        persona: Some("manager"),
        change: "update role_grants set scope_institutional_id = 'C99' where role = 'calco2.backoffice.metier'",
        roles: &[Role::Manager],
    },
    Somebody {
        name: "both",
        persona: Some("principal"),
        change: "insert into role_grants (user_id, role, scope_kind, scope_institutional_id)
                 select id, 'calco2.backoffice.metier', 'affiliation', 'C20' from users
                 where institutional_id = 'demo-principal'",
        roles: &[Role::Manager, Role::Principal],
    },
    Somebody {
        name: "norole",
        persona: Some("member"),
        change: "delete from role_grants g using users u
                 where u.id = g.user_id and u.institutional_id = 'demo-member'",
        roles: &[],
    },
    // signed in before, and then disabled
    Somebody {
        name: "disabled",
        persona: Some("superadmin"),
        change: "update users set is_enabled = false where institutional_id = 'demo-superadmin'",
        roles: &[],
    },
];

/// The statuses of every route, a line each, in the order of the table.
async fn observed() -> String {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    let mut lines: Vec<String> =
        routes::table().iter().map(|route| format!("{:6} {:100}", route.method.as_str(), route.path)).collect();
    for somebody in &EVERYBODY {
        let mut cookies = signed_in(&mut app, somebody).await;
        for (route, line) in routes::table().iter().zip(&mut lines) {
            app.swap_cookies(cookies.clone());
            let path = example(route, &music);
            let status = ask(&mut app, &route.method, &path).await.status;
            check(&mut app, somebody, route.access, (&route.method, &path), status).await;
            let _ = write!(line, " {}", status.as_u16());
            if route.path == "/sign-out" {
                // whoever has left comes back for the other routes
                cookies = signed_in(&mut app, &Somebody { change: "", ..*somebody }).await;
            }
        }
    }
    let names: Vec<&str> = EVERYBODY.iter().map(|somebody| somebody.name).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    format!("{:107} {}\n{}\n", "", names.join(" "), lines.join("\n"))
}

async fn signed_in(app: &mut TestApp, somebody: &Somebody) -> Cookies {
    app.forget_cookies();
    let is_disabled = somebody.name == "disabled";
    if is_disabled {
        sqlx::query("update users set is_enabled = true").execute(app.database.pool()).await.unwrap();
    }
    if let Some(persona) = somebody.persona {
        app.sign_in(persona).await;
    }
    let change = if is_disabled { EVERYBODY[EVERYBODY.len() - 1].change } else { somebody.change };
    if !change.is_empty() {
        sqlx::query(change).execute(app.database.pool()).await.unwrap();
    }
    app.swap_cookies(Cookies::new())
}

/// What follows from the declared right alone: who is outside gets 401 or is sent to the sign-in page, who lacks the
/// right gets 403, everybody else gets something else; HEAD answers like GET, without a body.
async fn check(
    app: &mut TestApp,
    somebody: &Somebody,
    access: Access,
    (method, path): (&Method, &str),
    status: StatusCode,
) {
    let who = somebody.name;
    let is_out = somebody.persona.is_none() || who == "disabled";
    let is_free = matches!(access, Access::Machine | Access::Public);
    if is_out && !is_free {
        let expected = if path.starts_with("/api/") { StatusCode::UNAUTHORIZED } else { StatusCode::SEE_OTHER };
        assert_eq!(status, expected, "{who} {method} {path}");
    } else {
        let may = is_free || access == Access::SignedIn || somebody.roles.iter().any(|role| access.opens_to(*role));
        assert_eq!(status == StatusCode::FORBIDDEN, !may, "{who} {method} {path}: {status}");
        assert!(status != StatusCode::UNAUTHORIZED && status.as_u16() < 500, "{who} {method} {path}: {status}");
    }
    if *method == Method::GET {
        let head = ask(app, &Method::HEAD, path).await;
        assert_eq!((head.status, head.bytes.len()), (status, 0), "{who} HEAD {path}");
    }
}

#[tokio::test]
async fn every_route_answers_everybody_as_written_down() {
    let observed = observed().await;
    let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
    for (seen, written) in observed.lines().zip(expected.lines()) {
        assert_eq!(seen, written, "decide, then: cargo test --test it -- --ignored refresh_the_statuses");
    }
    assert_eq!(observed.lines().count(), expected.lines().count(), "routes came or went: refresh_the_statuses");
}

#[tokio::test]
#[ignore = "writes tests/it/permissions/statuses.txt"]
async fn refresh_the_statuses() {
    std::fs::write(EXPECTED, observed().await).unwrap();
}

#[tokio::test]
async fn a_method_that_an_address_does_not_have_is_refused_before_anything_else() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    app.sign_in("superadmin").await;
    let table = routes::table();
    for route in &table {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let is_declared = |other: &calco2::access::Route| other.path == route.path && other.method == method;
            if !table.iter().any(is_declared) {
                let status = ask(&mut app, &method, &example(route, &music)).await.status;
                assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {}", route.path);
            }
        }
    }
}
