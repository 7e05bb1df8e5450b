//! The address without a page of its own: it leads to the first page a person may open.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Frame, Page, filters};

#[derive(Template)]
#[template(path = "home/nothing.html")]
struct Nothing {
    name: String,
    role: String,
}

/// `GET /`
pub async fn home(frame: Frame) -> Response {
    if let Some(entry) = frame.first_page() {
        return Redirect::to(entry.path).into_response();
    }
    let name = frame.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let role = frame.role();
    Page(frame, Nothing { name, role }).into_response()
}
