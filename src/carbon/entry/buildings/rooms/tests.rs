use super::*;
use crate::carbon::entry::fixtures::{Year, entry, factor, refusals};

const ROOMS: DataEntryType = DataEntryType::Building;
const HEADER: &str = "building_name,room_name,room_type,room_surface_square_meter,room_allocation_ratio";
const FACTOR_HEADER: &str = "\
building_name,room_type,heating_kwh_per_square_meter,cooling_kwh_per_square_meter,ventilation_kwh_per_square_meter,\
lighting_kwh_per_square_meter,ef_kg_co2eq_per_kwh,energy_type,conversion_factor";

fn year(has_embodied_energy: bool) -> Year {
    let energy = ["AA,office,60,5,10,15,0.1,thermal,0.5", "BB,office,40,0,10,15,0.1,Elec,"];
    let embodied: &[&str] =
        if has_embodied_energy { &["AA,new-env,2", "AA,ren-tech,0.5", "default,new-tech,1"] } else { &[] };
    let year = Year::with_factors(&[
        (ROOMS, (FACTOR_HEADER, &energy)),
        (DataEntryType::BuildingEmbodiedEnergy, ("building_name,category,ef_kgco2eq_per_m2", embodied)),
    ]);
    year.with_rooms(&[("AA", "AA 001", 20.0), ("BB", "BB 001", 30.0), ("BB", "AA 001", 7.0)])
}

type Kilograms = Vec<(i32, f64)>;

fn energy(line: &str) -> Result<Kilograms, NotComputed> {
    kg(&year(false), line, None)
}

fn kg(year: &Year, line: &str, imposed_kg: Option<f64>) -> Result<Kilograms, NotComputed> {
    let emissions = year.emissions(ROOMS, HEADER, line, imposed_kg)?;
    Ok(emissions.into_iter().map(|emission| (emission.emission_type.0, emission.kg)).collect())
}

fn assert_kg(actual: &[(i32, f64)], expected: &[(i32, f64)]) {
    let nodes = |rows: &[(i32, f64)]| rows.iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(nodes(actual), nodes(expected));
    assert!(actual.iter().zip(expected).all(|(a, e)| (a.1 - e.1).abs() < 1e-9), "{actual:?} instead of {expected:?}");
}

#[test]
fn energy_goes_to_four_leaves_of_the_room_type_and_to_the_heating_the_building_has() {
    let thermal = energy("AA,AA 001,office,,0.5").unwrap();
    assert_kg(&thermal, &[(6_010_101, 15.0), (6_010_201, 5.0), (6_010_301, 10.0), (6_010_501, 30.0)]);
    let electric = energy("BB,BB 001,office,,").unwrap();
    assert_kg(&electric, &[(6_010_101, 45.0), (6_010_201, 0.0), (6_010_301, 30.0), (6_010_401, 120.0)]);
}

#[test]
fn an_unknown_room_type_stays_on_the_energy_nodes() {
    assert_eq!(room_leaf(LIGHTING_NODE, "kitchen"), EmissionTypeId(60101));
    assert_eq!(room_leaf(THERMAL_HEATING_NODE, ""), EmissionTypeId(60105));
    let leaves = ROOM_TYPES.iter().map(|room_type| room_leaf(COOLING_NODE, room_type).0);
    assert_eq!(leaves.collect::<Vec<_>>(), [6_010_201, 6_010_206, 6_010_202, 6_010_203, 6_010_204, 6_010_205]);
}

#[test]
fn the_listed_surface_of_building_and_room_wins_over_the_typed_one() {
    let lighting = |line: &str| energy(line).map(|kg| kg[0].1);
    assert_eq!(lighting("aa, AA  001 ,Office,99,"), Ok(30.0));
    assert_eq!(lighting("AA,AA 404,office,10,"), Ok(15.0));
    assert_eq!(lighting("AA,AA 404,office,,"), Err(EmissionReason::NoSurface.into()));
}

