//! The JSON doors of everything that runs apart from a request: recalculation, uploads, jobs, pipelines, their streams.

mod decisions;
mod jobs;
mod pipelines;
mod recalculation;
pub mod streams;
mod submissions;
mod units;
mod uploads;

use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route};
use crate::ingestion::LARGEST_REQUEST;
use crate::web::rate_limit::Purpose;

pub use streams::Streams;

const VIEW_CONFIGURATION: Access = Access::Needs(Permission::BackofficeConfiguration, Action::View);
const CONFIGURE: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);
/// A unit's own file may also be brought in by its principal.
const UPLOAD: Access = Access::NeedsOrSync(Permission::BackofficeConfiguration, Action::Edit);
const VIEW: Access = Access::Needs(Permission::BackofficePipelineOperations, Action::View);
/// The job of a unit's own file is also its principal's to look at.
const VIEW_OWN: Access = Access::NeedsOrSync(Permission::BackofficePipelineOperations, Action::View);
const OPERATE: Access = Access::Needs(Permission::BackofficePipelineOperations, Action::Edit);

/// The routes of jobs and pipelines.
pub fn routes() -> Vec<Route> {
    let mut upload = Route::post("/api/v1/sync/uploads", UPLOAD, uploads::upload);
    upload.handler = upload.handler.layer(DefaultBodyLimit::max(LARGEST_REQUEST));
    let upload = upload.limited(Purpose::Upload);
    vec![
        Route::get("/api/v1/sync/recalculation-status", VIEW_CONFIGURATION, recalculation::status),
        Route::post("/api/v1/sync/recalculate-emissions/{module_type_id}", CONFIGURE, recalculation::of_module),
        Route::post(
            "/api/v1/sync/recalculate-emissions/{module_type_id}/{data_entry_type_id}",
            CONFIGURE,
            recalculation::of_type,
        ),
        upload,
        Route::post("/api/v1/sync/factors/{module_type_id}/{data_entry_type_id}", CONFIGURE, uploads::compute_factors),
        Route::post("/api/v1/sync/units", CONFIGURE, units::synchronise_units),
        Route::get("/api/v1/sync/jobs/{id}", VIEW_OWN, jobs::show),
        Route::get("/api/v1/sync/jobs/{id}/errors", VIEW_OWN, jobs::errors),
        Route::post("/api/v1/sync/jobs/{id}/release", OPERATE, jobs::release),
        Route::post("/api/v1/sync/jobs/{id}/fail", OPERATE, jobs::fail),
        Route::post("/api/v1/sync/jobs/{id}/commit", CONFIGURE, decisions::commit),
        Route::post("/api/v1/sync/jobs/{id}/discard", CONFIGURE, decisions::discard),
        Route::get("/api/v1/sync/jobs/{id}/stream", VIEW_OWN, streams::of_job),
        Route::get("/api/v1/sync/pipelines", VIEW, pipelines::list),
        Route::get("/api/v1/sync/pipelines/{id}", VIEW_OWN, pipelines::show),
        Route::post("/api/v1/sync/pipelines/{id}/cancel", OPERATE, pipelines::cancel),
        Route::post("/api/v1/sync/pipelines/{id}/retry", OPERATE, pipelines::retry),
        Route::get("/api/v1/sync/pipelines/{id}/stream", VIEW_OWN, streams::of_pipeline),
        Route::get("/pipelines/{pipeline_id}/events", VIEW_OWN, streams::of_pipeline_page),
        Route::get("/api/v1/sync/workers", VIEW, jobs::workers),
    ]
}

/// The JSON doors, described.
#[derive(OpenApi)]
#[openapi(paths(
    recalculation::status,
    recalculation::of_module,
    recalculation::of_type,
    uploads::upload,
    uploads::compute_factors,
    units::synchronise_units,
    jobs::show,
    jobs::errors,
    jobs::release,
    jobs::fail,
    jobs::workers,
    decisions::commit,
    decisions::discard,
    streams::of_job,
    streams::of_pipeline,
    pipelines::list,
    pipelines::show,
    pipelines::cancel,
    pipelines::retry
))]
pub(crate) struct Documentation;
