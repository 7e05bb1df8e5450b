//! The sign-in page, the demo accounts, signing out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::{Form, Query};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::account::{AuthSession, DemoAccount};
use super::personas::{PERSONAS, Persona};
use super::{Access, Acting, Person, Route, people};
use crate::audit;
use crate::platform::App;
use crate::web::{Frame, LocalPath, Page, Problem, filters};

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
    acting: Acting,
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
    let (person, now) = (&account.person, app.clock.now());
    let actor = acting.of(person);
    let summary = format!("{} signed in (demo account)", person.display_name);
    let mut db = app.db.begin().await?;
    people::note_sign_in(&mut db, person.id, now).await?;
    audit::record(&mut db, of_person(&actor, now, audit::Action::SignIn, summary, person)).await?;
    db.commit().await?;
    // nothing of an earlier session is carried over, least of all its id
    auth.session.clear().await;
    auth.session.cycle_id().await?;
    auth.login(&account).await?;
    tracing::info!(user_id = person.id.0, "{} signed in as a demo account", person.institutional_id);
    Ok(Redirect::to(attempt.next.as_str()).into_response())
}

async fn sign_out(State(app): State<App>, mut auth: AuthSession, acting: Acting) -> Result<Response, Problem> {
    if let Some(account) = auth.logout().await?
        && let Err(error) = record_sign_out(&app, &acting, &account.person).await
    {
        // who wants to leave leaves, recorded or not
        tracing::error!("a sign-out could not be recorded: {error}");
    }
    Ok(Redirect::to("/sign-in").into_response())
}

async fn record_sign_out(app: &App, acting: &Acting, person: &Person) -> sqlx::Result<()> {
    let summary = format!("{} signed out", person.display_name);
    let mut db = app.db.begin().await?;
    let act = of_person(&acting.0, app.clock.now(), audit::Action::SignOut, summary, person);
    audit::record(&mut db, act).await?;
    db.commit().await
}

fn of_person<'a>(
    actor: &'a audit::Actor,
    now: DateTime<Utc>,
    action: audit::Action,
    summary: String,
    person: &Person,
) -> audit::Act<'a> {
    let mut act = audit::Act::new(actor, now, action, "user", summary);
    act.entity_id = Some(person.id.to_string());
    act.handled_ids = vec![person.institutional_id.clone()];
    act
}

fn page(app: &App, frame: Frame, next: LocalPath, error: Option<String>) -> Page<SignInPage> {
    let personas: &[Persona] = if app.config.dev_sign_in { &PERSONAS } else { &[] };
    Page(frame, SignInPage { personas, next, error })
}
