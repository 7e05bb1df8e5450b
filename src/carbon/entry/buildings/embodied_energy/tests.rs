use super::*;
use crate::carbon::entry::fixtures::{factor, refusals};
use crate::carbon::field::RowCode;

#[test]
fn a_kind_of_work_that_is_none_of_the_five_is_unusable() {
    let read =
        |line: &str| factor(DataEntryType::BuildingEmbodiedEnergy, "building_name,category,ef_kgco2eq_per_m2", line);
    assert_eq!(read("AA,New-Env,2").unwrap().identity(), "aa\u{1f}new-env");
    assert_eq!(refusals(read("AA,extension,2")), [("category", RowCode::UnusableFactor)]);
    let missing_and_negative = [("building_name", RowCode::Missing), ("ef_kgco2eq_per_m2", RowCode::OutOfRange)];
    assert_eq!(refusals(read(",demolition,-1")), missing_and_negative);
}
