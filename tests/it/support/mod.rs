//! What tests stand on.

mod app;
pub(crate) mod reports;
mod test_database;

pub(crate) use app::{Answer, TestApp, institution};
pub(crate) use test_database::TestDatabase;
