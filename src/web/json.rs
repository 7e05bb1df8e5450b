//! JSON bodies of the API.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde_json::Value;

use super::{Lang, Problem};

/// A JSON body, whatever it holds. Other content types are refused with 415, broken JSON with 400.
#[derive(Debug, Clone)]
pub struct JsonBody(pub Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        if media_type != Some("application/json") {
            return Err(Problem::UnsupportedMediaType);
        }
        let lang = Lang::of_request(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::TooLarge)?;
        let malformed = |_| Problem::bad_request("malformed", lang.t("workspace-body-malformed"));
        serde_json::from_slice(&bytes).map(Self).map_err(malformed)
    }
}
