//! Geometry: rectangles, and outlines of straight lines and curves.

use std::f64::consts::{FRAC_PI_2, TAU};

/// A place on a drawing: to the right, and down.
pub type Point = [f64; 2];

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A step along an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Begin here.
    Move(Point),
    /// Straight on to here.
    Line(Point),
    /// A cubic curve: its two control points, and its end.
    Curve(Point, Point, Point),
    /// Back to where this part began.
    Close,
}

/// An outline.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape(pub Vec<Step>);

impl Shape {
    /// The outline elsewhere.
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Self {
        let there = |[x, y]: Point| [x + right, y + down];
        let step = |step| match step {
            Step::Move(to) => Step::Move(there(to)),
            Step::Line(to) => Step::Line(there(to)),
            Step::Curve(first, second, to) => Step::Curve(there(first), there(second), there(to)),
            Step::Close => Step::Close,
        };
        Self(self.0.into_iter().map(step).collect())
    }

    /// A line through points.
    pub fn line(points: impl IntoIterator<Item = Point>) -> Self {
        let steps = points.into_iter().enumerate();
        Self(steps.map(|(position, point)| if position == 0 { Step::Move(point) } else { Step::Line(point) }).collect())
    }

    /// The surface between points.
    pub fn polygon(points: impl IntoIterator<Item = Point>) -> Self {
        let mut shape = Self::line(points);
        shape.0.push(Step::Close);
        shape
    }

    /// A part of a ring, clockwise between two shares of a turn that begins at the top.
    pub fn ring(centre: Point, inner: f64, outer: f64, from: f64, to: f64) -> Self {
        let (from, to) = (from * TAU - FRAC_PI_2, to * TAU - FRAC_PI_2);
        let mut steps = vec![Step::Move(on_circle(centre, outer, from))];
        arc(&mut steps, centre, outer, from, to);
        steps.push(Step::Line(on_circle(centre, inner, to)));
        arc(&mut steps, centre, inner, to, from);
        steps.push(Step::Close);
        Self(steps)
    }

    /// The lines of a hatch that fill a rectangle, rising to the right, as far apart as `gap` says.
    pub fn hatch(rect: Rect, gap: f64) -> Self {
        let Rect { x, y, width, height } = rect;
        let mut steps = Vec::new();
        let bottom = y + height;
        let mut offset = gap / 2.0;
        while gap > 0.0 && offset < width + height {
            // the line through all points whose distance right of the left edge and above the bottom add up to the offset
            let start = if offset <= height { [x, bottom - offset] } else { [x + offset - height, y] };
            let end = if offset <= width { [x + offset, bottom] } else { [x + width, bottom - (offset - width)] };
            steps.extend([Step::Move(start), Step::Line(end)]);
            offset += gap;
        }
        Self(steps)
    }
}

fn on_circle([x, y]: Point, radius: f64, angle: f64) -> Point {
    [x + radius * angle.cos(), y + radius * angle.sin()]
}

/// Curves along a circle, each over at most a quarter of it.
fn arc(steps: &mut Vec<Step>, centre: Point, radius: f64, from: f64, to: f64) {
    let parts = ((to - from).abs() / FRAC_PI_2).ceil().max(1.0);
    let turn = (to - from) / parts;
    let reach = 4.0 / 3.0 * (turn / 4.0).tan() * radius;
    for part in 0..parts as usize {
        let start = from + turn * part as f64;
        let end = start + turn;
        let ([x0, y0], [x1, y1]) = (on_circle(centre, radius, start), on_circle(centre, radius, end));
        let first = [x0 - reach * start.sin(), y0 + reach * start.cos()];
        let second = [x1 + reach * end.sin(), y1 - reach * end.cos()];
        steps.push(Step::Curve(first, second, [x1, y1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(shape: &Shape) -> Vec<Point> {
        let end = |step: &Step| match step {
            Step::Move(point) | Step::Line(point) | Step::Curve(_, _, point) => {
                Some(point.map(|part| (part * 1e6).round() / 1e6 + 0.0))
            }
            Step::Close => None,
        };
        shape.0.iter().filter_map(end).collect()
    }

    #[test]
    fn half_a_ring_runs_over_the_right_from_top_to_bottom_and_back_inside() {
        let half = Shape::ring([0.0, 0.0], 5.0, 10.0, 0.0, 0.5);
        let expected = [[0.0, -10.0], [10.0, 0.0], [0.0, 10.0], [0.0, 5.0], [5.0, 0.0], [0.0, -5.0]];
        assert_eq!(ends(&half), expected);
        assert_eq!(half.0.last(), Some(&Step::Close));
    }

    #[test]
    fn a_hatch_stays_inside_its_rectangle() {
        let rect = Rect { x: 10.0, y: 20.0, width: 30.0, height: 12.0 };
        let hatch = Shape::hatch(rect, 5.0);
        assert_eq!(hatch.0.len(), 2 * 8);
        let inside = |[x, y]: Point| (10.0..=40.0).contains(&x) && (20.0..=32.0).contains(&y);
        assert!(ends(&hatch).into_iter().all(inside), "{hatch:?}");
        assert_eq!(Shape::hatch(rect, 0.0), Shape::default());
    }
}
