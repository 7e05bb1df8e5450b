//! Going to the identity provider, and coming back.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query;
use oauth2::{CsrfToken, PkceCodeChallenge, Scope};
use openidconnect::core::CoreResponseType;
use openidconnect::{AuthenticationFlow, Nonce};
use serde::Deserialize;

use super::attempt::{Attempt, Attempts};
use super::{Configured, OidcError, Provider};
use crate::access::account::AuthSession;
use crate::access::arrival::{self, ArrivalError};
use crate::access::coming::{self, Arriving};
use crate::access::sign_in::{SignInPage, refused_page};
use crate::access::{Acting, people};
use crate::platform::App;
use crate::web::rate_limit::{Limits, Purpose};
use crate::web::{Frame, LocalPath, Page, Problem};

/// Where the identity provider sends people back to.
pub(super) const CALLBACK: &str = "/auth/callback";

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: LocalPath,
}

/// What the identity provider sends back.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Somebody who comes back from the identity provider.
#[derive(axum::extract::FromRequestParts)]
#[from_request(state(App))]
pub(crate) struct Comer {
    auth: AuthSession,
    acting: Acting,
    headers: HeaderMap,
}

/// Why an attempt ends on the sign-in page.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("it was begun too long ago, in another browser, or was finished already")]
    Expired,
    #[error("the identity provider says {0:?}")]
    Cancelled(String),
    #[error("{0}")]
    Untrusted(String),
    #[error("{0}")]
    Unusable(String),
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    RolesUnavailable(String),
}

pub(super) async fn start(
    State(app): State<App>,
    Extension(provider): Extension<Configured>,
    auth: AuthSession,
    headers: HeaderMap,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let provider = provider.ok_or(Problem::NotFound)?;
    if auth.user.is_some() {
        return Ok(Redirect::to(asked.next.as_str()).into_response());
    }
    let now = app.clock.now();
    let metadata = match provider.metadata(now).await {
        Ok(metadata) => metadata,
        Err(error) => return Ok(Failure::from(error).into_page(&app, frame, asked.next)),
    };
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = provider.client(metadata);
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .set_pkce_challenge(challenge);
    for scope in provider.settings.scopes.iter().filter(|scope| *scope != "openid") {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    let (address, state, nonce) = request.url();
    let attempt = Attempt::new(state, nonce, verifier, asked.next, now);
    let cookies = Attempts::of(&headers, &app.config).begin(&attempt, now)?;
    Ok((cookies, Redirect::to(address.as_str())).into_response())
}

pub(super) async fn come_back(
    State(app): State<App>,
    Extension(provider): Extension<Configured>,
    Extension(limits): Extension<Limits>,
    mut comer: Comer,
    frame: Frame,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let provider = provider.ok_or(Problem::NotFound)?;
    let client = comer.acting.client();
    limits.check(Purpose::FailedSignIn, client, app.clock.now())?;
    let (attempt, cookies) = Attempts::of(&comer.headers, &app.config).take(&answer.state, app.clock.now());
    let next = attempt.as_ref().map(|attempt| attempt.next.clone()).unwrap_or_default();
    let entered = enter(&app, &provider, &mut comer, answer, attempt).await?;
    let response = match entered {
        Ok(()) => Redirect::to(next.as_str()).into_response(),
        Err(failure) => {
            limits.note(Purpose::FailedSignIn, client, app.clock.now());
            tracing::warn!("a sign-in failed: {failure}");
            coming::note_failure(&app, &comer.acting, &failure.to_string()).await;
            failure.into_page(&app, frame, next)
        }
    };
    Ok((cookies, response).into_response())
}

/// Signs the person in whom the identity provider sends.
async fn enter(
    app: &App,
    provider: &Provider,
    comer: &mut Comer,
    answer: Answer,
    attempt: Option<Attempt>,
) -> Result<Result<(), Failure>, Problem> {
    let Some(attempt) = attempt else { return Ok(Err(Failure::Expired)) };
    let now = app.clock.now();
    let metadata = match provider.metadata(now).await {
        Ok(metadata) => metadata,
        Err(error) => return Ok(Err(error.into())),
    };
    if !Provider::is_from_its_issuer(&metadata, answer.iss.as_deref()) {
        return Ok(Err(Failure::Untrusted(format!(
            "the answer is from the issuer {:?}",
            answer.iss.as_deref().map(shortened)
        ))));
    }
    if let Some(error) = answer.error {
        return Ok(Err(Failure::Cancelled(shortened(&error))));
    }
    let Some(code) = answer.code else { return Ok(Err(Failure::Untrusted("there is no code".to_owned()))) };
    let arrived = match provider.arrive(code, attempt.verifier, &attempt.nonce, now).await {
        Ok(arrived) => arrived,
        Err(error) => return Ok(Err(error.into())),
    };
    let user = match arrival::arrive(app, &comer.acting.0, &arrived.identity).await {
        Ok(user) => user,
        Err(ArrivalError::Database(error)) => return Err(error.into()),
        Err(error @ ArrivalError::Refused(_)) => return Ok(Err(Failure::Refused(error.to_string()))),
        Err(error @ ArrivalError::RolesUnavailable(_)) => return Ok(Err(Failure::RolesUnavailable(error.to_string()))),
    };
    let account = people::account(&mut *app.db.acquire().await?, user).await?;
    let Some(account) = account else { return Ok(Err(Failure::Refused("the account is disabled".to_owned()))) };
    let arriving = Arriving { account: &account, way: "university account", id_token: Some(arrived.id_token) };
    coming::come_in(app, &mut comer.auth, &comer.acting, &comer.headers, arriving).await?;
    Ok(Ok(()))
}

/// What comes from outside does not fill the record.
fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

impl From<OidcError> for Failure {
    fn from(error: OidcError) -> Self {
        let text = error.to_string();
        match error {
            OidcError::Unusable(_) | OidcError::NoPerson(_) => Self::Unusable(text),
            OidcError::CodeRefused(_) | OidcError::TokenRefused(_) => Self::Untrusted(text),
        }
    }
}

impl Failure {
    fn into_page(self, app: &App, frame: Frame, next: LocalPath) -> Response {
        let (status, message) = match self {
            Self::Expired => (StatusCode::BAD_REQUEST, "sign-in-expired"),
            Self::Cancelled(_) => (StatusCode::FORBIDDEN, "sign-in-cancelled"),
            Self::Untrusted(_) => (StatusCode::UNAUTHORIZED, "sign-in-untrusted"),
            Self::Unusable(_) => (StatusCode::SERVICE_UNAVAILABLE, "sign-in-unusable"),
            Self::Refused(_) => (StatusCode::FORBIDDEN, "sign-in-refused"),
            Self::RolesUnavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "sign-in-roles-unavailable"),
        };
        let page: Page<SignInPage> = refused_page(app, frame, next, message);
        (status, page).into_response()
    }
}
