//! How far the making of an institution is.

use std::sync::atomic::{AtomicU64, Ordering};

/// Data entries made and to be made; read by whoever shows it to a person.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Data entries done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Data entries in all; 0 while that is not known.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, entries: u64) {
        self.done.fetch_add(entries, Ordering::Relaxed);
    }

    pub(super) fn expect(&self, entries: u64) {
        self.total.store(entries, Ordering::Relaxed);
    }
}
