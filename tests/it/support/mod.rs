//! What tests stand on.

mod test_database;

pub(crate) use test_database::TestDatabase;
