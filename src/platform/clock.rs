//! The time, as an argument.

use chrono::{DateTime, Utc};

/// Tells the time: the machine's, or one chosen by a test or a seed.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Option<DateTime<Utc>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `time`.
    pub fn fixed(time: DateTime<Utc>) -> Self {
        Self(Some(time))
    }

    /// The current time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.unwrap_or_else(Utc::now)
    }
}
