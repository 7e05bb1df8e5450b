//! `/reporting`: filter panel, chips, completion bar, units table, exports.

mod charts;
mod chips;
mod completion;
mod exports;
mod handler;
mod panel;
mod progress;
mod table;

pub use handler::show;

/// Address of the page.
pub const PATH: &str = "/reporting";
