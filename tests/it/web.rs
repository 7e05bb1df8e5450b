//! What surrounds every page: headers, languages, static files, bad ends, health.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Redirect;
use axum_extra::extract::Form;
use calco2::access::{Access, Route};
use calco2::platform::App;
use calco2::web::{FieldProblem, Flash, Flashes, Problem, assets};

use crate::support::TestApp;

fn faulty_routes() -> Vec<Route> {
    async fn panic() -> &'static str {
        panic!("the secret cause")
    }
    async fn fail() -> Result<&'static str, Problem> {
        Err(anyhow::anyhow!("the secret cause").into())
    }
    async fn refuse() -> Result<&'static str, Problem> {
        Err(Problem::bad_values(vec![FieldProblem::new("years", "missing", "Name a year.")]))
    }
    async fn conflict() -> Result<&'static str, Problem> {
        Err(Problem::Conflict { code: "year_not_open", detail: "The year is not open.".into() })
    }
    async fn act(flashes: Flashes) -> Result<Redirect, Problem> {
        flashes.keep(Flash::done("ago-days").with("count", 1200)).await?;
        Ok(Redirect::to("/"))
    }
    async fn database(State(app): State<App>) -> Result<String, Problem> {
        Ok(sqlx::query_scalar("select 'fine'").fetch_one(&app.db).await?)
    }
    async fn form(Form(fields): Form<Vec<(String, String)>>) -> String {
        fields.len().to_string()
    }
    vec![
        Route::get("/zz/panic", Access::Public, panic),
        Route::get("/zz/fail", Access::Public, fail),
        Route::get("/zz/refuse", Access::Public, refuse),
        Route::get("/zz/database", Access::Public, database),
        Route::post("/zz/act", Access::SignedIn, act),
        Route::post("/zz/form", Access::Public, form),
        Route::get("/api/v1/zz/fail", Access::Public, fail),
        Route::get("/api/v1/zz/panic", Access::Public, panic),
        Route::get("/api/v1/zz/refuse", Access::Public, refuse),
        Route::get("/api/v1/zz/conflict", Access::Public, conflict),
        Route::get("/api/v1/zz/signed-in", Access::SignedIn, fail),
    ]
}

#[tokio::test]
async fn every_answer_carries_its_reference_and_the_security_headers() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    let stylesheet = assets::url("css/app.css").unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/sign-in", "/nowhere", "/zz/panic", "/api/v1/zz/fail", "/healthz", stylesheet.as_str(), "/"] {
        let answer = app.get(path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header("x-request-id").starts_with("req-"), "{path}");
        ids.insert(answer.header("x-request-id").to_owned());
    }
    assert_eq!(ids.len(), 7);
}

#[tokio::test]
async fn what_was_begun_is_finished_when_the_reader_leaves() {
    static FINISHED: AtomicBool = AtomicBool::new(false);
    async fn write(State(app): State<App>) -> Result<&'static str, Problem> {
        let mut transaction = app.db.begin().await?;
        sqlx::query("select pg_sleep(0.2)").execute(&mut *transaction).await?;
        transaction.commit().await?;
        FINISHED.store(true, Ordering::Relaxed);
        Ok("done")
    }
    let mut app = TestApp::with_routes(vec![Route::get("/zz/write", Access::Public, write)]).await;
    let left = tokio::time::timeout(Duration::from_millis(50), app.get("/zz/write")).await;
    assert!(left.is_err());
    let finished = async {
        while !FINISHED.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), finished).await.unwrap();
}

#[tokio::test]
async fn a_request_id_of_the_client_is_not_taken_over() {
    let mut app = TestApp::with_settings(&[]).await;
    let request = Request::get("/healthz").header("x-request-id", "mine").body(Body::empty()).unwrap();
    assert!(app.send(request).await.header("x-request-id").starts_with("req-"));
}

