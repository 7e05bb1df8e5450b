//! Stacked vertical bars in bands: what one chart says, and how it is laid out.

use super::axis::Axis;
use super::drawing::{Align, Drawing, Item, Text, Weight};
use super::paint::{Ink, Paint, SHADES, Stroke};
use super::shape::Rect;
use super::text;
use crate::carbon::taxonomy::Category;
use crate::web::figures;

/// A chart of bars.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bars {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// What its values are counted in.
    pub unit: String,
    /// Bars that belong together.
    pub bands: Vec<Band>,
}

/// Bars that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// Its name.
    pub label: String,
    /// What it adds up to, in words.
    pub note: String,
    /// Told apart from the others by a dashed frame.
    pub is_apart: bool,
    /// Its bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name, with soft hyphens where it may be broken.
    pub label: String,
    /// What it is about.
    pub category: Category,
    /// From the bottom up, one shade each.
    pub parts: Vec<Part>,
    /// What is not validated, on top of them.
    pub not_validated: Option<Part>,
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// How much.
    pub value: f64,
    /// What it says when pointed at.
    pub title: String,
}

impl Bar {
    /// What the bar adds up to.
    pub fn total(&self) -> f64 {
        self.parts.iter().chain(&self.not_validated).map(|part| part.value).sum()
    }
}

impl Bars {
    /// What all bars add up to.
    pub fn total(&self) -> f64 {
        self.bars().map(Bar::total).sum()
    }

    /// What the highest bar adds up to.
    pub fn most(&self) -> f64 {
        self.bars().map(Bar::total).fold(0.0, f64::max)
    }

    fn bars(&self) -> impl Iterator<Item = &Bar> {
        self.bands.iter().flat_map(|band| &band.bars)
    }

    /// The size at which the widest word of any name fits its bar.
    fn size_of_names(&self, slot: f64) -> f64 {
        let words = self.bars().flat_map(|bar| lines_of(&bar.label, slot));
        let widest = words.map(|words| text::width(&words, SMALL, Weight::Regular)).fold(0.0, f64::max);
        if widest > slot { (SMALL * slot / widest).max(SMALLEST) } else { SMALL }
    }

    /// The chart so many pixels wide.
    pub fn draw(&self, width: f64) -> Drawing {
        let axis = Axis::to(self.most());
        let ticks: Vec<String> = axis.ticks.iter().map(|tick| axis.words(*tick)).collect();
        let widest = ticks.iter().map(|words| text::width(words, SMALL, Weight::Regular)).fold(0.0, f64::max);
        let count = self.bars().count().max(1) as f64;
        let apart = self.bands.iter().filter(|band| band.is_apart).count() as f64;
        let left = widest + 10.0;
        let slot = (width - left - apart * APART) / count;
        let layout = Layout { left, slot, axis, names: self.size_of_names(slot) };
        let mut items = layout.scale(&ticks, width);
        items.insert(0, Text::new([0.0, SMALL], &self.unit).sized(SMALL).into());
        let mut fronts = Vec::new();
        let mut x = left;
        for (position, band) in self.bands.iter().enumerate() {
            if band.is_apart {
                x += APART;
            }
            let backs = layout.band(band, x, position);
            // bands lie behind the grid
            items.splice(0..0, backs);
            for bar in &band.bars {
                layout.bar(bar, x, &mut fronts);
                x += layout.slot;
            }
        }
        items.push(Item::line([left, BOTTOM], [width, BOTTOM], Stroke::Axis));
        items.extend(fronts);
        let lines = self.bars().map(|bar| lines_of(&bar.label, slot).len()).max().unwrap_or_default().max(USUAL_LINES);
        Drawing {
            name: self.name.clone(),
            width,
            height: BOTTOM + 18.0 + lines as f64 * LINE,
            title: self.title.clone(),
            description: self.description.clone(),
            items,
        }
    }
}

const SMALL: f64 = 11.0;
/// Names stay legible even if the widest one leaves its place.
const SMALLEST: f64 = 8.5;
const LINE: f64 = 13.0;
/// Room is left for so many lines of names; more are there where bars are narrow.
const USUAL_LINES: usize = 3;
const MOST_LINES: usize = 4;
/// Room between the frame and the band before it.
const APART: f64 = 12.0;
const BAND_TOP: f64 = 20.0;
/// Where the greatest value of the axis is.
const TOP: f64 = 74.0;
/// Where nothing is.
const BOTTOM: f64 = 330.0;
const WIDEST_BAR: f64 = 48.0;
/// Between the parts of a bar.
const GAP: f64 = 1.0;

