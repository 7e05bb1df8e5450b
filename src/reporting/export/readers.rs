//! Connections that read the same moment: the files of an archive tell one story, and two of them use two processors.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres};

/// How long an export waits for a second connection before it makes do with one.
const PATIENCE: Duration = Duration::from_millis(250);

/// What an export reads must not be replaced while it does.
const EMISSIONS: &str = "data_entry_emissions_";

const BEGIN: &str = "begin isolation level repeatable read, read only";

/// What is cheapest depends on which units and types are asked for; sums of a piece fit in memory, and pieces are already
/// read side by side.
const SETTINGS: &str = "set local plan_cache_mode = force_custom_plan; set local work_mem = '32MB'; \
                        set local max_parallel_workers_per_gather = 0";

/// A connection in a transaction that sees one moment. One that is dropped before it is done ends with its query: rows are
/// on the way that nobody will read.
pub(super) struct Reader {
    connection: PoolConnection<Postgres>,
    /// Locks the tables it reads for long.
    lock: String,
    is_done: bool,
}

impl Reader {
    /// Gives the connection back for others to use.
    pub(super) async fn done(mut self) -> sqlx::Result<()> {
        sqlx::query("rollback").execute(&mut *self).await?;
        self.is_done = true;
        Ok(())
    }
}

impl Deref for Reader {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.is_done {
            self.connection.close_on_drop();
        }
    }
}

/// Opens a transaction that sees the database as it is now, and in which the emissions of some years can be read.
///
/// A recalculation puts a new table in the place of an old one. To a transaction that began before, the new one is empty:
/// so the years are locked before the transaction sees anything.
pub(super) async fn open_reader(db: &PgPool, emissions_of: &[i16]) -> sqlx::Result<Reader> {
    let mut connection = db.acquire().await?;
    let tables: Vec<String> = emissions_of.iter().map(|year| format!("{EMISSIONS}{year}")).collect();
    let lock = if tables.is_empty() {
        String::new()
    } else {
        let there = sqlx::query_scalar!(
            r#"select relname::text as "name!" from pg_class
               where relname = any($1) and relkind = 'p' and pg_table_is_visible(oid) order by 1"#,
            &tables
        );
        let there = there.fetch_all(&mut *connection).await?;
        if there.is_empty() { String::new() } else { format!("lock table {} in access share mode;", there.join(", ")) }
    };
    begin(connection, "", lock).await
}

async fn begin(connection: PoolConnection<Postgres>, moment: &str, lock: String) -> sqlx::Result<Reader> {
    let mut reader = Reader { connection, lock, is_done: false };
    let statements = format!("{BEGIN}; {moment} {} {SETTINGS}", reader.lock);
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *reader).await?;
    Ok(reader)
}

/// Opens a second transaction that sees the same moment. None: all connections are busy, or the next one leads to another
/// server, which does not know that moment.
pub(super) async fn open_second_reader(db: &PgPool, first: &mut Reader) -> Option<Reader> {
    let opened = async {
        let moment: String = sqlx::query_scalar("select pg_export_snapshot()").fetch_one(&mut **first).await?;
        let moment = format!("set transaction snapshot '{moment}';");
        // it may go on after the first one is done
        anyhow::Ok(begin(db.acquire().await?, &moment, first.lock.clone()).await?)
    };
    match tokio::time::timeout(PATIENCE, opened.boxed()).await.context("no connection is free") {
        Ok(Ok(reader)) => Some(reader),
        Ok(Err(error)) | Err(error) => {
            tracing::info!("an export reads with one connection: {error:#}");
            None
        }
    }
}
