//! Forms of other sites change nothing, on whatever route.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::unsafe_routes;
use crate::support::TestApp;

const HOST: &str = "127.0.0.1:8080";

#[tokio::test]
async fn no_route_takes_anything_from_another_site() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    for (route, path) in unsafe_routes() {
        for (what, headers) in [
            ("another origin", &[("origin", "https://evil.example")][..]),
            ("another port", &[("origin", "http://127.0.0.1:9999")]),
            ("no origin at all", &[("origin", "null")]),
            ("another site", &[("sec-fetch-site", "cross-site")]),
            ("a neighbour", &[("sec-fetch-site", "same-site"), ("origin", "https://other.example.org")]),
            (
                "another site that claims our origin",
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://evil.example"),
                    ("referer", "http://127.0.0.1:8080/"),
                ],
            ),
        ] {
            let mut request = Request::builder().method(&route.method).uri(&path).header(header::HOST, HOST);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {} {path}", route.method);
            if path.starts_with("/api/") {
                assert_eq!(answer.json()["code"], "cross_site", "{what}: {path}");
            } else {
                assert_eq!(answer.texts("h1"), ["This form came from another site"], "{what}: {path}");
            }
        }
    }
}

#[tokio::test]
async fn own_pages_and_programs_without_a_browser_get_through() {
    let mut app = TestApp::new().await;
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8080")][..],
        &[("origin", "http://127.0.0.1:8080")],
        // typed into the address bar, or from a bookmark
        &[("sec-fetch-site", "none")],
        // curl and the like send neither; no browser that knows cookies does so for a form
        &[],
    ] {
        app.sign_in("member").await;
        let mut request = Request::post("/sign-out").header(header::HOST, HOST);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        assert_eq!(app.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::SEE_OTHER, "{headers:?}");
        assert_eq!(app.get("/account").await.status, StatusCode::SEE_OTHER);
    }
}
