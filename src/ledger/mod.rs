//! The only writer of data entries, factors, emissions, statistics and the read model.
