//! Settings of the audit trail: links of its page, and where copies of its records go.

use super::{ConfigError, Secret, all_or_none, web_address};

/// Settings of the audit trail.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    /// Name and address of the operator's other logs (`CALCO2_LOG_LINKS`).
    pub links: Vec<(String, String)>,
    /// Where copies of records go (`AUDIT_SHIP_URL` and its companions); none: nowhere.
    pub shipping: Option<Shipping>,
}

/// How copies of records reach an Elasticsearch-compatible service.
#[derive(Clone, Debug)]
pub struct Shipping {
    /// Its base address (`AUDIT_SHIP_URL`).
    pub url: String,
    /// The data stream (`AUDIT_SHIP_INDEX`).
    pub index: String,
    /// The key that opens it (`AUDIT_SHIP_API_KEY`).
    pub api_key: Secret,
    /// Records about these things stay here (`AUDIT_SHIP_SKIP_ENTITY_TYPES`).
    pub skipped_entity_types: Vec<String>,
    /// Records of these actors stay here (`AUDIT_SHIP_SKIP_ACTORS`).
    pub skipped_actors: Vec<String>,
}

impl Logs {
    pub(super) fn read(text: &impl Fn(&str) -> Result<Option<String>, ConfigError>) -> Result<Self, ConfigError> {
        let links = text("CALCO2_LOG_LINKS")?.unwrap_or_default();
        let list = |name: &str| Ok::<_, ConfigError>(parts(&text(name)?.unwrap_or_default(), ',').collect());
        let shipping = all_or_none(["AUDIT_SHIP_URL", "AUDIT_SHIP_INDEX", "AUDIT_SHIP_API_KEY"], text)?;
        let shipping = shipping.map(|[url, index, api_key]| {
            Ok::<_, ConfigError>(Shipping {
                url: web_address("AUDIT_SHIP_URL", &url)?,
                index: data_stream(index)?,
                api_key: Secret::new(api_key),
                skipped_entity_types: list("AUDIT_SHIP_SKIP_ENTITY_TYPES")?,
                skipped_actors: list("AUDIT_SHIP_SKIP_ACTORS")?,
            })
        });
        let links = parts(&links, ';').map(|part| link(&part)).collect::<Result<_, _>>()?;
        Ok(Self { links, shipping: shipping.transpose()? })
    }
}

fn parts(text: &str, separator: char) -> impl Iterator<Item = String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

fn link(part: &str) -> Result<(String, String), ConfigError> {
    match part.split_once('=').map(|(name, url)| (name.trim(), url.trim())) {
        Some((name, url)) if !name.is_empty() => Ok((name.to_owned(), web_address("CALCO2_LOG_LINKS", url)?)),
        _ => Err(ConfigError::shown(
            "CALCO2_LOG_LINKS",
            part,
            "is not a named link",
            "Name=https://host;Name=https://host",
        )),
    }
}

/// The rules of the service for names of data streams.
fn data_stream(name: String) -> Result<String, ConfigError> {
    let is_allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    if name.len() <= 255 && name.bytes().all(is_allowed) && !name.starts_with(['-', '_', '.']) {
        return Ok(name);
    }
    Err(ConfigError::shown(
        "AUDIT_SHIP_INDEX",
        &name,
        "is not the name of a data stream",
        "lower case letters, digits, - _ .",
    ))
}
