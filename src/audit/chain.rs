//! The chain of records: what a seal covers, and how the next record is appended.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::Act;

/// A process that stops between its record and its commit keeps everybody else from committing: the server ends its
/// transaction after so long.
const LONGEST_SILENCE: &str = "10s";

/// Persons named in a record; who looks at a long list looks at the list.
const MOST_HANDLED: usize = 20;

/// Every sealed column of a record.
pub(super) struct Sealed<'a> {
    pub(super) id: i64,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) actor_user_id: Option<i32>,
    pub(super) actor: &'a str,
    pub(super) action: &'a str,
    pub(super) entity_type: &'a str,
    pub(super) entity_id: Option<&'a str>,
    pub(super) summary: &'a str,
    pub(super) details: &'a Value,
    pub(super) handled_ids: &'a [String],
    pub(super) request_id: Option<&'a str>,
    pub(super) ip_address: Option<&'a str>,
    pub(super) previous_hash: &'a str,
}

impl Sealed<'_> {
    /// SHA-256 over the canonical JSON (keys sorted at every depth) of all columns.
    pub(super) fn hash(&self) -> String {
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

/// The row of the newest record is locked first: it puts the writers of the chain in order.
pub(super) async fn append(conn: &mut PgConnection, act: Act<'_>) -> sqlx::Result<()> {
    let head = sqlx::query!(
        "select id, hash, set_config('idle_in_transaction_session_timeout', $1, true) from audit_head for update",
        LONGEST_SILENCE
    )
    .fetch_one(&mut *conn)
    .await?;
    let mut handled_ids = act.handled_ids;
    handled_ids.sort_unstable();
    handled_ids.dedup();
    handled_ids.truncate(MOST_HANDLED);
    let sealed = Sealed {
        id: head.id + 1,
        recorded_at: act.at.trunc_subsecs(6),
        actor_user_id: act.actor.user.map(|user| user.0),
        actor: &act.actor.name,
        action: act.action.key(),
        entity_type: act.entity_type,
        entity_id: act.entity_id.as_deref(),
        summary: &act.summary,
        details: &act.details,
        handled_ids: &handled_ids,
        request_id: act.actor.request_id.as_deref(),
        ip_address: act.actor.ip_address.as_deref(),
        previous_hash: &head.hash,
    };
    sqlx::query!(
        "with appended as (
             insert into audit_records (id, recorded_at, actor_user_id, actor, action, entity_type, entity_id, summary,
                 details, handled_ids, request_id, ip_address, previous_hash, hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             returning id, hash)
         update audit_head set id = appended.id, hash = appended.hash from appended",
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
