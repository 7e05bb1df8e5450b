//! Roles grow old: they are asked for again beside the pages, and open nothing once they are too old.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use calco2::access::refresh::{Refreshed, refresh, sweep_once};
use calco2::audit::Actor;
use calco2::platform::ids::UserId;
use calco2::platform::{App, Clock, Config};

use crate::support::accred::{AccredDouble, Mood};
use crate::support::{Answer, TestApp, institution};

/// A browser of a manager of the Faculty of Arts whose roles come from the service.
struct World {
    browser: TestApp,
    double: AccredDouble,
}

impl World {
    async fn new() -> Self {
        let double = AccredDouble::start().await;
        let settings = [double.settings().as_slice(), &[("CALCO2_DEV_SIGN_IN", "true")]].concat();
        let mut browser = TestApp::with_settings(&settings).await;
        institution(browser.database.pool()).await;
        double.know("123456", &[("calco2.backoffice.metier", "C20")]);
        browser.sign_in("manager").await;
        let world = Self { browser, double };
        world
            .run(
                "update users set provider = 'accred', institutional_id = '123456'
                   where institutional_id = 'demo-manager'",
            )
            .await;
        world.checked(1).await;
        world
    }

    async fn run(&self, sql: &'static str) {
        sqlx::query(sql).execute(self.browser.database.pool()).await.unwrap();
    }

    /// Makes it so many minutes ago that the roles were checked.
    async fn checked(&self, minutes: i32) {
        sqlx::query("update users set roles_synced_at = now() - make_interval(mins => $1), roles_asked_at = null")
            .bind(minutes)
            .execute(self.browser.database.pool())
            .await
            .unwrap();
    }

    async fn value(&self, sql: &'static str) -> Option<String> {
        sqlx::query_scalar(sql).fetch_one(self.browser.database.pool()).await.unwrap()
    }

