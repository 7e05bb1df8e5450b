//! Routes between places on a map: great circles, the wider the more they weigh.
//!
//! The map is a plate carrée whose degrees of longitude are as long as they are in the middle of what it shows.

mod geography;
mod route;

use self::geography::{Window, countries, narrowing};
use self::route::{great_circle, ribbon};
use super::drawing::{Align, Drawing, Form, Item, Mark, Text, Weight};
use super::paint::{Ink, Paint, Stroke};
use super::shape::{Point, Rect, Shape};
use super::text;
use crate::carbon::taxonomy::Category;

/// A place: degrees north and east, and the short name that stands beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// A word or two.
    pub label: String,
}

/// A route between two places, there and back alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its ends, as positions among the places of the map.
    pub ends: [usize; 2],
    /// Shade of its category.
    pub shade: u8,
    /// What its width says.
    pub weight: f64,
    /// Name and value.
    pub title: String,
}

/// Routes on a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    /// A word that tells the drawing from others.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// The places, those first that must keep their names.
    pub places: Vec<Place>,
    /// The routes, the heaviest first.
    pub routes: Vec<Route>,
}

/// Height of a map, of its width.
pub const ASPECT: f64 = 0.5;
/// Fewest degrees from west to east, so that something can be recognised.
const MIN_DEGREES: f64 = 16.0;
/// What stays free around the routes, of the width of the map.
const MARGIN: f64 = 0.06;
/// The thinnest and the widest route, in pixels.
const THIN: f64 = 1.2;
const WIDE: f64 = 7.0;
const DOT: f64 = 3.0;
const LABEL_SIZE: f64 = 12.0;

impl Map {
    /// The map, so many pixels wide.
    pub fn draw(&self, width: f64) -> Drawing {
        let lines: Vec<Vec<Point>> = self.routes.iter().map(|route| self.line(route)).collect();
        let dots = self.places.iter().map(|place| [place.longitude, place.latitude]);
        let window = window(lines.iter().flatten().copied().chain(dots));
        let (height, view) = (width * ASPECT, View { window, width });
        let mut items = vec![Item::rect(Rect { x: 0.0, y: 0.0, width, height }, Paint::Band)];
        for country in countries() {
            items.extend(window.within(country).map(|outline| {
                let shape = Shape::polygon(outline.into_iter().map(|point| view.point(point)));
                Item::Mark(Mark { form: Form::Shape(shape), fill: Some(Paint::Surface), stroke: Some(Stroke::Grid) })
            }));
        }
        let heaviest = self.routes.iter().map(|route| route.weight).fold(0.0, f64::max);
        for (route, line) in self.routes.iter().zip(&lines) {
            let share = if heaviest > 0.0 { (route.weight.max(0.0) / heaviest).sqrt() } else { 0.0 };
            let points: Vec<Point> = line.iter().map(|point| view.point(*point)).collect();
            let line = ribbon(&points, THIN + (WIDE - THIN) * share);
            let paint = Paint::Category(Category::ProfessionalTravel, route.shade);
            items.push(Item::filled(line, paint).titled(route.title.clone()));
        }
        let dots: Vec<Point> = self.places.iter().map(|place| view.point([place.longitude, place.latitude])).collect();
        items.extend(dots.iter().map(|dot| {
            Item::Mark(Mark {
                form: Form::Shape(Shape::ring(*dot, 0.0, DOT, 0.0, 1.0)),
                fill: Some(Paint::Category(Category::ProfessionalTravel, 0)),
                stroke: Some(Stroke::Surface),
            })
        }));
        items.extend(self.labels(&dots, [width, height]));
        Drawing {
            name: self.name.clone(),
            width,
            height,
            title: self.title.clone(),
            description: self.description.clone(),
            items,
        }
    }

    /// Longitudes and latitudes along a route.
    fn line(&self, route: &Route) -> Vec<Point> {
        let [from, to] = route.ends.map(|end| &self.places[end]);
        great_circle([from.longitude, from.latitude], [to.longitude, to.latitude])
    }

    /// Names beside the dots; one that would cover another is left out.
    fn labels(&self, dots: &[Point], [width, height]: Point) -> Vec<Item> {
        let mut taken: Vec<Rect> = Vec::new();
        let mut items = Vec::new();
        for (place, [x, y]) in self.places.iter().zip(dots) {
            let wide = text::width(&place.label, LABEL_SIZE, Weight::Strong);
            let baseline = y + LABEL_SIZE / 3.0;
            let right = (x + DOT + 4.0, Align::Start, x + DOT + 3.0);
            let left = (x - DOT - 4.0, Align::End, x - DOT - 5.0 - wide);
            let free = [right, left].into_iter().find(|(_, _, start)| {
                let area = Rect { x: *start, y: y - LABEL_SIZE / 2.0, width: wide + 2.0, height: LABEL_SIZE + 2.0 };
                let is_inside = area.x >= 0.0 && area.x + area.width <= width && area.y >= 0.0 && *y <= height;
                let is_free = is_inside && taken.iter().all(|other| !overlap(&area, other));
                if is_free {
                    taken.push(area);
                }
                is_free
            });
            if let Some((at, align, _)) = free {
                let words = Text::new([at, baseline], place.label.as_str()).sized(LABEL_SIZE).strong();
                items.push(words.inked(Ink::Strong).aligned(align).into());
            }
        }
        items
    }
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

/// What is shown, and how large.
struct View {
    window: Window,
    width: f64,
}

impl View {
    fn point(&self, [longitude, latitude]: Point) -> Point {
        let Window { west, east, south, north } = self.window;
        let (right, down) = ((longitude - west) / (east - west), (north - latitude) / (north - south));
        [right * self.width, down * self.width * ASPECT]
    }
}

/// The window around points: large enough that something can be recognised, in the shape of the map.
fn window(points: impl Iterator<Item = Point>) -> Window {
    let mut around: Option<Window> = None;
    for [longitude, latitude] in points {
        let around =
            around.get_or_insert(Window { west: longitude, east: longitude, south: latitude, north: latitude });
        around.west = around.west.min(longitude);
        around.east = around.east.max(longitude);
        around.south = around.south.min(latitude);
        around.north = around.north.max(latitude);
    }
    let Window { west, east, south, north } =
        around.unwrap_or(Window { west: -160.0, east: 160.0, south: -50.0, north: 70.0 });
    let narrowing = narrowing(f64::midpoint(south, north));
    let free = 1.0 + 2.0 * MARGIN;
    let wide = ((east - west).max(MIN_DEGREES) * free).max((north - south) * free / narrowing / ASPECT);
    let high = wide * ASPECT * narrowing;
    // there is nothing to show beyond the poles
    let bottom = ((south + north - high) / 2.0).min(90.0 - high).max(-90.0);
    let middle = f64::midpoint(west, east);
    Window { west: middle - wide / 2.0, east: middle + wide / 2.0, south: bottom, north: bottom + high }
}

#[cfg(test)]
mod tests;
