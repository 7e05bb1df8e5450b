//! How the values of settings are read, and what is said about those that cannot be used.

use std::net::{IpAddr, SocketAddr};
use std::path::{PathBuf, absolute};
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;

use super::{ConfigError, Directory};
use crate::platform::secret::Secret;
use crate::platform::telemetry::DEFAULT_FILTER;

pub(super) fn address(value: &str) -> Result<SocketAddr, ConfigError> {
    let numeric = value.strip_prefix("localhost:").map_or_else(|| value.to_owned(), |port| format!("127.0.0.1:{port}"));
    numeric.parse().map_err(|_| {
        ConfigError::shown("CALCO2_BIND", value, "is not an address with a port", "for instance 127.0.0.1:8080")
    })
}

pub(super) fn own_address(bind: SocketAddr) -> String {
    let host = match bind.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}", bind.port())
}

pub(super) fn web_address(name: &str, value: &str) -> Result<String, ConfigError> {
    let host = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    match host {
        Some(rest) if !rest.starts_with(['/', ':', '?']) && !rest.is_empty() && !rest.contains(char::is_whitespace) => {
            Ok(value.trim_end_matches('/').to_owned())
        }
        _ => Err(ConfigError::shown(name, value, "is not a web address", "https://host or http://host")),
    }
}

/// Whether a web address is one of this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or("");
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_and_port.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => host_and_port.split(':').next().unwrap_or(""),
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

pub(super) fn folder(value: &str) -> Result<PathBuf, ConfigError> {
    absolute(value)
        .map_err(|e| ConfigError::shown("CALCO2_DATA_DIR", value, &format!("cannot be used ({e})"), "a folder"))
}

pub(super) fn database(name: &str, value: String) -> Result<Secret, ConfigError> {
    let is_postgres = value.starts_with("postgres://") || value.starts_with("postgresql://");
    if is_postgres && PgConnectOptions::from_str(&value).is_ok() {
        Ok(Secret::new(value))
    } else {
        Err(ConfigError::hidden(
            name,
            "is not the address of a PostgreSQL database",
            "postgres://user:password@host/database",
        ))
    }
}

pub(super) fn switch(name: &str, value: Option<&str>) -> Result<bool, ConfigError> {
    match value {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(other) => Err(ConfigError::shown(name, other, "is neither yes nor no", "true or false")),
    }
}

pub(super) fn directory(value: Option<String>) -> Result<Directory, ConfigError> {
    match value {
        None => Ok(Directory::Seeded),
        Some(path) if path.trim().is_empty() => Ok(Directory::Absent),
        Some(path) if PathBuf::from(&path).is_file() => Ok(Directory::File(path.into())),
        Some(path) => Err(ConfigError::shown("CALCO2_DIRECTORY_FILE", &path, "is not a file", "the path of a file")),
    }
}

pub(super) fn log_filter(value: Option<String>) -> Result<String, ConfigError> {
    let value = value.unwrap_or_else(|| DEFAULT_FILTER.to_owned());
    match EnvFilter::try_new(&value) {
        Ok(_) => Ok(value),
        Err(_) => {
            Err(ConfigError::shown("RUST_LOG", &value, "is not a log filter", "for instance info or calco2=debug"))
        }
    }
}

pub(super) fn number(
    name: &str,
    value: Option<String>,
    default: f64,
    (least, most): (f64, f64),
) -> Result<f64, ConfigError> {
    let Some(value) = value else { return Ok(default) };
    match value.parse::<f64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(ConfigError::shown(name, &value, "is out of range", &format!("a number from {least} to {most}"))),
    }
}

pub(super) fn seconds(
    name: &str,
    value: Option<String>,
    default: f64,
    range: (f64, f64),
) -> Result<Duration, ConfigError> {
    number(name, value, default, range).map(Duration::from_secs_f64)
}

/// A time given in minutes or hours; more than a month is a mistake.
pub(super) fn times(unit: f64, name: &str, value: Option<String>, default: f64) -> Result<Duration, ConfigError> {
    let month = 31.0 * 24.0 * 3600.0;
    number(name, value, default, (0.05, month / unit)).map(|count| Duration::from_secs_f64(count * unit))
}

pub(super) fn networks(value: Option<String>) -> Result<Vec<IpNet>, ConfigError> {
    let parse = |one: &str| {
        one.parse().or_else(|_| one.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
            ConfigError::shown("CALCO2_TRUSTED_PROXIES", one, "is no address", "for instance 10.0.0.1 or 10.0.0.0/8")
        })
    };
    let value = value.unwrap_or_default();
    value.split([',', ' ']).filter(|one| !one.is_empty()).map(parse).collect()
}

/// Settings that only make sense together.
pub(super) fn all_or_none<const N: usize>(
    names: [&str; N],
    text: &impl Fn(&str) -> Result<Option<String>, ConfigError>,
) -> Result<Option<[String; N]>, ConfigError> {
    let mut values = Vec::with_capacity(N);
    let mut missing = None;
    for name in names {
        match text(name)? {
            Some(value) => values.push(value),
            None => missing = missing.or(Some(name)),
        }
    }
    match (missing, values.is_empty()) {
        (None, _) => Ok(values.try_into().ok()),
        (Some(_), true) => Ok(None),
        (Some(name), false) => {
            let others: Vec<_> = names.into_iter().filter(|other| *other != name).collect();
            Err(ConfigError::hidden(name, "is not set", &format!("a value, as {} is set", others.join(" or "))))
        }
    }
}
