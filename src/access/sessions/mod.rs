//! Sessions in the database: their life, who has which, ending them.

mod listing;
mod pages;
mod store;

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::{Expiry, Session, SessionManagerLayer, session};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::account::Accounts;
use super::{Access, Action, Permission, Person, Route};
use crate::platform::ids::UserId;
use crate::platform::{App, Config};
pub(super) use listing::is_alive;
pub use listing::{OneSession, end_all, keep_newest};
pub use store::Sessions;

/// Where in a session's data its person is.
const ACCOUNT_KEY: &str = "account";
/// Where in a session's data its origin is.
pub(super) const ORIGIN_KEY: &str = "origin";
const SEEN_KEY: &str = "seen";
const SEEN_EVERY_SECONDS: i64 = 300;
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Ending other people's sessions is for those who run the installation.
const OF_OTHERS: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);

/// The routes of sessions.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/account", Access::SignedIn, pages::own),
        Route::post("/account/sessions/end", Access::SignedIn, pages::end_own),
        Route::get("/users/{id}/sessions", OF_OTHERS, pages::of_other),
        Route::post("/users/{id}/sessions/end", OF_OTHERS, pages::end_of_other),
    ]
}

/// Where somebody sees the sessions of another person; nowhere without the right to.
pub fn page_of(visitor: &Person, other: UserId) -> Option<String> {
    visitor.may(Permission::BackofficeConfiguration, Action::Edit).then(|| format!("/users/{other}/sessions"))
}

/// Where a session was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Origin {
    /// How the browser describes itself.
    pub(super) browser: String,
    /// Address it came from.
    pub(super) address: Option<String>,
    /// What the identity provider wants to see at sign-out.
    pub(super) id_token: Option<String>,
}

fn is_https(config: &Config) -> bool {
    config.public_url.starts_with("https:")
}

/// Name of the cookie. Browsers take one that starts with `__Host-` only over TLS and from this very host.
fn cookie_name(config: &Config) -> &'static str {
    if is_https(config) { "__Host-calco2" } else { "calco2" }
}

/// Whether a request carries a session's cookie, whatever it is worth.
pub(super) fn is_presented(headers: &HeaderMap, config: &Config) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut names = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split('=').next());
    names.any(|name| name == cookie_name(config))
}

/// Takes the cookie back. The session library does so without `Secure`, which browsers refuse for a `__Host-` name.
pub(super) fn forget_cookie(response: &mut Response, config: &Config) {
    if is_https(config) {
        let gone = format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", cookie_name(config));
        response.headers_mut().extend(HeaderValue::from_str(&gone).ok().map(|value| (header::SET_COOKIE, value)));
    }
}

/// The layer that gives every request its session and its person.
pub fn layer(app: &App) -> AuthManagerLayer<Accounts, Sessions> {
    let life = app.config.sessions;
    let idle = time::Duration::seconds(life.idle.as_secs() as i64);
    let manager = SessionManagerLayer::new(Sessions::new(app.db.clone(), life.longest))
        .with_name(cookie_name(&app.config))
        // with Strict the identity provider's redirect back would arrive without the session
        .with_same_site(SameSite::Lax)
        .with_secure(is_https(&app.config))
        .with_expiry(Expiry::OnInactivity(idle));
    AuthManagerLayerBuilder::new(Accounts::new(app.db.clone()), manager).with_data_key(ACCOUNT_KEY).build()
}

/// Moves the expiry: a session slides only when it is written, so one value of it follows the time.
pub(super) async fn keep_alive(session: &Session, now: DateTime<Utc>) -> Result<(), session::Error> {
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

/// Deletes sessions that are over: expired, or of a disabled account. Returns how many.
pub async fn delete_expired(db: &PgPool) -> sqlx::Result<u64> {
    let deleted = sqlx::query!(
        "delete from sessions s where s.expires_at < now()
             or exists (select from users u where u.id = s.user_id and not u.is_enabled)"
    );
    Ok(deleted.execute(db).await?.rows_affected())
}
