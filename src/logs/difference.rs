//! What a record says beyond its sentence: the difference it made, and other facts.

use serde_json::{Map, Value};

use crate::web::figures::MISSING;

/// What became of one field.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    Added(String),
    Removed(String),
    Changed { before: String, after: String },
}

/// A field with what became of it; without a name when the whole was one value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) change: Change,
}

/// The fields that differ between `before` and `after`, in the order they were written down.
pub(super) fn differences(details: &Value) -> Vec<Difference> {
    let (before, after) = (details.get("before"), details.get("after"));
    if [before, after].into_iter().flatten().any(|side| !side.is_object() && !side.is_null()) {
        return field(String::new(), before, after).into_iter().collect();
    }
    let none = Map::new();
    let (before, after) = (object(before, &none), object(after, &none));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names.filter_map(|name| field(name.clone(), before.get(name), after.get(name))).collect()
}

fn object<'a>(side: Option<&'a Value>, none: &'a Map<String, Value>) -> &'a Map<String, Value> {
    side.and_then(Value::as_object).unwrap_or(none)
}

fn field(field: String, before: Option<&Value>, after: Option<&Value>) -> Option<Difference> {
    let change = match (before, after) {
        (Some(before), Some(after)) if before == after => return None,
        (Some(before), Some(after)) => Change::Changed { before: text(before), after: text(after) },
        (Some(before), None) => Change::Removed(text(before)),
        (None, Some(after)) => Change::Added(text(after)),
        (None, None) => return None,
    };
    Some(Difference { field, change })
}

/// The other facts of a record, by name.
pub(super) fn facts(details: &Value) -> Vec<(String, String)> {
    let facts = details.as_object().into_iter().flatten();
    facts.filter(|(name, _)| !matches!(name.as_str(), "before" | "after")).map(|(n, v)| (n.clone(), text(v))).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => MISSING.to_owned(),
        Value::String(text) if !text.is_empty() => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(details: &Value) -> Vec<String> {
        let differences = differences(details).into_iter().map(|difference| match difference.change {
            Change::Added(after) => format!("+{}={after}", difference.field),
            Change::Removed(before) => format!("-{}={before}", difference.field),
            Change::Changed { before, after } => format!("{}:{before}>{after}", difference.field),
        });
        differences.collect()
    }

    #[test]
    fn fields_are_added_removed_or_changed() {
        let details = json!({
            "before": { "qty": 2, "note": "x", "same": [1], "gone": null },
            "after": { "qty": 3.5, "note": "", "same": [1], "new": { "a": 1 } },
            "module": "buildings",
        });
        assert_eq!(shown(&details), ["qty:2>3.5", "note:x>\"\"", "-gone=–", "+new={\"a\":1}"]);
        assert_eq!(facts(&details), [("module".to_owned(), "buildings".to_owned())]);
    }

    #[test]
    fn a_first_version_adds_everything_and_a_last_one_removes_it() {
        assert_eq!(shown(&json!({ "after": { "fte": 1 } })), ["+fte=1"]);
        assert_eq!(shown(&json!({ "before": { "fte": 1 }, "after": null })), ["-fte=1"]);
        assert_eq!(shown(&json!({ "before": [], "after": [1] })), [":[]>[1]"]);
        assert!(differences(&json!({})).is_empty() && differences(&json!("odd")).is_empty());
        assert!(facts(&json!("odd")).is_empty());
    }
}
