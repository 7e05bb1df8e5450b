//! The settings of a process, read once from its environment.

mod error;
mod logs;
mod roles;
#[cfg(test)]
mod tests;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

pub use self::error::ConfigError;
pub use self::logs::{Logs, Shipping};
pub use self::roles::{Accred, Roles};
use self::values::{
    address, all_or_none, database, directory, folder, is_loopback, log_filter, networks, number, own_address, seconds,
    switch, times, web_address,
};
use super::secret::Secret;

/// The settings of a process. Secrets are not printed with it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the HTTP server listens (`CALCO2_BIND`).
    pub bind: SocketAddr,
    /// The address people type, without a slash at the end (`CALCO2_PUBLIC_URL`).
    pub public_url: String,
    /// The folder of the private database, as an absolute path (`CALCO2_DATA_DIR`).
    pub data_dir: PathBuf,
    /// The database to use (`DATABASE_URL`); none: the program runs its own.
    pub database_url: Option<Secret>,
    /// A replica that reporting may read (`DATABASE_READ_URL`).
    pub database_read_url: Option<Secret>,
    /// Whether anybody may sign in as one of the demo's personas (`CALCO2_DEV_SIGN_IN`).
    pub dev_sign_in: bool,
    /// Where units and people come from (`CALCO2_DIRECTORY_FILE`).
    pub directory: Directory,
    /// The service that knows units, people and roles (`ACCRED_URL`, `ACCRED_TOKEN`, `ACCRED_USERNAME`).
    pub accred: Option<Accred>,
    /// How long roles hold without being asked for again.
    pub roles: Roles,
    /// Where people are given roles (`CALCO2_ROLES_PAGE`).
    pub roles_page: Option<String>,
    /// The identity provider (`OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`).
    pub oidc: Option<Oidc>,
    /// The institution's display name (`CALCO2_INSTITUTION`); none: the name of the root unit.
    pub institution_name: Option<String>,
    /// The folder that holds `initdb` and `postgres` (`CALCO2_POSTGRES_BIN`); none: look for it.
    pub postgres_bin: Option<PathBuf>,
    /// What is logged (`RUST_LOG`).
    pub log_filter: String,
    /// How jobs are run.
    pub jobs: Jobs,
    /// The audit trail.
    pub logs: Logs,
    /// How long somebody stays signed in.
    pub sessions: Sessions,
    /// What a car emits, in kilograms of CO2eq a kilometre (`CALCO2_CAR_KG_PER_KM`): figures are told as distances by car.
    pub car_kg_per_km: f64,
    /// Proxies whose word on where a request comes from is believed (`CALCO2_TRUSTED_PROXIES`).
    pub trusted_proxies: Vec<IpNet>,
}

/// How long somebody stays signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Without doing anything (`CALCO2_SESSION_IDLE_MINUTES`).
    pub idle: Duration,
    /// In all (`CALCO2_SESSION_HOURS`).
    pub longest: Duration,
}

/// How jobs are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jobs {
    /// Jobs that one process runs at the same time (`CALCO2_JOBS_AT_ONCE`).
    pub at_once: usize,
    /// A claim that is not renewed for so long is over (`CALCO2_JOB_LEASE_SECONDS`).
    pub lease: Duration,
    /// How often the queue is looked at without having been called (`CALCO2_JOB_POLL_SECONDS`).
    pub poll: Duration,
    /// The pause before a job is begun again; it doubles with every attempt (`CALCO2_JOB_PAUSE_SECONDS`).
    pub first_pause: Duration,
}

/// Where units and people come from when there is no ACCRED service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// The demo institution that comes with the program (the variable is not set).
    Seeded,
    /// A file of the operator's.
    File(PathBuf),
    /// Nowhere (the variable is set to nothing).
    Absent,
}

/// How to reach the identity provider.
#[derive(Clone, Debug)]
pub struct Oidc {
    /// Its issuer address.
    pub issuer: String,
    /// The name under which it knows us.
    pub client_id: String,
    /// The password that goes with the name.
    pub client_secret: Secret,
    /// What is asked for (`OIDC_SCOPE`).
    pub scopes: Vec<String>,
    /// The claim that holds the person's number at the institution (`OIDC_PERSON_CLAIM`).
    pub person_claim: String,
}

