//! One question to the directory service: bounded in time and size, asked again when the failure may pass.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, StatusCode, Url};

use super::DirectoryError;
use crate::platform::config;
use crate::platform::http;
use crate::platform::secret::Secret;

/// The longest that any question may take.
const LONGEST: Duration = Duration::from_secs(30);
/// Pauses before a question is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];
/// A service that wants a longer pause is asked another time.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// What is asked for, and how long and how large the answer may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// In words.
    pub(super) what: &'static str,
    pub(super) path: &'a [&'a str],
    pub(super) parameters: &'a [(&'a str, &'a str)],
    pub(super) time: Duration,
    pub(super) bytes: usize,
}

/// The service, with what opens it.
#[derive(Debug)]
pub(super) struct Service {
    http: Client,
    base: Url,
    username: Option<String>,
    token: Secret,
}

/// A failed attempt, and the pause after which another one may succeed.
struct Failure {
    error: DirectoryError,
    passes: bool,
    asked_pause: Option<Duration>,
}

impl Failure {
    fn lasting(error: DirectoryError) -> Self {
        Self { error, passes: false, asked_pause: None }
    }

    fn of_connection(error: reqwest::Error) -> Self {
        // who ran out of time once has had all the time there was
        let passes = !error.is_timeout() || error.is_connect();
        Self { error: DirectoryError::Unreachable(error.without_url()), passes, asked_pause: None }
    }
}

impl Service {
    pub(super) fn new(accred: &config::Accred) -> Result<Self, DirectoryError> {
        let http = http::client(LONGEST).map_err(|error| DirectoryError::Client(error.to_string()))?;
        let base = Url::parse(&accred.url).map_err(|error| DirectoryError::Client(error.to_string()))?;
        Ok(Self { http, base, username: accred.username.clone(), token: accred.token.clone() })
    }

    /// The body of the answer; none when the service does not know what was asked for.
    pub(super) async fn ask(&self, question: Question<'_>) -> Result<Option<Vec<u8>>, DirectoryError> {
        for pause in PAUSES {
            match self.attempt(question).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => {
                    let pause = failure.asked_pause.unwrap_or(pause).max(pause);
                    if !failure.passes || pause > LONGEST_PAUSE {
                        return Err(failure.error);
                    }
                    tracing::debug!("asking again for {}: {}", question.what, failure.error);
                    tokio::time::sleep(pause).await;
                }
            }
        }
        self.attempt(question).await.map_err(|failure| failure.error)
    }

    async fn attempt(&self, question: Question<'_>) -> Result<Option<Vec<u8>>, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(question.path);
        }
        let request = self.http.get(url).query(question.parameters).timeout(question.time);
        let request = match &self.username {
            Some(username) => request.basic_auth(username, Some(self.token.reveal())),
            None => request.bearer_auth(self.token.reveal()),
        };
        let response = request.send().await.map_err(Failure::of_connection)?;
        match response.status() {
            StatusCode::OK => body(response, question).await.map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(Failure {
                error: DirectoryError::Answered { what: question.what, status },
                passes: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
                asked_pause: asked_pause(&response),
            }),
        }
    }
}

fn asked_pause(response: &Response) -> Option<Duration> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

async fn body(mut response: Response, question: Question<'_>) -> Result<Vec<u8>, Failure> {
    let too_large = || {
        let problem = format!("is larger than {} bytes", question.bytes);
        Failure::lasting(DirectoryError::Unexpected { what: question.what, problem })
    };
    if response.content_length().is_some_and(|length| length > question.bytes as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Failure::of_connection)? {
        if body.len() + chunk.len() > question.bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
