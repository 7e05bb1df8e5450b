//! Query strings read strictly: everything must be understood, each wrong parameter is named.

use super::{FieldProblem, Lang, Problem};

/// A query string of which every parameter is known.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String)>,
    lang: Lang,
    errors: Vec<FieldProblem>,
}

impl Query {
    /// Reads a query string; parameters that are not `known` are refused.
    pub fn read(raw: Option<&str>, known: &[&str], lang: Lang) -> Self {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect();
        let mut query = Self { pairs: Vec::new(), lang, errors: Vec::new() };
        for (key, value) in pairs {
            if known.contains(&key.as_str()) {
                query.pairs.push((key, value.trim().to_owned()));
            } else {
                query.refuse(&key, "unknown");
            }
        }
        query
    }

    fn refuse(&mut self, key: &str, code: &'static str) {
        let words = self.lang.t(&format!("parameter-{}", code.replace('_', "-")));
        self.errors.push(FieldProblem::new(key, code, words));
    }

    /// The values of a parameter that are not empty, as `parse` understands them.
    pub fn all<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let given: Vec<String> = self
            .pairs
            .iter()
            .filter(|(name, value)| name == key && !value.is_empty())
            .map(|(_, v)| v.clone())
            .collect();
        let mut values = Vec::new();
        for value in given {
            match parse(&value) {
                Some(value) => values.push(value),
                None => self.refuse(key, "malformed"),
            }
        }
        values
    }

    /// The value of a parameter that stands at most once.
    pub fn one<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut values = self.all(key, parse);
        if values.len() > 1 {
            self.refuse(key, "malformed");
        }
        values.pop()
    }

    /// The value of a parameter that must be there.
    pub fn required<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.one(key, parse);
        if value.is_none() && self.errors.is_empty() {
            self.refuse(key, "missing");
        }
        value
    }

    /// `true` or `false`.
    pub fn switch(&mut self, key: &str, default: bool) -> bool {
        self.one(key, |value| value.parse().ok()).unwrap_or(default)
    }

    /// A number from 1 to `most`.
    pub fn count(&mut self, key: &str, default: u32, most: u32) -> u32 {
        let given = self.one(key, |value| value.parse::<u32>().ok()).unwrap_or(default);
        if !(1..=most).contains(&given) {
            self.refuse(key, "out_of_range");
        }
        given.clamp(1, most)
    }

    /// The refusal, if anything was wrong.
    pub fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::bad_values(self.errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(query: Query) -> Vec<(String, &'static str)> {
        match query.finish() {
            Ok(()) => Vec::new(),
            Err(Problem::BadRequest { errors, .. }) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let mut query = Query::read(
            Some("year=20x5&colour=red&page=0&only_stale=maybe"),
            &["year", "page", "only_stale"],
            Lang::En,
        );
        query.required("year", |value| value.parse::<i16>().ok());
        query.count("page", 1, 10);
        query.switch("only_stale", true);
        let named =
            [("colour", "unknown"), ("year", "malformed"), ("page", "out_of_range"), ("only_stale", "malformed")];
        assert_eq!(fields(query), named.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn a_missing_year_is_named() {
        let mut query = Query::read(None, &["year"], Lang::En);
        assert_eq!(query.required("year", |value| value.parse::<i16>().ok()), None);
        assert_eq!(fields(query), [("year".to_owned(), "missing")]);
    }
}
