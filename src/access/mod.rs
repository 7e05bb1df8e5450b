//! Who is there and what they may do: sign-in, sessions, roles → permissions, data scope, the guard of every route.
//!
//! The only writer of `users`, `role_grants`, `unit_memberships` and `sessions`.

pub mod account;
pub mod actor;
pub mod arrival;
mod coming;
pub mod denials;
mod freshness;
pub mod guard;
pub mod held;
mod lasting;
pub mod oidc;
pub mod people;
pub mod permission;
pub mod person;
pub mod personas;
pub mod refresh;
pub mod rights;
pub mod role;
pub mod route;
pub mod sessions;
pub mod sign_in;

pub use crate::platform::{Owner, Scope};
pub use actor::Acting;
pub use guard::Visitor;
pub use permission::{Action, Permission};
pub use person::Person;
pub use role::{Grant, Role, UnitRef};
pub use route::{Access, CountFailures, Route};
