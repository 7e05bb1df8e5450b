//! What must hold when processes die, stop for a while, lose the database or race each other: real processes of the
//! program on one database. `make faults` also runs what takes long.

mod asking;
mod bench;
mod cancelling;
mod claims;
mod commits;
mod doors;
mod kills;
mod pauses;
mod pipelines;
mod process;
mod scheduling;
mod soundness;
mod stops;
#[path = "../it/support/test_database.rs"]
mod test_database;
mod uploads;
mod waits;
