//! The sign-in page, the demo accounts, signing out.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::{Form, Query};
use serde::Deserialize;

use super::account::{AuthSession, DemoAccount};
use super::coming::{self, Arriving};
use super::personas::{PERSONAS, Persona};
use super::{Access, Acting, Route, oidc, sessions};
use crate::platform::App;
use crate::web::{Frame, LocalPath, Page, Problem, filters};

#[derive(Template)]
#[template(path = "sign_in/page.html")]
pub(super) struct SignInPage {
    /// Whether there is an identity provider to go to.
    provider: bool,
    personas: &'static [Persona],
    next: LocalPath,
    /// What went wrong with the attempt.
    error: Option<String>,
    /// Why one has to sign in again.
    notice: Option<&'static str>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: LocalPath,
    /// The visitor had a session that is over.
    #[serde(default)]
    over: String,
}

#[derive(Deserialize)]
pub(crate) struct Attempt {
    #[serde(default)]
    persona: String,
    #[serde(default)]
    next: LocalPath,
}

/// The routes of signing in and out.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Access::Public, show),
        Route::post("/sign-in/dev", Access::Public, sign_in_as_persona),
        Route::post("/sign-out", Access::Public, sign_out),
    ]
}

async fn show(State(app): State<App>, auth: AuthSession, frame: Frame, Query(asked): Query<Asked>) -> Response {
    if auth.user.is_some() {
        return Redirect::to(asked.next.as_str()).into_response();
    }
    let page = page(&app, asked.next);
    let notice = (asked.over == "true").then_some("sign-in-session-over");
    Page(frame, SignInPage { notice, ..page }).into_response()
}

async fn sign_in_as_persona(
    State(app): State<App>,
    mut auth: AuthSession,
    acting: Acting,
    headers: HeaderMap,
    frame: Frame,
    Form(attempt): Form<Attempt>,
) -> Result<Response, Problem> {
    if !app.config.dev_sign_in {
        return Err(Problem::NotFound);
    }
    let refuse = |message: &'static str, frame: Frame, next: LocalPath| {
        (StatusCode::UNPROCESSABLE_ENTITY, refused_page(&app, frame, next, message)).into_response()
    };
    let Some(persona) = PERSONAS.iter().find(|persona| persona.key == attempt.persona) else {
        return Ok(refuse("sign-in-unknown-persona", frame, attempt.next));
    };
    let Some(account) = auth.authenticate(DemoAccount(persona.institutional_id)).await? else {
        return Ok(refuse("sign-in-no-demo", frame, attempt.next));
    };
    let arriving = Arriving { account: &account, way: "demo account", id_token: None };
    coming::come_in(&app, &mut auth, &acting, &headers, arriving).await?;
    Ok(Redirect::to(attempt.next.as_str()).into_response())
}

async fn sign_out(
    State(app): State<App>,
    Extension(provider): Extension<oidc::Configured>,
    mut auth: AuthSession,
    acting: Acting,
) -> Result<Response, Problem> {
    let origin: Option<sessions::Origin> = auth.session.get(sessions::ORIGIN_KEY).await?;
    if let Some(account) = auth.logout().await? {
        coming::note_leaving(&app, &acting, &account.person).await;
    }
    let id_token = origin.and_then(|origin| origin.id_token);
    let beyond = match provider.zip(id_token) {
        Some((provider, id_token)) => provider.way_out(&id_token).await,
        None => None,
    };
    let mut response = Redirect::to(beyond.as_deref().unwrap_or("/sign-in")).into_response();
    sessions::forget_cookie(&mut response, &app.config);
    // whoever comes to this browser next does not leaf back to what it kept
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

fn page(app: &App, next: LocalPath) -> SignInPage {
    let personas: &[Persona] = if app.config.dev_sign_in { &PERSONAS } else { &[] };
    SignInPage { provider: app.config.oidc.is_some(), personas, next, error: None, notice: None }
}

/// The page with what went wrong, as a message key.
pub(super) fn refused_page(app: &App, frame: Frame, next: LocalPath, message: &'static str) -> Page<SignInPage> {
    let error = frame.lang.t_with(message, &[("reference", frame.request_id.clone().into())]);
    Page(frame, SignInPage { error: Some(error), ..page(app, next) })
}
