//! `/reporting`: filter panel, chips, completion bar, units table, exports.

mod chips;
mod completion;
mod exports;
mod handler;
mod panel;
mod table;

pub use handler::show;

/// Address of the page.
pub const PATH: &str = "/reporting";
