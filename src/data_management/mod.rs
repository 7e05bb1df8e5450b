//! A year's data as the back office feeds it: what is out of date, what runs, and recalculating it.

mod cards;
mod check;
mod compute;
mod of_job;
mod page;
mod recalculate;
mod slot;
mod template;
mod types;
mod upload;
mod words;

use axum::extract::DefaultBodyLimit;

use crate::access::{Access, Action, Permission, Route};
use crate::ingestion::LARGEST_REQUEST;
use crate::web::navigation::Group;

/// Address of the page.
const PATH: &str = "/data-management";
const VIEW: Access = Access::Needs(Permission::BackofficeConfiguration, Action::View);
const CONFIGURE: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);

/// The routes of data management.
pub fn routes() -> Vec<Route> {
    let mut upload = Route::post("/data-management/{year}/upload", CONFIGURE, upload::take);
    upload.handler = upload.handler.layer(DefaultBodyLimit::max(LARGEST_REQUEST));
    vec![
        Route::get(PATH, VIEW, page::show).in_navigation(Group::Data, "navigation-data-management", "database"),
        Route::get("/data-management/{year}/recalculate", CONFIGURE, recalculate::of_year),
        Route::post("/data-management/{year}/recalculate", CONFIGURE, recalculate::start_of_year),
        Route::get("/data-management/{year}/{module}/recalculate", CONFIGURE, recalculate::of_module),
        Route::post("/data-management/{year}/{module}/recalculate", CONFIGURE, recalculate::start_of_module),
        Route::get("/data-management/{year}/{module}/compute", CONFIGURE, compute::ask),
        Route::post("/data-management/{year}/{module}/compute", CONFIGURE, compute::start),
        Route::get("/data-management/{year}/upload", CONFIGURE, upload::show),
        upload,
        Route::get("/data-management/jobs/{job_id}", CONFIGURE, of_job::lead),
        Route::get("/data-management/{year}/template", VIEW, template::download),
        Route::get("/data-management/{year}/checks/{job_id}", CONFIGURE, check::show),
        Route::post("/data-management/{year}/checks/{job_id}", CONFIGURE, check::decide),
    ]
}
