//! The only writer of data entries, factors, reference lists, emissions, statistics and the read model.

pub mod computed_factors; // sums of facilities, from their own footprint
pub mod drift; // stored sums held against the emissions
pub mod entries; // data entries and their emissions
pub mod entry; // one entry at a time, as people write them
pub mod environment; // factors and lists, kept in memory until they change
pub mod explanation; // an entry and how its emissions come about
pub mod factors; // the factors of a year, updated in place
pub mod figures; // emissions → module sums → one row per unit and year
pub mod reference; // airports, stations, exchange rates
pub mod reports; // a report per unit and year, eight modules each
