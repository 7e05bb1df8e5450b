//! How often somebody may do something within a minute, counted in this process.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Problem;
use crate::platform::ids::UserId;

/// The time that is looked back on.
const SPAN: TimeDelta = TimeDelta::minutes(1);
/// Counted at the same time in one process: a few megabytes at most.
const MOST_KEYS: usize = 10_000;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A sign-in that failed, by address. What succeeds is not counted.
    FailedSignIn,
    /// A file handed in, by person.
    Upload,
    /// A file taken out, by person.
    Export,
    /// An error that a browser reports, by address.
    ClientError,
}

impl Purpose {
    /// So many within a minute. docs/operations.md names them.
    pub fn most(self) -> usize {
        match self {
            Self::FailedSignIn | Self::ClientError => 30,
            Self::Upload | Self::Export => 120,
        }
    }

    /// Whether addresses are counted, not persons.
    pub fn counts_addresses(self) -> bool {
        matches!(self, Self::FailedSignIn | Self::ClientError)
    }
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// Whoever comes from an address.
    Address(IpAddr),
    /// A signed-in person.
    Person(UserId),
}

impl From<IpAddr> for Client {
    /// An IPv4 address is one client however it is written; of IPv6 one client holds a whole /64.
    fn from(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl From<UserId> for Client {
    fn from(person: UserId) -> Self {
        Self::Person(person)
    }
}

/// The counts of this process.
///
/// Memory is bounded: at most [`MOST_KEYS`] clients are counted, each with no more times than its limit. When all places are
/// taken, those go whose times are past, and if that frees too little the quarter that did least. Who wants to be
/// forgotten would have to make three quarters of all places do more than they did themselves, within the same minute.
///
/// `governor` was looked at: its keyed state has no upper bound, and it cannot count failures only.
#[derive(Debug, Clone, Default)]
pub struct Limits(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts(HashMap<(Purpose, Client), VecDeque<DateTime<Utc>>>);

impl Limits {
    /// Counts one and lets it pass, or refuses it. What is refused is not counted: whoever waits gets in again.
    pub fn take(&self, purpose: Purpose, client: impl Into<Client>, now: DateTime<Utc>) -> Result<(), Problem> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let client = client.into();
        counts.check(purpose, client, now)?;
        counts.note(purpose, client, now);
        Ok(())
    }

    /// Refuses when too many were noted. For what is counted only when it fails: the failures of requests that run at the
    /// same moment may go beyond the limit by their number.
    pub fn check(&self, purpose: Purpose, client: impl Into<Client>, now: DateTime<Utc>) -> Result<(), Problem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).check(purpose, client.into(), now)
    }

    /// Counts one.
    pub fn note(&self, purpose: Purpose, client: impl Into<Client>, now: DateTime<Utc>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).note(purpose, client.into(), now);
    }
}

impl Counts {
    fn check(&mut self, purpose: Purpose, client: Client, now: DateTime<Utc>) -> Result<(), Problem> {
        let Some(times) = self.0.get_mut(&(purpose, client)) else { return Ok(()) };
        forget_past(times, now);
        let Some(oldest) = times.front().filter(|_| times.len() >= purpose.most()) else { return Ok(()) };
        let wait = (*oldest + SPAN - now).num_milliseconds().max(0);
        Err(Problem::TooManyRequests { retry_after: u32::try_from(wait.div_euclid(1000) + 1).unwrap_or(u32::MAX) })
    }

    fn note(&mut self, purpose: Purpose, client: Client, now: DateTime<Utc>) {
        let key = (purpose, client);
        if self.0.len() >= MOST_KEYS && !self.0.contains_key(&key) {
            self.make_room(now);
        }
        let times = self.0.entry(key).or_default();
        forget_past(times, now);
        if times.len() >= purpose.most() {
            times.pop_front();
        }
        times.push_back(now);
    }

    fn make_room(&mut self, now: DateTime<Utc>) {
        self.0.retain(|_, times| {
            forget_past(times, now);
            !times.is_empty()
        });
        let enough = MOST_KEYS / 4 * 3;
        if self.0.len() <= enough {
            return;
        }
        let mut by_weight: Vec<_> =
            self.0.iter().map(|(key, times)| (times.len(), times.back().copied(), *key)).collect();
        let surplus = by_weight.len() - enough;
        by_weight.select_nth_unstable_by_key(surplus - 1, |(count, last, _)| (*count, *last));
        for (_, _, key) in &by_weight[..surplus] {
            self.0.remove(key);
        }
    }
}

/// A clock that was set back does not lock anybody out: times that lie ahead are past too.
fn forget_past(times: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>) {
    times.retain(|time| *time > now - SPAN && *time <= now);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn address(text: &str) -> Client {
        text.parse::<IpAddr>().unwrap().into()
    }

    fn wait(refused: Result<(), Problem>) -> Option<u32> {
        match refused {
            Ok(()) => None,
            Err(Problem::TooManyRequests { retry_after }) => Some(retry_after),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_thirty_first_failure_within_any_minute_is_refused() {
        let (limits, client) = (Limits::default(), address("192.0.2.7"));
        for second in 0..30 {
            assert_eq!(wait(limits.check(Purpose::FailedSignIn, client, at(second))), None);
            limits.note(Purpose::FailedSignIn, client, at(second));
        }
        // the first of them was 45 s ago
        assert_eq!(wait(limits.check(Purpose::FailedSignIn, client, at(45))), Some(16));
        assert_eq!(wait(limits.check(Purpose::FailedSignIn, address("192.0.2.8"), at(45))), None);
        assert_eq!(wait(limits.check(Purpose::ClientError, client, at(45))), None);
        assert_eq!(wait(limits.check(Purpose::FailedSignIn, client, at(60))), None);
    }

    #[test]
    fn what_is_refused_does_not_prolong_the_wait() {
        let (limits, person) = (Limits::default(), UserId(7));
        for _ in 0..120 {
            assert_eq!(wait(limits.take(Purpose::Upload, person, at(0))), None);
        }
        for second in 0..60 {
            assert_eq!(wait(limits.take(Purpose::Upload, person, at(second))), Some(61 - second as u32));
        }
        assert_eq!(wait(limits.take(Purpose::Upload, person, at(60))), None);
    }

    #[test]
    fn another_address_of_the_same_network_is_the_same_client() {
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.7"), address("192.0.2.7"));
        assert_ne!(address("192.0.2.7"), address("192.0.2.8"));
    }

    #[test]
    fn a_flood_of_addresses_neither_fills_the_memory_nor_frees_who_is_refused() {
        let (limits, client) = (Limits::default(), address("192.0.2.7"));
        for _ in 0..30 {
            limits.note(Purpose::FailedSignIn, client, at(0));
        }
        for number in 0..50_000_u32 {
            limits.note(Purpose::FailedSignIn, IpAddr::from((0x0a00_0000 + number).to_be_bytes()), at(1));
        }
        assert!(limits.0.lock().unwrap().0.len() <= MOST_KEYS);
        assert_eq!(wait(limits.check(Purpose::FailedSignIn, client, at(2))), Some(59));
        // an hour later the places are free again
        for number in 0..MOST_KEYS as u32 {
            limits.note(Purpose::FailedSignIn, IpAddr::from((0x0b00_0000 + number).to_be_bytes()), at(3600));
        }
        assert!(!limits.0.lock().unwrap().0.contains_key(&(Purpose::FailedSignIn, client)));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let limits = Limits::default();
        for _ in 0..120 {
            limits.note(Purpose::Export, UserId(7), at(3600));
        }
        assert_eq!(wait(limits.check(Purpose::Export, UserId(7), at(0))), None);
    }
}
