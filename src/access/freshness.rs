//! How far the last known roles of a person can be trusted.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::rights::Origin;
use crate::directory::{Provider, Source};
use crate::platform::Config;
use crate::web::frame::RolesNotice;

/// After an attempt to ask for somebody's roles, the pause before the next one.
pub(super) const PAUSE: Duration = Duration::from_mins(1);

/// When a person's roles were asked for, and with what success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) provider: String,
    pub(super) origin: Option<Origin>,
    pub(super) synced_at: Option<DateTime<Utc>>,
    pub(super) asked_at: Option<DateTime<Utc>>,
    pub(super) failed_at: Option<DateTime<Utc>>,
}

/// Who can say now what somebody's roles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voucher {
    /// What is stored holds: invented people, and people whose token decided for as long as they are signed in.
    Stored,
    /// The provider, whenever it is asked.
    Provider,
    /// Nobody any more.
    Nobody,
}

impl Checked {
    fn voucher(&self, config: &Config) -> Voucher {
        let provider = Source::provider_of(config);
        let is_invented = self.provider == Provider::Test.key();
        if self.origin == Some(Origin::Claim)
            || (is_invented && (provider == Some(Provider::Test) || config.dev_sign_in))
        {
            Voucher::Stored
        } else if provider.is_some_and(|provider| provider.key() == self.provider) {
            Voucher::Provider
        } else {
            Voucher::Nobody
        }
    }

    /// Whether the provider should be asked again.
    pub(super) fn is_due(&self, config: &Config, now: DateTime<Utc>) -> bool {
        self.voucher(config) == Voucher::Provider
            && is_older(self.synced_at, now, config.roles.refreshed_after)
            && is_older(self.asked_at, now, PAUSE)
    }

    /// What the person has to know about the age of their roles.
    pub(super) fn notice(&self, config: &Config, now: DateTime<Utc>) -> Option<RolesNotice> {
        if self.voucher(config) == Voucher::Stored {
            return None;
        }
        let is_over = is_older(self.synced_at, now, config.roles.limit);
        let is_late = self.failed_at.is_some() && is_older(self.synced_at, now, config.roles.refreshed_after);
        (is_over || is_late).then_some(RolesNotice { is_over, since: self.synced_at })
    }
}

fn is_older(at: Option<DateTime<Utc>>, now: DateTime<Utc>, age: Duration) -> bool {
    at.is_none_or(|at| (now - at).to_std().unwrap_or_default() > age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(values: &[(&str, &str)]) -> Config {
        Config::from_values(values).unwrap()
    }

    fn accred() -> Config {
        config(&[("ACCRED_URL", "http://accred.example.org"), ("ACCRED_TOKEN", "hush")])
    }

    fn minutes_ago(minutes: i64) -> DateTime<Utc> {
        noon() - chrono::Duration::minutes(minutes)
    }

    fn noon() -> DateTime<Utc> {
        "2026-03-12T12:00:00Z".parse().unwrap()
    }

    fn checked(provider: &str, synced: Option<DateTime<Utc>>) -> Checked {
        Checked { provider: provider.to_owned(), origin: None, synced_at: synced, asked_at: None, failed_at: None }
    }

    #[test]
    fn roles_are_due_after_their_time_and_not_twice_within_a_minute() {
        assert!(!checked("accred", Some(minutes_ago(15))).is_due(&accred(), noon()));
        assert!(checked("accred", Some(minutes_ago(16))).is_due(&accred(), noon()));
        assert!(checked("accred", None).is_due(&accred(), noon()));
        let just_asked = Checked { asked_at: Some(minutes_ago(1)), ..checked("accred", Some(minutes_ago(16))) };
        assert!(!just_asked.is_due(&accred(), noon()));
        let asked_before = Checked { asked_at: Some(minutes_ago(2)), ..just_asked };
        assert!(asked_before.is_due(&accred(), noon()));
    }

    #[test]
    fn a_person_is_told_quietly_of_a_failure_and_loudly_when_the_limit_is_passed() {
        let since = |minutes| checked("accred", Some(minutes_ago(minutes)));
        let failed = |minutes| Checked { failed_at: Some(minutes_ago(1)), ..since(minutes) };
        assert_eq!(since(20).notice(&accred(), noon()), None, "it is being asked for");
        assert_eq!(failed(14).notice(&accred(), noon()), None);
        let notice = |minutes, is_over| Some(RolesNotice { is_over, since: Some(minutes_ago(minutes)) });
        assert_eq!(failed(20).notice(&accred(), noon()), notice(20, false));
        assert_eq!(since(24 * 60).notice(&accred(), noon()), None);
        assert_eq!(since(24 * 60 + 1).notice(&accred(), noon()), notice(24 * 60 + 1, true));
        let never = checked("accred", None).notice(&accred(), noon());
        assert_eq!(never, Some(RolesNotice { is_over: true, since: None }));
    }

    #[test]
    fn invented_people_keep_what_they_have_where_they_may_be() {
        let demo = checked("test", None);
        let with_demo_sign_in = config(&[
            ("ACCRED_URL", "http://accred.example.org"),
            ("ACCRED_TOKEN", "hush"),
            ("CALCO2_DEV_SIGN_IN", "true"),
        ]);
        for fine in [config(&[]), with_demo_sign_in] {
            assert!(demo.notice(&fine, noon()).is_none() && !demo.is_due(&fine, noon()));
        }
        assert!(demo.notice(&accred(), noon()).is_some_and(|notice| notice.is_over));
        assert!(!demo.is_due(&accred(), noon()));
    }

    #[test]
    fn what_a_token_gave_holds_and_what_a_former_provider_gave_grows_old() {
        let claimed = Checked { origin: Some(Origin::Claim), ..checked("default", Some(minutes_ago(5000))) };
        assert!(claimed.notice(&config(&[]), noon()).is_none() && !claimed.is_due(&config(&[]), noon()));
        let former = checked("accred", Some(minutes_ago(5000)));
        assert!(former.notice(&config(&[]), noon()).is_some_and(|notice| notice.is_over));
    }
}
