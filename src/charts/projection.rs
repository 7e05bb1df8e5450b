//! What is to come: areas on top of each other or bars of years that are known, the goal as a line, people beside it.

use super::axis::Axis;
use super::drawing::{Align, Drawing, Item, Text};
use super::paint::{Ink, Paint, Stroke};
use super::shape::{Point, Rect, Shape};

const LEFT: f64 = 44.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 24.0;
/// Years are written where they can be divided by it, and at both ends.
const ROUND_YEARS: i16 = 5;
/// What is left open between two areas.
const GAP: f64 = 0.8;

/// A layer: its colour, its value in each year, and what it says when pointed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its colour.
    pub paint: Paint,
    /// Its values, a year each; none where nothing is known.
    pub values: Vec<Option<f64>>,
    /// Name and values.
    pub says: String,
}

/// A line over the layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its values, a year each.
    pub values: Vec<f64>,
    /// Written at its end.
    pub label: String,
}

/// A projection to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// Its width; it is laid out for it.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The unit of its values.
    pub unit: String,
    /// The first year; there is one for each value.
    pub first_year: i16,
    /// From the bottom up.
    pub layers: Vec<Layer>,
    /// Each year a bar of its own, where not every year is known.
    pub as_bars: bool,
    /// The goal.
    pub target: Option<Line>,
    /// People, on a scale of their own.
    pub people: Option<Line>,
}

/// Where years and values are on the drawing.
struct Plot {
    area: Rect,
    first_year: i16,
    steps: f64,
    axis: Axis,
}

impl Plot {
    fn x(&self, position: usize) -> f64 {
        self.area.x + self.area.width * position as f64 / self.steps
    }

    fn y(&self, value: f64) -> f64 {
        self.area.y + self.area.height * (1.0 - self.axis.share(value))
    }
}

impl Projection {
    fn years(&self) -> usize {
        let layers = self.layers.iter().map(|layer| layer.values.len());
        let lines = [&self.target, &self.people].into_iter().flatten().map(|line| line.values.len());
        layers.chain(lines).max().unwrap_or(1).max(2)
    }

    /// The sum of the layers in each year.
    fn sums(&self) -> Vec<f64> {
        let sum = |year: usize| self.layers.iter().filter_map(|layer| *layer.values.get(year)?).sum();
        (0..self.years()).map(sum).collect()
    }

    /// Draws it.
    pub fn drawn(self) -> Drawing {
        let target = self.target.iter().flat_map(|line| line.values.iter().copied());
        let most = self.sums().into_iter().chain(target).fold(0.0, f64::max);
        let right = if self.people.is_some() { 72.0 } else { 58.0 };
        let plot = Plot {
            area: Rect { x: LEFT, y: TOP, width: self.width - LEFT - right, height: self.height - TOP - BOTTOM },
            first_year: self.first_year,
            steps: (self.years() - 1) as f64,
            axis: Axis::to(most),
        };
        let mut items = grid(&plot, &self.unit);
        items.extend(if self.as_bars { bars(&plot, &self.layers) } else { areas(&plot, &self.layers) });
        items.extend(years(&plot, self.years(), self.width < 600.0));
        if let Some(people) = &self.people {
            items.extend(people_line(&plot, people));
        }
        if let Some(target) = &self.target {
            items.extend(target_line(&plot, target));
        }
        Drawing {
            name: self.name,
            width: self.width,
            height: self.height,
            title: self.title,
            description: self.description,
            items,
        }
    }
}

fn grid(plot: &Plot, unit: &str) -> Vec<Item> {
    let Rect { x, width, .. } = plot.area;
    let mut items = vec![Text::new([0.0, 10.0], unit).into()];
    for tick in &plot.axis.ticks {
        let y = plot.y(*tick);
        let stroke = if *tick == 0.0 { Stroke::Axis } else { Stroke::Grid };
        items.push(Item::line([x, y], [x + width, y], stroke));
        items.push(Text::new([x - 8.0, y + 4.0], plot.axis.words(*tick)).aligned(Align::End).into());
    }
    items
}

