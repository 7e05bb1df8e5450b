//! A short reference on every request: in the answer's header, in the log, on error pages.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

/// The reference of a request: `req-` and ten hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    fn new() -> Self {
        Self(format!("req-{:010x}", uuid::Uuid::new_v4().as_u128() & 0xff_ffff_ffff))
    }
}

/// Gives the request its id; what a client sends under that name is not trusted.
pub(super) async fn assign(mut request: Request, next: Next) -> Response {
    let id = RequestId::new();
    let header = HeaderValue::from_str(&id.0);
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(header) = header {
        response.headers_mut().insert("x-request-id", header);
    }
    response
}
