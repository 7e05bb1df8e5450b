//! Connections that read the same moment: the files of an archive tell one story, and two of them use two processors.

use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres};

/// How long an export waits for a second connection before it makes do with one.
const PATIENCE: Duration = Duration::from_millis(250);

/// What is cheapest depends on which units and types are asked for; sums of a piece fit in memory, and pieces are already
/// read side by side.
const SETTINGS: [&str; 3] = [
    "set local plan_cache_mode = force_custom_plan",
    "set local work_mem = '32MB'",
    "set local max_parallel_workers_per_gather = 0",
];

/// A connection in a transaction that sees one moment.
pub(super) type Reader = PoolConnection<Postgres>;

/// Opens a transaction that sees the database as it is now.
pub(super) async fn open_reader(db: &PgPool) -> sqlx::Result<Reader> {
    let mut reader = db.acquire().await?;
    // an export that breaks off leaves rows on the way: the connection ends with it, and so does the query
    reader.close_on_drop();
    sqlx::query("begin isolation level repeatable read, read only").execute(&mut *reader).await?;
    for setting in SETTINGS {
        sqlx::query(setting).execute(&mut *reader).await?;
    }
    Ok(reader)
}

/// Opens a second transaction that sees the same moment. None: all connections are busy, or the next one leads to another
/// server, which does not know that moment.
pub(super) async fn open_second_reader(db: &PgPool, first: &mut PgConnection) -> Option<Reader> {
    let opened = async {
        let moment: String = sqlx::query_scalar("select pg_export_snapshot()").fetch_one(first).await?;
        let mut reader = open_reader(db).await?;
        sqlx::query(AssertSqlSafe(format!("set transaction snapshot '{moment}'"))).execute(&mut *reader).await?;
        anyhow::Ok(reader)
    };
    match tokio::time::timeout(PATIENCE, opened.boxed()).await.context("no connection is free") {
        Ok(Ok(reader)) => Some(reader),
        Ok(Err(error)) | Err(error) => {
            tracing::info!("an export reads with one connection: {error:#}");
            None
        }
    }
}
