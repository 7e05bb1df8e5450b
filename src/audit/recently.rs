//! What was recorded a moment ago is not recorded again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Remembered at the same time in one process.
const MOST: usize = 10_000;

/// What happened within a span of time, in this process. When it knows too much it says that everything is old: a flood of
/// different things does not become a flood of records.
#[derive(Debug, Clone)]
pub struct Recently<K> {
    span: TimeDelta,
    seen: Arc<Mutex<HashMap<K, DateTime<Utc>>>>,
}

impl<K: Eq + Hash> Recently<K> {
    /// Looks so far back.
    pub fn within(span: TimeDelta) -> Self {
        Self { span, seen: Arc::default() }
    }

    /// Whether this is the first of its kind within the span.
    pub fn is_new(&self, key: K, now: DateTime<Utc>) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &DateTime<Utc>| *at > now - self.span && *at <= now;
        if seen.get(&key).is_some_and(is_recent) {
            return false;
        }
        if seen.len() >= MOST {
            seen.retain(|_, at| is_recent(at));
        }
        if seen.len() >= MOST {
            return false;
        }
        seen.insert(key, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_same_thing_is_new_again_after_the_span() {
        let recently = Recently::within(TimeDelta::minutes(1));
        assert!(recently.is_new("a", at(0)));
        assert!(!recently.is_new("a", at(59)));
        assert!(recently.is_new("b", at(59)));
        assert!(recently.is_new("a", at(60)));
        // a clock that was set back does not silence anything
        assert!(recently.is_new("a", at(10)));
    }

    #[test]
    fn a_flood_of_different_things_is_bounded() {
        let recently = Recently::within(TimeDelta::minutes(1));
        assert_eq!((0..50_000).filter(|number| recently.is_new(*number, at(0))).count(), MOST);
        assert!(recently.is_new(1, at(60)));
    }
}
