//! The two languages and their message catalogue.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::CookieJar;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

use super::figures;

/// Name of the cookie that keeps a person's choice.
pub const COOKIE: &str = "lang";

const ENGLISH: LanguageIdentifier = langid!("en");
const FRENCH: LanguageIdentifier = langid!("fr");

fluent_templates::static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| {
            // isolation marks would show up in copied text and in files
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(swiss_number));
        },
    };
}

/// Numbers inside messages take the same form as everywhere else.
fn swiss_number<M>(value: &FluentValue, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(figures::plain(number.value)),
        _ => None,
    }
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Both, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The language tag: `en`, `fr`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
        }
    }

    /// The language of a tag, region ignored: `fr-CH` is French.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The language of a request: cookie, else Accept-Language, else English.
    pub fn of_request(headers: &HeaderMap) -> Self {
        let chosen = CookieJar::from_headers(headers).get(COOKIE).and_then(|cookie| Self::parse(cookie.value()));
        chosen.unwrap_or_else(|| {
            let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            accepted.and_then(Self::preferred).unwrap_or_default()
        })
    }

    /// The best of an Accept-Language list; the first wins among equals.
    fn preferred(accepted: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in accepted.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok());
            if let (Some(lang), Some(weight)) = (Self::parse(tag), weight)
                && weight > best.map_or(0.0, |(_, w)| w)
            {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The message of a key.
    pub fn t(self, key: &str) -> String {
        self.t_with(key, &[])
    }

    /// The message of a key, its placeables filled.
    pub fn t_with(self, key: &str, arguments: &[(&'static str, Arg)]) -> String {
        self.message(key, &arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.into())).collect())
    }

    /// The message of a key with arguments that were kept somewhere.
    pub(super) fn t_owned(self, key: &str, arguments: &[(String, Arg)]) -> String {
        self.message(key, &arguments.iter().map(|(name, value)| (Cow::Owned(name.clone()), value.into())).collect())
    }

    fn message(self, key: &str, arguments: &HashMap<Cow<'static, str>, FluentValue>) -> String {
        let language = match self {
            Self::En => &ENGLISH,
            Self::Fr => &FRENCH,
        };
        MESSAGES.try_lookup_with_args(language, key, arguments).unwrap_or_else(|| {
            tracing::error!(key, language = self.code(), "message {key} is missing");
            key.to_owned()
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(&parts.headers))
    }
}

/// A name that the institution gives in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localised {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
}

impl Localised {
    /// The name in a language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
        }
    }
}

/// What fills a placeable of a message: text as it is, or a number, which also chooses the plural.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

impl<'a> From<&'a Arg> for FluentValue<'static> {
    fn from(arg: &'a Arg) -> Self {
        match arg {
            Arg::Number(number) => Self::from(*number),
            Arg::Text(text) => Self::from(text.clone()),
        }
    }
}

/// What can fill a placeable, by value or behind any number of references (as templates pass things on).
pub trait ToArg {
    /// The argument.
    fn to_arg(&self) -> Arg;
}

impl<T: ToArg> From<T> for Arg {
    fn from(value: T) -> Self {
        value.to_arg()
    }
}

impl<T: ToArg + ?Sized> ToArg for &T {
    fn to_arg(&self) -> Arg {
        (**self).to_arg()
    }
}

impl ToArg for str {
    fn to_arg(&self) -> Arg {
        Arg::Text(self.to_owned())
    }
}

impl ToArg for String {
    fn to_arg(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl ToArg for $type {
            #[allow(clippy::cast_lossless, reason = "one macro for every type of number")]
            fn to_arg(&self) -> Arg {
                Arg::Number(*self as f64)
            }
        }
    )+};
}
numbers!(f64, i16, i32, i64, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_is_preferred() {
        assert_eq!(Lang::preferred("de, fr-CH;q=0.9, en;q=0.8"), Some(Lang::Fr));
        assert_eq!(Lang::preferred("fr;q=0.2, en"), Some(Lang::En));
        assert_eq!(Lang::preferred("fr;q=0"), None);
        assert_eq!(Lang::preferred("de, *;q=0.1"), None);
        assert_eq!(Lang::preferred("fr;q=x"), None);
    }

    #[test]
    fn the_cookie_wins_over_the_browsers_wish() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
        headers.insert(header::COOKIE, "lang=fr".parse().unwrap());
        assert_eq!(Lang::of_request(&headers), Lang::Fr);
        headers.insert(header::COOKIE, "lang=klingon".parse().unwrap());
        assert_eq!(Lang::of_request(&headers), Lang::En);
    }
}
