//! Connections that read the same moment: the files of an archive tell one story, and two of them use two processors.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres};

/// How long an export waits for a second connection before it makes do with one.
const PATIENCE: Duration = Duration::from_millis(250);

const BEGIN: &str = "begin isolation level repeatable read, read only";

/// What is cheapest depends on which units and types are asked for; sums of a piece fit in memory, and pieces are already
/// read side by side.
const SETTINGS: &str = "set local plan_cache_mode = force_custom_plan; set local work_mem = '32MB'; \
                        set local max_parallel_workers_per_gather = 0";

/// A connection in a transaction that sees one moment. One that is dropped before it is done ends with its query: rows are
/// on the way that nobody will read.
pub(super) struct Reader {
    connection: PoolConnection<Postgres>,
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

/// Opens a transaction that sees the database as it is now.
pub(super) async fn open_reader(db: &PgPool) -> sqlx::Result<Reader> {
    open(db, &format!("{BEGIN}; {SETTINGS}")).await
}

async fn open(db: &PgPool, statements: &str) -> sqlx::Result<Reader> {
    let mut reader = Reader { connection: db.acquire().await?, is_done: false };
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *reader).await?;
    Ok(reader)
}

/// Opens a second transaction that sees the same moment. None: all connections are busy, or the next one leads to another
/// server, which does not know that moment.
pub(super) async fn open_second_reader(db: &PgPool, first: &mut PgConnection) -> Option<Reader> {
    let opened = async {
        let moment: String = sqlx::query_scalar("select pg_export_snapshot()").fetch_one(first).await?;
        anyhow::Ok(open(db, &format!("{BEGIN}; set transaction snapshot '{moment}'; {SETTINGS}")).await?)
    };
    match tokio::time::timeout(PATIENCE, opened.boxed()).await.context("no connection is free") {
        Ok(Ok(reader)) => Some(reader),
        Ok(Err(error)) | Err(error) => {
            tracing::info!("an export reads with one connection: {error:#}");
            None
        }
    }
}
