//! The database: a given one or the private one, its connections and its schema.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool, Postgres, Transaction};
use tracing::log::LevelFilter;

use super::cluster::{Cluster, ClusterError, Lifetime, Settings};
use super::config::Config;
use super::secret::Secret;

/// The schema's history, embedded in the program.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Statements slower than this are logged as warnings.
const SLOW_STATEMENT: Duration = Duration::from_secs(2);
/// How long a server may take to answer at start.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long connections may take to close.
const FAREWELL: Duration = Duration::from_secs(1);
const INVALID_CATALOG_NAME: &str = "3D000";
const DUPLICATE_DATABASE: &str = "42P04";
/// What the slower of two programs hears that create a database at the very same time.
const UNIQUE_VIOLATION: &str = "23505";

/// The database could not be used; one line says why.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No connection.
    #[error("cannot connect to the database {place}: {source}")]
    Connect {
        /// Host and name, without secrets.
        place: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the database's schema up to date: {0}")]
    Migrate(#[from] MigrateError),
}

/// The PostgreSQL server this process uses: given by `DATABASE_URL`, or its own.
#[derive(Debug)]
pub struct Server {
    url: Secret,
    cluster: Option<Cluster>,
}

impl Server {
    /// The server named by the settings; without one the private cluster is started. Blocking: call it from the main
    /// thread, before any runtime, and keep the result until every connection is closed.
    pub fn provide(config: &Config, lifetime: Lifetime) -> Result<Self, ClusterError> {
        if let Some(url) = &config.database_url {
            return Ok(Self { url: url.clone(), cluster: None });
        }
        let settings =
            Settings { postgres_bin: config.postgres_bin.clone(), ..Settings::new(&config.data_dir, lifetime) };
        let cluster = Cluster::start(&settings)?;
        Ok(Self { url: Secret::new(cluster.url("calco2")), cluster: Some(cluster) })
    }

    /// The address to connect to.
    pub fn url(&self) -> &str {
        self.url.reveal()
    }

    /// The private cluster, when this is one.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// Stops the private cluster unless another program still uses it. A given server is left alone.
    pub fn stop(self) {
        if let Some(cluster) = self.cluster {
            cluster.stop();
        }
    }
}

/// Connections of a process that nobody says otherwise for.
const CONNECTIONS: u32 = 16;

/// Connects to `url`, creating its database when the server does not have it yet.
pub async fn connect(url: &str) -> Result<PgPool, DatabaseError> {
    connect_with(url, CONNECTIONS).await
}

/// The same, with so many connections at most.
pub async fn connect_with(url: &str, connections: u32) -> Result<PgPool, DatabaseError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|source| DatabaseError::Connect { place: "address".into(), source })?
        .application_name("calco2")
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, SLOW_STATEMENT);
    let failed = |source| DatabaseError::Connect { place: place(&options), source };
    if let Err(error) = probe(&options).await {
        if !has_code(&error, INVALID_CATALOG_NAME) {
            return Err(failed(error));
        }
        create_database(&options).await.map_err(failed)?;
    }
    PgPoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await
        .map_err(failed)
}

/// A transaction that only reads, all of it as of one moment.
pub async fn moment(db: &PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    db.begin_with("begin isolation level repeatable read read only").await
}

/// Closes connections. Those that wait for a server that does not answer are left to the end of the process.
pub async fn close(db: &PgPool) {
    if tokio::time::timeout(FAREWELL, db.close()).await.is_err() {
        tracing::warn!("the database does not answer; its connections were not closed");
    }
}

/// Brings the schema up to date. Several processes may do so at the same time.
pub async fn migrate(db: &PgPool) -> Result<(), DatabaseError> {
    Ok(MIGRATOR.run(db).await?)
}

async fn probe(options: &PgConnectOptions) -> sqlx::Result<()> {
    let connection = tokio::time::timeout(PATIENCE, options.connect()).await;
    let silent = |_| sqlx::Error::Io(std::io::Error::other("the server does not answer"));
    connection.map_err(silent)??.close().await
}

async fn create_database(options: &PgConnectOptions) -> sqlx::Result<()> {
    let name = options.get_database().unwrap_or("calco2").replace('"', "\"\"");
    let mut connection = options.clone().database("postgres").connect().await?;
    let created = sqlx::query(AssertSqlSafe(format!("create database \"{name}\""))).execute(&mut connection).await;
    connection.close().await?;
    match created {
        // Another program that starts at the same time was faster.
        Err(error) if has_code(&error, DUPLICATE_DATABASE) || has_code(&error, UNIQUE_VIOLATION) => Ok(()),
        other => other.map(|_| ()),
    }
}

fn place(options: &PgConnectOptions) -> String {
    let name = options.get_database().unwrap_or("(default)");
    match options.get_socket() {
        Some(socket) => format!("{name} in {}", socket.display()),
        None => format!("{name} on {}:{}", options.get_host(), options.get_port()),
    }
}

fn has_code(error: &sqlx::Error, code: &str) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some(code)
}
