//! The same bars lying down, one below the other: for narrow screens, for long names, for years side by side.

use super::axis::Axis;
use super::bars::{Bar, Bars, category_part};
use super::drawing::{Align, Drawing, Item, Text, Weight};
use super::paint::{Ink, Paint, Stroke};
use super::shape::Rect;
use super::text;
use crate::web::figures;

/// How bars are laid down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rows {
    /// Width in pixels.
    pub width: f64,
    /// The value that the longest possible bar stands for; none: the greatest one drawn.
    pub top: Option<f64>,
}

const SMALL: f64 = 11.0;
const THICKNESS: f64 = 14.0;
const HEAD: f64 = 30.0;
/// From here on names stand left of their bars.
const WIDE: f64 = 560.0;
const WIDE_LABELS: f64 = 200.0;
const GAP: f64 = 1.0;

impl Rows {
    /// The bars of a chart, lying down.
    pub fn draw(self, chart: &Bars) -> Drawing {
        let is_wide = self.width >= WIDE;
        let top = self.top.unwrap_or_else(|| chart.most());
        let top = if top > 0.0 { top } else { Axis::to(top).top };
        let left = if is_wide { WIDE_LABELS } else { 0.0 };
        let longest = text::width(&figures::charted(top), 12.0, Weight::Strong) + 10.0;
        let scale = (self.width - left - longest).max(1.0) / top;
        let mut items = Vec::new();
        let mut y = 0.0;
        for band in &chart.bands {
            if !band.label.is_empty() {
                let words =
                    if band.note.is_empty() { band.label.clone() } else { format!("{} · {}", band.label, band.note) };
                items.push(Text::new([0.0, y + 18.0], words).strong().inked(Ink::Normal).into());
                items.push(Item::line([0.0, y + HEAD - 5.0], [self.width, y + HEAD - 5.0], rule(band.is_apart)));
                y += HEAD;
            }
            for bar in &band.bars {
                y += bar_row(bar, y, is_wide, left, scale, &mut items);
            }
            y += 6.0;
        }
        Drawing {
            name: chart.name.clone(),
            width: self.width,
            height: y.max(1.0),
            title: chart.title.clone(),
            description: chart.description.clone(),
            items,
        }
    }
}

fn rule(is_apart: bool) -> Stroke {
    if is_apart { Stroke::Frame } else { Stroke::Grid }
}

/// Draws a bar with its name and says how much height it took.
fn bar_row(bar: &Bar, y: f64, is_wide: bool, left: f64, scale: f64, items: &mut Vec<Item>) -> f64 {
    let label = text::unbroken(&bar.label);
    let name_at = if is_wide { [0.0, y + 16.0] } else { [0.0, y + 11.0] };
    items.push(Text::new(name_at, label).sized(if is_wide { 12.0 } else { SMALL }).inked(Ink::Normal).into());
    let bar_y = if is_wide { y + 5.0 } else { y + 16.0 };
    let mut x = left;
    let mut lay = |part: f64, has_before: bool| {
        let width = part * scale;
        let gap = if has_before { GAP.min(width / 2.0) } else { 0.0 };
        let area = Rect { x: x + gap, y: bar_y, width: width - gap, height: THICKNESS };
        x += width;
        area
    };
    for (shade, part) in (0..).zip(&bar.parts) {
        let area = lay(part.value, shade > 0);
        items.push(category_part(bar.category, shade, area).titled(&part.title));
    }
    if let Some(part) = bar.not_validated.as_ref().filter(|part| part.value > 0.0) {
        let area = lay(part.value, !bar.parts.is_empty());
        items.push(Item::edged(area, Paint::NotValidated, Stroke::NotValidated).titled(&part.title));
    }
    let total = bar.total();
    let words = if total == 0.0 { figures::MISSING.to_owned() } else { figures::charted(total) };
    let value = Text::new([x + 6.0, bar_y + 11.0], words).strong().inked(Ink::Strong);
    items.push(value.aligned(Align::Start).into());
    if is_wide { 26.0 } else { 38.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::bars::tests::{chart, pointed_at};

    #[test]
    fn lengths_are_in_proportion_whatever_the_width() {
        for width in [340.0, 720.0] {
            let parts = pointed_at(&Rows { width, top: None }.draw(&chart()));
            let ends: Vec<f64> = parts.iter().map(|(_, area)| area.x + area.width).collect();
            let left = if width > WIDE { WIDE_LABELS } else { 0.0 };
            // 4, 4 + 2, 20, 20 + 10
            let per_tonne = (ends[3] - left) / 30.0;
            let expected = [4.0, 6.0, 20.0, 30.0].map(|value| left + value * per_tonne);
            assert!(ends.iter().zip(expected).all(|(end, place)| (end - place).abs() < 1e-9), "{ends:?}");
            assert!(ends[3] < width);
        }
    }

    #[test]
    fn several_charts_can_share_a_scale() {
        let length = |top| pointed_at(&Rows { width: 340.0, top }.draw(&chart()))[2].1.width;
        let (own, shared) = (length(Some(30.0)), length(Some(300.0)));
        assert!(shared < own / 8.0 && shared > own / 12.0);
    }
}
