//! One unit's year.
