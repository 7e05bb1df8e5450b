//! The door of the program: who serves to whom, and many who knock at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use calco2::platform::http;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, StatusCode};

use crate::process::{Process, Times, command};
use crate::test_database::TestDatabase;

const CLIENTS: usize = 32;
/// Four people, twenty sessions each.
const MOST_SESSIONS: i64 = 80;
/// What a minute of it may leave in memory.
const MOST_GROWTH_KIB: u64 = 32 * 1024;

#[test]
fn off_this_machine_nobody_serves_without_an_identity_provider() {
    for open in [("CALCO2_BIND", "0.0.0.0:18080"), ("CALCO2_PUBLIC_URL", "https://calco2.example.org")] {
        // the database is not even looked for
        let refused = command("postgres://nobody@127.0.0.1:1/none", &["serve"], Times::Usual).envs([open]).output();
        let refused = refused.unwrap();
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!((refused.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.starts_with("calco2: OIDC_ISSUER is not set"), "{said}");
    }
}

struct Door {
    process: Process,
    database: TestDatabase,
    address: String,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Door {
    async fn open(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::new().await;
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let bind = format!("127.0.0.1:{port}");
        let mut program = command(database.url(), &["serve", "--no-worker"], Times::Usual);
        program.env_remove("CALCO2_DIRECTORY_FILE").env("CALCO2_BIND", &bind).env("RUST_LOG", "error");
        program.envs(settings.iter().copied());
        let process = Process::start(program, folder.path());
        let client = http::client(Duration::from_secs(30)).unwrap();
        let door = Self { process, database, address: format!("http://{bind}"), client, _folder: folder };
        let begun = Instant::now();
        while door.status("/readyz", "").await != Some(StatusCode::OK) {
            assert!(begun.elapsed() < Duration::from_mins(2), "it does not serve: {}", door.process.said());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        door
    }

    async fn status(&self, path: &str, cookie: &str) -> Option<StatusCode> {
        status(&self.client, &format!("{}{path}", self.address), cookie).await
    }

    fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.database.pool()).await.unwrap()
    }

    /// Many clients knock for a while; how often they got an answer.
    async fn hammer(&self, time: Duration) -> u64 {
        let answers = Arc::new(AtomicU64::new(0));
        let clients = (0..CLIENTS).map(|number| {
            let (client, address, answers) = (self.client.clone(), self.address.clone(), answers.clone());
            tokio::spawn(async move {
                let begun = Instant::now();
                let mut round = number;
                while begun.elapsed() < time {
                    answers.fetch_add(knock(&client, &address, round).await, Ordering::Relaxed);
                    round += 1;
                }
            })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
        answers.load(Ordering::Relaxed)
    }
}

async fn status(client: &Client, url: &str, cookie: &str) -> Option<StatusCode> {
    Some(client.get(url).header(COOKIE, cookie).send().await.ok()?.status())
}

/// Comes with a session that is over, with one that never was, with an invented answer of an identity provider, and by
/// the demo's door.
async fn knock(client: &Client, address: &str, round: usize) -> u64 {
    let persona = ["superadmin", "manager", "principal", "member"][round % 4];
    let form = client.post(format!("{address}/sign-in/dev")).form(&[("persona", persona)]).send().await.unwrap();
    let cookie = form.headers().get(SET_COOKIE).map_or("", |cookie| cookie.to_str().unwrap());
    let cookie = cookie.split(';').next().unwrap().to_owned();
    if !cookie.is_empty() {
        // many sign in as the same person: a session may have been ended already as the oldest of twenty
        status(client, &format!("{address}/account"), &cookie).await.unwrap();
        // every other one just goes away
        if round.is_multiple_of(2) {
            client.post(format!("{address}/sign-out")).header(COOKIE, &cookie).send().await.unwrap();
            assert_eq!(status(client, &format!("{address}/account"), &cookie).await, Some(StatusCode::SEE_OTHER));
        }
    }
    let never = format!("calco2=AAAAAAAAAAAAAAAAAAAA{:02}", round % 100);
    assert_eq!(status(client, &format!("{address}/reporting"), &never).await, Some(StatusCode::SEE_OTHER));
    let invented = format!("{address}/auth/callback?code=a&state=invented{round}");
    let refused = status(client, &invented, "").await.unwrap();
    assert!([400, 404, 429].contains(&refused.as_u16()), "{refused}");
    4
}

async fn assert_bounded(door: &Door, time: Duration) {
    // allocators and pools take their share before it counts
    door.hammer(Duration::from_secs(3)).await;
    let before = door.resident_kib();
    let answers = door.hammer(time).await;
    let growth = door.resident_kib().saturating_sub(before);
    let sessions = door.number("select count(*) from sessions").await;
    println!("{answers} answers: {growth} KiB more, {sessions} sessions");
    assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB more after {answers} answers");
    assert!(sessions <= MOST_SESSIONS, "{sessions} sessions");
}

async fn knock_everywhere(time: Duration) {
    assert_bounded(&Door::open(&[("CALCO2_DEV_SIGN_IN", "true")]).await, time).await;
    let provider = [("OIDC_ISSUER", "http://127.0.0.1:1"), ("OIDC_CLIENT_ID", "a"), ("OIDC_CLIENT_SECRET", "b")];
    let door = Door::open(&provider).await;
    assert_bounded(&door, time).await;
    let refused = door.number("select count(*) from audit_records where action = 'denied'").await;
    let minutes = i64::try_from(time.as_secs()).unwrap() / 60 + 2;
    assert!((30..=minutes * 30 + CLIENTS as i64).contains(&refused), "{refused} failed sign-ins recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_clients_at_the_door_leave_nothing_behind() {
    knock_everywhere(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes more than two minutes; `make faults`"]
async fn thirty_two_clients_at_the_door_leave_nothing_behind_in_a_minute() {
    knock_everywhere(Duration::from_mins(1)).await;
}
