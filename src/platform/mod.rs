//! Configuration, database, telemetry.

pub mod ids;
