//! `GET /logs/{record_id}`: one record.

use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};

use super::Consultations;
use super::difference::Change;
use super::record::{Opened, Row};
use super::view::View;
use crate::access::{Acting, Visitor};
use crate::audit::read;
use crate::platform::App;
use crate::web::{Frame, Page, Problem, filters};

#[derive(Template)]
#[template(path = "logs/page.html")]
struct RecordPage {
    row: Row,
    opened: Opened,
    /// Address of everything that was done to the same thing.
    history: String,
}

/// `GET /logs/{record_id}`
pub(super) async fn show(
    State(app): State<App>,
    Extension(consultations): Extension<Consultations>,
    visitor: Visitor,
    acting: Acting,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let record = read::find(&mut *app.read_db.acquire().await?, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    consultations.note(&app, &acting, &[("id", id.to_string())]).await;
    let opened = Opened::new(&record, frame.lang);
    let about = View {
        entity_type: record.entity_type.clone(),
        entity_id: record.entity_id.clone().unwrap_or_default(),
        ..View::default()
    };
    let row = Row::new(record, &View::default(), &frame);
    Ok(Page(frame, RecordPage { row, opened, history: about.url() }).into_response())
}
