//! Tests through the program's own doors, on a real PostgreSQL. One binary, a module per capability.

mod access;
mod architecture;
mod cluster;
mod database;
mod ingestion;
mod messages;
mod server;
mod support;
mod templates;
mod web;
