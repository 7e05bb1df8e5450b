//! The only writer of data entries, factors, reference lists, emissions, statistics and the read model.

pub mod computed_factors; // sums of facilities, from their own footprint
mod copy; // many rows to a table at once
pub mod drift; // stored sums held against the emissions
pub mod entries; // data entries and their emissions
pub mod entry; // one entry at a time, as people write them
pub mod environment; // factors and lists, kept in memory until they change
pub mod explanation; // an entry and how its emissions come about
pub mod factor_copies; // factors of one year taken over into another
pub mod factors; // the factors of a year, updated in place
pub mod figures; // emissions → module sums → one row per unit and year
pub mod gathering; // sums of a file while its entries are stored
pub mod holdings; // what a new file would take the place of
pub mod presence; // what units have entered, counted
pub mod recalculation; // a slice of emissions computed anew and put in place
pub mod reference; // airports, stations, exchange rates
pub mod reports; // a report per unit and year, eight modules each
pub mod staleness; // results older than what they depend on
mod sums; // figures of a type per module, gathered while entries stream by
pub mod thresholds; // entries that stand out
pub mod unit_year; // what the entries of one unit's year say beyond their sums
