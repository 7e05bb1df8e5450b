//! Distances between places.

use crate::carbon::reference::Location;

const EARTH_RADIUS_KM: f64 = 6371.0088;
/// Detours and taxiing of a flight.
const PLANE_EXTRA_KM: f64 = 95.0;
/// How much longer rails are than the great circle.
const TRAIN_DETOUR: f64 = 1.2;

/// One way by plane, whole km.
pub(super) fn plane_km(origin: &Location, destination: &Location) -> f64 {
    great_circle_km(origin, destination).round() + PLANE_EXTRA_KM
}

/// One way by train, whole km.
pub(super) fn train_km(origin: &Location, destination: &Location) -> f64 {
    (great_circle_km(origin, destination).round() * TRAIN_DETOUR).round()
}

/// Haversine distance.
fn great_circle_km(a: &Location, b: &Location) -> f64 {
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let half_lat = (lat_b - lat_a) / 2.0;
    let half_lon = (b.longitude - a.longitude).to_radians() / 2.0;
    let chord = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    // rounding may lift the chord of antipodes just above 1
    2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place((latitude, longitude): (f64, f64)) -> Location {
        let natural_key = format!("{latitude}:{longitude}");
        Location { natural_key, name: String::new(), country_code: None, iata_code: None, latitude, longitude }
    }

    #[test]
    fn distances_equal_the_reference_examples() {
        let examples = [
            ((46.2381, 6.1090), (40.6398, -73.7789), 6201.22, Some(6296.0), None),
            ((46.2381, 6.1090), (51.4706, -0.461_941), 754.13, Some(849.0), None),
            ((46.516_777, 6.629_095), (46.210_231, 6.142_456), 50.56, None, Some(61.0)),
            ((46.516_777, 6.629_095), (48.844_888, 2.37352), 410.39, None, Some(492.0)),
            ((46.0, 6.0), (47.0, 8.0), 189.20, Some(284.0), Some(227.0)),
            ((10.0, 20.0), (-10.0, -50.0), 8055.98, Some(8151.0), Some(9667.0)),
            ((46.0, 6.0), (46.0, 6.0), 0.0, Some(95.0), Some(0.0)),
        ];
        for (from, to, circle, plane, train) in examples {
            let (from, to) = (place(from), place(to));
            assert!((great_circle_km(&from, &to) - circle).abs() < 0.005, "{from:?} {to:?}");
            if let Some(km) = plane {
                assert!((plane_km(&from, &to) - km).abs() < 1e-9);
            }
            if let Some(km) = train {
                assert!((train_km(&from, &to) - km).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn antipodes_are_half_the_circumference_apart() {
        let km = great_circle_km(&place((90.0, 0.0)), &place((-90.0, 0.0)));
        assert!((km - EARTH_RADIUS_KM * std::f64::consts::PI).abs() < 1e-6);
    }
}
