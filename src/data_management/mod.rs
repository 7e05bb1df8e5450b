//! A year as the back office feeds it: created, configured, opened; what it lacks, what is out of date, recalculating it.

mod cards;
mod check;
mod compute;
mod confirm;
mod copying;
mod found;
mod goals;
mod lifecycle;
mod objectives;
mod of_job;
mod page;
mod panel;
mod place;
mod recalculate;
mod settings;
mod slot;
mod switches;
mod synchronise;
mod template;
mod types;
mod upload;
mod words;
mod year_bar;

use axum::extract::DefaultBodyLimit;

use crate::access::{Access, Action, Permission, Route};
use crate::ingestion::LARGEST_REQUEST;
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

/// Address of the page.
const PATH: &str = "/data-management";
const VIEW: Access = Access::Needs(Permission::BackofficeConfiguration, Action::View);
const CONFIGURE: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);

/// The routes of data management.
pub fn routes() -> Vec<Route> {
    let mut upload = Route::post("/data-management/{year}/upload", CONFIGURE, upload::take);
    upload.handler = upload.handler.layer(DefaultBodyLimit::max(LARGEST_REQUEST));
    let upload = upload.limited(Purpose::Upload);
    vec![
        Route::get(PATH, VIEW, page::show).in_navigation(Group::Data, "navigation-data-management", "database"),
        Route::post("/data-management/{year}/create", CONFIGURE, lifecycle::create),
        Route::post("/data-management/{year}/open", CONFIGURE, lifecycle::open),
        Route::get("/data-management/{year}/close", CONFIGURE, lifecycle::ask_close),
        Route::post("/data-management/{year}/close", CONFIGURE, lifecycle::close),
        Route::get("/data-management/{year}/copy", CONFIGURE, copying::ask),
        Route::post("/data-management/{year}/copy", CONFIGURE, copying::start),
        Route::get("/data-management/{year}/goals", CONFIGURE, goals::show),
        Route::post("/data-management/{year}/goals", CONFIGURE, goals::save),
        Route::get("/data-management/{year}/synchronise", CONFIGURE, synchronise::ask),
        Route::post("/data-management/{year}/synchronise", CONFIGURE, synchronise::start),
        Route::post("/data-management/{year}/{module}/uncertainty", CONFIGURE, switches::set_uncertainty),
        Route::post("/data-management/{year}/{module}/on", CONFIGURE, switches::module_on),
        Route::get("/data-management/{year}/{module}/off", CONFIGURE, switches::ask_module_off),
        Route::post("/data-management/{year}/{module}/off", CONFIGURE, switches::module_off),
        Route::post("/data-management/{year}/{module}/{type}/on", CONFIGURE, switches::type_on),
        Route::get("/data-management/{year}/{module}/{type}/off", CONFIGURE, switches::ask_type_off),
        Route::post("/data-management/{year}/{module}/{type}/off", CONFIGURE, switches::type_off),
        Route::get("/data-management/{year}/{module}/{type}/settings", CONFIGURE, settings::show),
        Route::post("/data-management/{year}/{module}/{type}/settings", CONFIGURE, settings::save),
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