/// Years below the axis, those at the ends always.
fn years(plot: &Plot, count: usize, is_narrow: bool) -> Vec<Item> {
    let y = plot.area.y + plot.area.height + 17.0;
    let step = if is_narrow { 2 * ROUND_YEARS } else { ROUND_YEARS };
    let year = |position: usize| plot.first_year + position as i16;
    let is_end = |position: usize| position == 0 || position + 1 == count;
    // a round year next to an end would run into it
    let is_near_end = |position: usize| position < 3 || position + 3 >= count;
    let shown = (0..count).filter(|at| is_end(*at) || (year(*at) % step == 0 && !is_near_end(*at)));
    shown.map(|at| Text::new([plot.x(at), y], year(at).to_string()).aligned(Align::Middle).into()).collect()
}

/// The layers as areas, each on those below it.
fn areas(plot: &Plot, layers: &[Layer]) -> Vec<Item> {
    let mut below: Vec<f64> = Vec::new();
    let mut items = Vec::with_capacity(layers.len());
    for layer in layers {
        below.resize(layer.values.len(), 0.0);
        let above: Vec<f64> = below.iter().zip(&layer.values).map(|(b, v)| b + v.unwrap_or(0.0)).collect();
        let upper = above.iter().enumerate().map(|(at, value)| [plot.x(at), plot.y(*value)]);
        let lower = below.iter().zip(&above).enumerate().rev().map(|(at, (low, high))| {
            let (low, high) = (plot.y(*low), plot.y(*high));
            [plot.x(at), if low - high > 2.0 * GAP { low - GAP } else { low }]
        });
        items.push(Item::filled(Shape::polygon(upper.chain(lower)), layer.paint).titled(layer.says.clone()));
        below = above;
    }
    items
}

/// The layers as one bar for each year that is known.
fn bars(plot: &Plot, layers: &[Layer]) -> Vec<Item> {
    let width = (plot.area.width / plot.steps * 0.6).clamp(6.0, 36.0);
    let mut below: Vec<f64> = Vec::new();
    let mut items = Vec::new();
    for layer in layers {
        below.resize(below.len().max(layer.values.len()), 0.0);
        let parts = layer.values.iter().enumerate().filter_map(|(at, value)| {
            let value = (*value).filter(|value| *value > 0.0)?;
            let (low, high) = (plot.y(below[at]), plot.y(below[at] + value));
            below[at] += value;
            // the first bar stands on the axis, not beside it
            let x = (plot.x(at) - width / 2.0).max(plot.area.x);
            Some(Item::rect(Rect { x, y: high, width, height: low - high }, layer.paint))
        });
        let parts: Vec<Item> = parts.collect();
        if !parts.is_empty() {
            items.push(Item::Group { title: Some(layer.says.clone()), items: parts });
        }
    }
    items
}

fn target_line(plot: &Plot, line: &Line) -> Vec<Item> {
    let points: Vec<Point> = line.values.iter().enumerate().map(|(at, value)| [plot.x(at), plot.y(*value)]).collect();
    let Some([x, y]) = points.last().copied() else { return Vec::new() };
    let label = Text::new([x + 7.0, y + 4.0], line.label.clone()).strong().inked(Ink::Target);
    let shape = Shape::line(points);
    vec![Item::stroked(shape.clone(), Stroke::Halo), Item::stroked(shape, Stroke::Target), label.into()]
}

/// People on the right: a scale from nothing that ends where the other one does.
fn people_line(plot: &Plot, line: &Line) -> Vec<Item> {
    let axis = Axis::to(line.values.iter().copied().fold(0.0, f64::max));
    let y = |value: f64| plot.area.y + plot.area.height * (1.0 - axis.share(value));
    let right = plot.area.x + plot.area.width;
    let mut items: Vec<Item> =
        axis.ticks.iter().map(|tick| Text::new([right + 8.0, y(*tick) + 4.0], axis.words(*tick)).into()).collect();
    items.push(Text::new([right + 66.0, 10.0], line.label.clone()).aligned(Align::End).into());
    let points = line.values.iter().enumerate().map(|(at, value)| [plot.x(at), y(*value)]);
    items.push(Item::stroked(Shape::line(points), Stroke::Divider));
    items
}

#[cfg(test)]
mod tests;
