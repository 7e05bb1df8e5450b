//! Where roles come from, and how long they hold.

use std::time::Duration;

use super::{ConfigError, all_or_none, seconds, web_address};
use crate::platform::secret::Secret;

/// How long roles hold without being asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Older ones are asked for again in the background (`CALCO2_ROLES_TTL_MINUTES`).
    pub refreshed_after: Duration,
    /// Older ones no longer open anything (`CALCO2_ROLES_LIMIT_HOURS`).
    pub limit: Duration,
}

/// How to reach the ACCRED service.
#[derive(Clone, Debug)]
pub struct Accred {
    /// Its base address.
    pub url: String,
    /// The name that goes with the token, when it asks for one.
    pub username: Option<String>,
    /// The token that opens it.
    pub token: Secret,
}

type Lookup<'a> = dyn Fn(&str) -> Result<Option<String>, ConfigError> + 'a;

pub(super) fn accred(text: &Lookup<'_>) -> Result<Option<Accred>, ConfigError> {
    let username = text("ACCRED_USERNAME")?;
    match all_or_none(["ACCRED_URL", "ACCRED_TOKEN"], &text)? {
        Some([url, token]) => {
            Ok(Some(Accred { url: web_address("ACCRED_URL", &url)?, username, token: Secret::new(token) }))
        }
        None if username.is_some() => {
            Err(ConfigError::hidden("ACCRED_URL", "is not set", "a value, as ACCRED_USERNAME is set"))
        }
        None => Ok(None),
    }
}

pub(super) fn roles(text: &Lookup<'_>) -> Result<Roles, ConfigError> {
    Ok(Roles {
        refreshed_after: time("CALCO2_ROLES_TTL_MINUTES", text, 60, (15.0, (1.0, 1440.0)))?,
        limit: time("CALCO2_ROLES_LIMIT_HOURS", text, 3_600, (24.0, (1.0, 168.0)))?,
    })
}

fn time(
    name: &str,
    text: &Lookup<'_>,
    seconds_of_one: u32,
    (default, range): (f64, (f64, f64)),
) -> Result<Duration, ConfigError> {
    Ok(seconds(name, text(name)?, default, range)? * seconds_of_one)
}
