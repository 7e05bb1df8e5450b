//! Lines along the globe, and ribbons along lines.

use crate::charts::shape::{Point, Shape};

/// Points along a great circle are at most so many degrees apart.
const STEP: f64 = 3.0;

type Vector = [f64; 3];

/// Longitudes and latitudes along the shortest way; longitudes run on beyond ±180 rather than jump.
pub(super) fn great_circle(from: Point, to: Point) -> Vec<Point> {
    let (start, end) = (on_globe(from), on_globe(to));
    let cosine: f64 = start.iter().zip(&end).map(|(a, b)| a * b).sum();
    let angle = cosine.clamp(-1.0, 1.0).acos();
    // neither the same place nor antipodes, between which every way is as short
    if !(1e-9..=std::f64::consts::PI - 1e-6).contains(&angle) {
        return vec![from, to];
    }
    let steps = (angle.to_degrees() / STEP).ceil().max(1.0) as usize;
    let mut points: Vec<Point> = vec![from];
    for step in 1..=steps {
        let share = step as f64 / steps as f64;
        let weights = [((1.0 - share) * angle).sin() / angle.sin(), (share * angle).sin() / angle.sin()];
        let [x, y, z]: Vector = std::array::from_fn(|axis| start[axis] * weights[0] + end[axis] * weights[1]);
        let mut longitude = y.atan2(x).to_degrees();
        let [before, _] = points[points.len() - 1];
        longitude += ((before - longitude) / 360.0).round() * 360.0;
        points.push([longitude, z.atan2(x.hypot(y)).to_degrees()]);
    }
    points
}

fn on_globe([longitude, latitude]: Point) -> Vector {
    let (longitude, latitude) = (longitude.to_radians(), latitude.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

/// A surface so wide along a line.
pub(super) fn ribbon(points: &[Point], width: f64) -> Shape {
    let aside = |position: usize, side: f64| {
        let [x, y] = points[position];
        let (before, after) = (points[position.saturating_sub(1)], points[(position + 1).min(points.len() - 1)]);
        let along = [after[0] - before[0], after[1] - before[1]];
        let length = along[0].hypot(along[1]);
        let offset = if length > 0.0 { side * width / 2.0 / length } else { 0.0 };
        [x - along[1] * offset, y + along[0] * offset]
    };
    let there = (0..points.len()).map(|position| aside(position, 1.0));
    let back = (0..points.len()).rev().map(|position| aside(position, -1.0));
    Shape::polygon(there.chain(back))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::shape::Step;

    #[test]
    fn the_shortest_way_leaves_the_parallel_and_crosses_the_date_line_without_a_jump() {
        let zurich_to_san_francisco = great_circle([8.55, 47.46], [-122.4, 37.6]);
        let highest = zurich_to_san_francisco.iter().map(|[_, latitude]| *latitude).fold(0.0, f64::max);
        // 66.01° at its highest; points are some degrees apart
        assert!((65.7..66.02).contains(&highest), "{highest}");
        let [longitude, latitude] = zurich_to_san_francisco[zurich_to_san_francisco.len() - 1];
        assert!((longitude + 122.4).abs() < 1e-9 && (latitude - 37.6).abs() < 1e-9);

        let over_the_pacific = great_circle([139.8, 35.5], [-122.4, 37.6]);
        assert!(over_the_pacific.windows(2).all(|pair| (pair[1][0] - pair[0][0]).abs() < 30.0));
        assert!((over_the_pacific[over_the_pacific.len() - 1][0] - 237.6).abs() < 1e-9);
    }

    #[test]
    fn places_without_a_way_between_them_are_joined_all_the_same() {
        assert_eq!(great_circle([7.0, 46.0], [7.0, 46.0]).len(), 2);
        assert_eq!(great_circle([0.0, 0.0], [180.0, 0.0]).len(), 2);
    }

    #[test]
    fn a_ribbon_is_as_wide_as_it_should_be() {
        let Shape(steps) = ribbon(&[[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]], 4.0);
        let heights: Vec<f64> = steps
            .iter()
            .filter_map(|step| if let Step::Move([_, y]) | Step::Line([_, y]) = step { Some(*y) } else { None })
            .collect();
        assert_eq!(heights, [2.0, 2.0, 2.0, -2.0, -2.0, -2.0]);
        // no direction, no width, no panic
        assert_eq!(ribbon(&[[1.0, 1.0], [1.0, 1.0]], 4.0).0.len(), 5);
    }
}
