//! The page of a person whom no page is for yet.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Frame, Page, filters};

#[derive(Template)]
#[template(path = "home/nothing.html")]
struct Nothing {
    name: String,
    role: String,
}

/// “Nothing for you here yet”.
pub fn nothing(frame: Frame) -> Response {
    let name = frame.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let role = frame.role();
    Page(frame, Nothing { name, role }).into_response()
}
