//! The chain of records: appending the next one, and verifying them all.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::Act;

/// Key of the transaction lock that orders the writers of the chain.
const CHAIN_LOCK: i64 = 0x6361_6c63_6f32;
/// A process that stops between its record and its commit keeps everybody else from committing: the server ends its
/// transaction after so long.
const LONGEST_SILENCE: &str = "10s";

/// What came of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every record holds; so many were checked.
    Intact(i64),
    /// The first record that does not fit its hash, its number or the record before it.
    BrokenAt(i64),
}

/// Every sealed column of a record.
struct Sealed<'a> {
    id: i64,
    recorded_at: DateTime<Utc>,
    actor_user_id: Option<i32>,
    actor: &'a str,
    action: &'a str,
    entity_type: &'a str,
    entity_id: Option<&'a str>,
    summary: &'a str,
    details: &'a Value,
    handled_ids: &'a [String],
    request_id: Option<&'a str>,
    ip_address: Option<&'a str>,
    previous_hash: &'a str,
}

impl Sealed<'_> {
    /// SHA-256 over the canonical JSON (keys sorted at every depth) of all columns.
    fn hash(&self) -> String {
        let document = json!({
            "id": self.id,
            "recorded_at": self.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "actor_user_id": self.actor_user_id,
            "actor": self.actor,
            "action": self.action,
            "entity_type": self.entity_type,
            "entity_id": self.entity_id,
            "summary": self.summary,
            "details": self.details,
            "handled_ids": self.handled_ids,
            "request_id": self.request_id,
            "ip_address": self.ip_address,
            "previous_hash": self.previous_hash,
        });
        let mut canonical = String::new();
        write_canonical(&document, &mut canonical);
        Sha256::digest(canonical.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write;
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        // PostgreSQL keeps numbers as decimals: 1.0 and 1 are one value there, and so are -0 and 0
        Value::Number(number) => match number.as_f64() {
            Some(float) => out.push_str(&(float + 0.0).to_string()),
            None => out.push_str(&number.to_string()),
        },
        scalar => out.push_str(&scalar.to_string()),
    }
}

pub(super) async fn append(conn: &mut PgConnection, act: Act<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock($1)::text as locked, set_config('idle_in_transaction_session_timeout', $2, true)",
        CHAIN_LOCK,
        LONGEST_SILENCE
    )
    .fetch_one(&mut *conn)
    .await?;
    let last =
        sqlx::query!("select id, hash from audit_records order by id desc limit 1").fetch_optional(&mut *conn).await?;
    let (id, previous_hash) = last.map_or((1, String::new()), |last| (last.id + 1, last.hash));
    let sealed = Sealed {
        id,
        recorded_at: act.at.trunc_subsecs(6),
        actor_user_id: act.actor.user.map(|user| user.0),
        actor: &act.actor.name,
        action: act.action.key(),
        entity_type: act.entity_type,
        entity_id: act.entity_id.as_deref(),
        summary: &act.summary,
        details: &act.details,
        handled_ids: &act.handled_ids,
        request_id: act.actor.request_id.as_deref(),
        ip_address: act.actor.ip_address.as_deref(),
        previous_hash: &previous_hash,
    };
    sqlx::query!(
        "insert into audit_records (id, recorded_at, actor_user_id, actor, action, entity_type, entity_id, summary,
             details, handled_ids, request_id, ip_address, previous_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        sealed.id,
        sealed.recorded_at,
        sealed.actor_user_id,
        sealed.actor,
        sealed.action,
        sealed.entity_type,
        sealed.entity_id,
        sealed.summary,
        sealed.details,
        sealed.handled_ids,
        sealed.request_id,
        sealed.ip_address,
        sealed.previous_hash,
        sealed.hash(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Recomputes every hash from the first record on.
pub async fn verify(conn: &mut PgConnection) -> sqlx::Result<Verdict> {
    let mut records = sqlx::query!("select * from audit_records order by id").fetch(conn);
    let (mut checked, mut previous_hash) = (0, String::new());
    while let Some(row) = records.try_next().await? {
        let sealed = Sealed {
            id: row.id,
            recorded_at: row.recorded_at,
            actor_user_id: row.actor_user_id,
            actor: &row.actor,
            action: &row.action,
            entity_type: &row.entity_type,
            entity_id: row.entity_id.as_deref(),
            summary: &row.summary,
            details: &row.details,
            handled_ids: &row.handled_ids,
            request_id: row.request_id.as_deref(),
            ip_address: row.ip_address.as_deref(),
            previous_hash: &row.previous_hash,
        };
        if row.id != checked + 1 || row.previous_hash != previous_hash || row.hash != sealed.hash() {
            return Ok(Verdict::BrokenAt(row.id));
        }
        checked = row.id;
        previous_hash = row.hash;
    }
    Ok(Verdict::Intact(checked))
}
