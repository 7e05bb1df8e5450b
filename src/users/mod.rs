//! Who has an account and which roles, read-only: roles are given where the role provider keeps them.
//!
//! A manager sees people with a membership or a role in the subtree, and of them only what lies in it.

mod checking;
mod export;
mod list;
mod person;
mod store;
mod view;
mod words;

use crate::access::{Access, Action, Permission, Route};
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

/// Address of the list.
const PATH: &str = "/users";
const VIEW: Access = Access::Needs(Permission::BackofficeUsers, Action::View);
const EDIT: Access = Access::Needs(Permission::BackofficeUsers, Action::Edit);
const EXPORT: Access = Access::Needs(Permission::BackofficeUsers, Action::Export);

/// The routes of user management.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, VIEW, list::show).in_navigation(Group::Settings, "navigation-users", "users"),
        Route::get("/users/export", EXPORT, export::download).limited(Purpose::Export),
        Route::get("/users/{user_id}", VIEW, person::show),
        Route::post("/users/{user_id}/synchronise", EDIT, checking::check),
    ]
}