impl Config {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::hidden(name, "is not UTF-8 text", "plain text")),
        })
    }

    /// Settings for tests and examples: what `values` name, and the defaults.
    pub fn from_values(values: &[(&str, &str)]) -> Result<Self, ConfigError> {
        Self::read(|name| Ok(values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())))
    }

    fn read(lookup: impl Fn(&str) -> Result<Option<String>, ConfigError>) -> Result<Self, ConfigError> {
        let text = |name: &str| Ok(lookup(name)?.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()));

        let bind = address(text("CALCO2_BIND")?.as_deref().unwrap_or("127.0.0.1:8080"))?;
        let oidc = all_or_none(["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"], &text)?;
        let scopes = text("OIDC_SCOPE")?.unwrap_or_else(|| "openid profile email".to_owned());
        let person_claim = text("OIDC_PERSON_CLAIM")?;
        let accred = roles::accred(&text)?;
        let oidc = oidc.map(|[issuer, client_id, secret]| {
            web_address("OIDC_ISSUER", &issuer)?;
            Ok::<_, ConfigError>(Oidc {
                // as it is written: providers with and without a slash at the end are different ones
                issuer,
                client_id,
                client_secret: Secret::new(secret),
                scopes: scopes.split_whitespace().map(str::to_owned).collect(),
                // ACCRED knows people by another number than the identity provider's own
                person_claim: person_claim
                    .unwrap_or_else(|| if accred.is_some() { "uniqueid" } else { "sub" }.to_owned()),
            })
        });
        let oidc = oidc.transpose()?;
        let config = Self {
            bind,
            public_url: match text("CALCO2_PUBLIC_URL")? {
                Some(url) => web_address("CALCO2_PUBLIC_URL", &url)?,
                None => own_address(bind),
            },
            data_dir: folder(&text("CALCO2_DATA_DIR")?.unwrap_or_else(|| "./var".into()))?,
            database_url: text("DATABASE_URL")?.map(|url| database("DATABASE_URL", url)).transpose()?,
            database_read_url: text("DATABASE_READ_URL")?.map(|url| database("DATABASE_READ_URL", url)).transpose()?,
            dev_sign_in: switch("CALCO2_DEV_SIGN_IN", text("CALCO2_DEV_SIGN_IN")?.as_deref())? && oidc.is_none(),
            directory: directory(lookup("CALCO2_DIRECTORY_FILE")?)?,
            accred,
            oidc,
            roles: roles::roles(&text)?,
            roles_page: text("CALCO2_ROLES_PAGE")?.map(|url| web_address("CALCO2_ROLES_PAGE", &url)).transpose()?,
            institution_name: text("CALCO2_INSTITUTION")?,
            postgres_bin: text("CALCO2_POSTGRES_BIN")?.map(PathBuf::from),
            log_filter: log_filter(text("RUST_LOG")?)?,
            jobs: Jobs {
                at_once: number("CALCO2_JOBS_AT_ONCE", text("CALCO2_JOBS_AT_ONCE")?, 2.0, (1.0, 64.0))? as usize,
                lease: seconds("CALCO2_JOB_LEASE_SECONDS", text("CALCO2_JOB_LEASE_SECONDS")?, 30.0, (0.5, 60.0))?,
                poll: seconds("CALCO2_JOB_POLL_SECONDS", text("CALCO2_JOB_POLL_SECONDS")?, 2.0, (0.05, 60.0))?,
                first_pause: seconds("CALCO2_JOB_PAUSE_SECONDS", text("CALCO2_JOB_PAUSE_SECONDS")?, 2.0, (0.0, 60.0))?,
            },
            logs: Logs::read(&text)?,
            sessions: Sessions {
                idle: times(60.0, "CALCO2_SESSION_IDLE_MINUTES", text("CALCO2_SESSION_IDLE_MINUTES")?, 480.0)?,
                longest: times(3600.0, "CALCO2_SESSION_HOURS", text("CALCO2_SESSION_HOURS")?, 12.0)?,
            },
            car_kg_per_km: number("CALCO2_CAR_KG_PER_KM", text("CALCO2_CAR_KG_PER_KM")?, 0.2996, (0.001, 10.0))?,
            trusted_proxies: networks(text("CALCO2_TRUSTED_PROXIES")?)?,
        };
        config.check_sign_in()?;
        Ok(config)
    }

    fn check_sign_in(&self) -> Result<(), ConfigError> {
        let refused = |problem: &str, accepted: &str| {
            Err(ConfigError::shown("CALCO2_DEV_SIGN_IN", &self.dev_sign_in.to_string(), problem, accepted))
        };
        if self.dev_sign_in && !self.bind.ip().is_loopback() {
            return refused(
                &format!("would let anybody in, as CALCO2_BIND={} is not a loopback address", self.bind),
                "false, or CALCO2_BIND=127.0.0.1:8080",
            );
        }
        if self.dev_sign_in && !is_loopback(&self.public_url) {
            return refused(
                &format!("would let anybody in, as CALCO2_PUBLIC_URL={} is not this machine", self.public_url),
                "false, or CALCO2_PUBLIC_URL=http://127.0.0.1:8080",
            );
        }
        Ok(())
    }

    /// Whether pages may be served with these settings: off this machine only where people sign in as themselves.
    pub fn check_serving(&self) -> Result<(), ConfigError> {
        if self.oidc.is_some() || (self.bind.ip().is_loopback() && is_loopback(&self.public_url)) {
            return Ok(());
        }
        let problem = format!(
            "is not set, and CALCO2_BIND={} with CALCO2_PUBLIC_URL={} is not this machine alone",
            self.bind, self.public_url
        );
        Err(ConfigError::hidden("OIDC_ISSUER", &problem, "an identity provider to sign in with"))
    }
}
