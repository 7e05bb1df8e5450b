//! One stacked column beside an axis.

use super::axis::Axis;
use super::bars::{Part, category_part};
use super::drawing::{Align, Drawing, Item, Text, Weight};
use super::paint::{Ink, Stroke};
use super::shape::Rect;
use super::text;
use crate::carbon::taxonomy::Category;
use crate::web::figures;

/// A stacked column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// What stands under it.
    pub label: String,
    /// From the bottom up.
    pub parts: Vec<(Category, Part)>,
}

const SMALL: f64 = 11.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 330.0;
const WIDTH: f64 = 64.0;
/// Parts lower than this have no room for their value.
const ROOM: f64 = 16.0;

impl Column {
    /// What the column adds up to.
    pub fn total(&self) -> f64 {
        self.parts.iter().map(|(_, part)| part.value).sum()
    }

    /// The column at its natural size.
    pub fn draw(&self) -> Drawing {
        let total = self.total();
        let axis = Axis::to(total);
        let height = |value| axis.share(value) * (BOTTOM - TOP);
        let ticks: Vec<String> = axis.ticks.iter().map(|tick| axis.words(*tick)).collect();
        let left = ticks.iter().map(|words| text::width(words, SMALL, Weight::Regular)).fold(0.0, f64::max) + 10.0;
        let width = left + WIDTH + 24.0;
        let middle = left + 12.0 + WIDTH / 2.0;
        let mut items = Vec::new();
        for (tick, words) in axis.ticks.iter().zip(ticks) {
            let y = BOTTOM - height(*tick);
            let stroke = if *tick > 0.0 { Stroke::Grid } else { Stroke::Axis };
            items.push(Item::line([left, y], [width, y], stroke));
            items.push(Text::new([left - 8.0, y + 4.0], words).sized(SMALL).aligned(Align::End).into());
        }
        let mut y = BOTTOM;
        for (category, part) in &self.parts {
            let high = height(part.value);
            y -= high;
            let gap = 1.0_f64.min(high / 2.0);
            let area = Rect { x: left + 12.0, y, width: WIDTH, height: high - gap };
            let mut items_of_part = vec![category_part(*category, 0, area)];
            if high >= ROOM {
                let words = Text::new([middle, y + high / 2.0 + 4.0], figures::decimal(part.value, 2));
                items_of_part.push(words.inked(Ink::OnShade(0)).aligned(Align::Middle).into());
            }
            items.push(Item::Group { title: Some(part.title.clone()), items: items_of_part });
        }
        let above = Text::new([middle, y - 6.0], figures::decimal(total, 2)).strong().inked(Ink::Strong);
        items.push(above.aligned(Align::Middle).into());
        let under = Text::new([middle, BOTTOM + 16.0], &self.label).sized(SMALL).inked(Ink::Normal);
        items.push(under.aligned(Align::Middle).into());
        Drawing {
            name: self.name.clone(),
            width,
            height: BOTTOM + 24.0,
            title: self.title.clone(),
            description: self.description.clone(),
            items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::bars::tests::pointed_at;

    #[test]
    fn parts_fill_the_column_up_to_its_total() {
        let part = |value: f64| Part { value, title: value.to_string() };
        let parts = vec![(Category::Purchases, part(0.75)), (Category::Food, part(0.5)), (Category::Waste, part(0.01))];
        let column = Column { parts, ..Column::default() };
        assert!((column.total() - 1.26).abs() < 1e-12);
        let areas = pointed_at(&column.draw());
        // the axis ends at 1.5
        let reached = (BOTTOM - areas[2].1.y) / (BOTTOM - TOP) * 1.5;
        assert!((reached - 1.26).abs() < 1e-9);
        let written = format!("{:?}", column.draw());
        assert!(written.contains("\"0.75\"") && written.contains("\"1.26\"") && !written.contains("\"0.01\", "));
    }
}