struct Layout {
    left: f64,
    slot: f64,
    axis: Axis,
    /// Size of the names of bars.
    names: f64,
}

/// The name of a bar in lines.
fn lines_of(label: &str, slot: f64) -> Vec<String> {
    text::lines(label, SMALL, Weight::Regular, slot - 2.0, MOST_LINES)
}

impl Layout {
    fn height(&self, value: f64) -> f64 {
        self.axis.share(value) * (BOTTOM - TOP)
    }

    fn scale(&self, ticks: &[String], width: f64) -> Vec<Item> {
        let mut items = Vec::new();
        for (tick, words) in self.axis.ticks.iter().zip(ticks) {
            let y = BOTTOM - self.height(*tick);
            if *tick > 0.0 {
                items.push(Item::line([self.left, y], [width, y], Stroke::Grid));
            }
            items.push(Text::new([self.left - 8.0, y + 4.0], words).sized(SMALL).aligned(Align::End).into());
        }
        items
    }

    fn band(&self, band: &Band, x: f64, position: usize) -> Vec<Item> {
        let width = self.slot * band.bars.len() as f64;
        let area = Rect { x, y: BAND_TOP, width, height: BOTTOM - BAND_TOP };
        let mut items = Vec::new();
        if band.is_apart {
            items.push(Item::frame(area, Stroke::Frame));
        } else {
            if position.is_multiple_of(2) {
                items.push(Item::rect(area, Paint::Band));
            }
            if position > 0 {
                items.push(Item::line([x, BAND_TOP], [x, BOTTOM], Stroke::Divider));
            }
        }
        let middle = x + width / 2.0;
        let label = Text::new([middle, BAND_TOP + 18.0], &band.label).strong().inked(Ink::Normal);
        items.push(label.aligned(Align::Middle).into());
        items.push(Text::new([middle, BAND_TOP + 33.0], &band.note).sized(SMALL).aligned(Align::Middle).into());
        items
    }

    fn bar(&self, bar: &Bar, x: f64, items: &mut Vec<Item>) {
        let width = (self.slot * 0.62).min(WIDEST_BAR);
        let middle = x + self.slot / 2.0;
        let mut y = BOTTOM;
        for (shade, part) in (0..).zip(&bar.parts) {
            let height = self.height(part.value);
            y -= height;
            let area = part_area(middle - width / 2.0, y, width, height, shade > 0);
            items.push(category_part(bar.category, shade, area).titled(&part.title));
        }
        if let Some(part) = bar.not_validated.as_ref().filter(|part| part.value > 0.0) {
            let height = self.height(part.value);
            y -= height;
            let area = part_area(middle - width / 2.0, y, width, height, !bar.parts.is_empty());
            items.push(Item::edged(area, Paint::NotValidated, Stroke::NotValidated).titled(&part.title));
        }
        let total = bar.total();
        let words = if total == 0.0 { figures::MISSING.to_owned() } else { figures::charted(total) };
        let above = Text::new([middle, y - 6.0], words).strong().inked(Ink::Strong);
        items.push(above.aligned(Align::Middle).into());
        for (line, words) in lines_of(&bar.label, self.slot).into_iter().enumerate() {
            let at = [middle, BOTTOM + 16.0 + line as f64 * LINE];
            items.push(Text::new(at, words).sized(self.names).inked(Ink::Normal).aligned(Align::Middle).into());
        }
    }
}

/// The area of a part, a little lower than its height when another one lies below it.
fn part_area(x: f64, y: f64, width: f64, height: f64, has_below: bool) -> Rect {
    let gap = if has_below { GAP.min(height / 2.0) } else { 0.0 };
    Rect { x, y, width, height: height - gap }
}

/// A part of a category: the first is plain, lighter ones have an edge in the category's colour.
pub(super) fn category_part(category: Category, shade: u8, area: Rect) -> Item {
    let shade = shade.min(SHADES - 1);
    let paint = Paint::Category(category, shade);
    if shade == 0 { Item::rect(area, paint) } else { Item::edged(area, paint, Stroke::Category(category)) }
}

#[cfg(test)]
pub(super) mod tests;
