//! What the back office reads: filters, units table, exports.
