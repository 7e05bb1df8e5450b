//! Copies of records on their way to a service that works, fails, stalls, answers partly and recovers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use calco2::audit::shipping::{self, Round, Service, Standing};
use calco2::audit::{Action, Actor};
use calco2::platform::{App, Clock, Config};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{actor, record};
use crate::support::{TestApp, institution};

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Works,
    Fails,
    Stalls,
    /// Keeps the documents and does not say so.
    LosesItsAnswer,
    /// Is busy for the second document and refuses the third.
    AnswersPartly,
    TalksNonsense,
}

/// A service that is called over HTTP as the real one is.
struct Double {
    mood: Mutex<Mood>,
    /// Id → document.
    stored: Mutex<BTreeMap<String, Value>>,
    /// Ids of each request, in their order.
    asked: Mutex<Vec<Vec<String>>>,
}

async fn bulk(State(double): State<Arc<Double>>, headers: HeaderMap, body: String) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(
        (header("authorization"), header("content-type")),
        (Some("ApiKey the-key"), Some("application/x-ndjson"))
    );
    let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let documents: Vec<(String, Value)> =
        lines.chunks(2).map(|pair| (pair[0]["create"]["_id"].as_str().unwrap().to_owned(), pair[1].clone())).collect();
    double.asked.lock().unwrap().push(documents.iter().map(|(id, _)| id.clone()).collect());
    let mood = *double.mood.lock().unwrap();
    match mood {
        Mood::Fails => return (StatusCode::SERVICE_UNAVAILABLE, "down for maintenance").into_response(),
        Mood::TalksNonsense => return "<html>welcome</html>".into_response(),
        Mood::Stalls => std::future::pending::<()>().await,
        Mood::Works | Mood::LosesItsAnswer | Mood::AnswersPartly => {}
    }
    let mut stored = double.stored.lock().unwrap();
    let mut items = Vec::new();
    for (position, (id, document)) in documents.into_iter().enumerate() {
        let (status, error) = match (mood, position) {
            (Mood::AnswersPartly, 1) => (429, json!({ "type": "es_rejected_execution_exception" })),
            (Mood::AnswersPartly, 2) => (400, json!({ "type": "document_parsing_exception" })),
            _ if stored.contains_key(&id) => (409, json!({ "type": "version_conflict_engine_exception" })),
            _ => {
                stored.insert(id.clone(), document);
                (201, Value::Null)
            }
        };
        items.push(json!({ "create": { "_id": id, "status": status, "error": error } }));
    }
    if mood == Mood::LosesItsAnswer {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    // the real one does not promise an order either
    items.reverse();
    Json(json!({ "took": 1, "errors": true, "items": items })).into_response()
}

struct Bench {
    app: TestApp,
    double: Arc<Double>,
    config: Config,
    actor: Actor,
}

impl Bench {
    async fn new(extra: &[(&str, &str)]) -> Self {
        let app = TestApp::new().await;
        let (double, config) = double(extra).await;
        let actor = actor(app.database.pool(), "demo-superadmin").await;
        Self { app, double, config, actor }
    }

    async fn records(&self, count: usize) {
        for number in 0..count {
            let entity = ("data_entry", number.to_string());
            record(self.app.database.pool(), &self.actor, Action::Update, (entity.0, &entity.1), "changed", json!({}))
                .await;
        }
    }

    /// A round at so many seconds after noon.
    async fn round(&self, second: i64) -> Round {
        let now = "2026-03-12T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
            + chrono::TimeDelta::seconds(second);
        let app = App::new(self.app.database.pool().clone(), self.config.clone(), Clock::fixed(now));
        let settings = self.config.logs.shipping.clone().unwrap();
        let service = Service::new(&settings, Duration::from_millis(300)).unwrap();
        shipping::round(&app, &settings, &service).await.unwrap()
    }

    fn set(&self, mood: Mood) {
        *self.double.mood.lock().unwrap() = mood;
    }

    fn stored(&self) -> usize {
        self.double.stored.lock().unwrap().len()
    }

    fn requests(&self) -> usize {
        self.double.asked.lock().unwrap().len()
    }

    async fn standing(&self) -> Standing {
        let mut conn = self.app.database.pool().acquire().await.unwrap();
        shipping::standing(&mut conn).await.unwrap()
    }
}

