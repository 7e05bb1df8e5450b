//! A year's data as the back office feeds it: what is out of date, what runs, and recalculating it.

mod page;
mod recalculate;
mod types;
mod words;

use crate::access::{Access, Action, Permission, Route};
use crate::web::navigation::Group;

/// Address of the page.
const PATH: &str = "/data-management";
const VIEW: Access = Access::Needs(Permission::BackofficeConfiguration, Action::View);
const CONFIGURE: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);

/// The routes of data management.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, VIEW, page::show).in_navigation(Group::Data, "navigation-data-management", "database"),
        Route::get("/data-management/{year}/recalculate", CONFIGURE, recalculate::of_year),
        Route::post("/data-management/{year}/recalculate", CONFIGURE, recalculate::start_of_year),
        Route::get("/data-management/{year}/{module}/recalculate", CONFIGURE, recalculate::of_module),
        Route::post("/data-management/{year}/{module}/recalculate", CONFIGURE, recalculate::start_of_module),
    ]
}
