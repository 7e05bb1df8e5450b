//! What a deed means, before it is done.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::carbon::ids::Year;
use crate::web::{Frame, Page, filters};

/// A question, and the form that answers it.
#[derive(Template)]
#[template(path = "data_management/confirm.html")]
pub(super) struct Confirmation {
    pub(super) title: String,
    pub(super) year: Year,
    /// What it does and what is lost.
    pub(super) consequence: String,
    /// How much it concerns.
    pub(super) facts: Vec<(String, String)>,
    pub(super) button: String,
    pub(super) is_dangerous: bool,
    pub(super) action: String,
    pub(super) back: String,
}

impl Confirmation {
    pub(super) fn answer(self, frame: Frame) -> Response {
        Page(frame, self).into_response()
    }
}
