//! Which records left, wait, or will never leave.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::audit::read::Record;

/// Key of the transaction lock that lets one process at a time send.
const LOCK: i64 = 0x6361_6c63_6f34;
/// Attempts after which the pause does not grow any more.
const MOST_DOUBLINGS: i32 = 6;

/// Where shipping stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Records that arrived.
    pub shipped: i64,
    /// Records that stay here as they should.
    pub skipped: i64,
    /// Records that wait.
    pub waiting: i64,
    /// Records that will not leave unless somebody asks for it.
    pub failed: i64,
    /// When the last one arrived.
    pub last_shipped_at: Option<DateTime<Utc>>,
    /// The newest reason why one did not.
    pub last_error: Option<String>,
}

/// Where shipping stands.
pub async fn standing(conn: &mut PgConnection) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select shipped, skipped, last_shipped_at,
               (select count(*) from audit_records where id > coalesce((select max(record_id) from audit_shipping), 0))
                   + (select count(*) from audit_shipping where state = 'waiting') as "waiting!",
               (select count(*) from audit_shipping where state = 'failed') as "failed!",
               (select error from audit_shipping where state in ('waiting', 'failed') and error is not null
                order by record_id desc limit 1) as last_error
           from audit_shipping_totals"#
    )
    .fetch_one(conn)
    .await
}

/// Lets everything that failed wait again; returns how much.
pub async fn reship(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let again = sqlx::query!(
        "update audit_shipping set state = 'waiting', attempts = 0, next_attempt_at = $1, settled_at = null
         where state = 'failed'",
        now
    );
    Ok(again.execute(conn).await?.rows_affected())
}

/// Whether this transaction may send; another process does when not.
pub(super) async fn lock(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "is_locked!""#, LOCK).fetch_one(conn).await
}

/// Puts new records into the outbox. They are committed in the order of their numbers, so none is overlooked.
pub(super) async fn enrol(conn: &mut PgConnection, now: DateTime<Utc>, most: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_shipping (record_id, next_attempt_at)
         select id, $1 from audit_records
         where id > coalesce((select max(record_id) from audit_shipping), 0) order by id limit $2",
        now,
        most
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The oldest records whose turn it is.
pub(super) async fn due(conn: &mut PgConnection, now: DateTime<Utc>, most: i64) -> sqlx::Result<Vec<Record>> {
    sqlx::query_as!(
        Record,
        "select r.id, r.recorded_at, r.actor_user_id, r.actor, null as actor_name, r.action, r.entity_type, r.entity_id,
             r.summary, r.details, r.handled_ids, r.request_id, r.ip_address, r.previous_hash, r.hash
         from audit_shipping s join audit_records r on r.id = s.record_id
         where s.state = 'waiting' and s.next_attempt_at <= $1 order by s.record_id limit $2",
        now,
        most
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn shipped(conn: &mut PgConnection, ids: &[i64], now: DateTime<Utc>) -> sqlx::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "with settled as (
             update audit_shipping set state = 'shipped', attempts = attempts + 1, error = null, settled_at = $2
             where record_id = any($1))
         update audit_shipping_totals set shipped = shipped + cardinality($1), last_shipped_at = $2",
        ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn skipped(conn: &mut PgConnection, ids: &[i64], now: DateTime<Utc>) -> sqlx::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "with settled as (
             update audit_shipping set state = 'skipped', settled_at = $2 where record_id = any($1))
         update audit_shipping_totals set skipped = skipped + cardinality($1)",
        ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These will never leave, each for its reason.
pub(super) async fn failed(conn: &mut PgConnection, why: &[(i64, String)], now: DateTime<Utc>) -> sqlx::Result<()> {
    let (ids, reasons): (Vec<i64>, Vec<String>) = why.iter().cloned().unzip();
    sqlx::query!(
        "update audit_shipping s
         set state = 'failed', attempts = attempts + 1, error = given.reason, settled_at = $3
         from unnest($1::bigint[], $2::text[]) given (id, reason) where s.record_id = given.id",
        &ids,
        &reasons,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These wait longer, each for its reason.
pub(super) async fn postpone(
    conn: &mut PgConnection,
    why: &[(i64, String)],
    now: DateTime<Utc>,
    first_pause: TimeDelta,
) -> sqlx::Result<()> {
    let (ids, reasons): (Vec<i64>, Vec<String>) = why.iter().cloned().unzip();
    sqlx::query!(
        "update audit_shipping s
         set attempts = attempts + 1, error = given.reason,
             next_attempt_at = $3::timestamptz + $4::float8 * power(2, least(attempts, $5)) * interval '1 second'
         from unnest($1::bigint[], $2::text[]) given (id, reason) where s.record_id = given.id",
        &ids,
        &reasons,
        now,
        first_pause.as_seconds_f64(),
        MOST_DOUBLINGS
    )
    .execute(conn)
    .await?;
    Ok(())
}
