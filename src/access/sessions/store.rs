//! The `sessions` table as the session library uses it. What is stored of a cookie is its digest: who reads the table
//! cannot come in with it.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use axum_login::tower_sessions::SessionStore;
use axum_login::tower_sessions::session::{Id, Record};
use axum_login::tower_sessions::session_store::{Error, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::ACCOUNT_KEY;

/// The `sessions` table.
#[derive(Debug, Clone)]
pub struct Sessions {
    db: PgPool,
    longest: Duration,
}

/// What is stored of a session's id.
pub(super) fn digest(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

impl Sessions {
    /// The sessions of a database, each of which ends after `longest` whatever happens in it.
    pub fn new(db: PgPool, longest: Duration) -> Self {
        Self { db, longest }
    }

    fn parts(record: &Record) -> Result<(Value, Option<i32>, f64)> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let user_id = data[ACCOUNT_KEY]["user_id"].as_i64().and_then(|id| i32::try_from(id).ok());
        Ok((data, user_id, record.expiry_date.unix_timestamp() as f64))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (data, user_id, expires) = Self::parts(record)?;
        loop {
            let inserted = sqlx::query!(
                "insert into sessions (id, data, user_id, expires_at)
                 values ($1, $2, $3, least(to_timestamp($4), now() + make_interval(secs => $5)))
                 on conflict do nothing",
                digest(&record.id),
                data,
                user_id,
                expires,
                self.longest.as_secs_f64(),
            );
            if inserted.execute(&self.db).await.map_err(backend)?.rows_affected() > 0 {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    /// Writes only what is still there: a request that is under way must not bring back a session that was ended.
    async fn save(&self, record: &Record) -> Result<()> {
        let (data, user_id, expires) = Self::parts(record)?;
        sqlx::query!(
            "update sessions set data = $2, user_id = $3,
                 expires_at = least(to_timestamp($4), created_at + make_interval(secs => $5))
             where id = $1",
            digest(&record.id),
            data,
            user_id,
            expires,
            self.longest.as_secs_f64(),
        )
        .execute(&self.db)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = sqlx::query!(
            r#"select data as "data: sqlx::types::Json<HashMap<String, Value>>",
                   extract(epoch from expires_at)::float8 as "expires_at!"
               from sessions where id = $1 and expires_at > now()"#,
            digest(id),
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
        sqlx::query!("delete from sessions where id = $1", digest(id)).execute(&self.db).await.map_err(backend)?;
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "shape of map_err")]
fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
