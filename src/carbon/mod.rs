//! The pure core: what exists, how an entry becomes emissions, how emissions become statistics.
//! No SQL, no async, no clock, no logging; kilograms of CO2eq throughout.

pub mod ids;
pub mod taxonomy;
