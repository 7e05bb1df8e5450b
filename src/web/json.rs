//! JSON bodies of the API.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::{Lang, Problem};

/// A JSON object sent as a body. What says it is something else is refused with 415, what is no object with 400.
#[derive(Debug, Clone)]
pub struct JsonBody(pub Map<String, Value>);

impl JsonBody {
    /// The refusal of a body that is no object, or not the object it should be.
    pub fn malformed(lang: Lang) -> Problem {
        Problem::bad_request("malformed", lang.t("problem-body-not-an-object"))
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !may_be_json(request.headers()) {
            return Err(Problem::UnsupportedMediaType);
        }
        let lang = Lang::of_request(request.headers());
        let read = Bytes::from_request(request, state).await;
        let bytes = read.map_err(|rejection| Problem::of_status(rejection.status()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Self::malformed(lang))
    }
}

/// Whether a request says that its body is JSON, or says nothing.
fn may_be_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_none_or(|value| {
        let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("application/json")
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::DefaultBodyLimit;
    use axum::http::StatusCode;
    use axum::{Router, routing};
    use tower::ServiceExt;

    use super::*;

    async fn status(content_type: Option<&str>, body: &str) -> StatusCode {
        let router = Router::new()
            .route("/", routing::post(|JsonBody(body): JsonBody| async move { body.len().to_string() }))
            .layer(DefaultBodyLimit::max(100));
        let request = Request::post("/").header(header::ACCEPT_LANGUAGE, "fr");
        let request = match content_type {
            Some(content_type) => request.header(header::CONTENT_TYPE, content_type),
            None => request,
        };
        router.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_body_is_an_object_of_the_right_type_and_size() {
        for json in [None, Some("application/json"), Some("Application/JSON ; charset=utf-8")] {
            assert_eq!(status(json, r#"{"a": 1}"#).await, StatusCode::OK, "{json:?}");
            for broken in ["", "{", "[1]", "null", "1", r#""{}""#] {
                assert_eq!(status(json, broken).await, StatusCode::BAD_REQUEST, "{json:?} {broken}");
            }
            assert_eq!(status(json, &" ".repeat(101)).await, StatusCode::PAYLOAD_TOO_LARGE, "{json:?}");
        }
        for other in ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", ""] {
            assert_eq!(status(Some(other), "{}").await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{other}");
        }
    }
}
