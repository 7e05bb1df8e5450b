//! A strip of shares.

use super::bars::{Part, category_part};
use super::drawing::{Drawing, Item, Text, Weight};
use super::paint::{Ink, Paint, Stroke};
use super::shape::Rect;
use super::text;
use crate::carbon::taxonomy::Category;
use crate::web::figures;

/// A strip whose segments together are the whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strip {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// From left to right.
    pub segments: Vec<Segment>,
}

/// A segment of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// What it is about.
    pub category: Category,
    /// In which shade of it.
    pub shade: u8,
    /// How much.
    pub value: f64,
    /// Its name.
    pub label: String,
    /// What it says when pointed at.
    pub title: String,
}

const HEIGHT: f64 = 64.0;
/// Smaller shares have no label.
const LABELLED: f64 = 0.09;

impl Strip {
    /// The strip so many pixels wide.
    pub fn draw(&self, width: f64) -> Drawing {
        self.draw_beside(width, None)
    }

    /// The strip so many pixels wide, at its end what is not validated.
    pub fn draw_beside(&self, width: f64, not_validated: Option<&Part>) -> Drawing {
        let validated: f64 = self.segments.iter().map(|segment| segment.value).sum();
        let total = validated + not_validated.map_or(0.0, |part| part.value);
        let mut items = Vec::new();
        let mut x = 0.0;
        let mut area = |value: f64| {
            let wide = if total > 0.0 { value / total * width } else { 0.0 };
            let gap = if x > 0.0 { 2.0_f64.min(wide / 2.0) } else { 0.0 };
            let area = Rect { x: x + gap, y: 0.5, width: (wide - gap).max(0.0), height: HEIGHT };
            x += wide;
            area
        };
        for segment in &self.segments {
            let area = area(segment.value);
            let share = if total > 0.0 { segment.value / total } else { 0.0 };
            let mut parts = vec![category_part(segment.category, segment.shade, area)];
            if share >= LABELLED {
                parts.extend(label(segment, share, area));
            }
            items.push(Item::Group { title: Some(segment.title.clone()), items: parts });
        }
        if let Some(part) = not_validated.filter(|part| part.value > 0.0) {
            let hatched = Item::edged(area(part.value), Paint::NotValidated, Stroke::NotValidated);
            items.push(hatched.titled(&part.title));
        }
        Drawing {
            name: self.name.clone(),
            width,
            height: HEIGHT + 1.0,
            title: self.title.clone(),
            description: self.description.clone(),
            items,
        }
    }
}

/// Share and name, as far as they fit.
fn label(segment: &Segment, share: f64, area: Rect) -> Vec<Item> {
    let room = area.width - 14.0;
    let ink = Ink::OnShade(segment.shade);
    let percent = figures::percent(share);
    let mut items = Vec::new();
    if text::width(&percent, 12.0, Weight::Strong) <= room {
        items.push(Text::new([area.x + 8.0, 20.0], percent).strong().inked(ink).into());
    }
    let lines = text::lines(&segment.label, 11.0, Weight::Regular, room, 2);
    if lines.iter().all(|line| text::width(line, 11.0, Weight::Regular) <= room) {
        for (line, words) in lines.into_iter().enumerate() {
            let at = [area.x + 8.0, 36.0 + 14.0 * line as f64];
            items.push(Text::new(at, words).sized(11.0).inked(ink).into());
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::bars::tests::pointed_at;

    fn strip() -> Strip {
        let segment = |value, label: &str| Segment {
            category: Category::Purchases,
            shade: 0,
            value,
            label: label.to_owned(),
            title: label.to_owned(),
        };
        Strip {
            segments: vec![segment(60.0, "Services"), segment(32.0, "Vehicles"), segment(8.0, "Rest")],
            ..Strip::default()
        }
    }

    #[test]
    fn widths_are_shares_of_the_whole() {
        let areas = pointed_at(&strip().draw(1000.0));
        let ends: Vec<f64> = areas.iter().map(|(_, area)| area.x + area.width).collect();
        assert!(ends.iter().zip([600.0, 920.0, 1000.0]).all(|(end, place)| (end - place).abs() < 1e-9), "{ends:?}");
    }

    #[test]
    fn what_is_not_validated_is_part_of_the_whole() {
        let rest = Part { value: 100.0, title: "Not validated".to_owned() };
        let areas = pointed_at(&strip().draw_beside(1000.0, Some(&rest)));
        let ends: Vec<f64> = areas.iter().map(|(_, area)| area.x + area.width).collect();
        assert!(
            ends.iter().zip([300.0, 460.0, 500.0, 1000.0]).all(|(end, place)| (end - place).abs() < 1e-9),
            "{ends:?}"
        );
        assert_eq!(areas[3].0, "Not validated");
    }

    #[test]
    fn labels_stand_where_they_fit() {
        let wide = format!("{:?}", strip().draw(1000.0));
        assert!(wide.contains("words: \"60\\u{a0}%\"") && wide.contains("words: \"Vehicles\""));
        assert!(!wide.contains("words: \"Rest\""));
        assert!(!format!("{:?}", strip().draw(120.0)).contains("words: \"Vehicles\""));
    }
}
