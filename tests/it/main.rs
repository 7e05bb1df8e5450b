//! Tests through the program's own doors, on a real PostgreSQL. One binary, a module per capability.

mod access;
mod architecture;
mod cluster;
mod data_management;
mod database;
mod export;
mod ingestion;
mod institution;
mod limits;
mod messages;
mod metrics;
mod openapi;
mod operations;
mod recalculation;
mod reporting;
mod results;
mod seed;
mod server;
mod sums;
mod support;
mod sync;
mod templates;
mod uploads;
mod web;
mod workspace;
mod years;
