//! Whether charts tell categories apart by patterns too, for people who see colours otherwise; kept in a cookie.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use super::LocalPath;
use crate::platform::App;

/// Name of the cookie.
const COOKIE: &str = "patterns";

/// Whether the person of a request wants patterns.
pub fn are_chosen(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers).get(COOKIE).is_some_and(|cookie| cookie.value() == "1")
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    patterns: String,
    #[serde(default)]
    next: LocalPath,
}

/// `POST /patterns`
pub(crate) async fn choose(State(app): State<App>, jar: CookieJar, Form(choice): Form<Choice>) -> Response {
    let value = if choice.patterns == "1" { "1" } else { "0" };
    let cookie = Cookie::build((COOKIE, value))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(app.config.public_url.starts_with("https:"))
        .max_age(time::Duration::days(365));
    (jar.add(cookie), Redirect::to(choice.next.as_str())).into_response()
}
