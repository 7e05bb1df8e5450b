//! Every way a request can end badly: status, words, what to do next. Logged once, where it leaves.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What PostgreSQL says of a text with a zero byte, which no text of ours has: whoever sends it has sent no text.
const NO_TEXT: [&str; 2] = ["22021", "22P05"];

/// One wrong value of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// Name of the field or parameter.
    pub field: String,
    /// What is wrong, as a stable code.
    pub code: &'static str,
    /// What is wrong, in the language of the request.
    pub message: String,
}

impl FieldProblem {
    /// A wrong value.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// How a request ends when it does not end well.
#[derive(Debug)]
pub enum Problem {
    /// 400: the request is malformed, or values of it are missing, unknown or wrong.
    BadRequest {
        /// Stable code.
        code: &'static str,
        /// What is wrong as a whole, in the language of the request.
        detail: Option<String>,
        /// The wrong values.
        errors: Vec<FieldProblem>,
    },
    /// 401, on pages 303 to the sign-in page.
    SignInRequired,
    /// 403: a right is missing.
    Forbidden {
        /// Message key of the area.
        area: String,
        /// Message key of what one would do there.
        action: &'static str,
    },
    /// 403: a form of another site.
    CrossSite,
    /// 404: no such thing, or outside the person's scope.
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 409: the present state forbids it.
    Conflict {
        /// Stable code.
        code: &'static str,
        /// What stands in the way, in the language of the request.
        detail: String,
    },
    /// 409: things stand in the way, one by one.
    ConflictOf {
        /// Stable code.
        code: &'static str,
        /// What stands in the way as a whole, in the language of the request.
        detail: String,
        /// Each thing, with the field it concerns.
        errors: Vec<FieldProblem>,
    },
    /// 413
    TooLarge,
    /// 415
    UnsupportedMediaType,
    /// 429
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// 500: our fault; the cause is logged, never shown.
    Internal(anyhow::Error),
    /// 503: something we need does not answer.
    Unavailable(anyhow::Error),
}

/// Left in an answer that asks to sign in: the visitor came with a session that is over.
#[derive(Debug, Clone, Copy)]
pub struct SessionOver;

impl Problem {
    /// 400 because of wrong values.
    pub fn bad_values(errors: Vec<FieldProblem>) -> Self {
        Self::BadRequest { code: "invalid", detail: None, errors }
    }

    /// 400 for one reason, `detail` in the language of the request.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::BadRequest { code, detail: Some(detail.into()), errors: Vec::new() }
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest { .. } => StatusCode::BAD_REQUEST,
            Self::SignInRequired => StatusCode::UNAUTHORIZED,
            Self::Forbidden { .. } | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict { .. } | Self::ConflictOf { .. } => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its stable code in the JSON API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest { code, .. } | Self::Conflict { code, .. } | Self::ConflictOf { code, .. } => code,
            Self::SignInRequired => "signed_out",
            Self::Forbidden { .. } => "forbidden",
            Self::CrossSite => "cross_site",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Internal(_) => "internal",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// Message keys of its title and of the sentence under it.
    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::BadRequest { .. } => ("problem-bad-request-title", "problem-bad-request-sentence"),
            Self::SignInRequired => ("problem-signed-out-title", "problem-signed-out-sentence"),
            Self::Forbidden { .. } => ("problem-forbidden-title", "problem-forbidden-sentence"),
            Self::CrossSite => ("problem-cross-site-title", "problem-cross-site-sentence"),
            Self::NotFound => ("problem-not-found-title", "problem-not-found-sentence"),
            Self::MethodNotAllowed => ("problem-method-title", "problem-method-sentence"),
            Self::Conflict { .. } | Self::ConflictOf { .. } => ("problem-conflict-title", "problem-conflict-sentence"),
            Self::TooLarge => ("problem-too-large-title", "problem-too-large-sentence"),
            Self::UnsupportedMediaType => ("problem-media-type-title", "problem-media-type-sentence"),
            Self::TooManyRequests { .. } => ("problem-too-many-title", "problem-too-many-sentence"),
            Self::Internal(_) => ("problem-internal-title", "problem-internal-sentence"),
            Self::Unavailable(_) => ("problem-unavailable-title", "problem-unavailable-sentence"),
        }
    }

    /// The problem behind a bare error status, as libraries answer it.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                Self::BadRequest { code: "malformed", detail: None, errors: Vec::new() }
            }
            StatusCode::UNAUTHORIZED => Self::SignInRequired,
            StatusCode::FORBIDDEN => Self::CrossSite,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            // sessions answer 500 when their store does not; requests that take too long end as 503
            StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE => {
                Self::Unavailable(anyhow::anyhow!("a layer answered {status}"))
            }
            _ => Self::Internal(anyhow::anyhow!("a layer answered {status}")),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        let error = error.into();
        match error.downcast_ref::<sqlx::Error>() {
            Some(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => Self::Unavailable(error),
            Some(sqlx::Error::Database(refused)) if refused.code().is_some_and(|code| NO_TEXT.contains(&&*code)) => {
                Self::BadRequest { code: "malformed", detail: None, errors: Vec::new() }
            }
            _ => Self::Internal(error),
        }
    }
}

impl IntoResponse for Problem {
    /// The status alone: the outer layer knows the request and writes the page or the JSON.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooManyRequests { retry_after } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_out_of_reach_is_not_our_fault() {
        assert_eq!(Problem::from(sqlx::Error::PoolTimedOut).status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(Problem::from(sqlx::Error::RowNotFound).status(), StatusCode::INTERNAL_SERVER_ERROR);
        let wrapped = anyhow::Error::from(sqlx::Error::PoolTimedOut).context("reading units");
        assert_eq!(Problem::from(wrapped).status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
