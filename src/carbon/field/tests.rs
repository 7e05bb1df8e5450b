use proptest::prelude::*;

use super::*;

#[test]
fn numbers_are_finite_and_written_with_a_point() {
    for (text, expected) in [("0.5", 0.5), (" 40.0 ", 40.0), ("1e3", 1000.0), ("-0", 0.0), ("+2", 2.0)] {
        let number = parse_number(text, DecimalMark::Point).unwrap();
        assert!((number - expected).abs() < f64::EPSILON && number.is_sign_positive(), "{text}");
    }
    for text in ["0,5", "NaN", "inf", "-inf", "1_000", "0x10", "1'000", "1’000", "1 000", "1e999", "", "٣"] {
        assert_eq!(parse_number(text, DecimalMark::Point), None, "{text}");
    }
}

#[test]
fn decimal_commas_are_read_only_where_the_file_proves_them() {
    assert_eq!(parse_number("0,5", DecimalMark::PointOrComma), Some(0.5));
    assert_eq!(parse_number("1.000,5", DecimalMark::PointOrComma), None);
    assert_eq!(parse_number("1,000,5", DecimalMark::PointOrComma), None);
}

#[test]
fn dates_are_calendar_days_in_iso_form() {
    let day = NaiveDate::from_ymd_opt(2025, 3, 10);
    for text in ["2025-03-10", "2025/03/10", "2025-03-10T08:30:00Z", " 2025-03-10 08:30"] {
        assert_eq!(parse_date(text), day, "{text}");
    }
    for text in ["10.03.2025", "2025-02-30", "2025-3-10", "20250310", "+2025-3-10", "2025-\t3-10", "-025-03-10", ""] {
        assert_eq!(parse_date(text), None, "{text}");
    }
}

#[test]
fn every_problem_of_a_record_is_named_with_field_value_and_rule() {
    const FTE: Field = Field::decimal_between("fte", 0.0, 1.0).required();
    const TRIPS: Field = Field::integer_from("trips", 1).required();
    const CABIN: Field = Field::one_of("cabin", &["first", "second"]).required();
    const NAME: Field = Field::text("name").required();
    let cell = |column: &str| match column {
        "fte" => Some("1.2"),
        "trips" => Some("1.5"),
        "cabin" => Some("premium"),
        _ => Some("  "),
    };
    let mut reader = RecordReader::new(&cell, DecimalMark::Point);
    reader.decimal(&FTE);
    reader.integer(&TRIPS);
    reader.word(&CABIN);
    reader.text(&NAME);
    let problems: Vec<_> = reader.finish().0.into_iter().map(|p| (p.value, p.code, p.message)).collect();
    assert_eq!(
        problems,
        [
            ("1.2".into(), RowCode::OutOfRange, "fte must be from 0 to 1".into()),
            ("1.5".into(), RowCode::NotAnInteger, "trips must be a whole number".into()),
            ("premium".into(), RowCode::BadEnum, "cabin must be one of first, second".into()),
            (String::new(), RowCode::Missing, "name is required".to_owned()),
        ]
    );
}

#[test]
fn a_text_that_no_database_stores_is_refused() {
    const NAME: Field = Field::text("name");
    let cell = |_: &str| Some("a\0b");
    let mut reader = RecordReader::new(&cell, DecimalMark::Point);
    assert_eq!(reader.text(&NAME), None);
    assert_eq!(reader.finish().0[0].code, RowCode::OutOfRange);
}

proptest! {
    #[test]
    fn no_text_makes_the_number_and_date_readers_panic(text in ".*") {
        let _ = parse_date(&text);
        if let Some(number) = parse_number(&text, DecimalMark::PointOrComma) {
            prop_assert!(number.is_finite());
        }
    }
}