async fn double(extra: &[(&str, &str)]) -> (Arc<Double>, Config) {
    let double = Arc::new(Double { mood: Mutex::new(Mood::Works), stored: Mutex::default(), asked: Mutex::default() });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/logs-calco2/_bulk", routing::post(bulk)).with_state(double.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut settings = vec![
        ("CALCO2_DEV_SIGN_IN", "true"),
        ("AUDIT_SHIP_URL", url.as_str()),
        ("AUDIT_SHIP_INDEX", "logs-calco2"),
        ("AUDIT_SHIP_API_KEY", "the-key"),
    ];
    settings.extend(extra);
    (double, Config::from_values(&settings).unwrap())
}

fn counts(standing: &Standing) -> (i64, i64, i64, i64) {
    (standing.shipped, standing.waiting, standing.failed, standing.skipped)
}

#[tokio::test]
async fn records_arrive_once_in_their_order_and_as_the_contract_wants_them() {
    let bench = Bench::new(&[]).await;
    bench.records(3).await;
    assert_eq!(counts(&bench.standing().await), (0, 3, 0, 0));
    assert_eq!(bench.round(0).await, Round::Progress);
    assert_eq!(bench.round(1).await, Round::Idle);
    assert_eq!(bench.requests(), 1);
    let asked = bench.double.asked.lock().unwrap()[0].clone();
    let numbers: Vec<&str> = asked.iter().map(|id| id.split('-').next().unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    let document = bench.double.stored.lock().unwrap()[&asked[0]].clone();
    assert_eq!(
        document,
        json!({
            "@timestamp": "2026-03-12T11:00:00+01:00", "handler_id": "demo-superadmin", "handled_id": "900001",
            "crudt": "U", "source": "192.0.2.7",
            "payload": "{\"route_path\":null,\"route_payload\":{},\"change_reason\":\"changed\",\
                \"entity_type\":\"data_entry\",\"entity_id\":\"0\"}",
        })
    );
    let standing = bench.standing().await;
    assert_eq!(counts(&standing), (3, 0, 0, 0));
    assert_eq!((standing.last_shipped_at.is_some(), standing.last_error), (true, None));
}

#[tokio::test]
async fn what_a_service_that_fails_did_not_take_is_tried_again_after_a_growing_pause() {
    let bench = Bench::new(&[]).await;
    bench.records(2).await;
    bench.set(Mood::Fails);
    assert_eq!(bench.round(0).await, Round::Refused);
    let standing = bench.standing().await;
    assert_eq!(counts(&standing), (0, 2, 0, 0));
    assert_eq!(standing.last_error.as_deref(), Some("503 Service Unavailable: down for maintenance"));
    // 10 s after the first attempt, then 20 s after the second
    for (second, expected) in [(9, Round::Idle), (10, Round::Refused), (29, Round::Idle), (30, Round::Refused)] {
        assert_eq!(bench.round(second).await, expected, "{second}");
    }
    bench.set(Mood::Works);
    assert_eq!(bench.round(69).await, Round::Idle);
    assert_eq!(bench.round(70).await, Round::Progress);
    let standing = bench.standing().await;
    assert_eq!((counts(&standing), standing.last_error), ((2, 0, 0, 0), None));
    assert_eq!((bench.stored(), bench.requests()), (2, 4));
}

#[tokio::test]
async fn a_service_that_stalls_or_talks_nonsense_is_left_and_recovers() {
    let bench = Bench::new(&[]).await;
    bench.records(1).await;
    bench.set(Mood::Stalls);
    assert_eq!(bench.round(0).await, Round::Refused);
    bench.set(Mood::TalksNonsense);
    assert_eq!(bench.round(100).await, Round::Refused);
    let error = bench.standing().await.last_error.unwrap();
    assert_eq!(error, "the answer is no answer to a bulk request");
    bench.set(Mood::Works);
    assert_eq!(bench.round(1000).await, Round::Progress);
    assert_eq!(counts(&bench.standing().await), (1, 0, 0, 0));
}

#[tokio::test]
async fn an_answer_that_got_lost_makes_no_second_document() {
    let bench = Bench::new(&[]).await;
    bench.records(2).await;
    bench.set(Mood::LosesItsAnswer);
    assert_eq!(bench.round(0).await, Round::Refused);
    assert_eq!((bench.stored(), counts(&bench.standing().await)), (2, (0, 2, 0, 0)));
    bench.set(Mood::Works);
    assert_eq!(bench.round(100).await, Round::Progress);
    assert_eq!((bench.stored(), counts(&bench.standing().await)), (2, (2, 0, 0, 0)));
}

#[tokio::test]
async fn of_a_batch_each_record_has_its_own_fate() {
    let bench = Bench::new(&[]).await;
    bench.records(4).await;
    bench.set(Mood::AnswersPartly);
    assert_eq!(bench.round(0).await, Round::Progress);
    let standing = bench.standing().await;
    assert_eq!(counts(&standing), (2, 1, 1, 0));
    assert_eq!(standing.last_error.as_deref(), Some("400: {\"type\":\"document_parsing_exception\"}"));
    bench.set(Mood::Works);
    assert_eq!(bench.round(10).await, Round::Progress);
    assert_eq!(counts(&bench.standing().await), (3, 0, 1, 0));
    assert_eq!(bench.round(100_000).await, Round::Idle, "what was refused for good is not tried again by itself");

    let now = "2026-03-13T12:00:00Z".parse().unwrap();
    let mut conn = bench.app.database.pool().acquire().await.unwrap();
    assert_eq!(shipping::reship(&mut conn, now).await.unwrap(), 1);
    drop(conn);
    assert_eq!(bench.round(100_000).await, Round::Progress);
    assert_eq!((bench.stored(), counts(&bench.standing().await)), (4, (4, 0, 0, 0)));
}

#[tokio::test]
async fn what_breaks_the_contract_fails_unsent_and_what_is_to_stay_stays() {
    let bench =
        Bench::new(&[("AUDIT_SHIP_SKIP_ENTITY_TYPES", "user, year"), ("AUDIT_SHIP_SKIP_ACTORS", "demo-manager")]).await;
    let db = bench.app.database.pool();
    let nowhere = Actor { ip_address: Some("unknown".into()), ..bench.actor.clone() };
    record(db, &nowhere, Action::Update, ("data_entry", "1"), "from nowhere", json!({})).await;
    record(db, &bench.actor, Action::Update, ("year", "2025"), "opened", json!({})).await;
    record(db, &actor(db, "demo-manager").await, Action::Export, ("report", "x"), "exported", json!({})).await;
    record(db, &Actor::program("seed"), Action::Create, ("data_entry", "2"), "made", json!({})).await;
    assert_eq!(bench.round(0).await, Round::Progress);
    let standing = bench.standing().await;
    assert_eq!((counts(&standing), bench.requests()), ((0, 0, 1, 3), 0));
    assert!(standing.last_error.unwrap().contains("address a request came from"));
}

#[tokio::test]
async fn a_long_trail_leaves_in_batches_and_two_processes_send_nothing_twice() {
    let bench = Bench::new(&[]).await;
    let many = "with made as (
            insert into audit_records (id, recorded_at, actor, actor_user_id, ip_address, action, entity_type, summary,
                previous_hash, hash)
            select n, now(), 'x', 1, '192.0.2.1', 'update', 'test', 'n', '', lpad(to_hex(n), 64, '0')
            from generate_series(1, 1100) n returning id)
        update audit_head set id = (select max(id) from made)";
    sqlx::query(many).execute(bench.app.database.pool()).await.unwrap();
    for second in 0..10 {
        tokio::join!(bench.round(second), bench.round(second), bench.round(second));
    }
    assert_eq!(counts(&bench.standing().await), (1100, 0, 0, 0));
    let asked: Vec<String> = bench.double.asked.lock().unwrap().concat();
    assert_eq!((asked.len(), bench.stored()), (1100, 1100), "each record was sent exactly once");
    let sizes: Vec<usize> = bench.double.asked.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(sizes, [500, 500, 100]);
}

#[tokio::test]
async fn the_log_page_says_where_shipping_stands() {
    let (_double, config) = double(&[]).await;
    let url = config.logs.shipping.unwrap().url;
    let mut app = TestApp::with_settings(&[
        ("CALCO2_DEV_SIGN_IN", "true"),
        ("AUDIT_SHIP_URL", &url),
        ("AUDIT_SHIP_INDEX", "logs-calco2"),
        ("AUDIT_SHIP_API_KEY", "the-key"),
    ])
    .await;
    institution(app.database.pool()).await;
    app.sign_in("superadmin").await;
    let page = app.get("/logs").await;
    assert_eq!(page.texts("#shipping .status"), ["0 shipped", "1 waiting", "0 failed", "0 stay here"]);
    let mut plain = TestApp::new().await;
    plain.sign_in("superadmin").await;
    assert_eq!(plain.get("/logs").await.texts("#shipping").len(), 0);
}
