use proptest::prelude::*;
use serde_json::Value;

use super::fixtures::{Year, with_cells};
use super::*;
use crate::carbon::engine::EmissionReason;
use crate::carbon::field::FieldKind;

/// What people, programs and broken files leave in cells.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "", " ", "\u{a0}", "\u{2003}\u{3000}\u{2028}", "\u{200b}", "\u{feff}x", "\0", "\u{fffd}", "a\u{301}",
    "\u{202e}abc", "ẞ", "İ", "ΑΣ", "\"", "'", ",", ";", "\r\n", "NaN", "inf", "-inf", "Infinity", "-0", "-0.0",
    "1e308", "-1e308", "1e309", "1e-320", "1e15", "1000000000000001", "9007199254740993", "0x10", "1_000", "1’000",
    "1.000,5", "٣", ".", "e5", "2024-02-30", "2025-02-29", "0000-01-01", "9999-12-31", "-2025-01-01", "+2025-01-1",
    "2025-01-01T", "éééééééééé",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(ODD).prop_map(str::to_owned),
        1 => ".{0,40}",
        1 => any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        1 => any::<f64>().prop_map(|number| number.to_string()),
    ]
}

/// What a field accepts, unless `odd` takes its place.
fn cell(field: &Field, known: &[&str], (dice, number, odd): (u8, f64, String)) -> String {
    match (dice, field.kind) {
        (0..40, _) => odd,
        (_, FieldKind::Text) => known[dice as usize % known.len()].to_owned(),
        (_, FieldKind::Decimal { max, .. }) => (number * max.min(100.0)).to_string(),
        (_, FieldKind::Integer { .. }) => (1 + dice % 9).to_string(),
        (_, FieldKind::Date) => "2025-03-10".to_owned(),
        (_, FieldKind::OneOf(words)) => words[dice as usize % words.len()].to_owned(),
    }
}

/// Texts that factors and lists of the golden files are found by.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "AA", "AA 001", "BB", "natural_gas", "Heating oil", "kWh", "CO2", "refrigerant", "SF6", "Demo centrifuge",
    "Bench model", "DemoCloud", "compute", "OpenAI", "text", "DC-IT-10", "DA11", "LN2", "U900", "U910", "mice",
    "hours", "housings", "CH", "food", "vegetarian", "Lacville", "QAA", "new-tech",
];

type Draws = Vec<(u8, f64, String)>;

fn draws() -> impl Strategy<Value = Draws> {
    prop::collection::vec((any::<u8>(), 0.0..=1.0_f64, any_text()), 24)
}

fn cells(fields: &[Field], draws: Draws) -> Vec<(&'static str, String)> {
    fields.iter().zip(draws).map(|(field, draw)| (field.name, cell(field, KNOWN, draw))).collect()
}

/// Fails unless a refusal says which field, what stood there, and what is accepted.
fn assert_named(problem: &Problem, fields: &[Field]) {
    let column = problem.column.unwrap_or_default();
    assert!(fields.iter().any(|field| field.name == column), "{column:?} is no field: {problem:?}");
    assert!(!problem.value.is_empty() || problem.code == RowCode::Missing, "{problem:?}");
    assert!(problem.message.len() > column.len(), "{problem:?}");
}