#[tokio::test]
async fn pages_are_not_kept_by_caches_and_answer_head() {
    let mut app = TestApp::new().await;
    let answer = app.get("/sign-in").await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let head = app.request(Method::HEAD, "/sign-in").await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn static_files_are_kept_for_ever_under_their_hash_only() {
    let mut app = TestApp::with_settings(&[]).await;
    let url = assets::url("css/app.css").unwrap();
    let answer = app.get(&url).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert!(answer.text().contains(&assets::url("fonts/inter-var-subset.woff2").unwrap()));

    let again =
        Request::get(&url).header(header::IF_NONE_MATCH, answer.header(header::ETAG)).body(Body::empty()).unwrap();
    assert_eq!(app.send(again).await.status, StatusCode::NOT_MODIFIED);
    for path in ["/static/css/app.css", "/static/css/app.00000000.css", "/static/../Cargo.toml"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_them() {
    let mut app = TestApp::new().await;
    let stylesheet = assets::url("css/app.css").unwrap();
    for (path, encoding) in [("/sign-in", "br"), (&stylesheet, "gzip"), (&stylesheet, "gzip, br")] {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, encoding).body(Body::empty()).unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding.trim_start_matches("gzip, "), "{path}");
        assert_eq!(answer.header(header::VARY), "accept-encoding", "{path}");
    }
    assert_eq!(app.get("/sign-in").await.header(header::CONTENT_ENCODING), "");
}

#[tokio::test]
async fn the_language_follows_the_browser_until_a_person_chooses() {
    let mut app = TestApp::new().await;
    app.language = "fr-CH,fr;q=0.9";
    assert_eq!(app.get("/sign-in").await.texts("h1"), ["Se connecter"]);
    let answer = app.post("/language", &[("lang", "en"), ("next", "/sign-in?next=/reporting")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?next=/reporting"));
    let page = app.get("/sign-in").await;
    assert_eq!(page.texts("h1"), ["Sign in"]);
    assert!(page.text().contains(r#"<html lang="en">"#));
    assert_eq!(app.post("/language", &[("lang", "fr"), ("next", "//evil.example")]).await.location(), "/");
    assert_eq!(app.post("/language", &[("lang", "tlh")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_unknown_address_has_a_page_inside_the_frame_of_who_is_signed_in() {
    let mut app = TestApp::new().await;
    let answer = app.get("/nowhere").await;
    assert_eq!((answer.status, answer.texts("h1")), (StatusCode::NOT_FOUND, vec!["There is no such page".to_owned()]));
    app.sign_in("manager").await;
    let answer = app.get("/nowhere").await;
    assert_eq!(answer.texts(".user-name"), ["Bruno Meier"]);
    assert_eq!(answer.texts(".institution"), ["Lakeside University"]);
    app.language = "fr";
    assert_eq!(app.get("/nowhere").await.texts("h1"), ["Cette page n’existe pas"]);
}

#[tokio::test]
async fn a_wrong_method_says_which_ones_are_right() {
    let mut app = TestApp::new().await;
    let answer = app.request(Method::DELETE, "/sign-in").await;
    assert_eq!((answer.status, answer.header(header::ALLOW)), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert_eq!(answer.texts("h1").len(), 1);
}

#[tokio::test]
async fn causes_are_never_shown() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    for path in ["/zz/panic", "/zz/fail", "/api/v1/zz/fail", "/api/v1/zz/panic"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
        assert!(answer.text().contains(answer.header("x-request-id")), "{path}");
    }
}

#[tokio::test]
async fn the_api_answers_problems_as_json() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    let answer = app.get("/api/v1/zz/refuse").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
    assert_eq!(
        answer.json(),
        serde_json::json!({
            "type": "about:blank",
            "title": "This request cannot be understood",
            "status": 400,
            "detail": "A value is missing, unknown or malformed. Nothing was changed. Go back and correct it.",
            "code": "invalid",
            "request_id": answer.header("x-request-id"),
            "errors": [{"field": "years", "code": "missing", "message": "Name a year."}],
        })
    );
    for (path, status, code) in [
        ("/api/v1/zz/conflict", 409, "year_not_open"),
        ("/api/v1/zz/signed-in", 401, "signed_out"),
        ("/api/v1/zz/none", 404, "not_found"),
        ("/api/v1/zz/fail", 500, "internal"),
    ] {
        let answer = app.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (status, Some(code)), "{path}");
    }
    let page = app.get("/zz/refuse").await;
    assert_eq!((page.status, page.texts(".problem li")), (StatusCode::BAD_REQUEST, vec!["Name a year.".to_owned()]));
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let mut app = TestApp::new().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/sign-out")
            .header(name, value)
            .header(header::HOST, "127.0.0.1:8080")
            .body(Body::empty())
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(answer.texts("h1"), ["This form came from another site"]);
    }
    let own = Request::post("/sign-out").header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    assert_eq!(app.send(own).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_body_that_is_too_large_or_of_the_wrong_kind_is_refused() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    let large = "x".repeat(2 << 20);
    assert_eq!(app.post("/zz/form", &[("a", &large)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let wrong = app.post_json("/zz/form", &serde_json::json!({})).await;
    assert_eq!(wrong.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(wrong.texts("h1"), ["This kind of content is not accepted here"]);
    assert_eq!(app.post("/zz/form", &[("a", "1")]).await.text(), "1");
}

#[tokio::test]
async fn the_result_of_an_action_is_shown_once() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    app.sign_in("member").await;
    app.post("/zz/act", &[]).await;
    assert_eq!(app.get("/").await.texts("[role=status] p"), ["1’200 days ago"]);
    assert!(app.get("/").await.texts("[role=status] p").is_empty());
}

#[tokio::test]
async fn a_person_without_pages_is_told_so() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let answer = app.get("/").await;
    assert_eq!((answer.status, answer.texts("h1")), (StatusCode::OK, vec!["Nothing for you here yet".to_owned()]));
    assert!(answer.texts(".problem-text")[0].contains("Ursula Moser, unit member, Music Laboratory"));
}

#[tokio::test]
async fn health_says_alive_always_and_ready_only_with_a_migrated_database() {
    let mut app = TestApp::with_routes(faulty_routes()).await;
    assert_eq!(app.get("/readyz").await.text(), "ready\n");
    sqlx::query("delete from _sqlx_migrations").execute(app.database.pool()).await.unwrap();
    let answer = app.get("/readyz").await;
    assert_eq!((answer.status, answer.text()), (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated\n"));

    app.sign_in("superadmin").await;
    app.database.pool().close().await;
    assert_eq!(app.get("/readyz").await.text(), "the database does not answer\n");
    assert_eq!(app.get("/healthz").await.text(), "alive\n");
    // the session cannot be read either: still a page, with its reference
    let page = app.get("/zz/database").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.texts("h1"), ["The service does not answer at the moment"]);
    app.forget_cookies();
    let page = app.get("/zz/database").await;
    assert_eq!((page.status, page.texts("dl.facts dd").len()), (StatusCode::SERVICE_UNAVAILABLE, 1));
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host_and_browsers_stay_on_tls() {
    let mut app = TestApp::with_settings(&[("CALCO2_PUBLIC_URL", "https://calco2.example.org")]).await;
    assert_eq!(
        app.get("/sign-in").await.header(header::STRICT_TRANSPORT_SECURITY),
        "max-age=31536000; includeSubDomains"
    );
    let chosen = app.post("/language", &[("lang", "fr")]).await;
    assert!(chosen.header(header::SET_COOKIE).contains("Secure"));
}
