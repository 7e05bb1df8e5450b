//! One strip of parts with a mark: what there is beside what there should be.

use super::drawing::{Align, Drawing, Item, Text, Weight};
use super::paint::{Ink, Paint, Stroke};
use super::shape::Rect;
use super::text;

const TOP: f64 = 22.0;
const STRIP: f64 = 44.0;
const GAP: f64 = 2.0;
const PADDING: f64 = 6.0;

/// A part of the strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its colour.
    pub paint: Paint,
    /// How much it is.
    pub value: f64,
    /// The value as it is written on it, where it fits.
    pub words: String,
    /// Its name, below the value, where it fits.
    pub label: String,
    /// What it says when pointed at.
    pub says: String,
}

/// A strip to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// Its width; it is laid out for it.
    pub width: f64,
    /// The parts, from the left.
    pub parts: Vec<Part>,
    /// What there should be, and its name.
    pub mark: (f64, String),
}

impl Budget {
    /// Draws it. The strip is as wide as the greater of both.
    pub fn drawn(self) -> Drawing {
        let total: f64 = self.parts.iter().map(|part| part.value).sum();
        let (mark, name) = self.mark;
        let most = total.max(mark).max(f64::MIN_POSITIVE);
        // the mark is drawn whole even where it is the end
        let scale = (self.width - 2.0) / most;
        let mut items = vec![Item::rect(Rect { x: 0.0, y: TOP, width: self.width, height: STRIP }, Paint::Empty)];
        let mut x = 0.0;
        for part in self.parts {
            let width = part.value * scale;
            items.push(drawn_part(&part, x, width));
            x += width;
        }
        let at = mark * scale;
        items.push(Item::line([at, TOP - 6.0], [at, TOP + STRIP + 6.0], Stroke::Halo));
        items.push(Item::line([at, TOP - 6.0], [at, TOP + STRIP + 6.0], Stroke::Target));
        items.push(beside(at, name, self.width).into());
        Drawing {
            name: self.name,
            width: self.width,
            height: TOP + STRIP + 8.0,
            title: self.title,
            description: self.description,
            items,
        }
    }
}

fn drawn_part(part: &Part, x: f64, width: f64) -> Item {
    let gap = GAP.min(width * 0.3);
    let rect = Rect { x, y: TOP, width: width - gap, height: STRIP };
    let mut items = vec![Item::rect(rect, part.paint)];
    let room = width - gap - 2.0 * PADDING;
    let ink = Ink::OnShade(match part.paint {
        Paint::Category(_, shade) => shade,
        _ => 0,
    });
    let fits = |words: &str, weight| text::width(words, 12.0, weight) <= room;
    if fits(&part.words, Weight::Strong) {
        items.push(Text::new([x + PADDING, TOP + 18.0], part.words.clone()).strong().inked(ink).into());
        if fits(&part.label, Weight::Regular) {
            items.push(Text::new([x + PADDING, TOP + 34.0], part.label.clone()).inked(ink).into());
        }
    }
    Item::Group { title: Some(part.says.clone()), items }
}

/// The name of the mark, on the side where there is room.
fn beside(at: f64, name: String, width: f64) -> Text {
    let has_room = at + 6.0 + text::width(&name, 12.0, Weight::Strong) <= width;
    let (x, align) = if has_room { (at + 6.0, Align::Start) } else { (at - 6.0, Align::End) };
    Text::new([x, TOP - 8.0], name).aligned(align).strong().inked(Ink::Target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carbon::taxonomy::Category;

    fn strip(values: &[f64], mark: f64) -> Drawing {
        let part = |value: &f64| Part {
            paint: Paint::Category(Category::Equipment, 0),
            value: *value,
            words: value.to_string(),
            label: "Equipment".into(),
            says: String::new(),
        };
        Budget {
            name: "per-fte".into(),
            title: "Per FTE".into(),
            description: String::new(),
            width: 1002.0,
            parts: values.iter().map(part).collect(),
            mark: (mark, "budget".into()),
        }
        .drawn()
    }

    fn widths(drawing: &Drawing) -> Vec<f64> {
        let width = |item: &Item| {
            let Item::Group { items, .. } = item else { return None };
            let Item::Mark(mark) = &items[0] else { return None };
            let super::super::drawing::Form::Rect(rect) = &mark.form else { return None };
            Some(rect.width)
        };
        drawing.items.iter().filter_map(width).collect()
    }

    #[test]
    fn parts_fill_the_strip_when_they_are_more_than_the_mark() {
        assert_eq!(widths(&strip(&[3.0, 1.0], 2.0)), [748.0, 248.0]);
    }

    #[test]
    fn the_strip_is_as_long_as_the_mark_when_they_are_less() {
        assert_eq!(widths(&strip(&[0.5, 0.5], 2.0)), [248.0, 248.0]);
    }

    #[test]
    fn words_are_left_out_where_they_do_not_fit() {
        let texts = |drawing: &Drawing| {
            let count = |item: &Item| match item {
                Item::Group { items, .. } => items.len() - 1,
                _ => 0,
            };
            drawing.items.iter().map(count).collect::<Vec<_>>()
        };
        let counts: Vec<usize> = texts(&strip(&[3.95, 0.045, 0.005], 2.0));
        assert_eq!(counts.iter().sum::<usize>(), 2, "{counts:?}");
    }
}
