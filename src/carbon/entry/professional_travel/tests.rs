use super::*;

fn draft(haul: &str, min: f64, max: f64) -> FactorDraft {
    FactorDraft {
        emission_type: EmissionTypeId(50200),
        classification: vec![(HAUL.name, Some(haul.to_owned())), (PLANE_CABIN.name, Some("economy".to_owned()))],
        values: vec![(MIN_KM.name, FactorValue::Number(min)), (MAX_KM.name, FactorValue::Number(max))],
    }
}

#[test]
fn bands_must_agree_and_meet() {
    assert!(check_haul_bands(&[draft("short", 0.0, 3000.0), draft("long", 3000.0, 25000.0)]).is_ok());
    assert!(check_haul_bands(&[draft("short", 0.0, 3000.0), draft("Short ", 0.0, 3000.0)]).is_ok());
    assert!(check_haul_bands(&[draft("short", 0.0, 3000.0), draft("short", 0.0, 2000.0)]).is_err());
    assert!(check_haul_bands(&[draft("short", 0.0, 3000.0), draft("long", 2999.0, 25000.0)]).is_err());
    assert!(check_haul_bands(&[draft("short", 0.0, 3000.0), draft("long", 3001.0, 25000.0)]).is_err());
}

#[test]
fn a_trip_takes_the_factor_of_the_country_abroad() {
    let cases = [
        (Some("CH"), Some("CH"), "CH"),
        (Some("FR"), Some("DE"), "DE"),
        (Some("CH"), Some("IT"), "IT"),
        (None, Some("IT"), "IT"),
        (Some("FR"), Some("CH"), "FR"),
        (Some("FR"), None, "FR"),
        (Some("CH"), None, "RoW"),
        (None, Some("CH"), "RoW"),
        (None, None, "RoW"),
    ];
    for (origin, destination, expected) in cases {
        assert_eq!(country_of_trip(origin, destination), expected, "{origin:?} {destination:?}");
    }
}

#[test]
fn the_lower_bound_of_a_band_is_inside_and_the_upper_one_outside() {
    let factor =
        |id, min, max| Factor { id: crate::carbon::ids::FactorId(id), revision: 1, draft: draft("band", min, max) };
    let factors = FactorIndex::new(&PLANE, vec![factor(1, 0.0, 3000.0), factor(2, 3000.0, 9000.0)]);
    let id_at = |km| haul_factor(&factors, "Economy", km).map(|factor| factor.id.0);
    assert_eq!(id_at(0.0), Some(1));
    assert_eq!(id_at(2999.0), Some(1));
    assert_eq!(id_at(3000.0), Some(2));
    assert_eq!(id_at(9000.0), None);
}
