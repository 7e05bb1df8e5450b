//! The pure core: what exists, how an entry becomes emissions, how emissions become statistics.
//! No SQL, no async, no clock, no logging; kilograms of CO2eq throughout.

pub mod engine; // entry + factors → emissions
pub mod entry; // one file per module: fields, validation, factors, formula
pub mod explain; // a number and where it comes from
pub mod factor; // factor identity and the per-year lookup
pub mod field; // columns of files and forms, and reading them
pub mod ids;
pub mod last_year; // simulations as a percentage of the year before
pub mod reference; // locations, rooms and exchange rates that formulas look up
pub mod stats; // emissions → module figures → report figures
pub mod taxonomy; // modules, data entry types, emission types, scopes, chart categories
pub mod text; // the one comparison key
