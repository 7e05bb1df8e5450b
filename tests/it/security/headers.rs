//! What every answer carries, and what cookies are like.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Redirect;
use calco2::access::{Access, Route};
use calco2::web::{Flash, Flashes, Problem};
use calco2::{routes, web};

use super::nowhere;
use crate::permissions::{ask, example};
use crate::support::{Answer, Cookies, TestApp};

const TLS: &[(&str, &str)] = &[("CALCO2_PUBLIC_URL", "https://calco2.example.org")];

fn check(answer: &Answer, what: &str) {
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    for part in
        ["default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(answer.header("permissions-policy").contains("geolocation=()"), "{what}");
    assert!(answer.header("x-request-id").starts_with("req-"), "{what}");
    assert_eq!(answer.header("server"), "", "{what}");
    let kind = answer.header(header::CONTENT_TYPE);
    assert!(!kind.starts_with("text/") || kind == "text/event-stream" || kind.contains("charset="), "{what}: {kind}");
}

#[tokio::test]
async fn every_route_answers_with_the_security_headers_and_nothing_personal_is_kept() {
    let mut app = TestApp::new().await;
    let mut behind_tls = TestApp::with(TLS, Vec::new()).await;
    app.sign_in("superadmin").await;
    let cookies = app.swap_cookies(Cookies::new());
    for route in routes::table() {
        app.swap_cookies(cookies.clone());
        let what = format!("{} {}", route.method, route.path);
        let path = example(&route, &nowhere());
        let answer = ask(&mut app, &route.method, &path).await;
        check(&answer, &what);
        if !route.path.starts_with("/static/") && route.path != "/metrics" {
            let kept =
                if route.is_revalidated && answer.status == StatusCode::OK { "private, no-cache" } else { "no-store" };
            assert_eq!(answer.header(header::CACHE_CONTROL), kept, "{what}");
        }
        assert_eq!(answer.header(header::STRICT_TRANSPORT_SECURITY), "", "{what}");
        let answer = ask(&mut behind_tls, &route.method, &path).await;
        check(&answer, &what);
        let strict = answer.header(header::STRICT_TRANSPORT_SECURITY);
        assert_eq!(strict, "max-age=31536000; includeSubDomains", "{what}");
    }
    let stylesheet = app.get(&web::assets::url("css/app.css").unwrap()).await;
    check(&stylesheet, "a stylesheet");
    assert!(stylesheet.header(header::CACHE_CONTROL).contains("immutable"));
    check(&app.get("/nowhere").await, "an unknown address");
}

fn remembering() -> Route {
    async fn act(flashes: Flashes) -> Result<Redirect, Problem> {
        flashes.keep(Flash::done("ago-days").with("count", 1)).await?;
        Ok(Redirect::to("/"))
    }
    Route::post("/zz/act", Access::Public, act)
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_other_sites_and_plain_http() {
    for (settings, name, is_secure) in [(&[][..], "calco2=", false), (TLS, "__Host-calco2=", true)] {
        let mut app = TestApp::with(settings, vec![remembering()]).await;
        let cookie = app.post("/zz/act", &[]).await.header(header::SET_COOKIE).to_owned();
        assert!(cookie.starts_with(name), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), is_secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn a_session_id_that_somebody_set_is_not_taken_over() {
    let mut app = TestApp::new().await;
    // well formed, and unknown
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    app.swap_cookies([("calco2".to_owned(), planted.to_owned())].into());
    let answer = app.post("/sign-in/dev", &[("persona", "superadmin")]).await;
    let given = answer.header(header::SET_COOKIE).to_owned();
    assert!(given.starts_with("calco2=") && !given.contains(planted), "{given}");
    let stored: sqlx::Result<i64> =
        sqlx::query_scalar("select count(*) from sessions").fetch_one(app.database.pool()).await;
    assert_eq!(stored.unwrap(), 1);
    // whoever planted it is not signed in by it
    app.swap_cookies([("calco2".to_owned(), planted.to_owned())].into());
    assert!(app.get("/reporting").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_session_from_before_the_sign_in_is_void_after_it() {
    let mut app = TestApp::with_routes(vec![remembering()]).await;
    app.post("/zz/act", &[]).await;
    let before = app.swap_cookies(Cookies::new());
    app.swap_cookies(before.clone());
    app.post("/sign-in/dev", &[("persona", "superadmin")]).await;
    let after = app.swap_cookies(before.clone());
    assert_ne!(after["calco2"], before["calco2"]);
    assert!(app.get("/reporting").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn several_cookies_and_headers_of_one_name_confuse_nobody() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let own = app.cookie("calco2").unwrap().to_owned();
    app.forget_cookies();
    for cookies in
        [format!("calco2=AAAAAAAAAAAAAAAAAAAAAA; calco2={own}"), format!("calco2={own}; calco2=x; lang=fr; lang=xx")]
    {
        let request = Request::get("/account")
            .header(header::COOKIE, cookies)
            .header(header::HOST, "a.example")
            .header(header::HOST, "b.example")
            .header(header::ACCEPT_LANGUAGE, "fr")
            .header(header::ACCEPT_LANGUAGE, "\u{e9}")
            .body(Body::empty())
            .unwrap();
        assert!(app.send(request).await.status.as_u16() < 500);
    }
}
