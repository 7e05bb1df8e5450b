//! A thousand cells, one for each tenth of a percent.

use super::bars::category_part;
use super::drawing::{Drawing, Item};
use super::paint::{Paint, Stroke};
use super::shape::{Rect, Shape, Step};
use crate::carbon::taxonomy::Category;

/// How many cells there are.
pub const CELLS: u32 = 1000;

const COLUMNS: u32 = 50;
const ROWS: u32 = 20;
const SIDE: f64 = 11.0;

/// The cells of parts of a share: as many as the share has tenths of a percent, given by largest remainder. Of equal
/// remainders the first part's goes first.
pub fn cells(share: f64, parts: &[f64]) -> Vec<u32> {
    let wanted = if share.is_finite() { (share * f64::from(CELLS)).round().clamp(0.0, f64::from(CELLS)) } else { 0.0 };
    let total: f64 = parts.iter().sum();
    if total <= 0.0 {
        return vec![0; parts.len()];
    }
    let exact: Vec<f64> = parts.iter().map(|part| part / total * wanted).collect();
    let mut cells: Vec<u32> = exact.iter().map(|value| value.floor() as u32).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let missing = (wanted as u32).saturating_sub(cells.iter().sum());
    for position in order.into_iter().take(missing as usize) {
        cells[position] += 1;
    }
    cells
}

/// The share of a number of cells: `23.4 %`, or `< 1 %`.
pub fn percent(cells: u32) -> String {
    match cells {
        1..10 => "<\u{a0}1\u{a0}%".to_owned(),
        _ => format!("{}.{}\u{a0}%", cells / 10, cells % 10),
    }
}

/// A waffle: its parts fill it column by column, what is left over stays empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waffle {
    /// A word that tells it from the other drawings of a page.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Its main finding.
    pub description: String,
    /// Category, shade, cells, what is said when pointed at.
    pub parts: Vec<(Category, u8, u32, String)>,
}

impl Waffle {
    /// The waffle at its natural size.
    pub fn draw(&self) -> Drawing {
        let (width, height) = (f64::from(COLUMNS) * SIDE, f64::from(ROWS) * SIDE);
        let mut items = vec![Item::rect(Rect { x: 0.0, y: 0.0, width, height }, Paint::Empty)];
        let mut first = 0;
        for (category, shade, cells, title) in &self.parts {
            let cells = (*cells).min(CELLS - first);
            let areas = runs(first, cells);
            let parts = areas.into_iter().map(|area| category_part(*category, *shade, area)).collect();
            items.push(Item::Group { title: Some(title.clone()), items: parts });
            first += cells;
        }
        items.push(Item::stroked(grid(width, height), Stroke::Surface));
        Drawing {
            name: self.name.clone(),
            width,
            height,
            title: self.title.clone(),
            description: self.description.clone(),
            items,
        }
    }
}

/// The rectangles that so many cells from one on make: the end of a column, whole columns, the beginning of one.
fn runs(first: u32, count: u32) -> Vec<Rect> {
    let mut runs = Vec::new();
    let (mut at, end) = (first, first + count);
    while at < end {
        let (column, row) = (at / ROWS, at % ROWS);
        let columns = if row == 0 { (end - at) / ROWS } else { 0 };
        let (wide, high) = if columns > 0 { (columns, ROWS) } else { (1, (ROWS - row).min(end - at)) };
        runs.push(Rect {
            x: f64::from(column) * SIDE,
            y: f64::from(row) * SIDE,
            width: f64::from(wide) * SIDE,
            height: f64::from(high) * SIDE,
        });
        at += wide * high;
    }
    runs
}

/// The lines between cells.
fn grid(width: f64, height: f64) -> Shape {
    let mut steps = Vec::new();
    for column in 0..=COLUMNS {
        let x = f64::from(column) * SIDE;
        steps.extend([Step::Move([x, 0.0]), Step::Line([x, height])]);
    }
    for row in 0..=ROWS {
        let y = f64::from(row) * SIDE;
        steps.extend([Step::Move([0.0, y]), Step::Line([width, y])]);
    }
    Shape(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_go_to_the_largest_remainders() {
        // 234 cells over 3 and 1: 175.5 and 58.5, the first of equals gets the cell
        assert_eq!(cells(0.234, &[3.0, 1.0]), [176, 58]);
        assert_eq!(cells(0.0, &[3.0, 1.0]), [0, 0]);
        assert_eq!(cells(2.0, &[1.0]), [1000]);
        assert_eq!(cells(0.5, &[]), Vec::<u32>::new());
        assert_eq!(cells(f64::NAN, &[0.0]), [0]);
    }

    #[test]
    fn shares_below_one_percent_are_said_to_be_so() {
        assert_eq!(
            [0, 1, 9, 10, 234].map(percent),
            ["0.0\u{a0}%", "<\u{a0}1\u{a0}%", "<\u{a0}1\u{a0}%", "1.0\u{a0}%", "23.4\u{a0}%"]
        );
    }

    proptest! {
        #[test]
        fn every_cell_of_the_share_is_given_and_covers_its_area(share in 0.0..1.0, parts in prop::collection::vec(0.001..10.0, 1..5)) {
            let cells = cells(share, &parts);
            prop_assert_eq!(cells.iter().sum::<u32>(), (share * 1000.0).round() as u32);
            let mut first = 0;
            for count in cells {
                let area: f64 = runs(first, count).iter().map(|run| run.width * run.height).sum();
                prop_assert!((area - f64::from(count) * SIDE * SIDE).abs() < 1e-6);
                first += count;
            }
        }
    }
}
