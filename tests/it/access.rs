//! Signing in and out, sessions, and who may open what.

use axum::http::{StatusCode, header};
use calco2::access::{Access, Action, Permission, Route, sessions};
use calco2::routes;
use calco2::web::Problem;

use crate::support::TestApp;

#[tokio::test]
async fn a_signed_out_visitor_is_asked_to_sign_in_and_returns_to_the_page() {
    let route = Route::get("/guarded", Access::SignedIn, || async { "inside" });
    let mut app = TestApp::with_routes(vec![route]).await;
    let answer = app.get("/guarded?years=2025&years=2024").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/sign-in?next=/guarded%3Fyears%3D2025%26years%3D2024");

    let page = app.get(answer.location()).await;
    assert!(page.text().contains(r#"name="next" value="/guarded?years=2025&#38;years=2024""#), "{}", page.text());
    let answer = app.post("/sign-in/dev", &[("persona", "manager"), ("next", "/guarded?years=2025")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/guarded?years=2025"));
    assert_eq!(app.get("/guarded").await.text(), "inside");
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let mut app = TestApp::new().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let answer = app.post("/sign-in/dev", &[("persona", "manager"), ("next", next)]).await;
        assert_eq!(answer.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let mut app = TestApp::new().await;
    let answer = app.post("/sign-in/dev", &[("persona", "member")]).await;
    let cookie = answer.header(header::SET_COOKIE);
    assert!(
        cookie.starts_with("calco2=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(cookie.contains("Path=/") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn the_session_id_changes_at_every_sign_in_and_the_old_one_is_void() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let first = app.cookie("calco2").unwrap().to_owned();
    app.post("/sign-in/dev", &[("persona", "superadmin")]).await;
    assert_ne!(app.cookie("calco2").unwrap(), first);
    let stored: Vec<(uuid::Uuid, Option<String>)> =
        sqlx::query_as("select s.handle, u.institutional_id from sessions s left join users u on u.id = s.user_id")
            .fetch_all(app.database.pool())
            .await
            .unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].1.as_deref(), Some("demo-superadmin"));
}

#[tokio::test]
async fn signing_out_deletes_the_session_and_leads_to_the_sign_in_page() {
    let mut app = TestApp::new().await;
    app.sign_in("manager").await;
    let answer = app.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(count(&app, "select count(*) from sessions").await, 0);
    assert_eq!(app.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn coming_and_going_is_recorded() {
    let mut app = TestApp::new().await;
    app.sign_in("manager").await;
    app.post("/sign-out", &[]).await;
    let records: Vec<(String, String, Option<String>, Vec<String>)> =
        sqlx::query_as("select action, actor, request_id, handled_ids from audit_records order by id")
            .fetch_all(app.database.pool())
            .await
            .unwrap();
    let acts: Vec<_> = records.iter().map(|record| (record.0.as_str(), record.1.as_str())).collect();
    assert_eq!(acts, [("sign_in", "demo-manager"), ("sign_out", "demo-manager")]);
    assert!(records.iter().all(|record| record.2.is_some() && record.3 == ["demo-manager"]));
    assert_eq!(count(&app, "select count(*) from users where last_sign_in_at is not null").await, 1);
}

#[tokio::test]
async fn a_person_who_is_disabled_or_signed_out_everywhere_is_out_at_once() {
    let mut app = TestApp::new().await;
    for change in ["is_enabled = false", "session_generation = session_generation + 1"] {
        app.sign_in("superadmin").await;
        let change = format!("update users set {change} where institutional_id = 'demo-superadmin'");
        sqlx::query(sqlx::AssertSqlSafe(change)).execute(app.database.pool()).await.unwrap();
        assert_eq!(app.get("/").await.location(), "/sign-in?over=true");
        sqlx::query("update users set is_enabled = true").execute(app.database.pool()).await.unwrap();
    }
}

#[tokio::test]
async fn an_expired_session_is_not_accepted_and_is_swept() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let expire = "update sessions set expires_at = now() - interval '1 second'";
    sqlx::query(expire).execute(app.database.pool()).await.unwrap();
    assert_eq!(app.get("/").await.location(), "/sign-in?over=true");
    assert_eq!(sessions::delete_expired(app.database.pool()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_session_lives_for_eight_hours_after_the_last_visit() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    let nearly_over = "update sessions set expires_at = now() + interval '1 minute', data = data - 'seen'";
    sqlx::query(nearly_over).execute(app.database.pool()).await.unwrap();
    app.get("/").await;
    let left =
        "select count(*) from sessions where expires_at between now() + interval '7:59' and now() + interval '8:01'";
    assert_eq!(count(&app, left).await, 1);
}

#[tokio::test]
async fn looking_at_pages_does_not_write_the_session() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    app.get("/").await;
    let version = "select xmin::text::int8 from sessions";
    let before = count(&app, version).await;
    app.get("/").await;
    assert_eq!(count(&app, version).await, before);
}

#[tokio::test]
async fn demo_accounts_are_offered_only_where_they_are_switched_on() {
    let mut app = TestApp::new().await;
    assert_eq!(app.get("/sign-in").await.texts("button.demo-account strong").len(), 4);
    let mut app = TestApp::with_settings(&[]).await;
    let page = app.get("/sign-in").await;
    assert_eq!((page.status, page.texts("button.demo-account").len()), (StatusCode::OK, 0));
    assert_eq!(app.post("/sign-in/dev", &[("persona", "superadmin")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_demo_account_is_refused_on_the_page() {
    let mut app = TestApp::new().await;
    for fields in [&[("persona", "emperor")][..], &[]] {
        let answer = app.post("/sign-in/dev", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.texts("[role=alert]").len(), 1);
        assert!(answer.texts("title")[0].starts_with("Error: "));
    }
    let mut empty = TestApp::with_settings(&[("CALCO2_DEV_SIGN_IN", "true")]).await;
    let answer = empty.post("/sign-in/dev", &[("persona", "superadmin")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.texts("[role=alert]")[0].contains("calco2 seed demo"));
}

#[tokio::test]
async fn a_missing_right_is_named_together_with_who_one_is() {
    let needs = Access::Needs(Permission::BackofficePipelineOperations, Action::View);
    let mut app = TestApp::with_routes(vec![Route::get("/pipes", needs, || async { "pipes" })]).await;
    app.sign_in("manager").await;
    let answer = app.get("/pipes").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.texts("h1"), ["You may not open this page"]);
    let sentence = &answer.texts(".problem-text")[0];
    assert!(sentence.contains("Bruno Meier, back-office manager, Faculty of Arts"), "{sentence}");
    assert_eq!(answer.texts("dl.facts dd")[1], "View: pipelines");
    assert!(answer.texts("dl.facts dd")[2].starts_with("403 · "));
    app.sign_in("superadmin").await;
    assert_eq!(app.get("/pipes").await.text(), "pipes");
}

#[tokio::test]
async fn the_navigation_shows_only_what_one_may_open() {
    use calco2::web::navigation::Group;
    use calco2::web::{Frame, Page};

    #[derive(askama::Template)]
    #[template(
        source = "{% let frame = askama::get_value::<Frame>(\"frame\")? %}{% for section in frame.navigation %}{% for entry in section.entries %}{{ entry.path }} {% endfor %}{% endfor %}",
        ext = "txt"
    )]
    struct Paths;

    let entry = |path, permission| {
        let access = Access::Needs(permission, Action::View);
        Route::get(path, access, |frame: Frame| async { Page(frame, Paths) }).in_navigation(
            Group::Settings,
            "frame-menu",
            "menu",
        )
    };
    let routes = vec![
        entry("/zz-logs", Permission::BackofficeLogs),
        entry("/zz-documentation", Permission::BackofficeDocumentation),
    ];
    let mut app = TestApp::with_routes(routes).await;
    app.sign_in("superadmin").await;
    assert!(app.get("/zz-logs").await.text().ends_with("/zz-logs /zz-documentation "));
    app.sign_in("manager").await;
    let shown = app.get("/zz-documentation").await;
    assert!(shown.text().contains("/zz-documentation") && !shown.text().contains("/zz-logs"));
}

#[test]
fn no_two_routes_share_an_address_and_every_room_is_in_the_table() {
    let table = routes::table();
    for (position, route) in table.iter().enumerate() {
        let twin = table[..position].iter().find(|other| other.path == route.path && other.method == route.method);
        assert!(twin.is_none(), "{} {} is declared twice", route.method, route.path);
    }
    let composed = std::fs::read_to_string("src/routes.rs").unwrap();
    for room in std::fs::read_dir("src").unwrap() {
        let mut folders = vec![room.unwrap().path()];
        while let Some(path) = folders.pop() {
            if path.is_dir() {
                folders.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && std::fs::read_to_string(&path).unwrap().contains("pub fn routes() -> Vec<Route>")
            {
                let names: Vec<_> =
                    path.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                let module = names.iter().rfind(|name| *name != "mod").unwrap();
                assert!(composed.contains(&format!("{module}::routes()")), "{} is not in the table", path.display());
            }
        }
    }
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.database.pool()).await.unwrap()
}

#[tokio::test]
async fn what_is_out_of_scope_does_not_exist() {
    let route = Route::get("/api/v1/zz/{id}", Access::SignedIn, || async { Err::<(), _>(Problem::NotFound) });
    let mut app = TestApp::with_routes(vec![route]).await;
    assert_eq!(app.get("/api/v1/zz/1").await.status, StatusCode::UNAUTHORIZED);
    app.sign_in("member").await;
    assert_eq!(app.get("/api/v1/zz/1").await.json()["code"], "not_found");
}
