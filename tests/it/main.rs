//! Tests through the program's own doors, on a real PostgreSQL. One binary, a module per capability.

mod access;
mod architecture;
mod cluster;
mod database;
mod export;
mod ingestion;
mod messages;
mod openapi;
mod reporting;
mod results;
mod server;
mod support;
mod templates;
mod web;
mod workspace;
