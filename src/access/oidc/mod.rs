//! Signing in at the university's identity provider by the authorization code flow with PKCE.

mod attempt;
mod exchange;
mod metadata;
mod pages;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, RedirectUrl};
use openidconnect::{ClientId, ClientSecret, PostLogoutRedirectUrl};
use tokio::sync::Mutex;

use super::{Access, Route};
use crate::platform::config::Oidc;
use crate::platform::{Config, http};
use metadata::Memory;

/// Time that one call to the identity provider may take.
const TIME_TO_ANSWER: Duration = Duration::from_secs(10);
/// No answer of an identity provider is larger.
const LARGEST_ANSWER: usize = 1 << 20;

/// The routes of the identity provider.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/auth/start", Access::Public, pages::start),
        Route::get(pages::CALLBACK, Access::Public, pages::come_back),
    ]
}

/// The configured identity provider; none where nobody signs in with it.
pub type Configured = Option<Arc<Provider>>;

/// An identity provider and what is known of it.
#[derive(Debug)]
pub struct Provider {
    settings: Oidc,
    http: reqwest::Client,
    redirect_uri: RedirectUrl,
    post_logout_redirect_uri: PostLogoutRedirectUrl,
    memory: Mutex<Memory>,
}

/// Why a sign-in at the identity provider came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider cannot be reached, or what it says of itself cannot be used.
    #[error("the identity provider cannot be used: {0}")]
    Unusable(String),
    /// The code was not exchanged for tokens.
    #[error("the identity provider refused the code: {0}")]
    CodeRefused(String),
    /// The tokens are not what they should be.
    #[error("the identity token is not acceptable: {0}")]
    TokenRefused(String),
    /// The person has no number among the claims.
    #[error("the identity token has no claim {0}")]
    NoPerson(String),
}

/// A call that did not work.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No answer, or one that broke off.
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    /// A message that HTTP does not allow.
    #[error("{0}")]
    Message(#[from] axum::http::Error),
    /// More than any provider has to say.
    #[error("the answer is larger than {LARGEST_ANSWER} bytes")]
    TooLarge,
}

impl Provider {
    /// The provider of the settings, not yet asked.
    pub fn configured(config: &Config) -> anyhow::Result<Configured> {
        let Some(settings) = config.oidc.clone() else { return Ok(None) };
        Ok(Some(Arc::new(Self {
            settings,
            http: http::client(TIME_TO_ANSWER)?,
            redirect_uri: RedirectUrl::new(format!("{}{}", config.public_url, pages::CALLBACK))?,
            post_logout_redirect_uri: PostLogoutRedirectUrl::new(format!("{}/sign-in", config.public_url))?,
            memory: Mutex::default(),
        })))
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn client_secret(&self) -> ClientSecret {
        ClientSecret::new(self.settings.client_secret.reveal().to_owned())
    }

    /// One call, as the protocol library makes it.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let mut answer = self.http.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            body.extend_from_slice(&piece);
            if body.len() > LARGEST_ANSWER {
                return Err(CallError::TooLarge);
            }
        }
        let mut response = axum::http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Provider {
    type Error = CallError;
    type Future = BoxFuture<'c, Result<HttpResponse, CallError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// An error with everything that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
