//! How long people stay signed in, where, and how that ends.

use axum::http::StatusCode;

use crate::support::TestApp;

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.database.pool()).await.unwrap()
}

async fn run(app: &TestApp, sql: &'static str) {
    sqlx::query(sql).execute(app.database.pool()).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_after_its_longest_time_whatever_happens_in_it() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    run(&app, "update sessions set created_at = now() - interval '11:30', data = data - 'seen'").await;
    app.get("/account").await;
    let left = "select count(*) from sessions where expires_at between now() + interval '29 min' and now() + interval '31 min'";
    assert_eq!(count(&app, left).await, 1, "eight idle hours, but twelve in all");
}

#[tokio::test]
async fn what_is_stored_of_a_session_does_not_open_it() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let stored: Vec<u8> = sqlx::query_scalar("select id from sessions").fetch_one(app.database.pool()).await.unwrap();
    assert_eq!(stored.len(), 32);
    let cookie = app.cookie("calco2").unwrap().as_bytes();
    assert!(!stored.windows(8).any(|part| cookie.windows(8).any(|other| other == part)));
}

#[tokio::test]
async fn one_person_has_twenty_sessions_at_most() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let first = app.cookies().clone();
    for _ in 0..20 {
        app.sign_in("member").await;
    }
    assert_eq!(count(&app, "select count(*) from sessions").await, 20);
    app.swap_cookies(first);
    let answer = app.get("/account").await;
    assert_eq!(answer.location(), "/sign-in?next=/account&over=true", "the oldest went");
    assert!(app.get(answer.location()).await.text().contains("Your session is over"));
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it_there() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let phone = app.cookies().clone();
    app.sign_in("member").await;
    let page = app.get("/account").await;
    assert_eq!(page.texts("#sessions-title"), ["Signed in at 2 places"]);
    assert_eq!(page.texts("tbody .sub").iter().filter(|text| *text == "This browser").count(), 1);
    let selector = scraper::Selector::parse("button[name=handle]").unwrap();
    let handles: Vec<String> =
        page.html().select(&selector).map(|button| button.attr("value").unwrap().to_owned()).collect();
    assert_eq!(handles.len(), 1, "one does not end the session one is in from here");
    let here = app.cookies().clone();

    let answer = app.post("/account/sessions/end", &[("handle", &handles[0])]).await;
    assert_eq!(answer.location(), "/account");
    assert!(app.get("/account").await.text().contains("One session was ended."));
    app.swap_cookies(phone);
    assert_eq!(app.get("/account").await.status, StatusCode::SEE_OTHER);
    app.swap_cookies(here);
    let recorded = "select count(*) from audit_records where entity_type = 'session' and handled_ids = '{demo-member}'";
    assert_eq!(count(&app, recorded).await, 1);
}

#[tokio::test]
async fn one_ends_all_others_at_once_and_nobody_elses() {
    let mut app = TestApp::new().await;
    app.sign_in("manager").await;
    let manager = app.cookies().clone();
    let handle: uuid::Uuid =
        sqlx::query_scalar("select handle from sessions").fetch_one(app.database.pool()).await.unwrap();
    for _ in 0..3 {
        app.sign_in("member").await;
    }
    app.post("/account/sessions/end", &[("handle", &handle.to_string())]).await;
    assert!(app.get("/account").await.text().contains("There was no such session any more."));
    app.post("/account/sessions/end", &[]).await;
    assert_eq!(count(&app, "select count(*) from sessions").await, 2);
    assert_eq!(app.get("/account").await.status, StatusCode::OK);
    app.swap_cookies(manager);
    assert_eq!(app.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_superadmin_ends_the_sessions_of_others() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    let member = app.cookies().clone();
    let id = count(&app, "select id::int8 from users where institutional_id = 'demo-member'").await;
    let address = format!("/users/{id}/sessions");
    app.sign_in("manager").await;
    assert_eq!(app.get(&address).await.status, StatusCode::FORBIDDEN);
    assert!(!app.get(&format!("/users/{id}")).await.text().contains(&address), "no way to what one may not open");
    app.sign_in("superadmin").await;
    assert!(app.get(&format!("/users/{id}")).await.text().contains(&address), "the person's page leads there");
    assert_eq!(app.get(&address).await.texts("#sessions-title"), ["Signed in at one place"]);
    assert_eq!(app.post(&format!("{address}/end"), &[]).await.location(), address);
    assert!(app.get(&address).await.text().contains("not signed in anywhere"));
    app.swap_cookies(member);
    assert_eq!(app.get("/account").await.status, StatusCode::SEE_OTHER);
    for unknown in ["0", "99999", "x"] {
        app.sign_in("superadmin").await;
        assert_eq!(app.get(&format!("/users/{unknown}/sessions")).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn a_session_that_was_ended_is_not_brought_back_by_a_request_under_way() {
    use axum_login::tower_sessions::SessionStore;
    use axum_login::tower_sessions::session::{Id, Record};
    use calco2::access::sessions::Sessions;

    let app = TestApp::new().await;
    let store = Sessions::new(app.database.pool().clone(), std::time::Duration::from_hours(1));
    let mut record = Record {
        id: Id::default(),
        data: std::collections::HashMap::default(),
        expiry_date: time::OffsetDateTime::now_utc() + time::Duration::hours(1),
    };
    store.create(&mut record).await.unwrap();
    store.delete(&record.id).await.unwrap();
    store.save(&record).await.unwrap();
    assert!(store.load(&record.id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_sessions_of_a_disabled_account_are_swept() {
    let mut app = TestApp::new().await;
    app.sign_in("member").await;
    run(&app, "update users set is_enabled = false where institutional_id = 'demo-member'").await;
    assert_eq!(calco2::access::sessions::delete_expired(app.database.pool()).await.unwrap(), 1);
}
