//! Configuration, database, telemetry: what every room stands on.

pub mod clock;
pub mod cluster;
pub mod config;
pub mod database;
pub mod http;
pub mod ids;
pub mod scope;
pub mod secret;
pub mod telemetry;

use std::sync::Arc;

use sqlx::PgPool;

pub use clock::Clock;
pub use config::Config;
pub use scope::{Entries, Owner, Scope};

/// What every request and job is given: the database, the settings and the time.
#[derive(Clone, Debug)]
pub struct App {
    /// The database that is written to.
    pub db: PgPool,
    /// The database that pages and exports may read from: a replica when one is configured, else the same pool.
    pub read_db: PgPool,
    /// The settings of this process.
    pub config: Arc<Config>,
    /// The only source of the current time.
    pub clock: Clock,
}

impl App {
    /// An application on one database, which serves reads as well.
    pub fn new(db: PgPool, config: Config, clock: Clock) -> Self {
        Self { read_db: db.clone(), db, config: Arc::new(config), clock }
    }

    /// The same application, reading from a replica.
    #[must_use]
    pub fn reading_from(self, read_db: PgPool) -> Self {
        Self { read_db, ..self }
    }
}
