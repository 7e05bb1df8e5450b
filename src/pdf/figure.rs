//! Drawings on a page: side by side, each below its title and with the names of its colours.

use krilla::tagging::Tag;

use super::font;
use super::layout::{Branch, Mark, Pages};
use super::paper::{CAPTION, CELL, CONTENT, HEIGHT, MARGIN, ROW_HEAD, Style, TEXT};
use super::{Figure, Key};
use crate::charts::Paint;

/// Points of a pixel at most: letters of drawings are then as large as those of tables.
const SCALE: f32 = 0.62;
/// Between drawings, and between a drawing and its legend.
const GAP: f32 = 18.0;
/// With less room than this beside its drawing a legend stands below it.
const NARROWEST_LEGEND: f32 = 120.0;
const WIDEST_LEGEND: f32 = 210.0;
/// Width of a column of a legend below its drawing.
const KEY: f32 = 150.0;
const SWATCH: f32 = 7.0;
/// Between a swatch and its name, and between a name and its value.
const SPACE: f32 = 5.0;
/// Left for what stands above and below a drawing that takes a whole page.
const AROUND: f32 = 160.0;

/// A figure in its place.
struct Place<'a> {
    figure: &'a Figure,
    title: Vec<String>,
    scale: f32,
    /// Where the legend stands below the title: from the left and from the top.
    legend: [f32; 2],
    columns: usize,
    column: f32,
    keys: Vec<Laid<'a>>,
    /// Without the title.
    height: f32,
}

/// A line of a legend, as wide as its column.
struct Laid<'a> {
    key: &'a Key,
    name: Vec<String>,
    value: f32,
}

/// How high figures side by side come out.
pub(super) fn height(figures: &[Figure]) -> f32 {
    let places = places(figures);
    title_height(&places) + highest(&places)
}

/// Puts figures side by side.
pub(super) fn figures<'a>(pages: &mut Pages<'a>, figures: &'a [Figure]) {
    let places = places(figures);
    let title = title_height(&places);
    let height = title + highest(&places);
    pages.make_room(height);
    let top = pages.y();
    for (position, place) in places.iter().enumerate() {
        let x = MARGIN + position as f32 * (width_of(places.len()) + GAP);
        place.put(pages, x, [top, top + title]);
    }
    pages.advance(height + 10.0);
}

fn width_of(count: usize) -> f32 {
    let count = count.max(1) as f32;
    (CONTENT - GAP * (count - 1.0)) / count
}

fn places(figures: &[Figure]) -> Vec<Place<'_>> {
    figures.iter().map(|figure| Place::of(figure, width_of(figures.len()))).collect()
}

fn title_height(places: &[Place<'_>]) -> f32 {
    let lines = places.iter().map(|place| place.title.len()).max().unwrap_or_default();
    lines as f32 * CAPTION.leading + 2.0
}

fn highest(places: &[Place<'_>]) -> f32 {
    places.iter().map(|place| place.height).fold(0.0, f32::max)
}

impl<'a> Place<'a> {
    fn of(figure: &'a Figure, width: f32) -> Self {
        let drawing = &figure.drawing;
        let natural = [drawing.width.max(1.0) as f32, drawing.height.max(1.0) as f32];
        let room = HEIGHT - 2.0 * MARGIN - AROUND;
        let scale = (width / natural[0]).min(room / natural[1]).min(SCALE);
        let drawn = natural.map(|side| side * scale);
        let beside = width - drawn[0] - GAP;
        let is_beside = beside >= NARROWEST_LEGEND;
        let (columns, column) = if is_beside {
            (1, beside.min(WIDEST_LEGEND))
        } else {
            let columns = (width / KEY).floor().max(1.0);
            (columns as usize, width / columns)
        };
        let keys: Vec<Laid<'_>> = figure.legend.iter().map(|key| Laid::of(key, column)).collect();
        let legend = if is_beside { [drawn[0] + GAP, 0.0] } else { [0.0, drawn[1] + 6.0] };
        let lines: f32 = keys.chunks(columns).map(row_height).sum();
        let height = if keys.is_empty() { drawn[1] } else { drawn[1].max(legend[1] + lines) };
        let title = font::lines(&drawing.title, CAPTION.weight, CAPTION.size, width);
        Self { figure, title, scale, legend, columns, column, keys, height }
    }

    /// `tops`: of the title and of what stands below it.
    fn put(&self, pages: &mut Pages<'a>, x: f32, [top, below]: [f32; 2]) {
        let drawing = &self.figure.drawing;
        let lines = self.title.iter().enumerate().map(|(line, words)| {
            let y = top + line as f32 * CAPTION.leading + CAPTION.size;
            Mark::Text { x, y, style: CAPTION, words: words.clone() }
        });
        let title = pages.put(lines.collect());
        pages.push(Branch::Group(Tag::P.into(), vec![title]));
        let drawn = pages.put(vec![Mark::Drawing { x, y: below, scale: self.scale, drawing }]);
        let words = format!("{}. {}", drawing.title, drawing.description);
        pages.push(Branch::Group(Tag::Figure(Some(words)).into(), vec![drawn]));
        let mut y = below + self.legend[1];
        for row in self.keys.chunks(self.columns) {
            for (column, key) in row.iter().enumerate() {
                key.put(pages, [x + self.legend[0] + column as f32 * self.column, y], self.column);
            }
            y += row_height(row);
        }
    }
}

fn row_height(row: &[Laid<'_>]) -> f32 {
    let lines = row.iter().map(|key| key.name.len()).max().unwrap_or_default();
    lines as f32 * CELL.leading + 2.0
}

impl<'a> Laid<'a> {
    fn of(key: &'a Key, width: f32) -> Self {
        let value = font::width(&font::known(&key.value), ROW_HEAD.weight, ROW_HEAD.size);
        let room = (width - SWATCH - 4.0 * SPACE - value).max(40.0);
        Self { key, name: font::lines(&key.name, CELL.weight, CELL.size, room), value }
    }

    fn put(&self, pages: &mut Pages<'a>, [x, y]: [f32; 2], width: f32) {
        let swatch = |inset: f32, ink| {
            let side = SWATCH - 2.0 * inset;
            Mark::Box { x: x + inset, y: y + 2.0 + inset, width: side, height: side, ink }
        };
        // hatched surfaces are white between their lines
        let surface = if self.key.paint == Paint::NotValidated { Paint::Surface } else { self.key.paint };
        // the palest shades need an edge to be seen on white
        let mut marks = vec![swatch(0.0, self.key.paint.edge()), swatch(0.5, surface.colour())];
        if surface != self.key.paint {
            let stripe = |x| Mark::Box { x, y: y + 2.0, width: 0.6, height: SWATCH, ink: self.key.paint.edge() };
            marks.extend([stripe(x + 2.0), stripe(x + 4.4)]);
        }
        pages.decorate(marks);
        let text = |x: f32, line: usize, style: Style, words: &str| Mark::Text {
            x,
            y: y + line as f32 * CELL.leading + CELL.size,
            style,
            words: words.to_owned(),
        };
        let names = self.name.iter().enumerate().map(|(line, words)| text(x + SWATCH + SPACE, line, CELL, words));
        let mut marks: Vec<Mark<'a>> = names.collect();
        if !self.key.value.is_empty() {
            let value = Style { ink: TEXT, ..ROW_HEAD };
            marks.push(text(x + width - 2.0 * SPACE - self.value, 0, value, &font::known(&self.key.value)));
        }
        let leaf = pages.put(marks);
        pages.push(Branch::Group(Tag::P.into(), vec![leaf]));
    }
}
