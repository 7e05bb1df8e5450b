//! What tests stand on.

mod app;
mod test_database;

pub(crate) use app::TestApp;
pub(crate) use test_database::TestDatabase;
