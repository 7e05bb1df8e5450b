//! Nothing that is sent in leads a person away or writes a header.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::TestApp;
use crate::support::faculties::Faculties;

/// Places that are not here, however they are written.
const ELSEWHERE: [&str; 22] = [
    "https://evil.example",
    "HTTPS://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "@evil.example",
    ".evil.example",
    "evil.example",
    "/reporting\r\nset-cookie: planted=1",
    "/\u{0}/evil.example",
];

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn no_parameter_leads_to_another_site() {
    let mut app = TestApp::new().await;
    let field = scraper::Selector::parse("form[action='/sign-in/dev'] input[name=next]").unwrap();
    for elsewhere in ELSEWHERE {
        app.forget_cookies();
        // twice encoded it is a path of ours that does not exist
        for next in
            [encoded(elsewhere), elsewhere.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()]
        {
            let page = app.get(&format!("/sign-in?next={next}")).await;
            assert_eq!(page.status, StatusCode::OK, "{elsewhere:?}");
            let html = page.html();
            let kept: Vec<_> = html.select(&field).filter_map(|input| input.attr("value")).collect();
            assert!(!kept.is_empty() && kept.iter().all(|next| *next == "/"), "{elsewhere:?}: {kept:?}");
        }
        for (path, field) in [("/sign-in/dev", ("persona", "member")), ("/language", ("lang", "fr"))] {
            let answer = app.post(path, &[field, ("next", elsewhere)]).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{path} {elsewhere:?}");
            assert!(!answer.header(header::SET_COOKIE).contains("planted"), "{path}");
        }
        // signed in now
        let answer = app.get(&format!("/sign-in?next={}", encoded(elsewhere))).await;
        assert_eq!(answer.location(), "/", "{elsewhere:?}");
    }
}

#[tokio::test]
async fn the_way_back_to_a_page_stays_here_whatever_the_page_was_called() {
    let mut app = TestApp::new().await;
    for path in [
        "//evil.example/reporting",
        "/reporting?next=//evil.example",
        "/%2F%2Fevil.example",
        "/reporting%0d%0aset-cookie:%20planted=1",
    ] {
        let Ok(request) = Request::get(path).body(Body::empty()) else { continue };
        let answer = app.send(request).await;
        let location = answer.location();
        assert!(location.is_empty() || location.starts_with("/sign-in"), "{path}: {location}");
        assert!(!location.contains("next=//") && answer.header(header::SET_COOKIE).is_empty(), "{path}: {location}");
    }
}

#[tokio::test]
async fn a_file_name_writes_no_header() {
    let Faculties { mut app, music, .. } = Faculties::both().await;
    app.sign_in("superadmin").await;
    for name in [
        "a\r\nset-cookie: planted=1.csv",
        "a\"; filename=\"evil.exe",
        "\u{202e}vsc.exe",
        "a\\b/../c.csv",
        "\u{e9}\u{4e2d}.csv",
    ] {
        sqlx::query("update jobs set file_name = $1 where id = $2")
            .bind(name)
            .bind(music.job)
            .execute(app.database.pool())
            .await
            .unwrap();
        for file in ["file", "skipped.csv"] {
            let answer = app.get(&format!("/pipelines/jobs/{}/{file}", music.job)).await;
            assert_eq!(answer.status, StatusCode::OK, "{name:?}");
            assert!(!answer.header(header::SET_COOKIE).contains("planted"), "{name:?}");
            let disposition = answer.header(header::CONTENT_DISPOSITION);
            assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
            let plain = disposition.split('"').nth(1).unwrap();
            assert!(plain.chars().all(|c| c.is_ascii_alphanumeric() || "._- ".contains(c)), "{disposition}");
        }
    }
}

#[tokio::test]
async fn a_cookie_holds_no_more_than_what_may_be_chosen() {
    let mut app = TestApp::new().await;
    for lang in ["en\r\nset-cookie: planted=1", "en; Domain=evil.example", "", "xx", "en\u{0}"] {
        let answer = app.post("/language", &[("lang", lang), ("next", "/")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{lang:?}");
        assert_eq!(answer.header(header::SET_COOKIE), "", "{lang:?}");
    }
}
