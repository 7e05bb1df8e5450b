//! Filters of templates: `{{ "key"|t }}`, `{{ kg|tonnes }}`, `{{ "css/app.css"|asset }}`.
//!
//! A template module brings them into scope with `use crate::web::filters;`.

#![expect(missing_docs, clippy::inline_always, reason = "the filter attribute generates items of its own")]

use std::fmt::Display;

use askama::{Result, Values, filter_fn, get_value};
use chrono::{DateTime, NaiveDate, Utc};

use super::lang::{Lang, ToArg};
use super::{Frame, assets, figures};

/// A number that may be missing.
pub trait Figure {
    /// The number, if there is one.
    fn figure(&self) -> Option<f64>;
}

macro_rules! figures {
    ($($type:ty),+) => {$(
        impl Figure for $type {
            #[allow(clippy::cast_lossless, reason = "one macro for every type of number")]
            fn figure(&self) -> Option<f64> {
                Some(*self as f64)
            }
        }
    )+};
}
figures!(f64, i16, i32, i64, u8, u16, u32, u64, usize);

impl<T: Figure> Figure for Option<T> {
    fn figure(&self) -> Option<f64> {
        self.as_ref().and_then(Figure::figure)
    }
}

impl<T: Figure> Figure for &T {
    fn figure(&self) -> Option<f64> {
        (**self).figure()
    }
}

/// A point in time that may be missing.
pub trait Moment {
    /// The point in time, if there is one.
    fn moment(&self) -> Option<DateTime<Utc>>;
}

impl Moment for DateTime<Utc> {
    fn moment(&self) -> Option<DateTime<Utc>> {
        Some(*self)
    }
}

impl<T: Moment> Moment for Option<T> {
    fn moment(&self) -> Option<DateTime<Utc>> {
        self.as_ref().and_then(Moment::moment)
    }
}

impl<T: Moment> Moment for &T {
    fn moment(&self) -> Option<DateTime<Utc>> {
        (**self).moment()
    }
}

fn lang(values: &dyn Values) -> Result<Lang> {
    get_value::<Lang>(values, "lang").copied()
}

/// The message of a key in the language of the page.
#[filter_fn]
pub fn t(key: impl Display, values: &dyn Values) -> Result<String> {
    Ok(lang(values)?.t(&key.to_string()))
}

/// The message of a key with one placeable filled: `{{ "greeting"|t1("name", name) }}`.
#[filter_fn]
pub fn t1<A: ToArg>(key: impl Display, values: &dyn Values, name: &'static str, value: A) -> Result<String> {
    Ok(lang(values)?.t_with(&key.to_string(), &[(name, value.to_arg())]))
}

/// The message of a key with two placeables filled.
#[filter_fn]
pub fn t2<A: ToArg, B: ToArg>(
    key: impl Display,
    values: &dyn Values,
    name: &'static str,
    value: A,
    second_name: &'static str,
    second: B,
) -> Result<String> {
    Ok(lang(values)?.t_with(&key.to_string(), &[(name, value.to_arg()), (second_name, second.to_arg())]))
}

/// The message of a key with three placeables filled.
#[filter_fn]
pub fn t3<A: ToArg, B: ToArg, C: ToArg>(
    key: impl Display,
    values: &dyn Values,
    name: &'static str,
    value: A,
    second_name: &'static str,
    second: B,
    third_name: &'static str,
    third: C,
) -> Result<String> {
    let arguments = [(name, value.to_arg()), (second_name, second.to_arg()), (third_name, third.to_arg())];
    Ok(lang(values)?.t_with(&key.to_string(), &arguments))
}

/// Address of a static file, its content hash included.
#[filter_fn]
pub fn asset(name: impl Display, _: &dyn Values) -> Result<String> {
    let name = name.to_string();
    assets::url(&name).ok_or_else(|| askama::Error::custom(std::io::Error::other(format!("no static file {name}"))))
}

/// Kilograms as tonnes, one decimal.
#[filter_fn]
pub fn tonnes(kg: impl Figure, _: &dyn Values) -> Result<String> {
    Ok(written(&kg, figures::tonnes))
}

/// A count: `10’750`.
#[filter_fn]
pub fn count(value: impl Figure, _: &dyn Values) -> Result<String> {
    Ok(written(&value, |value| figures::decimal(value, 0)))
}

/// A number with fixed decimals: `{{ fte|decimal(1) }}`.
#[filter_fn]
pub fn decimal(value: impl Figure, _: &dyn Values, places: usize) -> Result<String> {
    Ok(written(&value, |value| figures::decimal(value, places)))
}

/// A number with all its decimals, for titles.
#[filter_fn]
pub fn plain(value: impl Figure, _: &dyn Values) -> Result<String> {
    Ok(written(&value, figures::plain))
}

/// A share of one as whole percent.
#[filter_fn]
pub fn percent(share: impl Figure, _: &dyn Values) -> Result<String> {
    Ok(written(&share, figures::percent))
}

/// The day of a moment: `2026‑03‑12`.
#[filter_fn]
pub fn date(moment: impl Moment, _: &dyn Values) -> Result<String> {
    Ok(moment.moment().map_or_else(|| figures::MISSING.to_owned(), figures::date))
}

/// A calendar day: `2026‑03‑12`.
#[filter_fn]
pub fn day(date: &NaiveDate, _: &dyn Values) -> Result<String> {
    Ok(figures::day(*date))
}

/// Day and minute of a moment.
#[filter_fn]
pub fn date_time(moment: impl Moment, _: &dyn Values) -> Result<String> {
    Ok(moment.moment().map_or_else(|| figures::MISSING.to_owned(), figures::date_time))
}

/// How long ago a moment was, in words; nothing when it is missing.
#[filter_fn]
pub fn ago(moment: impl Moment, values: &dyn Values) -> Result<String> {
    let now = get_value::<Frame>(values, "frame")?.now;
    let lang = lang(values)?;
    Ok(moment.moment().map_or_else(String::new, |moment| figures::ago(moment, now, lang)))
}

fn written(value: &impl Figure, write: impl Fn(f64) -> String) -> String {
    value.figure().map_or_else(|| figures::MISSING.to_owned(), write)
}
