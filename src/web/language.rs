//! The choice of language, kept in a cookie.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use super::lang::COOKIE;
use super::{FieldProblem, Lang, LocalPath, Problem};
use crate::platform::App;

#[derive(Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    next: LocalPath,
}

/// `POST /language`
pub(crate) async fn choose(
    State(app): State<App>,
    asked: Lang,
    jar: CookieJar,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let Some(lang) = Lang::parse(&choice.lang) else {
        return Err(Problem::bad_values(vec![FieldProblem::new("lang", "bad_enum", asked.t("language-unknown"))]));
    };
    let cookie = Cookie::build((COOKIE, lang.code()))
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(app.config.public_url.starts_with("https:"))
        .max_age(time::Duration::days(365));
    Ok((jar.add(cookie), Redirect::to(choice.next.as_str())).into_response())
}
