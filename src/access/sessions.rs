//! Sessions in the database.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::session::{Id, Record};
use axum_login::tower_sessions::session_store::{Error, Result};
use axum_login::tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;

use super::account::Accounts;
use crate::platform::App;

const IDLE: time::Duration = time::Duration::hours(8);
const ACCOUNT_KEY: &str = "account";
const SEEN_KEY: &str = "seen";
const SEEN_EVERY_SECONDS: i64 = 300;
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// The `sessions` table.
#[derive(Debug, Clone)]
pub struct Sessions {
    db: PgPool,
}

/// The layer that gives every request its session and its person.
pub fn layer(app: &App) -> AuthManagerLayer<Accounts, Sessions> {
    let is_https = app.config.public_url.starts_with("https:");
    let manager = SessionManagerLayer::new(Sessions { db: app.db.clone() })
        .with_name(if is_https { "__Host-calco2" } else { "calco2" })
        // with Strict the identity provider's redirect back would arrive without the session
        .with_same_site(SameSite::Lax)
        .with_secure(is_https)
        .with_expiry(Expiry::OnInactivity(IDLE));
    AuthManagerLayerBuilder::new(Accounts::new(app.db.clone()), manager).with_data_key(ACCOUNT_KEY).build()
}

/// Moves the expiry: a session slides only when it is written, so one value of it follows the time.
pub(super) async fn keep_alive(session: &Session, now: DateTime<Utc>) -> std::result::Result<(), session::Error> {
    let seen: Option<i64> = session.get(SEEN_KEY).await?;
    if seen.is_none_or(|seen| (now.timestamp() - seen).abs() >= SEEN_EVERY_SECONDS) {
        session.insert(SEEN_KEY, now.timestamp()).await?;
    }
    Ok(())
}

/// Deletes expired sessions every ten minutes, for as long as it runs.
pub async fn sweep(db: PgPool) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        match delete_expired(&db).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "{count} expired sessions deleted"),
            Err(error) => tracing::warn!(%error, "expired sessions could not be deleted"),
        }
    }
}

/// Deletes expired sessions; returns how many.
pub async fn delete_expired(db: &PgPool) -> sqlx::Result<u64> {
    Ok(sqlx::query!("delete from sessions where expires_at < now()").execute(db).await?.rows_affected())
}

impl Sessions {
    async fn write(&self, record: &Record, replace: bool) -> Result<bool> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let user_id = data[ACCOUNT_KEY]["user_id"].as_i64().and_then(|id| i32::try_from(id).ok());
        let written = sqlx::query!(
            "insert into sessions as s (id, data, user_id, expires_at) values ($1, $2, $3, to_timestamp($4))
             on conflict (id) do update
                 set data = excluded.data, user_id = excluded.user_id, expires_at = excluded.expires_at
                 where $5",
            record.id.to_string(),
            data,
            user_id,
            record.expiry_date.unix_timestamp() as f64,
            replace,
        );
        Ok(written.execute(&self.db).await.map_err(backend)?.rows_affected() > 0)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, false).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, true).await.map(drop)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = sqlx::query!(
            r#"select data as "data: sqlx::types::Json<HashMap<String, Value>>",
                   extract(epoch from expires_at)::float8 as "expires_at!"
               from sessions where id = $1 and expires_at > now()"#,
            id.to_string(),
        )
        .fetch_optional(&self.db)
        .await
        .map_err(backend)?;
        row.map(|row| {
            let expiry_date = time::OffsetDateTime::from_unix_timestamp(row.expires_at as i64)
                .map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Record { id: *id, data: row.data.0, expiry_date })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where id = $1", id.to_string()).execute(&self.db).await.map_err(backend)?;
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "shape of map_err")]
fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
