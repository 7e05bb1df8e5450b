//! A service of people, rights and units that does what a test wants: answers, fails, stalls, lies.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

/// What the service does with every question.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Mood {
    /// Answers.
    #[default]
    Fine,
    /// Answers with this status, so many times.
    Failing(u16, usize),
    /// Wants a pause of so many seconds.
    Busy(u64),
    /// Takes the question and says nothing for half an hour.
    Stalled,
    /// Sends the caller elsewhere.
    Redirecting(String),
    /// Says this.
    Saying(String),
    /// Never stops talking.
    Endless,
    /// Hangs up in the middle of the answer, so many times.
    HangingUp(usize),
}

/// What the service knows, and what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) mood: Mood,
    pub(crate) persons: BTreeMap<String, Value>,
    pub(crate) rights: BTreeMap<String, Vec<Value>>,
    pub(crate) units: Vec<Value>,
    /// What it says how many units there are, when that is not the truth.
    pub(crate) count: Option<usize>,
    /// Units on a page, however many were asked for.
    pub(crate) on_a_page: Option<usize>,
    /// Path and query of each question.
    pub(crate) asked: Vec<String>,
    /// What each question was opened with.
    pub(crate) opened_with: Vec<String>,
}

/// The running service.
#[derive(Clone)]
pub(crate) struct AccredDouble {
    pub(crate) url: String,
    known: Arc<Mutex<Known>>,
}

impl AccredDouble {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let known: Arc<Mutex<Known>> = Arc::default();
        let router = Router::new().fallback(answer).with_state(known.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, known }
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        self.known().mood = mood;
    }

    /// Makes a person known, with active rights on cost centres.
    pub(crate) fn know(&self, id: &str, rights: &[(&str, &str)]) {
        let mut known = self.known();
        let person = json!({ "id": id, "email": format!("{id}@example.org"), "display": format!("Person {id}"),
            "position": { "labelen": "Engineer" } });
        known.persons.insert(id.to_owned(), person);
        let rights = rights.iter().map(|(name, cf)| right(name, cf)).collect();
        known.rights.insert(id.to_owned(), rights);
    }

    pub(crate) fn forget(&self, id: &str) {
        self.known().persons.remove(id);
    }

    /// Settings of a program that asks this service.
    pub(crate) fn settings(&self) -> [(&str, &str); 2] {
        [("ACCRED_URL", &self.url), ("ACCRED_TOKEN", "hush")]
    }
}

/// An active right.
pub(crate) fn right(name: &str, cf: &str) -> Value {
    json!({ "name": name, "state": "active", "accredunitid": format!("A{cf}"), "reason": { "resource": { "cf": cf } } })
}

async fn answer(State(known): State<Arc<Mutex<Known>>>, headers: HeaderMap, uri: Uri) -> Response {
    let mood = {
        let mut known = known.lock().unwrap();
        known.asked.push(uri.to_string());
        let opened_with = headers.get(header::AUTHORIZATION).map_or("", |value| value.to_str().unwrap());
        known.opened_with.push(opened_with.to_owned());
        let mood = known.mood.clone();
        known.mood = match mood.clone() {
            Mood::Failing(_, 0 | 1) | Mood::HangingUp(0 | 1) => Mood::Fine,
            Mood::Failing(status, times) => Mood::Failing(status, times - 1),
            Mood::HangingUp(times) => Mood::HangingUp(times - 1),
            other => other,
        };
        mood
    };
    match mood {
        Mood::Fine => truth(&known.lock().unwrap(), &uri),
        Mood::Failing(status, _) => StatusCode::from_u16(status).unwrap().into_response(),
        Mood::Busy(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Mood::Stalled => {
            tokio::time::sleep(Duration::from_mins(30)).await;
            StatusCode::OK.into_response()
        }
        Mood::Redirecting(to) => Redirect::temporary(&to).into_response(),
        Mood::Saying(text) => text.into_response(),
        Mood::Endless => {
            let spaces = Bytes::from(vec![b' '; 65_536]);
            Body::from_stream(futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(spaces.clone())))
                .into_response()
        }
        Mood::HangingUp(_) => {
            let pieces = [Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("cut"))];
            Body::from_stream(futures_util::stream::iter(pieces)).into_response()
        }
    }
}

fn truth(known: &Known, uri: &Uri) -> Response {
    let parameters: BTreeMap<String, String> =
        form_urlencoded::parse(uri.query().unwrap_or("").as_bytes()).into_owned().collect();
    let path = uri.path();
    if let Some(id) = path.strip_prefix("/persons/") {
        return known
            .persons
            .get(id)
            .map_or(StatusCode::NOT_FOUND.into_response(), |person| axum::Json(person.clone()).into_response());
    }
    if path == "/authorizations" {
        let rights = known.rights.get(&parameters["persid"]).cloned().unwrap_or_default();
        return axum::Json(json!({ "authorizations": rights })).into_response();
    }
    let number = |name: &str| parameters[name].parse::<usize>().unwrap();
    let size = known.on_a_page.unwrap_or(number("pagesize"));
    let page: Vec<&Value> = known.units.iter().skip(number("pageindex") * size).take(size).collect();
    axum::Json(json!({ "count": known.count.unwrap_or(known.units.len()), "units": page })).into_response()
}
