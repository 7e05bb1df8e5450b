//! Where land is: Natural Earth 1:50 million, public domain, with fewer points and without small islands.

use std::sync::LazyLock;

use crate::charts::shape::Point;

/// One outline a line: longitudes and latitudes in hundredths of a degree. Longitudes run on beyond ±180 rather than jump.
const COUNTRIES: &str = include_str!("countries.txt");

static OUTLINES: LazyLock<Vec<Vec<Point>>> = LazyLock::new(|| {
    let degrees = |hundredths: &str| hundredths.parse::<f64>().ok().map(|hundredths| hundredths / 100.0);
    let point = |pair: &str| {
        let (longitude, latitude) = pair.split_once(',')?;
        Some([degrees(longitude)?, degrees(latitude)?])
    };
    COUNTRIES.lines().map(|line| line.split(' ').filter_map(point).collect()).collect()
});

/// The outlines of the countries: longitudes and latitudes.
pub(super) fn countries() -> &'static [Vec<Point>] {
    &OUTLINES
}

/// A part of the world. Longitudes may lie beyond ±180.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

impl Window {
    /// What of an outline lies in the window, wherever the world is wrapped.
    pub(super) fn within<'a>(&'a self, outline: &'a [Point]) -> impl Iterator<Item = Vec<Point>> + 'a {
        [-360.0, 0.0, 360.0].into_iter().filter_map(move |turn| {
            let turned = outline.iter().map(|[longitude, latitude]| [longitude + turn, *latitude]).collect();
            let clipped = self.clipped(turned);
            (clipped.len() > 2).then_some(clipped)
        })
    }

    /// The outline cut along each edge in turn (Sutherland and Hodgman).
    fn clipped(&self, outline: Vec<Point>) -> Vec<Point> {
        let edges = [(0, self.west, 1.0), (0, self.east, -1.0), (1, self.south, 1.0), (1, self.north, -1.0)];
        edges.into_iter().fold(outline, |outline, (axis, limit, side)| {
            let depth = |point: &Point| (point[axis] - limit) * side;
            let mut kept = Vec::with_capacity(outline.len());
            for (position, point) in outline.iter().enumerate() {
                let before = &outline[(position + outline.len() - 1) % outline.len()];
                let (from, to) = (depth(before), depth(point));
                if (from < 0.0) != (to < 0.0) {
                    let share = from / (from - to);
                    let across = |axis: usize| before[axis] + (point[axis] - before[axis]) * share;
                    kept.push([across(0), across(1)]);
                }
                if to >= 0.0 {
                    kept.push(*point);
                }
            }
            kept
        })
    }
}

/// Length of a degree of longitude at a latitude, of one of latitude; close to a pole it shrinks no further.
pub(super) fn narrowing(latitude: f64) -> f64 {
    latitude.clamp(-70.0, 70.0).to_radians().cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { west: 0.0, east: 10.0, south: 0.0, north: 10.0 };

    fn area(outline: &[Point]) -> f64 {
        let next = outline.iter().cycle().skip(1);
        outline.iter().zip(next).map(|([x0, y0], [x1, y1])| x0 * y1 - x1 * y0).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn what_is_outside_is_cut_off() {
        let areas = |outline: &[Point]| WINDOW.within(outline).map(|part| area(&part)).collect::<Vec<_>>();
        assert_eq!(areas(&[[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]]), [25.0]);
        assert_eq!(areas(&[[2.0, 2.0], [3.0, 2.0], [3.0, 3.0], [2.0, 3.0]]), [1.0]);
        assert_eq!(areas(&[[-5.0, -5.0], [50.0, -5.0], [50.0, 50.0], [-5.0, 50.0]]), [100.0]);
        assert!(areas(&[[20.0, 2.0], [30.0, 2.0], [30.0, 3.0]]).is_empty());
        // the same land once round the world
        assert_eq!(areas(&[[362.0, 2.0], [363.0, 2.0], [363.0, 3.0], [362.0, 3.0]]), [1.0]);
    }

    #[test]
    fn the_countries_are_where_they_should_be() {
        let hits = |[x, y]: Point| {
            let crossings = |outline: &[Point]| {
                let next = outline.iter().cycle().skip(1);
                let edges = outline.iter().zip(next);
                edges
                    .filter(|([x0, y0], [x1, y1])| (*y0 > y) != (*y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
                    .count()
            };
            countries().iter().filter(|outline| crossings(outline) % 2 == 1).count()
        };
        for land in
            [[8.5, 47.4], [2.3, 48.8], [-73.0, 45.5], [139.0, 36.0], [134.0, -25.0], [-60.0, -15.0], [185.0, 66.5]]
        {
            assert!(hits(land) >= 1, "{land:?}");
        }
        let jump = |outline: &[Point]| {
            let next = outline.iter().cycle().skip(1);
            outline.iter().zip(next).map(|([x0, _], [x1, _])| (x1 - x0).abs()).fold(0.0, f64::max)
        };
        assert!(countries().iter().all(|outline| jump(outline) < 90.0));
        for sea in [[-30.0, 40.0], [5.0, 42.0], [-150.0, 0.0], [80.0, -20.0]] {
            assert_eq!(hits(sea), 0, "{sea:?}");
        }
    }
}
