use proptest::prelude::*;

use super::fixtures::{Year, entry, factor};
use super::*;

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

proptest! {
    #[test]
    fn whatever_a_record_says_it_is_refused_or_computed(
        kind in 0..definitions().len(),
        cells in proptest::collection::vec(
            prop_oneof!["[^,]{0,12}", "-?[0-9]{1,3}(\\.[0-9])?", Just("1e308".to_owned()), Just("NaN".to_owned())],
            16,
        ),
        imposed in proptest::option::of(-1e308..1e308_f64),
    ) {
        let definition = &definitions()[kind];
        let header = |fields: &[Field]| fields.iter().map(|field| field.name).collect::<Vec<_>>().join(",");
        let line = cells.join(",");
        let factor_fields = [definition.factor.classification, definition.factor.values].concat();
        let _ = factor(definition.data_type, &header(&factor_fields), &line);
        if let Ok(mut entry) = entry(definition.data_type, &header(definition.fields), &line)
            && let Ok(emissions) = Year::default().compute(entry.as_mut(), imposed)
        {
            prop_assert!(emissions.iter().all(|emission| emission.kg.is_finite()));
        }
    }
}
