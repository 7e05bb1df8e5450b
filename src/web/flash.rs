//! The result of the last action, shown once on the next page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_login::tower_sessions::{Session, session};
use serde::{Deserialize, Serialize};

use super::{Arg, Lang, Problem};
use crate::platform::App;

const KEY: &str = "flash";

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done.
    Done,
    /// It was refused or failed.
    Failed,
}

/// A message for the next page, kept as its key so that it follows a change of language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    /// How the action ended.
    pub outcome: Outcome,
    key: String,
    arguments: Vec<(String, Arg)>,
}

impl Flash {
    /// The action is done.
    pub fn done(key: &str) -> Self {
        Self { outcome: Outcome::Done, key: key.to_owned(), arguments: Vec::new() }
    }

    /// The action was refused or failed.
    pub fn failed(key: &str) -> Self {
        Self { outcome: Outcome::Failed, ..Self::done(key) }
    }

    /// Fills a placeable of the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    /// Whether it reports a failure.
    pub fn is_failure(&self) -> bool {
        self.outcome == Outcome::Failed
    }

    /// The message.
    pub fn text(&self, lang: Lang) -> String {
        lang.t_owned(&self.key, &self.arguments)
    }

    /// Takes the message: it is shown once.
    pub(super) async fn take(session: &Session) -> Result<Option<Self>, session::Error> {
        let waiting = session.get(KEY).await?;
        if waiting.is_some() {
            // removing marks the session as changed even when nothing was there: a write on every page
            session.remove_value(KEY).await?;
        }
        Ok(waiting)
    }
}

/// Where messages wait for the next page; handlers that redirect take it as an argument.
#[derive(Debug, Clone)]
pub struct Flashes(Session);

impl Flashes {
    /// Keeps a message for the next page of this session.
    pub async fn keep(&self, flash: Flash) -> Result<(), session::Error> {
        self.0.insert(KEY, flash).await
    }
}

impl FromRequestParts<App> for Flashes {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let session = parts.extensions.get::<Session>().cloned();
        session.map(Self).ok_or_else(|| Problem::Internal(anyhow::anyhow!("the route has no session")))
    }
}