    async fn until(&self, sql: &'static str, expected: &str) {
        let begun = Instant::now();
        while self.value(sql).await.as_deref() != Some(expected) {
            assert!(begun.elapsed() < Duration::from_secs(10), "{sql} is not {expected}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn page(&mut self) -> Answer {
        self.browser.get("/reporting").await
    }

    fn app(&self) -> App {
        let config = Config::from_values(&self.double.settings()).unwrap();
        App::new(self.browser.database.pool().clone(), config, Clock::system())
    }

    async fn user(&self) -> UserId {
        let id = sqlx::query_scalar("select id from users where institutional_id = '123456'");
        UserId(id.fetch_one(self.browser.database.pool()).await.unwrap())
    }
}

const GRANTS: &str = "select string_agg(role || ' ' || coalesce(scope_institutional_id, '-'), ', ' order by role)
    from role_grants g join users p on p.id = g.user_id where p.institutional_id = '123456'";
const IS_FRESH: &str = "select (roles_synced_at > now() - interval '1 minute')::text from users
    where institutional_id = '123456'";
const HAS_FAILED: &str = "select (roles_failed_at is not null)::text from users where institutional_id = '123456'";

#[tokio::test]
async fn fresh_roles_are_not_asked_for_and_older_ones_once() {
    let mut world = World::new().await;
    assert_eq!(world.page().await.status, StatusCode::OK);
    assert!(world.double.known().asked.is_empty());
    world.checked(16).await;
    for _ in 0..5 {
        assert_eq!(world.page().await.status, StatusCode::OK);
    }
    world.until(IS_FRESH, "true").await;
    assert_eq!(world.double.known().asked.len(), 2, "the person and the rights, once");
}

#[tokio::test]
async fn a_page_shows_what_changed_after_the_roles_were_asked_for() {
    let mut world = World::new().await;
    world.double.know("123456", &[("calco2.user.principal", "C2001")]);
    world.checked(16).await;
    assert_eq!(world.page().await.status, StatusCode::OK);
    world.until(GRANTS, "calco2.user.principal C2001").await;
    assert_eq!(world.page().await.status, StatusCode::FORBIDDEN);
    let recorded = "select summary from audit_records where entity_type = 'user' order by id desc limit 1";
    assert_eq!(world.value(recorded).await.as_deref(), Some("the roles of Person 123456 changed"));
}

#[tokio::test]
async fn a_stalled_provider_slows_no_page() {
    let mut world = World::new().await;
    world.checked(16).await;
    world.page().await;
    world.until(IS_FRESH, "true").await;
    world.double.set_mood(Mood::Stalled);
    world.checked(16).await;
    for _ in 0..20 {
        let begun = Instant::now();
        assert_eq!(world.page().await.status, StatusCode::OK);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    assert_eq!(world.double.known().asked.len(), 3, "one question more, and nobody waits for its answer");
}

#[tokio::test]
async fn a_provider_that_fails_is_said_quietly_and_the_last_known_roles_hold() {
    let mut world = World::new().await;
    world.double.set_mood(Mood::Failing(403, 1000));
    world.checked(30).await;
    let first = world.page().await;
    assert!(first.texts(".notice-warn").is_empty());
    world.until(HAS_FAILED, "true").await;
    let later = world.page().await;
    assert_eq!(later.status, StatusCode::OK);
    let notice = later.texts(".notice-warn").concat();
    assert!(notice.starts_with("Your roles were last checked on"), "{notice}");
    world.browser.language = "fr";
    let notice = world.page().await.texts(".notice-warn").concat();
    assert!(notice.starts_with("Vos rôles ont été vérifiés"), "{notice}");
    assert_eq!(world.double.known().asked.len(), 1, "within a minute nobody asks again");
}

#[tokio::test]
async fn roles_that_are_too_old_open_nothing_until_they_are_checked() {
    let mut world = World::new().await;
    world.double.set_mood(Mood::Failing(503, 1000));
    world.checked(24 * 60 + 1).await;
    let page = world.page().await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let notice = page.texts(".notice-warn").concat();
    assert!(notice.starts_with("Your roles could not be checked since"), "{notice}");
    assert_eq!(world.browser.get("/api/v1/reporting/filters/years").await.status, StatusCode::FORBIDDEN);
    let home = world.browser.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.texts(".side-nav a").is_empty() && !home.texts(".notice-warn").is_empty());
    world.double.set_mood(Mood::Fine);
    world.checked(24 * 60 + 1).await;
    world.page().await;
    world.until(IS_FRESH, "true").await;
    assert_eq!(world.page().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_person_whom_the_provider_forgot_is_signed_out() {
    let mut world = World::new().await;
    world.double.forget("123456");
    world.checked(16).await;
    assert_eq!(world.page().await.status, StatusCode::OK);
    world.until("select is_enabled::text from users where institutional_id = '123456'", "false").await;
    let answer = world.page().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn of_many_who_ask_at_once_one_does() {
    let world = World::new().await;
    world.checked(16).await;
    let (app, user, actor) = (world.app(), world.user().await, Actor::program("test"));
    let asked = futures_util::future::join_all((0..8).map(|_| refresh(&app, &actor, user))).await;
    let answers: Vec<Refreshed> = asked.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|one| **one == Refreshed::Unchanged).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|one| **one == Refreshed::JustAsked).count(), 7, "{answers:?}");
    assert_eq!(world.double.known().asked.len(), 2);
}

#[tokio::test]
async fn the_sweep_asks_for_those_who_are_signed_in_and_due_and_leaves_invented_people_alone() {
    let world = World::new().await;
    world
        .run("insert into users (provider, institutional_id, email, display_name) values ('accred', '9', 'n@e', 'N')")
        .await;
    let app = world.app();
    assert_eq!(sweep_once(&app).await.unwrap(), 0);
    world.checked(16).await;
    assert_eq!(sweep_once(&app).await.unwrap(), 1, "person 9 has no session, the demo accounts are invented");
    assert_eq!(world.value(IS_FRESH).await.as_deref(), Some("true"));
    assert!(world.double.known().asked.iter().all(|asked| asked.contains("123456")));
    let demo = App::new(app.db.clone(), Config::from_values(&[]).unwrap(), Clock::system());
    world.checked(16).await;
    assert_eq!(sweep_once(&demo).await.unwrap(), 0);
    let grants = "select count(*)::text from role_grants";
    assert_eq!(world.value(grants).await.as_deref(), Some("4"));
}