/// Fails unless an entry is computed to numbers, kept with a reason, or refused by name.
fn assert_computed(entry: &mut dyn Entry, imposed_kg: Option<f64>, definition: &Definition, year: &Year) {
    match year.compute(entry, imposed_kg) {
        Ok(emissions) => assert!(emissions.iter().all(|e| e.kg.is_finite() && e.quantity.is_none_or(f64::is_finite))),
        Err(NotComputed::Without(reason)) => assert!(EmissionReason::ALL.contains(&reason)),
        Err(NotComputed::Refused(problem)) if problem.column.is_none() => {
            assert!(!problem.value.is_empty() && !problem.message.is_empty(), "{problem:?}");
        }
        Err(NotComputed::Refused(problem)) => assert_named(&problem, definition.fields),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..4).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_record_says_it_is_refused_by_name_or_computed(
        kind in 0..definitions().len(),
        draws in draws(),
        imposed in prop::option::of(-1e308..1e308_f64),
    ) {
        let definition = &definitions()[kind];
        let year = Year::golden();
        match with_cells(&cells(definition.fields, draws), |reader| (definition.read)(definition.data_type, reader)) {
            Ok(mut entry) => {
                assert_computed(entry.as_mut(), imposed, definition, year);
                let stored = entry.payload().to_string();
                let mut again = (definition.load)(definition.data_type, &stored).unwrap();
                prop_assert_eq!(again.payload().to_string(), stored, "what is stored is read back");
                prop_assert_eq!(year.compute(again.as_mut(), imposed), year.compute(entry.as_mut(), imposed));
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty() || !definition.has_entries);
                for problem in &problems {
                    assert_named(problem, definition.fields);
                }
            }
        }
    }

    #[test]
    fn whatever_a_factor_file_says_its_rows_are_refused_by_name_or_read(
        kind in 0..definitions().len(),
        draws in draws(),
    ) {
        let definition = &definitions()[kind];
        let fields = [definition.factor.classification, definition.factor.values].concat();
        match with_cells(&cells(&fields, draws), |reader| (definition.factor.read)(definition.data_type, reader)) {
            Ok(draft) => {
                let names: Vec<_> = draft.classification.iter().map(|(name, _)| *name).collect();
                prop_assert!(names.iter().eq(definition.factor.classification.iter().map(|field| &field.name)));
                let _ = (definition.factor.check_set)(&[draft.clone(), draft]);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in &problems {
                    assert_named(problem, &fields);
                }
            }
        }
    }

    #[test]
    fn whatever_is_stored_is_read_back_and_computed_or_not_but_never_breaks(
        kind in 0..definitions().len(),
        values in prop::collection::vec(any_json(), 16),
        number in any::<f64>(),
        is_shaped in any::<bool>(),
        text in any_text(),
        imposed in prop::option::of(any::<f64>()),
    ) {
        let definition = &definitions()[kind];
        let fields = definition.fields.iter().zip(values).map(|(field, value)| {
            let fitting = match field.kind {
                FieldKind::Decimal { .. } => Value::from(number),
                FieldKind::Integer { .. } => Value::from(number as i64),
                FieldKind::Text | FieldKind::OneOf(_) => Value::from(text.as_str()),
                FieldKind::Date => Value::Null,
            };
            (field.name.to_owned(), if is_shaped { fitting } else { value })
        });
        let payload = Value::Object(fields.collect());
        for stored in [payload.to_string(), text] {
            if let Ok(mut entry) = (definition.load)(definition.data_type, &stored) {
                let _ = Year::golden().compute(entry.as_mut(), imposed);
            }
        }
    }
}

#[test]
fn ten_megabytes_in_any_cell_are_refused_by_name() {
    let note = "é".repeat(5_000_000);
    for definition in definitions() {
        for field in definition.fields {
            let cell = (field.name, note.clone());
            let read = with_cells(&[cell], |reader| (definition.read)(definition.data_type, reader));
            let problems = read.unwrap_err();
            let problem = problems.iter().find(|problem| problem.column == Some(field.name)).unwrap();
            assert!(problem.value == note && problem.message.len() < 300, "{} {}", definition.data_type, field.name);
        }
    }
}

#[test]
fn the_core_knows_no_year_and_takes_any_day_of_the_calendar() {
    for data_type in [DataEntryType::Plane, DataEntryType::Train] {
        let definition = definition(data_type).unwrap();
        let day = |text: &str| {
            let is_a_day = |reader: &mut RecordReader<'_>| {
                (definition.read)(data_type, reader);
                Some(())
            };
            let problems = with_cells(&[("departure_date", text.to_owned())], is_a_day).unwrap_err();
            problems.iter().find(|problem| problem.column == Some("departure_date")).map(|problem| problem.code)
        };
        assert_eq!(["2025-03-10", "2024/12/31", "1999-01-01", "9999-12-31", ""].map(day), [None; 5]);
        let refused = Some(RowCode::NotADate);
        assert_eq!(["2025-02-29", "10.03.2025", "+2025-1-01", "2025-03-1\u{a0}"].map(day), [refused; 4]);
    }
}

#[test]
fn files_wait_for_factors_as_the_reference_says() {
    let path = format!("{}/tests/golden/tables/data_entry_types.csv", env!("CARGO_MANIFEST_DIR"));
    let mut table = csv::Reader::from_path(path).unwrap();
    for row in table.deserialize().map(Result::<std::collections::HashMap<String, String>, _>::unwrap) {
        let Some(definition) = definition(row["key"].parse().unwrap()) else { continue };
        assert_eq!(definition.requires_factors.to_string(), row["ingest_refused_without_factors"], "{}", row["key"]);
        let category = definition.category_column.map_or("", |field| field.name);
        assert_eq!(category, row["csv_category_field"], "{}", row["key"]);
    }
}
