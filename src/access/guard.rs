//! The guard in front of every route: it knows the person, lets them in or says what is missing.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sqlx::PgPool;
use tokio::sync::OnceCell;

use super::account::AuthSession;
use super::denials::{Attempt, Denials};
use super::lasting::{self, Standing};
use super::refresh::Refresher;
use super::{Access, Action, CountFailures, Person, Scope, actor, sessions};
use crate::platform::App;
use crate::web::frame::Surroundings;
use crate::web::navigation::{self, Entry};
use crate::web::problem::SessionOver;
use crate::web::rate_limit::{Client, Limits, Purpose};
use crate::web::{Localised, Problem};

/// The person a guarded route was opened for, and how far its permission reaches.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who it is.
    pub person: Person,
    /// The units that the permission of the route reaches.
    pub scope: Scope,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor
            .ok_or_else(|| Problem::Internal(anyhow::anyhow!("a visitor is asked for on a route without permission")))
    }
}

/// Reads the name of the institution, once there is one.
pub type FindInstitution = fn(&PgPool) -> BoxFuture<'_, sqlx::Result<Option<Localised>>>;

/// What the guard of one route knows.
#[derive(Clone)]
pub struct Gate {
    /// The application.
    pub app: App,
    /// Who may come.
    pub access: Access,
    /// What one client may do only so often.
    pub limit: Option<Purpose>,
    /// What clients did within the last minute.
    pub limits: Limits,
    /// Denials recorded a moment ago.
    pub denials: Denials,
    /// The pages of the navigation, who may open them, what is counted beside them.
    pub entries: Arc<[(Entry, Access, Option<CountFailures>)]>,
    /// Asks for roles that are due.
    pub refresher: Refresher,
    /// Looks up the name of the institution, which is not ours to know.
    pub find_institution: FindInstitution,
    /// Name of the institution once it is known.
    pub institution: Arc<OnceCell<Localised>>,
}

impl Access {
    pub(super) fn admits(self, person: Option<&Person>) -> Result<Option<Scope>, Problem> {
        match (self, person) {
            (Self::Machine | Self::Public, _) | (Self::SignedIn, Some(_)) => Ok(None),
            (Self::SignedIn | Self::Needs(..) | Self::NeedsOrSync(..) | Self::NeedsOnModule(_), None) => {
                Err(Problem::SignInRequired)
            }
            (Self::NeedsOnModule(action), Some(person)) => person
                .scope_on_modules(action)
                .map(Some)
                .ok_or_else(|| Problem::Forbidden { area: "area-modules".to_owned(), action: action.label() }),
            (Self::Needs(permission, action), Some(person)) => {
                person.scope(permission, action).map(Some).ok_or_else(|| permission.missing(action))
            }
            (Self::NeedsOrSync(permission, action), Some(person)) => {
                let scopes = [person.scope(permission, action), person.scope_on_modules(Action::Sync)];
                if scopes.iter().all(Option::is_none) {
                    return Err(permission.missing(action));
                }
                Ok(Some(Scope::any(scopes.into_iter().flatten())))
            }
        }
    }
}

impl Gate {
    /// `counts` when a page is asked for: what is no page shows no navigation.
    async fn surroundings(&self, person: Option<&Person>, counts: bool) -> Surroundings {
        let mut entries = Vec::new();
        for (entry, access, count) in &*self.entries {
            if person.is_none() || access.admits(person).is_err() {
                continue;
            }
            let failures = match count.filter(|_| counts) {
                // a navigation without its count is better than no page
                Some(count) => count(&self.app).await.unwrap_or(0),
                None => 0,
            };
            entries.push(Entry { failures, ..*entry });
        }
        Surroundings {
            institution: self.institution().await,
            person: person.map(Person::signed_in),
            navigation: navigation::sections(entries),
            roles_notice: None,
        }
    }

    /// Refuses who comes too often.
    fn count(&self, person: Option<&Person>, request: &Request) -> Result<(), Problem> {
        let Some(purpose) = self.limit else { return Ok(()) };
        let client = match person.filter(|_| !purpose.counts_addresses()) {
            Some(person) => person.id.into(),
            // who comes from nowhere shares a count
            None => Client::from(actor::address(request.extensions()).unwrap_or(Ipv4Addr::UNSPECIFIED.into())),
        };
        self.limits.take(purpose, client, self.app.clock.now())
    }

    /// The configured name, else that of the root unit, kept once found.
    async fn institution(&self) -> Option<Localised> {
        if let Some(name) = &self.app.config.institution_name {
            return Some(Localised { en: name.clone(), fr: name.clone() });
        }
        let find = || async { (self.find_institution)(&self.app.db).await.ok().flatten().ok_or(()) };
        self.institution.get_or_try_init(find).await.ok().cloned()
    }
}

/// Lets a request through to its handler, or answers what is missing.
pub async fn admit(State(gate): State<Gate>, auth: AuthSession, mut request: Request, next: Next) -> Response {
    let mut roles_notice = None;
    let standing = auth.user.as_ref().zip(auth.session.id()).map(|(account, session)| Standing {
        session,
        user: account.person.id,
        stamp: account.stamp,
    });
    let person = auth.user.map(|account| {
        if account.checked.is_due(&gate.app.config, gate.app.clock.now()) {
            gate.refresher.schedule(&gate.app, account.person.id);
        }
        let (person, notice) = account.vouched(&gate.app);
        roles_notice = notice;
        person
    });
    let is_page = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    let is_over = person.is_none() && sessions::is_presented(request.headers(), &gate.app.config);
    let surroundings = Surroundings { roles_notice, ..gate.surroundings(person.as_ref(), is_page).await };
    let admitted = gate.access.admits(person.as_ref()).and_then(|scope| {
        gate.count(person.as_ref(), &request)?;
        Ok(scope)
    });
    let attempt = person.as_ref().map(|person| Attempt::of(&request, person));
    let mut response = match admitted {
        Ok(scope) => {
            if person.is_some()
                && let Err(error) = sessions::keep_alive(&auth.session, gate.app.clock.now()).await
            {
                tracing::warn!("a session could not be prolonged: {error}");
            }
            let extensions = request.extensions_mut();
            extensions.insert(surroundings.clone());
            if let Some(person) = person {
                if let Some(scope) = scope {
                    extensions.insert(Visitor { person: person.clone(), scope });
                }
                extensions.insert(person);
            }
            let response = next.run(request).await;
            match standing {
                Some(standing) => lasting::while_admitted(response, gate.clone(), standing),
                None => response,
            }
        }
        Err(problem) => problem.into_response(),
    };
    let end = response.extensions().get::<Arc<Problem>>().cloned();
    if let (Some(attempt), Some(end)) = (attempt, end) {
        gate.denials.record(&gate.app, attempt, &end).await;
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        // an error page of a signed-in person keeps their frame
        response.extensions_mut().insert(surroundings);
        if is_over {
            response.extensions_mut().insert(SessionOver);
        }
    }
    response
}
