//! Gives a bad end its words: a page with reference and ways on, or problem details under `/api`.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::frame::Surroundings;
use super::problem::SessionOver;
use super::request_id::RequestId;
use super::{FieldProblem, Frame, LocalPath, Problem, figures, filters};
use crate::platform::App;

/// `application/problem+json` of the API.
#[derive(Debug, Serialize)]
struct Details<'a> {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
    code: &'static str,
    request_id: &'a str,
    errors: &'a [FieldProblem],
}

#[derive(Template)]
#[template(path = "errors/problem.html")]
struct ProblemPage {
    title: String,
    sentence: String,
    icon: &'static str,
    icon_class: &'static str,
    /// Name and value of what helps to understand.
    facts: Vec<(String, String)>,
    reference: String,
    errors: Vec<FieldProblem>,
    may_retry: bool,
    offers_sign_out: bool,
}

/// Replaces bare error answers; answers that already are a page or JSON pass.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let method = request.method().clone();
    let frame = Frame::bare(&app, request.headers(), request.uri(), request.extensions().get::<RequestId>());

    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = match parts.extensions.remove::<Arc<Problem>>() {
        Some(problem) => problem,
        None if is_written(parts.headers.get(header::CONTENT_TYPE)) => return Response::from_parts(parts, body),
        None => Arc::new(Problem::of_status(status)),
    };
    let frame = match parts.extensions.remove::<Surroundings>() {
        Some(surroundings) => frame.surrounded(surroundings),
        None => frame,
    };
    if let Problem::Internal(cause) | Problem::Unavailable(cause) = &*problem {
        tracing::error!(request_id = frame.request_id, "{} failed: {cause:#}", frame.path);
    }

    let kept: Vec<(HeaderName, HeaderValue)> = parts
        .headers
        .into_iter()
        .filter_map(|(name, value)| name.map(|name| (name, value)))
        .filter(|(name, _)| [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE].contains(name))
        .collect();
    let is_over = parts.extensions.remove::<SessionOver>().is_some();
    let mut written = match &*problem {
        _ if is_api => details(&frame, &problem),
        Problem::SignInRequired => to_sign_in(&frame, &method, is_over),
        _ => page(&frame, &problem, &method),
    };
    for (name, value) in kept {
        written.headers_mut().append(name, value);
    }
    written.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    written
}

/// Whether an error answer has its own words: libraries answer with plain text or nothing.
fn is_written(content_type: Option<&HeaderValue>) -> bool {
    content_type.is_some_and(|value| !value.as_bytes().starts_with(b"text/plain"))
}

fn details(frame: &Frame, problem: &Problem) -> Response {
    let (title, _) = problem.words();
    let body = Details {
        r#type: "about:blank",
        title: frame.t(title),
        status: problem.status().as_u16(),
        detail: sentence(frame, problem),
        code: problem.code(),
        request_id: &frame.request_id,
        errors: errors(problem),
    };
    (problem.status(), [(header::CONTENT_TYPE, "application/problem+json")], Json(body)).into_response()
}

fn to_sign_in(frame: &Frame, method: &Method, is_over: bool) -> Response {
    let is_read = [Method::GET, Method::HEAD].contains(method);
    let next = LocalPath::parse(&frame.here).filter(|path| is_read && path.as_str() != "/");
    let next = next.map(|next| format!("next={}", next.encoded()));
    let parts: Vec<String> = next.into_iter().chain(is_over.then(|| "over=true".to_owned())).collect();
    let address = if parts.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?{}", parts.join("&")) };
    Redirect::to(&address).into_response()
}

fn page(frame: &Frame, problem: &Problem, method: &Method) -> Response {
    let (title, _) = problem.words();
    let status = problem.status();
    let (icon, icon_class) = icon(status);
    let page = ProblemPage {
        title: frame.t(title),
        sentence: sentence(frame, problem),
        icon,
        icon_class,
        facts: facts(frame, problem),
        reference: format!("{} · {} · {}", status.as_u16(), figures::date_time_seconds(frame.now), frame.request_id),
        errors: errors(problem).to_vec(),
        may_retry: status.is_server_error() && method == Method::GET,
        offers_sign_out: status == StatusCode::FORBIDDEN && frame.person.is_some(),
    };
    match page.render_with_values(frame) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(request_id = frame.request_id, "the error page cannot be written: {error}");
            (status, page.reference).into_response()
        }
    }
}

fn icon(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::FORBIDDEN => ("lock", ""),
        StatusCode::NOT_FOUND => ("search", " problem-icon-none"),
        _ if status.is_server_error() => ("triangle-alert", " problem-icon-bad"),
        _ => ("circle-alert", ""),
    }
}

fn errors(problem: &Problem) -> &[FieldProblem] {
    match problem {
        Problem::BadRequest { errors, .. } | Problem::ConflictOf { errors, .. } => errors,
        _ => &[],
    }
}

fn sentence(frame: &Frame, problem: &Problem) -> String {
    let (_, sentence) = problem.words();
    match problem {
        Problem::BadRequest { detail: Some(detail), .. }
        | Problem::Conflict { detail, .. }
        | Problem::ConflictOf { detail, .. } => detail.clone(),
        Problem::Forbidden { area, .. } => {
            let name = frame.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
            let arguments = [("area", frame.t(area).into()), ("name", name.into()), ("role", frame.role().into())];
            frame.lang.t_with(sentence, &arguments)
        }
        _ => frame.t(sentence),
    }
}

fn facts(frame: &Frame, problem: &Problem) -> Vec<(String, String)> {
    match problem {
        Problem::Forbidden { area, action } => {
            let needed = frame.lang.t_with(action, &[("area", frame.t(area).into())]);
            vec![(frame.t("problem-page"), frame.path.clone()), (frame.t("problem-needed"), needed)]
        }
        _ => Vec::new(),
    }
}
