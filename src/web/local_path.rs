//! Where to return to: only ever inside this application.

use std::fmt::Write;

use serde::{Deserialize, Deserializer, Serialize};

/// A path of this application with its query; anything else becomes `/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalPath(String);

impl LocalPath {
    /// The path, if it cannot lead to another site.
    pub fn parse(path: &str) -> Option<Self> {
        let mut characters = path.chars();
        let starts_well = characters.next() == Some('/') && !matches!(characters.next(), Some('/' | '\\'));
        // browsers drop tabs and line breaks inside addresses: "/\t/host" would lead away
        let clean = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (starts_well && clean && path.len() <= 2000).then(|| Self(path.to_owned()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as the value of a query parameter.
    pub fn encoded(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(byte.into()),
                _ => {
                    let _ = write!(text, "%{byte:02X}");
                }
            }
        }
        text
    }
}

impl Default for LocalPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl<'de> Deserialize<'de> for LocalPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|path| Self::parse(&path).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_away_are_refused() {
        for path in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "reporting",
            "/a\r\nb",
        ] {
            assert_eq!(LocalPath::parse(path), None, "{path:?}");
        }
    }

    #[test]
    fn own_paths_keep_their_query() {
        let path = LocalPath::parse("/reporting?years=2025&search=a%20b").unwrap();
        assert_eq!(path.as_str(), "/reporting?years=2025&search=a%20b");
        assert_eq!(path.encoded(), "/reporting%3Fyears%3D2025%26search%3Da%2520b");
    }
}
