//! `/reporting`: filter panel, chips, completion bar, units table, exports.

mod cells;
mod charts;
mod chips;
mod completion;
mod exports;
mod handler;
mod opened;
mod panel;
mod progress;
mod table;
mod views;

pub use handler::show;
pub use opened::modules;

/// Address of the page.
pub const PATH: &str = "/reporting";
/// Address of the page without any choice, whatever view opens by default.
pub const ALL_UNITS: &str = "/reporting?view=all";
/// Address of the units table as a file.
pub const TABLE_FILE: &str = "/reporting/export/units";
