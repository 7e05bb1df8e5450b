//! `/account`: who one is here, and where one is signed in. `/users/{id}/sessions`: where somebody else is.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_login::tower_sessions::session::Id;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{OneSession, listing};
use crate::access::account::AuthSession;
use crate::access::{Acting, Person, people};
use crate::audit::{self, Act};
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::{Flash, Flashes, Frame, Lang, Page, Problem, browser, filters};

#[derive(Template)]
#[template(path = "sign_in/sessions.html")]
struct SessionsPage {
    name: String,
    email: String,
    institutional_id: String,
    /// Roles in words.
    roles: Vec<String>,
    is_own: bool,
    /// The page of the person, when it is somebody else.
    of_person: Option<String>,
    /// Where the forms go.
    end: String,
    sessions: Vec<Line>,
}

struct Line {
    session: OneSession,
    browser: String,
    address: String,
}

#[derive(Deserialize)]
pub(crate) struct Ending {
    /// The session to end; without it all others.
    handle: Option<Uuid>,
}

pub(super) async fn own(
    State(app): State<App>,
    auth: AuthSession,
    person: Person,
    frame: Frame,
) -> Result<Response, Problem> {
    let sessions = listing::of(&mut *app.db.acquire().await?, person.id, auth.session.id()).await?;
    Ok(page(frame, &person, sessions, true).into_response())
}

pub(super) async fn end_own(
    State(app): State<App>,
    auth: AuthSession,
    person: Person,
    acting: Acting,
    flashes: Flashes,
    Form(ending): Form<Ending>,
) -> Result<Response, Problem> {
    let ended = end(&app, &acting, &person, &ending, auth.session.id()).await?;
    flashes.keep(told(ended)).await?;
    Ok(Redirect::to("/account").into_response())
}

pub(super) async fn of_other(
    State(app): State<App>,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let mut db = app.db.acquire().await?;
    let other = other(&mut db, &id).await?;
    let sessions = listing::of(&mut db, other.id, None).await?;
    Ok(page(frame, &other, sessions, false).into_response())
}

pub(super) async fn end_of_other(
    State(app): State<App>,
    acting: Acting,
    flashes: Flashes,
    Path(id): Path<String>,
    Form(ending): Form<Ending>,
) -> Result<Response, Problem> {
    let other = other(&mut *app.db.acquire().await?, &id).await?;
    let ended = end(&app, &acting, &other, &ending, None).await?;
    flashes.keep(told(ended)).await?;
    Ok(Redirect::to(&format!("/users/{}/sessions", other.id)).into_response())
}

async fn other(db: &mut PgConnection, id: &str) -> Result<Person, Problem> {
    let id = UserId(id.parse().map_err(|_| Problem::NotFound)?);
    people::account(db, id).await?.map(|account| account.person).ok_or(Problem::NotFound)
}

/// Ends what the form names and records it; returns how many sessions ended.
async fn end(app: &App, acting: &Acting, person: &Person, ending: &Ending, this: Option<Id>) -> Result<u64, Problem> {
    let mut db = app.db.begin().await?;
    let ended = match ending.handle {
        Some(handle) => u64::from(listing::end(&mut db, person.id, handle).await?),
        None => listing::end_others(&mut db, person.id, this).await?,
    };
    if ended > 0 {
        let summary = format!("ended {ended} sessions of {}", person.display_name);
        let mut act = Act::new(&acting.0, app.clock.now(), audit::Action::Delete, "session", summary);
        act.entity_id = Some(person.id.to_string());
        act.handled_ids = vec![person.institutional_id.clone()];
        audit::record(&mut db, act).await?;
    }
    db.commit().await?;
    Ok(ended)
}

fn told(ended: u64) -> Flash {
    Flash::done("sessions-ended").with("count", i64::try_from(ended).unwrap_or(i64::MAX))
}

fn page(frame: Frame, person: &Person, sessions: Vec<OneSession>, is_own: bool) -> Page<SessionsPage> {
    let lang = frame.lang;
    let page = SessionsPage {
        name: person.display_name.clone(),
        email: person.email.clone(),
        institutional_id: person.institutional_id.clone(),
        roles: person.signed_in().role_words(lang),
        is_own,
        of_person: (!is_own).then(|| format!("/users/{}", person.id)),
        end: if is_own { "/account/sessions/end".to_owned() } else { format!("/users/{}/sessions/end", person.id) },
        sessions: sessions.into_iter().map(|session| Line::new(session, lang)).collect(),
    };
    Page(frame, page)
}

impl Line {
    fn new(session: OneSession, lang: Lang) -> Self {
        Self {
            browser: browser::words(&session.browser, lang),
            address: session.address.clone().unwrap_or_else(|| "–".to_owned()),
            session,
        }
    }
}

impl SessionsPage {
    fn has_others(&self) -> bool {
        self.sessions.iter().any(|line| !line.session.is_this)
    }
}
