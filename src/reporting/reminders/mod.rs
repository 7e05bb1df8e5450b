//! Whom to remind: the principals of the filtered units that have modules not validated yet, with their addresses.

mod gathered;
mod page;
mod store;

pub(super) use page::{file, show};

/// Address of the page.
pub const PATH: &str = "/reporting/reminders";
/// Address of the list as a file.
pub const FILE: &str = "/reporting/reminders/addresses.csv";
