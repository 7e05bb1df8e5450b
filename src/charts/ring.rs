//! A ring: the parts of one sum, and the sum in its middle.

use super::drawing::{Align, Drawing, Item, Text};
use super::paint::{Ink, Paint, SHADES};
use super::shape::{Point, Shape};
use crate::carbon::taxonomy::Category;

const SIZE: f64 = 132.0;
const OUTER: f64 = 64.0;
const INNER: f64 = 40.0;
/// What is left open between two parts, as a share of the turn.
const GAP: f64 = 0.006;

/// A ring to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// Whose parts they are; each gets a shade.
    pub category: Category,
    /// Each part: its size, and what it says when pointed at.
    pub parts: Vec<(f64, String)>,
    /// The sum, as it is written in the middle.
    pub total: String,
    /// The unit below it.
    pub unit: String,
}

impl Ring {
    /// Draws it.
    pub fn drawn(self) -> Drawing {
        let centre = [SIZE / 2.0, SIZE / 2.0];
        let total: f64 = self.parts.iter().map(|(size, _)| size).sum();
        let gap = if self.parts.len() > 1 { GAP } else { 0.0 };
        let mut items = Vec::with_capacity(self.parts.len() + 2);
        let mut passed = 0.0;
        for (position, (size, says)) in self.parts.into_iter().enumerate() {
            let share = if total > 0.0 { size / total } else { 0.0 };
            let tone = position.min(usize::from(SHADES) - 1) as u8;
            items.push(part(centre, passed, share, gap, Paint::Category(self.category, tone)).titled(says));
            passed += share;
        }
        items.push(middle(centre[1] + 4.0, self.total).strong().sized(22.0).inked(Ink::Strong).into());
        items.push(middle(centre[1] + 20.0, self.unit).sized(11.0).into());
        Drawing { name: self.name, width: SIZE, height: SIZE, title: self.title, description: self.description, items }
    }
}

/// A part of the ring; one thinner than the gap is still a line.
fn part(centre: Point, from: f64, share: f64, gap: f64, paint: Paint) -> Item {
    let open = gap.min(share * 0.5) / 2.0;
    Item::filled(Shape::ring(centre, INNER, OUTER, from + open, from + share - open), paint)
}

fn middle(y: f64, words: String) -> Text {
    Text::new([SIZE / 2.0, y], words).aligned(Align::Middle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::drawing::Form;
    use crate::charts::shape::Step;

    fn ring(parts: &[f64]) -> Drawing {
        Ring {
            name: "food".into(),
            title: "Food".into(),
            description: String::new(),
            category: Category::Food,
            parts: parts.iter().map(|size| (*size, format!("{size} t"))).collect(),
            total: "7.4".into(),
            unit: "t".into(),
        }
        .drawn()
    }

    /// How far each part turns, in shares of a turn, found from the ends of its outer edge.
    fn turns(drawing: &Drawing) -> Vec<f64> {
        let angle = |[x, y]: Point| {
            let (x, y) = (x - SIZE / 2.0, y - SIZE / 2.0);
            (x.atan2(-y) / std::f64::consts::TAU).rem_euclid(1.0)
        };
        let turn = |item: &Item| {
            let Item::Group { items, .. } = item else { return None };
            let Item::Mark(mark) = &items[0] else { return None };
            let Form::Shape(Shape(steps)) = &mark.form else { return None };
            let Step::Move(from) = steps[0] else { return None };
            let outer = steps.iter().take_while(|step| !matches!(step, Step::Line(_))).last();
            let Some(Step::Curve(_, _, to)) = outer else { return None };
            Some((angle(*to) - angle(from)).rem_euclid(1.0))
        };
        drawing.items.iter().filter_map(turn).collect()
    }

    #[test]
    fn parts_are_as_large_as_their_share_but_for_the_gaps() {
        let drawn = turns(&ring(&[5.0, 3.0, 2.0]));
        for (turn, share) in drawn.iter().zip([0.5, 0.3, 0.2]) {
            assert!((turn - (share - GAP)).abs() < 1e-9, "{drawn:?}");
        }
        assert_eq!(drawn.len(), 3);
    }

    #[test]
    fn one_part_is_the_whole_ring_and_more_parts_than_shades_are_drawn() {
        assert_eq!(ring(&[5.0]).items.len(), 3);
        assert_eq!(ring(&[1.0; 12]).items.len(), 14);
        assert_eq!(ring(&[]).items.len(), 2);
    }
}
