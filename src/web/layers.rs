//! What happens around every handler, outermost first: reference, log line, security headers, compression; then, for
//! pages and the API: words for bad ends, panics, forms of other sites, time limit, size limit.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::{Instrument, Span};

use super::request_id::{self, RequestId};
use super::{Problem, client_address, pace, problem_page};
use crate::platform::App;

/// Time until the head of an answer; streams may then run longer.
const TIME_TO_HEAD: Duration = Duration::from_secs(30);

/// Size of a form or JSON body; routes that take files lift it for themselves.
const BODY_LIMIT: usize = 1 << 20;

/// Without where forms may go.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The layers of pages and the API, which answer in words.
pub fn around_pages(router: Router, app: &App) -> anyhow::Result<Router> {
    let csrf = CsrfLayer::new().add_trusted_origin(origin(&app.config.public_url))?;
    Ok(router.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(app.clone(), problem_page::dress))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(csrf.with_rejection_response(|_: ProtectionError| Problem::CrossSite.into_response()))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_TO_HEAD))
            // pages and answers of the API are somebody's: none is kept, unless a route says how
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .layer(from_fn_with_state(pace::PACE, pace::keep))
            .layer(from_fn(to_the_end)),
    ))
}

/// The layers of everything, static files and health included.
pub fn around_everything(router: Router, app: &App) -> anyhow::Result<Router> {
    let is_https = app.config.public_url.starts_with("https:");
    let compressed = DefaultPredicate::new().and(NotForContentType::const_new("application/zip"));
    // browsers hold the way a form leads on against the policy too: signing out leads to the identity provider
    let provider = app.config.oidc.as_ref().map_or("", |oidc| origin(&oidc.issuer));
    let policy = HeaderValue::from_str(format!("{CONTENT_SECURITY_POLICY} {provider}").trim_end())?;
    Ok(router.layer(
        ServiceBuilder::new()
            .layer(from_fn(request_id::assign))
            .layer(from_fn_with_state(app.clone(), client_address::find))
            .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(log).on_failure(()))
            .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy))
            .layer(constant(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // for browsers that do not know frame-ancestors
            .layer(constant(header::X_FRAME_OPTIONS, "DENY"))
            .layer(constant(header::REFERRER_POLICY, "same-origin"))
            .layer(constant(
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ))
            .layer(constant(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
            .option_layer(
                is_https.then(|| constant(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains")),
            )
            .layer(CompressionLayer::new().compress_when(compressed)),
    ))
}

/// Runs a handler to its end on a task of its own: somebody who leaves, or a time limit, must not cut a transaction off
/// halfway and hand its connection on.
async fn to_the_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(failure) => match failure.try_into_panic() {
            Ok(cause) => panicked(cause),
            Err(cancelled) => Problem::Internal(cancelled.into()).into_response(),
        },
    }
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |position| position + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

fn constant(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

#[expect(clippy::needless_pass_by_value, reason = "shape of a panic handler")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem::Internal(anyhow::anyhow!("panic: {message}")).into_response()
}

fn span(request: &Request<Body>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str());
    tracing::info_span!("request", id, method = %request.method(), route)
}

fn log<B>(response: &axum::http::Response<B>, taken: Duration, _: &Span) {
    let (status, ms) = (response.status().as_u16(), taken.as_secs_f64() * 1000.0);
    tracing::info!(status, ms, "answered {status} in {ms:.1} ms");
}
