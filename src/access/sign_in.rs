//! The sign-in page, the demo accounts, signing out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::{Form, Query};
use serde::Deserialize;

use super::account::{AuthSession, DemoAccount};
use super::{Access, Route, people};
use crate::platform::App;
use crate::web::{Frame, LocalPath, Page, Problem, filters};

/// A demo account: what the form sends, the person number the seed gives it, its words.
#[derive(Debug, Clone, Copy)]
struct Persona {
    key: &'static str,
    institutional_id: &'static str,
    label: &'static str,
    sees: &'static str,
    initials: &'static str,
}

const PERSONAS: [Persona; 4] = [
    Persona {
        key: "superadmin",
        institutional_id: "demo-superadmin",
        label: "persona-superadmin",
        sees: "persona-superadmin-sees",
        initials: "SA",
    },
    Persona {
        key: "manager",
        institutional_id: "demo-manager",
        label: "persona-manager",
        sees: "persona-manager-sees",
        initials: "BM",
    },
    Persona {
        key: "principal",
        institutional_id: "demo-principal",
        label: "persona-principal",
        sees: "persona-principal-sees",
        initials: "PU",
    },
    Persona {
        key: "member",
        institutional_id: "demo-member",
        label: "persona-member",
        sees: "persona-member-sees",
        initials: "MU",
    },
];

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct SignInPage {
    personas: &'static [Persona],
    next: LocalPath,
    /// What went wrong with the attempt.
    error: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: LocalPath,
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
    page(&app, frame, asked.next, None).into_response()
}

async fn sign_in_as_persona(
    State(app): State<App>,
    mut auth: AuthSession,
    frame: Frame,
    Form(attempt): Form<Attempt>,
) -> Result<Response, Problem> {
    if !app.config.dev_sign_in {
        return Err(Problem::NotFound);
    }
    let refuse = |error: String, frame: Frame, next: LocalPath| {
        (StatusCode::UNPROCESSABLE_ENTITY, page(&app, frame, next, Some(error))).into_response()
    };
    let Some(persona) = PERSONAS.iter().find(|persona| persona.key == attempt.persona) else {
        return Ok(refuse(frame.t("sign-in-unknown-persona"), frame, attempt.next));
    };
    let Some(account) = auth.authenticate(DemoAccount(persona.institutional_id)).await? else {
        return Ok(refuse(frame.t("sign-in-no-demo"), frame, attempt.next));
    };
    // a session that held another person is not carried over
    auth.logout().await?;
    auth.login(&account).await?;
    let mut db = app.db.acquire().await?;
    people::note_sign_in(&mut db, account.person.id, app.clock.now()).await?;
    tracing::info!(user_id = account.person.id.0, "{} signed in as a demo account", account.person.institutional_id);
    Ok(Redirect::to(attempt.next.as_str()).into_response())
}

async fn sign_out(mut auth: AuthSession) -> Result<Response, Problem> {
    auth.logout().await?;
    Ok(Redirect::to("/sign-in").into_response())
}

fn page(app: &App, frame: Frame, next: LocalPath, error: Option<String>) -> Page<SignInPage> {
    let personas: &[Persona] = if app.config.dev_sign_in { &PERSONAS } else { &[] };
    Page(frame, SignInPage { personas, next, error })
}