#[test]
fn embodied_energy_follows_the_share_and_needs_no_energy_factor() {
    let year = year(true);
    let embodied = |line: &str| {
        let kg = kg(&year, line, None).unwrap().into_iter();
        kg.filter(|row| row.0 == 60300).collect::<Kilograms>()
    };
    assert_kg(&embodied("AA,AA 001,office,,0.5"), &[(60300, 20.0), (60300, 5.0)]);
    assert_kg(&embodied("BB,BB 001,office,,"), &[(60300, 30.0)]);
    assert_kg(&kg(&year, "AA,AA 001,archives,,", None).unwrap(), &[(60300, 40.0), (60300, 10.0)]);
    assert_eq!(energy("AA,AA 001,archives,,"), Err(EmissionReason::NoFactor.into()));
    assert_eq!(kg(&year, "AA,AA 404,office,,", None), Err(EmissionReason::NoSurface.into()));
}

#[test]
fn an_imposed_total_is_spread_over_the_energy_leaves_alone() {
    let imposed = |total| kg(&year(true), "AA,AA 001,office,,0.5", Some(total)).unwrap();
    assert_kg(&imposed(120.0), &[(6_010_101, 30.0), (6_010_201, 10.0), (6_010_301, 20.0), (6_010_501, 60.0)]);
    assert_kg(&imposed(0.0), &[(6_010_101, 0.0), (6_010_201, 0.0), (6_010_301, 0.0), (6_010_501, 0.0)]);
}

#[test]
fn an_imposed_total_that_cannot_be_spread_is_one_row_of_lighting() {
    for line in ["AA,AA 001,archives,,", "AA,AA 404,office,,", "AA,AA 001,office,,0"] {
        assert_kg(&kg(&year(true), line, Some(12.5)).unwrap(), &[(60101, 12.5)]);
    }
}

#[test]
fn a_room_says_every_cell_that_is_wrong() {
    assert_eq!(
        refusals(entry(ROOMS, HEADER, ",,kitchen,-1,1.2")),
        [
            ("building_name", RowCode::Missing),
            ("room_name", RowCode::Missing),
            ("room_type", RowCode::BadEnum),
            ("room_surface_square_meter", RowCode::OutOfRange),
            ("room_allocation_ratio", RowCode::OutOfRange),
        ]
    );
    let nan = entry(ROOMS, HEADER, "AA,AA 001,office,NaN,");
    assert_eq!(refusals(nan), [("room_surface_square_meter", RowCode::NotANumber)]);
    assert_eq!(refusals(entry(ROOMS, HEADER, "AA,AA 001,,,")), [("room_type", RowCode::Missing)]);
}

#[test]
fn a_stored_room_reads_back_as_it_was() {
    let payload = entry(ROOMS, HEADER, "AA, AA 001 ,OFFICE,,").unwrap().payload();
    assert_eq!((payload["room_type"].as_str(), payload["room_name"].as_str()), (Some("office"), Some("AA 001")));
    assert_eq!(payload["room_allocation_ratio"], 1.0);
    assert_eq!((ROOM.load)(ROOMS, &payload.to_string()).unwrap().payload(), payload);
}

#[test]
fn energy_types_are_known_by_their_short_forms_and_a_conversion_of_zero_is_unusable() {
    let of = |end: &str| factor(ROOMS, FACTOR_HEADER, &format!("AA,office,60,5,10,15,0.1,{end}"));
    let energy_type = |text: &str| {
        let values = of(&format!("{text},")).unwrap().values;
        values.into_iter().find_map(|(name, value)| match value {
            FactorValue::Text(text) if name == ENERGY_TYPE.name => Some(text),
            _ => None,
        })
    };
    for text in ["elec", "Electricity", " ELECTRIC "] {
        assert_eq!(energy_type(text).as_deref(), Some(ELECTRIC), "{text}");
    }
    for text in ["Therm", "thermal"] {
        assert_eq!(energy_type(text).as_deref(), Some(THERMAL), "{text}");
    }
    assert_eq!(refusals(of("gas,")), [("energy_type", RowCode::BadEnum)]);
    assert_eq!(refusals(of("elec,0")), [("conversion_factor", RowCode::UnusableFactor)]);
    assert_eq!(refusals(of("elec,-1")), [("conversion_factor", RowCode::OutOfRange)]);
}
