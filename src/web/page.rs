//! The one responder of all pages.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Frame, Problem};

/// A page: a template inside its frame. Answered as 200 unless a status stands before it: `(status, Page(…))`.
#[derive(Debug)]
pub struct Page<T>(pub Frame, pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render_with_values(&self.0) {
            Ok(html) => {
                let mut response = Html(html).into_response();
                // pages show what one person may see
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
            Err(error) => Problem::Internal(error.into()).into_response(),
        }
    }
}
