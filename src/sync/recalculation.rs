//! What is out of date, and asking for it to be recalculated.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;

use super::submissions::{Submission, require_year};
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::pipeline::recalculation::{Asked, Selection, ask};
use crate::pipeline::staleness::{self, ModuleRecalculation};
use crate::platform::App;
use crate::web::{Lang, Problem, Query};

/// What is out of date in a year: `GET /api/v1/sync/recalculation-status?year=`
#[utoipa::path(get, path = "/api/v1/sync/recalculation-status", tag = "sync", params(("year" = i16, Query)),
    responses((status = 200, description = "Modules in the order of their ids", body = Vec<ModuleRecalculation>),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn status(
    State(app): State<App>,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<ModuleRecalculation>>, Problem> {
    let mut query = Query::read(query.as_deref(), &["year"], lang);
    let year = query.required("year", |value| value.parse::<Year>().ok());
    query.finish()?;
    let year = year.ok_or(Problem::NotFound)?;
    Ok(Json(staleness::of_year(&mut *app.db.acquire().await?, year).await?))
}

/// Recalculates a module: `POST /api/v1/sync/recalculate-emissions/{module_type_id}?year=&only_stale=true`
#[utoipa::path(post, path = "/api/v1/sync/recalculate-emissions/{module_type_id}", tag = "sync",
    params(("module_type_id" = i16, Path, description = "1 to 8"), ("year" = i16, Query), ("only_stale" = Option<bool>, Query)),
    responses((status = 202, description = "A job waits", body = Submission),
        (status = 200, description = "An active job does it", body = Submission),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn of_module(
    State(app): State<App>,
    acting: Acting,
    lang: Lang,
    Path(module): Path<i16>,
    RawQuery(query): RawQuery,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    let mut query = Query::read(query.as_deref(), &["year", "only_stale"], lang);
    let (year, only_stale) =
        (query.required("year", |value| value.parse::<Year>().ok()), query.switch("only_stale", true));
    query.finish()?;
    let year = year.ok_or(Problem::NotFound)?;
    let module = ModuleType::try_from(module).map_err(|_| Problem::NotFound)?;
    submit(&app, &acting, lang, Selection { year, module: Some(module), data_type: None, with_current: !only_stale })
        .await
}

/// Recalculates a type, stale or not: `POST /api/v1/sync/recalculate-emissions/{module_type_id}/{data_entry_type_id}?year=`
#[utoipa::path(post, path = "/api/v1/sync/recalculate-emissions/{module_type_id}/{data_entry_type_id}", tag = "sync",
    params(("module_type_id" = i16, Path, description = "1 to 8"), ("data_entry_type_id" = i16, Path), ("year" = i16, Query)),
    responses((status = 202, description = "A job waits", body = Submission),
        (status = 200, description = "An active job does it", body = Submission),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn of_type(
    State(app): State<App>,
    acting: Acting,
    lang: Lang,
    Path((module, data_type)): Path<(i16, i16)>,
    RawQuery(query): RawQuery,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    let mut query = Query::read(query.as_deref(), &["year"], lang);
    let year = query.required("year", |value| value.parse::<Year>().ok());
    query.finish()?;
    let year = year.ok_or(Problem::NotFound)?;
    let module = ModuleType::try_from(module).map_err(|_| Problem::NotFound)?;
    let data_type = DataEntryType::try_from(data_type).ok().filter(|data_type| data_type.module() == module);
    let data_type = data_type
        .ok_or_else(|| Problem::bad_request("unknown_data_entry_type", lang.t("recalculation-type-of-other-module")))?;
    submit(
        &app,
        &acting,
        lang,
        Selection { year, module: Some(module), data_type: Some(data_type), with_current: true },
    )
    .await
}

async fn submit(
    app: &App,
    acting: &Acting,
    lang: Lang,
    selection: Selection,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    require_year(&mut *app.db.acquire().await?, selection.year, lang).await?;
    match ask(app, &acting.0, selection, false).await? {
        Asked::Queued(job, pipeline) => Ok(Submission::queued((job, pipeline), lang)),
        Asked::Active(job, pipeline) => Submission::active(&mut *app.db.acquire().await?, (job, pipeline), lang).await,
        Asked::NothingStale => Err(Problem::bad_request("nothing_stale", lang.t("recalculation-nothing-stale"))),
    }
}
