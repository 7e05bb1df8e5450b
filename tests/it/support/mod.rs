//! What tests stand on.

pub(crate) mod accred;
mod app;
pub(crate) mod faculties;
pub(crate) mod reports;
mod statements;
mod test_database;

pub(crate) use app::{Answer, Cookies, TestApp, institution};
pub(crate) use statements::Statements;
pub(crate) use test_database::TestDatabase;
