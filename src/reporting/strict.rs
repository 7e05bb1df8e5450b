//! Reading what the API is asked for: everything must be understood, each wrong field is named.

use serde_json::{Map, Value};

use super::listing::Listing;
use super::parse::{Door, Reading, Unusable, add_id, each_once, is_known, query, within};
use crate::platform::ids::UnitId;
use crate::web::{Lang, Problem};

/// Reads a query string of the API: every parameter must be understood, and a year must be among them.
pub fn query_string(raw: Option<&str>, lang: Lang) -> Result<Listing, Problem> {
    let (listing, unusable) = query(raw, Door::Api);
    accepted(listing, unusable, lang)
}

/// Reads a JSON body of the API, as strictly.
pub fn body(fields: &Map<String, Value>, lang: Lang) -> Result<Listing, Problem> {
    let mut reading = Reading::new(Door::Api);
    for (key, value) in fields {
        if let Some(pairs) = scalars(key, value) {
            for text in &pairs {
                reading.take(key, text);
            }
        } else {
            reading.refuse(key, &value.to_string(), if is_known(key, Door::Api) { "malformed" } else { "unknown" });
        }
    }
    let (listing, unusable) = reading.finish();
    accepted(listing, unusable, lang)
}

fn accepted(listing: Listing, mut unusable: Vec<Unusable>, lang: Lang) -> Result<Listing, Problem> {
    if listing.filter.years.is_empty() && unusable.iter().all(|unusable| unusable.field != "years") {
        unusable.push(Unusable::new("years", "", "missing"));
    }
    if unusable.is_empty() {
        return Ok(listing);
    }
    Err(Problem::bad_values(unusable.iter().map(|unusable| unusable.problem(lang)).collect()))
}

/// Refuses every parameter that is not among the known ones.
pub fn pairs_only(query: Option<&str>, known: &[&str], lang: Lang) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let unknown = pairs.iter().filter(|(key, _)| !known.contains(&key.as_str()));
    let errors: Vec<_> = unknown.map(|(key, value)| Unusable::new(key, value, "unknown").problem(lang)).collect();
    if errors.is_empty() { Ok(pairs) } else { Err(Problem::bad_values(errors)) }
}

/// What the API's list of units to choose from is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsQuery {
    /// Only units below these.
    pub affiliation_ids: Vec<UnitId>,
    /// Text to find.
    pub search: String,
    /// From 1.
    pub page: u32,
    /// 1 to 5000.
    pub page_size: u32,
}

/// Reads the query string of the list of units.
pub fn units_query(query: Option<&str>, lang: Lang) -> Result<UnitsQuery, Problem> {
    let mut wanted = UnitsQuery { affiliation_ids: Vec::new(), search: String::new(), page: 1, page_size: 500 };
    let mut errors = Vec::new();
    for (key, value) in pairs_only(query, &["affiliation_ids", "search", "page", "page_size"], lang)? {
        let value = value.trim();
        let understood = match key.as_str() {
            _ if value.is_empty() => Ok(()),
            "affiliation_ids" => add_id(&mut wanted.affiliation_ids, value),
            "page" => within(value, i32::MAX as u32).map(|page| wanted.page = page),
            "page_size" => within(value, 5000).map(|page_size| wanted.page_size = page_size),
            _ => {
                value.clone_into(&mut wanted.search);
                Ok(())
            }
        };
        if let Err(code) = understood {
            errors.push(Unusable::new(&key, value, code).problem(lang));
        }
    }
    each_once(&mut wanted.affiliation_ids);
    if errors.is_empty() { Ok(wanted) } else { Err(Problem::bad_values(errors)) }
}

/// The texts a JSON value stands for, as a query string would hold them; none when its shape does not fit the field.
fn scalars(key: &str, value: &Value) -> Option<Vec<String>> {
    let is_list = matches!(key, "years" | "unit_ids" | "affiliation_ids" | "validation_statuses" | "module_statuses");
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) if is_list => items.iter().map(|item| scalar(key, item)).collect(),
        // {"headcount": ["validated"]} reads as well as ["headcount:validated"]
        Value::Object(modules) if key == "module_statuses" => {
            let mut pairs = Vec::new();
            for (module, statuses) in modules {
                for status in statuses.as_array()? {
                    pairs.push(format!("{module}:{}", status.as_str()?));
                }
            }
            Some(pairs)
        }
        _ if is_list => None,
        other => scalar(key, other).map(|text| vec![text]),
    }
}

/// Numbers where the field holds numbers, truths where it holds those, text elsewhere.
fn scalar(key: &str, value: &Value) -> Option<String> {
    let is_number = matches!(key, "years" | "unit_ids" | "affiliation_ids" | "page" | "page_size");
    let is_truth = key == "all_levels";
    match value {
        Value::Number(number) if is_number => Some(number.to_string()),
        Value::Bool(truth) if is_truth => Some(truth.to_string()),
        Value::String(text) if !is_number && !is_truth => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_fields(body: &str) -> Vec<(String, &'static str)> {
        match super::body(&serde_json::from_str(body).unwrap(), Lang::En) {
            Err(Problem::BadRequest { errors, .. }) => {
                errors.into_iter().map(|error| (error.field, error.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_body_is_refused_naming_each_wrong_field() {
        let years = |code| ("years".to_owned(), code);
        assert_eq!(problem_fields("{}"), [years("missing")]);
        assert_eq!(problem_fields(r#"{"years": []}"#), [years("missing")]);
        assert_eq!(problem_fields(r#"{"years": [1999]}"#), [years("malformed")]);
        assert_eq!(problem_fields(r#"{"years": 2025}"#), [years("malformed")]);
        assert_eq!(
            problem_fields(r#"{"years": [2025], "all_levels": "true"}"#),
            [("all_levels".to_owned(), "malformed")]
        );
        assert_eq!(
            problem_fields(r#"{"years": [2025], "colour": {"a": 1}, "search": 5}"#),
            [("colour".to_owned(), "unknown"), ("search".to_owned(), "malformed")]
        );
    }

    #[test]
    fn a_body_may_hold_everything_the_contract_names() {
        let body = r#"{"years": [2025, 2024], "unit_ids": [1], "affiliation_ids": [], "search": null, "page": 2,
            "validation_statuses": ["validated"], "module_statuses": ["headcount:validated"], "page_size": 25,
            "sort_by": "total_carbon_footprint", "sort_dir": "desc", "all_levels": true}"#;
        let read = |body: &str| super::body(&serde_json::from_str(body).unwrap(), Lang::En).unwrap();
        let listing = read(body);
        let other = body.replace(r#"["headcount:validated"]"#, r#"{"headcount": ["validated"]}"#);
        assert_eq!(listing, read(&other));
        assert_eq!(listing.page, 2);
        assert!(listing.sort.is_descending && listing.filter.all_levels);
    }
}
