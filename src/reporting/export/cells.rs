//! Stored payloads as cells: read once, without copying what can be borrowed.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value of a payload.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'p> {
    Empty,
    Text(Cow<'p, str>),
    Count(i64),
    Number(f64),
}

/// The values of a payload under some names, in their order.
pub(super) fn cells(
    payload: &str,
    names: impl Iterator<Item = &'static str> + Clone,
) -> serde_json::Result<Vec<Cell<'_>>> {
    let mut reader = serde_json::Deserializer::from_str(payload);
    let cells = Names(names).deserialize(&mut reader)?;
    reader.end()?;
    Ok(cells)
}

struct Names<N>(N);

impl<'p, N: Iterator<Item = &'static str> + Clone> DeserializeSeed<'p> for Names<N> {
    type Value = Vec<Cell<'p>>;

    fn deserialize<D: Deserializer<'p>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'p, N: Iterator<Item = &'static str> + Clone> Visitor<'p> for Names<N> {
    type Value = Vec<Cell<'p>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a payload")
    }

    fn visit_map<A: MapAccess<'p>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = vec![Cell::Empty; self.0.clone().count()];
        while let Some(Cell::Text(key)) = map.next_key()? {
            match self.0.clone().position(|name| name == key) {
                Some(position) => cells[position] = map.next_value()?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(cells)
    }
}

impl<'p> Deserialize<'p> for Cell<'p> {
    fn deserialize<D: Deserializer<'p>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Value)
    }
}

struct Value;

impl<'p> Visitor<'p> for Value {
    type Value = Cell<'p>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of a payload")
    }

    fn visit_unit<E: Error>(self) -> Result<Cell<'p>, E> {
        Ok(Cell::Empty)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Cell<'p>, E> {
        Ok(Cell::Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Cell<'p>, E> {
        Ok(Cell::Count(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Cell<'p>, E> {
        Ok(i64::try_from(value).map_or(Cell::Number(value as f64), Cell::Count))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Cell<'p>, E> {
        Ok(Cell::Number(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'p str) -> Result<Cell<'p>, E> {
        Ok(Cell::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Cell<'p>, E> {
        Ok(Cell::Text(Cow::Owned(value.to_owned())))
    }

    // payloads are flat
    fn visit_seq<A: SeqAccess<'p>>(self, mut items: A) -> Result<Cell<'p>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::Empty)
    }

    fn visit_map<A: MapAccess<'p>>(self, mut map: A) -> Result<Cell<'p>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Vec<Cell<'_>> {
        cells(payload, ["name", "fte", "number", "note", "absent"].into_iter()).unwrap()
    }

    #[test]
    fn values_stand_under_their_names_whatever_their_order() {
        let payload =
            r#"{"fte": 0.30000000000000004, "note": null, "other": {"a": [1]}, "name": "a \"b\" é", "number": 7}"#;
        let expected =
            [Cell::Text("a \"b\" é".into()), Cell::Number(0.1 + 0.2), Cell::Count(7), Cell::Empty, Cell::Empty];
        assert_eq!(read(payload), expected);
        assert!(matches!(&read(r#"{"name": "plain"}"#)[0], Cell::Text(Cow::Borrowed("plain"))));
        assert_eq!(
            read(r#"{"name": true, "fte": [1, 2], "number": {"a": 1}}"#)[..3],
            [Cell::Text("true".into()), Cell::Empty, Cell::Empty]
        );
    }
}
