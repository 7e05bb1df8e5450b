//! The whole application on a fresh database, with a browser's cookie jar in front of it.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use calco2::access::people::{self, PersonRecord, Right};
use calco2::access::{Role, Route};
use calco2::pipeline::Events;
use calco2::platform::ids::UserId;
use calco2::platform::{App, Clock, Config};
use calco2::routes;
use http_body_util::BodyExt;
use scraper::{Html, Selector};
use tower::ServiceExt;

use super::TestDatabase;

/// What a browser keeps.
pub(crate) type Cookies = BTreeMap<String, String>;

/// The router on a fresh database; requests go through every layer.
pub(crate) struct TestApp {
    pub(crate) database: TestDatabase,
    router: Router,
    /// Word of changes, for those who listen for it.
    pub(crate) events: Events,
    cookies: Cookies,
    /// Sent with every request.
    pub(crate) language: &'static str,
}

/// A stream that is open.
pub(crate) struct Opened(Body);

impl Opened {
    /// The next piece of it; none at its end.
    pub(crate) async fn piece(&mut self) -> Option<Bytes> {
        loop {
            if let Ok(piece) = self.0.frame().await?.unwrap().into_data() {
                return Some(piece);
            }
        }
    }

    /// What it tells until it is closed.
    pub(crate) async fn text(self) -> String {
        String::from_utf8(self.0.collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl TestApp {
    /// The application with a small institution and the four demo accounts.
    pub(crate) async fn new() -> Self {
        let app = Self::on(TestDatabase::new().await, &[("CALCO2_DEV_SIGN_IN", "true")], Vec::new());
        institution(app.database.pool()).await;
        app
    }

    /// The application with the small institution and settings of one's own.
    pub(crate) async fn with_institution(settings: &[(&str, &str)]) -> Self {
        let app = Self::with_settings(settings).await;
        institution(app.database.pool()).await;
        app
    }

    /// The application with settings of one's own on a database without rows.
    pub(crate) async fn with_settings(settings: &[(&str, &str)]) -> Self {
        Self::on(TestDatabase::new().await, settings, Vec::new())
    }

    /// The application with the small institution and routes that only the test has.
    pub(crate) async fn with_routes(routes: Vec<Route>) -> Self {
        let app = Self::on(TestDatabase::new().await, &[("CALCO2_DEV_SIGN_IN", "true")], routes);
        institution(app.database.pool()).await;
        app
    }

    /// The application with settings and routes of one's own, on a database without rows.
    pub(crate) async fn with(settings: &[(&str, &str)], routes: Vec<Route>) -> Self {
        Self::on(TestDatabase::new().await, settings, routes)
    }

    /// What answers, for those who put a server of their own in front of it.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    fn on(database: TestDatabase, settings: &[(&str, &str)], extra: Vec<Route>) -> Self {
        let config = Config::from_values(settings).unwrap();
        let app = App::new(database.pool().clone(), config, Clock::system());
        let events = Events::default();
        let router = routes::compose(&app, &events, [routes::table(), extra].concat()).unwrap();
        Self { database, router, events, cookies: BTreeMap::new(), language: "en" }
    }

    /// A second browser on the same application.
    pub(crate) fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    /// The cookies of this browser.
    pub(crate) fn cookies(&self) -> &Cookies {
        &self.cookies
    }

    /// Takes the cookies of a browser away, to be given back later.
    pub(crate) fn swap_cookies(&mut self, cookies: Cookies) -> Cookies {
        std::mem::replace(&mut self.cookies, cookies)
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Signs in through the form; a person signed in before leaves first.
    pub(crate) async fn sign_in(&mut self, persona: &str) {
        self.forget_cookies();
        let answer = self.post("/sign-in/dev", &[("persona", persona)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn request(&mut self, method: Method, path: &str) -> Answer {
        self.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    }

    /// Posts a form as a browser does.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Posts JSON.
    pub(crate) async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.send(request).await
    }

    /// Opens a stream and reads it later.
    pub(crate) async fn open(&mut self, path: &str) -> Opened {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(path).header(header::COOKIE, cookies.join("; ")).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Opened(response.into_body())
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        headers.entry(header::ACCEPT_LANGUAGE).or_insert(self.language.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap();
            let (name, value) = pair.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || pair.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn html(&self) -> Html {
        Html::parse_document(self.text())
    }

    /// The texts of the elements a selector finds, white space collapsed.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let collapsed =
            |text: String| text.split(' ').filter(|word| !word.trim().is_empty()).collect::<Vec<_>>().join(" ");
        self.html()
            .select(&selector)
            .map(|element| collapsed(element.text().collect::<String>().replace('\n', " ")))
            .collect()
    }

    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header(header::LOCATION)
    }
}

/// One school with two faculties, each with one unit, and the four demo accounts.
pub(crate) async fn institution(db: &sqlx::PgPool) {
    let mut db = db.acquire().await.unwrap();
    sqlx::query(
        "insert into units (institutional_code, institutional_id, name, level, parent_id, path_codes, path_name, search_text)
         values ('10', 'C10', 'Lakeside University', 1, null, '{10}', 'Lakeside University', 'lakeside university'),
                ('20', 'C20', 'Faculty of Arts', 2, 1, '{10,20}', 'Faculty of Arts', 'faculty of arts'),
                ('21', 'C21', 'Faculty of Life Sciences', 2, 1, '{10,21}', 'Faculty of Life Sciences', 'faculty of life sciences'),
                ('2001', 'C2001', 'Music Laboratory', 4, 2, '{10,20,2001}', 'Faculty of Arts', 'music laboratory')",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    let person = |institutional_id: &str, name: &str| PersonRecord {
        provider: "test".into(),
        institutional_id: institutional_id.into(),
        email: format!("{institutional_id}@example.org"),
        display_name: name.into(),
        job_title: None,
    };
    let records = [
        person("demo-superadmin", "Nadia Brunner"),
        person("demo-manager", "Bruno Meier"),
        person("demo-principal", "Clara Hoffmann"),
        person("demo-member", "Ursula Moser"),
    ];
    let ids = people::upsert(&mut db, &records).await.unwrap();
    let grants = [
        (Role::Admin, None),
        (Role::Manager, Some("C20")),
        (Role::Principal, Some("C2001")),
        (Role::Standard, Some("C2001")),
    ];
    let right = |(person, (role, unit)): (UserId, (Role, Option<&str>))| Right {
        person,
        role,
        cost_centre: unit.map(str::to_owned),
        member_of: None,
    };
    let rights: Vec<Right> = ids.into_iter().zip(grants).map(right).collect();
    people::replace_rights(&mut db, "test", &rights).await.unwrap();
}

fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
