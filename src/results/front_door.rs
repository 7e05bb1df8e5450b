//! The address without a page of its own.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::{store, url};
use crate::access::Person;
use crate::platform::App;
use crate::web::{Frame, Problem, home};

/// `GET /`: the first page the person may open, else the newest results of their unit, else a page that says so.
pub(super) async fn open(State(app): State<App>, person: Person, frame: Frame) -> Result<Response, Problem> {
    if let Some(entry) = frame.first_page() {
        return Ok(Redirect::to(entry.path).into_response());
    }
    match store::newest_report(&app.read_db, &person.scope_of_results()).await? {
        Some((unit, year)) => Ok(Redirect::to(&url(unit, year)).into_response()),
        None => Ok(home::nothing(frame)),
    }
}
