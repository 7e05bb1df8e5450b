//! A fresh migrated database per test, on one private cluster per test process.

use std::future::Future;
use std::path::Path;
use std::process::id;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use calco2::platform::cluster::{Cluster, Lifetime, Settings};
use calco2::platform::database;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool};

/// A server given from outside, for instance by a container; without it the tests run their own.
const GIVEN_SERVER: &str = "DATABASE_URL_TEST";

static SERVER: OnceLock<String> = OnceLock::new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A database with the whole schema and no rows, dropped with this value.
pub(crate) struct TestDatabase {
    pool: PgPool,
    url: String,
    name: String,
}

impl TestDatabase {
    /// Clones the migrated template.
    pub(crate) async fn new() -> Self {
        // The first test starts the server and migrates the template; the others wait here.
        let server = SERVER.get_or_init(start_server);
        let name = format!("calco2_test_{}_{}", id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let clone = format!("create database {name} template {} strategy file_copy", template());
        run_on(server, &clone).await;
        let url = with_database(server, &name);
        let options = PgConnectOptions::from_str(&url).unwrap();
        let pool = PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap();
        Self { pool, url, name }
    }

    /// Connections to it.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Its address, for programs that are started by a test.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = self.name.clone();
        let Some(server) = SERVER.get() else { return };
        // Best effort: a failed test has already said what matters.
        let _ = thread::spawn(move || {
            on_a_runtime(run_on(server, &format!("drop database if exists {name} with (force)")));
        })
        .join();
    }
}

fn template() -> String {
    format!("calco2_template_{}", id())
}

#[expect(clippy::disallowed_methods, reason = "the tests' only setting")]
fn start_server() -> String {
    let (url_sender, url) = channel();
    // The kernel stops the server with the thread that started it: this one stays until the process ends.
    thread::spawn(move || {
        let given = std::env::var(GIVEN_SERVER).ok();
        let cluster = given.is_none().then(private_cluster);
        let server = given.unwrap_or_else(|| cluster.as_ref().map(|cluster| cluster.url("postgres")).unwrap());
        on_a_runtime(async {
            let db = database::connect(&with_database(&server, &template())).await.unwrap();
            database::migrate(&db).await.unwrap();
            db.close().await;
        });
        url_sender.send(server).unwrap();
        loop {
            thread::park();
        }
    });
    url.recv().expect("the test server starts")
}

fn private_cluster() -> Cluster {
    let folders = std::env::temp_dir();
    sweep(&folders);
    let folder = folders.join(format!("calco2-it-{}", id()));
    let settings = Settings { durable: false, max_connections: 300, ..Settings::new(&folder, Lifetime::Program) };
    Cluster::start(&settings).unwrap_or_else(|error| panic!("{error}"))
}

/// Removes what earlier test processes have left: nothing runs at the end of a test process that could do it.
fn sweep(folders: &Path) {
    for entry in std::fs::read_dir(folders).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("calco2-it-"));
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

async fn run_on(server: &str, sql: &str) {
    let mut connection = PgConnectOptions::from_str(server).unwrap().connect().await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn on_a_runtime(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

/// The same server, another database: the path of the address.
fn with_database(server: &str, name: &str) -> String {
    let (address, parameters) = server.split_once('?').map_or((server, ""), |(a, p)| (a, p));
    let (place, _) = address.rsplit_once('/').expect("an address of a database");
    if parameters.is_empty() { format!("{place}/{name}") } else { format!("{place}/{name}?{parameters}") }
}
