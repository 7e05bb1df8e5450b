//! What must hold when processes die, stop for a while, lose the database or race each other: real processes of the
//! program on one database. `make faults` also runs what takes long.

mod bench;
mod kills;
mod pauses;
mod process;
#[path = "../it/support/test_database.rs"]
mod test_database;
