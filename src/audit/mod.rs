//! Who did what: one append-only record per act, each sealed with the hash of the record before it.
//!
//! Every write of the product records itself in its own transaction: without the record there is no act.

mod chain;
pub mod read;
mod recently;
pub mod shipping;
mod verification;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};

use crate::platform::ids::UserId;
pub use recently::Recently;
pub use verification::{Break, Head, Verdict, head, verify};

const ANNOUNCE_EVERY: Duration = Duration::from_hours(1);

/// What kind of act it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Something was added.
    Create,
    /// Personal data was looked at.
    Read,
    /// Something was changed.
    Update,
    /// Something was removed.
    Delete,
    /// Data left as a file.
    Export,
    /// A person came in.
    SignIn,
    /// A person left.
    SignOut,
    /// An attempt was refused.
    Denied,
}

impl Action {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Export, Self::SignIn, Self::SignOut, Self::Denied];

    /// The kind with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }

    /// Its key: `sign_in`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Denied => "denied",
        }
    }
}

/// Who acts, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The signed-in person, if any.
    pub user: Option<UserId>,
    /// Institutional id of the person, or the name of the part of the program that acts by itself.
    pub name: String,
    /// Request the act belongs to.
    pub request_id: Option<String>,
    /// Address the request came from.
    pub ip_address: Option<String>,
}

impl Actor {
    /// The program itself, from the command line or a schedule.
    pub fn program(name: &str) -> Self {
        Self { user: None, name: name.to_owned(), request_id: None, ip_address: None }
    }
}

/// One act to be recorded.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of act.
    pub action: Action,
    /// What it was done to, for example `year`, `factors`, `user`.
    pub entity_type: &'a str,
    /// Which one.
    pub entity_id: Option<String>,
    /// One sentence for people.
    pub summary: String,
    /// Facts: before and after, counts, filters.
    pub details: serde_json::Value,
    /// Institutional ids of the persons whose data was touched.
    pub handled_ids: Vec<String>,
}

impl<'a> Act<'a> {
    /// An act without further facts.
    pub fn new(actor: &'a Actor, at: DateTime<Utc>, action: Action, entity_type: &'a str, summary: String) -> Self {
        Self {
            actor,
            at,
            action,
            entity_type,
            entity_id: None,
            summary,
            details: serde_json::json!({}),
            handled_ids: Vec::new(),
        }
    }
}

/// Whether something was ever done to an entity.
pub async fn is_recorded(conn: &mut PgConnection, entity_type: &str, entity_id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from audit_records where entity_type = $1 and entity_id = $2) as "is!""#,
        entity_type,
        entity_id
    )
    .fetch_one(conn)
    .await
}

/// Appends a record inside the caller's transaction. Call it last: other writers of the chain wait until commit.
pub async fn record(conn: &mut PgConnection, act: Act<'_>) -> sqlx::Result<()> {
    chain::append(conn, act).await
}

/// Records what happened anyway, in a transaction of its own. That it could not be recorded is logged and hinders nobody.
pub async fn note(db: &PgPool, act: Act<'_>) {
    let (action, entity_type) = (act.action, act.entity_type);
    let recorded = async {
        let mut transaction = db.begin().await?;
        record(&mut transaction, act).await?;
        transaction.commit().await
    };
    if let Err(error) = recorded.await {
        tracing::error!("an act could not be recorded ({} {entity_type}): {error}", action.key());
    }
}

/// Writes the newest record to the log now and every hour, for as long as it runs: a log kept elsewhere shows that the
/// chain was cut off and written anew, which no table of the same database can.
pub async fn announce(db: PgPool) {
    loop {
        let newest = async { head(&mut *db.acquire().await?).await };
        match newest.await {
            Ok(Some(newest)) => tracing::info!("the newest audit record is {newest}"),
            Ok(None) => tracing::info!("the audit trail has no record yet"),
            Err(error) => tracing::warn!("the newest audit record could not be read: {error}"),
        }
        tokio::time::sleep(ANNOUNCE_EVERY).await;
    }
}
