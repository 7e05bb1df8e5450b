use super::*;
use crate::carbon::ids::FactorId;

fn index(rows: &[(&str, Option<&str>, f64)]) -> FactorIndex {
    let factors = rows.iter().zip(1..).map(|((code, additional, kg), id)| Factor {
        id: FactorId(id),
        revision: 1,
        draft: FactorDraft {
            emission_type: EmissionTypeId(90300),
            classification: vec![
                (CODE.name, Some((*code).to_owned())),
                (ADDITIONAL_CODE.name, additional.map(str::to_owned)),
            ],
            values: vec![(KG_PER_CURRENCY.name, FactorValue::Number(*kg))],
        },
    });
    FactorIndex::new(&common(DataEntryType::ItEquipment), factors.collect())
}

fn picked(factors: &FactorIndex, code: &str, additional: Option<&str>) -> Result<Option<f64>, NotComputed> {
    purchase_factor(factors, code, additional).map(|factor| factor.number(&KG_PER_CURRENCY))
}

#[test]
fn the_additional_code_decides_before_the_institutional_code() {
    let factors = index(&[("C20", Some("DA21"), 0.5), ("C20", Some("DA22"), 0.7), ("C20", None, 0.6)]);
    assert_eq!(picked(&factors, "C20", Some("DA22")), Ok(Some(0.7)));
    assert_eq!(picked(&factors, "C20", None), Ok(Some(0.6)));
    assert_eq!(picked(&factors, "C20", Some("ZZZ")), Ok(Some(0.6)));
    assert_eq!(picked(&factors, "C99", Some("da21 ")), Ok(Some(0.5)));
    assert_eq!(picked(&factors, "C99", None), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn a_single_row_of_a_code_is_authoritative_and_several_without_average_are_ambiguous() {
    let factors = index(&[("C10", Some("DA11"), 0.3), ("C30", Some("DA31"), 0.1), ("C30", Some("DA32"), 0.2)]);
    assert_eq!(picked(&factors, "c10", None), Ok(Some(0.3)));
    let Err(NotComputed::Refused(problem)) = picked(&factors, "C30", None) else { panic!("not ambiguous") };
    assert_eq!((problem.code, problem.column), (RowCode::Ambiguous, Some("purchase_institutional_code")));
}

#[test]
fn an_additional_code_of_several_codes_is_told_apart_by_the_institutional_code() {
    let factors = index(&[("C1", Some("X"), 0.1), ("C2", Some("X"), 0.2)]);
    assert_eq!(picked(&factors, "C2", Some("X")), Ok(Some(0.2)));
    assert!(matches!(picked(&factors, "C3", Some("X")), Err(NotComputed::Refused(_))));
}

#[test]
fn liquid_nitrogen_has_its_own_leaf_in_both_languages() {
    for name in ["LN2", " ln2 ", "Liquid  Nitrogen", "Azote liquide"] {
        assert_eq!(centralised_leaf(name), EmissionTypeId(90901), "{name}");
    }
    assert_eq!(centralised_leaf("Demo coolant"), EmissionTypeId(90900));
}
