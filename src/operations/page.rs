//! `GET /pipelines/{pipeline_id}`: one pipeline on a page of its own.

use std::slice;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::detail::Detail;
use super::errors::Asked;
use super::parts::{Badge, Progress};
use super::words;
use crate::access::{Action, Permission, Visitor};
use crate::pipeline::{self, PipelineId};
use crate::platform::App;
use crate::web::{Frame, Page, Problem, filters};

#[derive(Template)]
#[template(path = "operations/page.html")]
struct PipelinePage {
    what: String,
    scope: String,
    lead: String,
    badge: Badge,
    progress: Progress,
    /// How long it took or has been taking.
    duration: String,
    detail: Detail,
    /// Whether the person may open the list of pipelines.
    may_list: bool,
    /// Whether the person may hand in another file.
    may_upload: bool,
    is_live: bool,
    here: String,
}

/// `GET /pipelines/{pipeline_id}`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let id = parse_id(&id)?;
    let lang = frame.lang;
    let mut conn = app.db.acquire().await?;
    let found = pipeline::pipeline(&mut conn, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    let abandoned = pipeline::abandoned(&mut conn, slice::from_ref(&found)).await?;
    let may_edit = visitor.person.may(Permission::BackofficePipelineOperations, Action::Edit);
    let asked = Asked::parse(query.as_deref());
    let may_upload = visitor.person.may(Permission::BackofficeConfiguration, Action::Edit);
    let detail = Detail::whole(&mut conn, &found, &abandoned, may_edit, &frame, asked).await?;
    let (time, day) = words::moment(found.created_at, frame.now, lang);
    let page = PipelinePage {
        what: words::kind(&found.kind, lang),
        scope: words::scope(&found, lang),
        lead: lang.t_with(
            "pipeline-page-lead",
            &[("time", time.into()), ("day", day.into()), ("name", words::author(&found.created_by, lang).into())],
        ),
        badge: Badge::of_pipeline(&found, lang),
        progress: Progress::of(&found, lang),
        duration: words::duration(found.started_at, found.finished_at, frame.now),
        detail,
        may_list: visitor.person.may(Permission::BackofficePipelineOperations, Action::View),
        may_upload,
        is_live: !found.status.is_final(),
        here: frame.here.clone(),
    };
    Ok(Page(frame, page).into_response())
}

/// The id in an address; what is none leads nowhere.
pub fn parse_id(text: &str) -> Result<PipelineId, Problem> {
    Uuid::parse_str(text).map(PipelineId).map_err(|_| Problem::NotFound)
}
