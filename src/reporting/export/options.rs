//! How the files of an export are written: part of the addresses of exports only.

use serde_json::{Map, Value, json};

use super::Kind;
use crate::reporting::parse::Unusable;

/// What kind of file a table becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values.
    #[default]
    Csv,
    /// A spreadsheet.
    Xlsx,
}

impl Format {
    /// Its name in addresses and at the end of file names.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Key of its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "export-format-csv",
            Self::Xlsx => "export-format-xlsx",
        }
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What stands between the cells of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`, for spreadsheet programs of countries with a decimal comma.
    Semicolon,
}

impl Delimiter {
    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
        }
    }

    /// Key of its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Comma => "export-delimiter-comma",
            Self::Semicolon => "export-delimiter-semicolon",
        }
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }
}

/// How files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// As what.
    pub format: Format,
    /// What stands between the cells of CSV.
    pub delimiter: Delimiter,
    /// Whether CSV begins with a byte order mark, by which spreadsheet programs know UTF-8.
    pub has_mark: bool,
    /// Whether codes stand for persons in data entries.
    pub has_pseudonyms: bool,
    /// Whether usage tells who validated a module, and when.
    pub has_validations: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::Csv,
            delimiter: Delimiter::Comma,
            has_mark: true,
            has_pseudonyms: false,
            has_validations: false,
        }
    }
}

impl Options {
    /// What a person gets who chose nothing: persons behind codes where data entries are written.
    pub(super) fn of_page(kind: Option<Kind>) -> Self {
        Self { has_pseudonyms: kind == Some(Kind::Detailed), ..Self::default() }
    }

    /// The options of a table that is no archive, with what cannot be used, and the rest of the query string.
    pub fn of_table(query: Option<&str>) -> (Self, Vec<Unusable>, String) {
        Self::default().read(query, None)
    }

    /// Reads the options in a query string; what cannot be used, and the rest of the query string, stand beside them.
    /// The last of several values counts: a form sends one for a box that is not checked before that of the box.
    pub(super) fn read(mut self, query: Option<&str>, kind: Option<Kind>) -> (Self, Vec<Unusable>, String) {
        let (mut unusable, mut rest) = (Vec::new(), form_urlencoded::Serializer::new(String::new()));
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match self.understand(&key, value.trim(), kind) {
                Some(Ok(())) => {}
                Some(Err(code)) => unusable.push(Unusable::new(&key, &value, code)),
                None => drop(rest.append_pair(&key, &value)),
            }
        }
        (self, unusable, rest.finish())
    }

    /// Takes the options out of a JSON body; what cannot be used stands beside them.
    pub(super) fn take(mut self, body: &mut Map<String, Value>, kind: Option<Kind>) -> (Self, Vec<Unusable>) {
        let mut unusable = Vec::new();
        body.retain(|key, value| {
            let is_switch = matches!(key.as_str(), "bom" | "pseudonyms" | "validations");
            let text = match value {
                Value::Null => String::new(),
                Value::String(text) if !is_switch => text.clone(),
                Value::Bool(on) if is_switch => on.to_string(),
                other => {
                    if Self::NAMES.contains(&key.as_str()) {
                        unusable.push(Unusable::new(key, &other.to_string(), "malformed"));
                        return false;
                    }
                    return true;
                }
            };
            match self.understand(key, &text, kind) {
                None => return true,
                Some(Ok(())) => {}
                Some(Err(code)) => unusable.push(Unusable::new(key, &text, code)),
            }
            false
        });
        (self, unusable)
    }

    const NAMES: [&str; 5] = ["format", "delimiter", "bom", "pseudonyms", "validations"];

    /// None: not an option of such files.
    fn understand(&mut self, key: &str, value: &str, kind: Option<Kind>) -> Option<Result<(), &'static str>> {
        let is_known = match key {
            "pseudonyms" => kind == Some(Kind::Detailed),
            "validations" => kind.is_some_and(Kind::has_usage),
            _ => Self::NAMES.contains(&key),
        };
        if !is_known {
            return None;
        }
        if value.is_empty() {
            return Some(Ok(()));
        }
        match (key, value) {
            ("format", "csv") => self.format = Format::Csv,
            // a year's entries are more than a spreadsheet holds, and only CSV can be uploaded again
            ("format", "xlsx") if kind != Some(Kind::Detailed) => self.format = Format::Xlsx,
            ("delimiter", "comma") => self.delimiter = Delimiter::Comma,
            ("delimiter", "semicolon") => self.delimiter = Delimiter::Semicolon,
            ("bom", "true" | "false") => self.has_mark = value == "true",
            ("pseudonyms", "true" | "false") => self.has_pseudonyms = value == "true",
            ("validations", "true" | "false") => self.has_validations = value == "true",
            _ => return Some(Err("unknown")),
        }
        Some(Ok(()))
    }

    /// As the audit trail keeps them.
    pub(super) fn facts(self, kind: Kind) -> Value {
        let mut facts = json!({ "format": self.format.key() });
        if self.format == Format::Csv {
            facts["delimiter"] = self.delimiter.key().into();
            facts["bom"] = self.has_mark.into();
        }
        if kind == Kind::Detailed {
            facts["pseudonyms"] = self.has_pseudonyms.into();
        }
        if kind.has_usage() {
            facts["validations"] = self.has_validations.into();
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_taken_out_of_the_address_and_the_rest_is_kept() {
        let query = "years=2025&format=xlsx&delimiter=semicolon&bom=false&search=a%20b";
        let (options, unusable, rest) = Options::default().read(Some(query), Some(Kind::Results));
        assert_eq!((options.format, options.delimiter), (Format::Xlsx, Delimiter::Semicolon));
        assert!(!options.has_mark && unusable.is_empty());
        assert_eq!(rest, "years=2025&search=a+b");
    }

    #[test]
    fn the_last_of_several_values_counts() {
        let read = |query| Options::of_page(Some(Kind::Detailed)).read(Some(query), Some(Kind::Detailed)).0;
        assert!(read("pseudonyms=false&pseudonyms=true").has_pseudonyms);
        assert!(!read("pseudonyms=false").has_pseudonyms);
        assert!(read("").has_pseudonyms);
    }

    #[test]
    fn what_a_kind_of_file_does_not_have_is_named() {
        let (options, unusable, _) = Options::default().read(Some("format=xlsx&bom=1"), Some(Kind::Detailed));
        assert_eq!(options, Options::default());
        let named: Vec<_> = unusable.iter().map(|unusable| unusable.field.as_str()).collect();
        assert_eq!(named, ["format", "bom"]);
        let (_, _, rest) = Options::default().read(Some("pseudonyms=true&validations=true"), Some(Kind::Results));
        assert_eq!(rest, "pseudonyms=true&validations=true");
    }

    #[test]
    fn a_body_names_switches_as_truths() {
        let mut body = json!({ "years": [2025], "bom": false, "pseudonyms": "true", "delimiter": "semicolon" });
        let (options, unusable) = Options::default().take(body.as_object_mut().unwrap(), Some(Kind::Detailed));
        assert_eq!((options.has_mark, options.delimiter), (false, Delimiter::Semicolon));
        assert_eq!(unusable, [Unusable::new("pseudonyms", "\"true\"", "malformed")]);
        assert_eq!(body, json!({ "years": [2025] }));
    }
}
