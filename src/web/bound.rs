//! Where a span of time begins or ends, as people and programs write it.

use chrono::{DateTime, Days, Local, NaiveDate, SecondsFormat, TimeZone, Utc};

/// Where a span of time begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// With this day, in the institution's zone.
    Day(NaiveDate),
    /// At this moment.
    Moment(DateTime<Utc>),
}

impl Bound {
    /// Reads a day or a moment.
    pub fn parse(text: &str) -> Option<Self> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self::Day);
        day.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|moment| Self::Moment(moment.to_utc())))
    }

    /// The bound as [`Bound::parse`] reads it.
    pub fn text(self) -> String {
        match self {
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Moment(moment) => moment.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        }
    }

    /// The day it falls on.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.with_timezone(&Local).date_naive(),
        }
    }

    /// The first moment of a span that begins here.
    pub fn beginning(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => midnight(day),
            Self::Moment(moment) => moment,
        }
    }

    /// The first moment after a span that ends here: a day belongs to the span that it ends.
    pub fn end(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => midnight(day.checked_add_days(Days::new(1)).unwrap_or(day)),
            Self::Moment(moment) => moment,
        }
    }
}

/// The first moment of a day; where clocks jump at midnight, the first there is.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let naive = day.and_time(chrono::NaiveTime::MIN);
    Local.from_local_datetime(&naive).earliest().map_or_else(|| naive.and_utc(), |moment| moment.to_utc())
}
