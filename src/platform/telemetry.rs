//! Logs: to the standard error stream, readable on a terminal, one JSON object a line elsewhere.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// What is logged when `RUST_LOG` is not set.
pub(crate) const DEFAULT_FILTER: &str = "info,sqlx=warn,hyper=warn";

/// Starts logging. A second call in the same process changes nothing.
pub fn init(filter: &str) {
    // Config has refused a filter that cannot be read.
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // An error means that somebody, a test for instance, has already installed a subscriber.
    let _already_started = if stderr().is_terminal() {
        logs.with_target(false).try_init()
    } else {
        logs.json().flatten_event(true).with_current_span(false).try_init()
    };
}
