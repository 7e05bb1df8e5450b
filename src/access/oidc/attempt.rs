//! One attempt to sign in: what has to come back unchanged from the identity provider, kept in the browser that began it.
//!
//! Each attempt has an encrypted cookie of its own, named after its state: tabs do not get into each other's way, and
//! those who only begin leave nothing on the server.

use std::cmp::Reverse;

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar, SameSite};
use chrono::{DateTime, TimeDelta, Utc};
use oauth2::{CsrfToken, PkceCodeVerifier};
use openidconnect::Nonce;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

use crate::platform::Config;
use crate::web::LocalPath;

/// Life of an attempt.
const LIFE: TimeDelta = TimeDelta::minutes(10);
/// Attempts that one browser may have begun; the oldest ones go first.
const AT_ONCE: usize = 4;
/// Characters of the state that name the cookie.
const NAMED: usize = 16;

/// What an attempt has to know again.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) state: CsrfToken,
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) next: LocalPath,
    began: DateTime<Utc>,
}

/// The attempts of a browser.
pub(super) struct Attempts {
    jar: PrivateCookieJar,
    prefix: &'static str,
    is_https: bool,
}

impl Attempt {
    pub(super) fn new(
        state: CsrfToken,
        nonce: Nonce,
        verifier: PkceCodeVerifier,
        next: LocalPath,
        now: DateTime<Utc>,
    ) -> Self {
        Self { state, nonce, verifier, next, began: now }
    }

    fn is_alive(&self, now: DateTime<Utc>) -> bool {
        // clocks of several machines differ a little
        (now - self.began).abs() < LIFE
    }
}

impl Attempts {
    /// The attempts in a request's cookies. Their key is derived from the client secret, which every process has.
    pub(super) fn of(headers: &HeaderMap, config: &Config) -> Self {
        let secret = config.oidc.as_ref().map_or("", |oidc| oidc.client_secret.reveal());
        let key = Sha512::new().chain_update("calco2 sign-in attempts\0").chain_update(secret).finalize();
        let is_https = config.public_url.starts_with("https:");
        Self {
            jar: PrivateCookieJar::from_headers(headers, Key::from(&key)),
            prefix: if is_https { "__Host-calco2-attempt-" } else { "calco2-attempt-" },
            is_https,
        }
    }

    /// Remembers an attempt.
    pub(super) fn begin(
        mut self,
        attempt: &Attempt,
        now: DateTime<Utc>,
    ) -> Result<PrivateCookieJar, serde_json::Error> {
        let mut others: Vec<(String, DateTime<Utc>)> = self
            .jar
            .iter()
            .filter(|cookie| cookie.name().starts_with(self.prefix))
            .map(|cookie| {
                let began =
                    serde_json::from_str(cookie.value()).map_or(DateTime::UNIX_EPOCH, |other: Attempt| other.began);
                (cookie.name().to_owned(), began)
            })
            .collect();
        others.sort_by_key(|(_, began)| Reverse(*began));
        let is_over =
            |(place, (_, began)): &(usize, &(String, DateTime<Utc>))| place + 1 >= AT_ONCE || now - *began >= LIFE;
        let over: Vec<String> = others.iter().enumerate().filter(is_over).map(|(_, (name, _))| name.clone()).collect();
        for name in over {
            self = self.forget(name);
        }
        let cookie = Cookie::build((self.name(attempt.state.secret()), serde_json::to_string(attempt)?))
            .path("/")
            .http_only(true)
            .secure(self.is_https)
            // the identity provider sends people back from its own site
            .same_site(SameSite::Lax)
            .max_age(time::Duration::seconds(LIFE.num_seconds()));
        Ok(self.jar.add(cookie))
    }

    /// The attempt of a state, once: it is forgotten whatever comes of it.
    pub(super) fn take(self, state: &str, now: DateTime<Utc>) -> (Option<Attempt>, PrivateCookieJar) {
        let name = self.name(state);
        let kept = self.jar.get(&name).and_then(|cookie| serde_json::from_str::<Attempt>(cookie.value()).ok());
        let attempt = kept.filter(|attempt| attempt.is_alive(now) && is_same(attempt.state.secret(), state));
        (attempt, self.forget(name).jar)
    }

    fn forget(mut self, name: String) -> Self {
        let gone = Cookie::build((name, "")).path("/").secure(self.is_https);
        self.jar = self.jar.remove(gone);
        self
    }

    fn name(&self, state: &str) -> String {
        let named: String = state.chars().filter(char::is_ascii_alphanumeric).take(NAMED).collect();
        format!("{}{named}", self.prefix)
    }
}

/// Compares digests: how long it takes tells nothing about where the texts differ.
fn is_same(a: &str, b: &str) -> bool {
    Sha512::digest(a) == Sha512::digest(b)
}
