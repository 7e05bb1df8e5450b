//! Blocks set on pages: marks at their places, and the tree that says what they are.

use std::num::NonZeroU16;

use krilla::tagging::{Tag, TagKind};

use super::font::{self, Weight};
use super::paper::{self, BODY, BOTTOM, CAPTION, CONTENT, HEIGHT, MARGIN, NOTE, NUMBER, QUIET, Style};
use super::{Block, Number, Report, table};
use crate::charts::Drawing;

/// What stands on a page.
#[derive(Debug)]
pub(super) enum Mark<'a> {
    Text { x: f32, y: f32, style: Style, words: String },
    Box { x: f32, y: f32, width: f32, height: f32, ink: paper::Ink },
    Drawing { x: f32, y: f32, scale: f32, drawing: &'a Drawing },
}

/// Marks that belong together: a leaf of the tree, or, without one, decoration.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) leaf: Option<usize>,
    pub(super) marks: Vec<Mark<'a>>,
}

/// What pieces are, in the order of reading.
#[derive(Debug)]
pub(super) enum Branch {
    Group(TagKind, Vec<Branch>),
    Leaf(usize),
}

/// A heading, to be jumped to.
#[derive(Debug)]
pub(super) struct Jump {
    pub(super) words: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A report on pages.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    pub(super) sheets: Vec<Vec<Piece<'a>>>,
    pub(super) tree: Vec<Branch>,
    pub(super) jumps: Vec<Jump>,
    y: f32,
    leaves: usize,
}

/// Sets a report on pages.
pub(super) fn lay_out(report: &Report) -> Pages<'_> {
    let mut pages = Pages { sheets: vec![Vec::new()], tree: Vec::new(), jumps: Vec::new(), y: MARGIN, leaves: 0 };
    for block in &report.blocks {
        pages.block(block);
    }
    pages
}

impl<'a> Pages<'a> {
    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(level, words) => self.heading(*level, words),
            Block::Paragraph(words) => {
                let branch = self.paragraph(words, BODY);
                self.tree.push(branch);
                self.y += 6.0;
            }
            Block::Note(words) => {
                let branch = self.paragraph(words, NOTE);
                self.tree.push(branch);
                self.y += 6.0;
            }
            Block::Numbers(numbers) => self.numbers(numbers),
            Block::Facts { caption, rows } => table::facts(self, caption, rows),
            Block::Table(content) => table::table(self, content),
            Block::Figure(drawing) => self.figure(drawing),
            Block::NewPage => {
                if !self.sheets.last().is_some_and(Vec::is_empty) {
                    self.turn();
                }
            }
        }
    }

    /// Adds to what is read out.
    pub(super) fn push(&mut self, branch: Branch) {
        self.tree.push(branch);
    }

    pub(super) fn y(&self) -> f32 {
        self.y
    }

    pub(super) fn advance(&mut self, by: f32) {
        self.y += by;
    }

    /// Goes on to the next page unless there is room for so many points.
    pub(super) fn make_room(&mut self, height: f32) -> bool {
        let is_full = self.y + height > BOTTOM && self.y > MARGIN;
        if is_full {
            self.turn();
        }
        is_full
    }

    fn turn(&mut self) {
        self.sheets.push(Vec::new());
        self.y = MARGIN;
    }

    /// Puts marks on the page; they are read out as a leaf of their own.
    pub(super) fn put(&mut self, marks: Vec<Mark<'a>>) -> Branch {
        let leaf = self.leaves;
        self.leaves += 1;
        self.place(Some(leaf), marks);
        Branch::Leaf(leaf)
    }

    /// Puts marks on the page that are not read out.
    pub(super) fn decorate(&mut self, marks: Vec<Mark<'a>>) {
        self.place(None, marks);
    }

    fn place(&mut self, leaf: Option<usize>, marks: Vec<Mark<'a>>) {
        if let Some(page) = self.sheets.last_mut() {
            page.push(Piece { leaf, marks });
        }
    }

    fn heading(&mut self, level: u8, words: &str) {
        let style = paper::heading(level);
        if self.y > MARGIN {
            self.y += if level == 2 { 14.0 } else { 8.0 };
        }
        // a heading does not stand alone at the end of a page
        self.make_room(style.leading + 60.0);
        self.jumps.push(Jump { words: words.to_owned(), page: self.sheets.len() - 1, y: self.y });
        let leaves = self.lines(words, style);
        let number = NonZeroU16::new(level.into()).unwrap_or(NonZeroU16::MIN);
        self.tree.push(Branch::Group(Tag::Hn(number, Some(words.to_owned())).into(), leaves));
        self.y += 4.0;
    }

    pub(super) fn paragraph(&mut self, words: &str, style: Style) -> Branch {
        Branch::Group(Tag::P.into(), self.lines(words, style))
    }

    /// Words over the whole width, over pages where they must.
    fn lines(&mut self, words: &str, style: Style) -> Vec<Branch> {
        let mut leaves = Vec::new();
        for line in font::lines(words, style.weight, style.size, CONTENT) {
            self.make_room(style.leading);
            let text = Mark::Text { x: MARGIN, y: self.y + style.size, style, words: line };
            leaves.push(self.put(vec![text]));
            self.y += style.leading;
        }
        leaves
    }

    fn numbers(&mut self, numbers: &[Number]) {
        let width = CONTENT / numbers.len().max(1) as f32;
        let inner = width - 14.0;
        let notes: Vec<Vec<String>> =
            numbers.iter().map(|number| font::lines(&number.note, NOTE.weight, NOTE.size, inner)).collect();
        let longest = notes.iter().map(Vec::len).max().unwrap_or_default();
        let height = NOTE.leading + NUMBER.leading + longest as f32 * NOTE.leading + 10.0;
        self.make_room(height);
        let top = self.y;
        for (position, (number, notes)) in numbers.iter().zip(notes).enumerate() {
            let x = MARGIN + position as f32 * width;
            self.decorate(vec![Mark::Box { x, y: top, width: width - 8.0, height: 2.0, ink: paper::ACCENT }]);
            let label = Style { weight: Weight::Semibold, ..NOTE };
            let text =
                |y: f32, style: Style, words: &str| Mark::Text { x, y: y + style.size, style, words: words.to_owned() };
            let value = font::known(&number.value);
            let wide = font::width(&value, NUMBER.weight, NUMBER.size);
            let fitting = Style { size: NUMBER.size * (inner / wide).min(1.0), ..NUMBER };
            let mut marks = vec![
                text(top + 8.0, label, &font::known(&number.label)),
                text(top + 8.0 + NOTE.leading, fitting, &value),
            ];
            for (line, words) in notes.iter().enumerate() {
                let y = top + 8.0 + NOTE.leading + NUMBER.leading + line as f32 * NOTE.leading;
                marks.push(text(y, Style { ink: QUIET, ..NOTE }, words));
            }
            let leaf = self.put(marks);
            self.tree.push(Branch::Group(Tag::P.into(), vec![leaf]));
        }
        self.y = top + height + 8.0;
    }

    fn figure(&mut self, drawing: &'a Drawing) {
        let natural = (drawing.width as f32, drawing.height as f32);
        let room = HEIGHT - 2.0 * MARGIN - 120.0;
        let scale = (CONTENT / natural.0).min(room / natural.1).min(0.9);
        let height = natural.1 * scale;
        self.make_room(CAPTION.leading + height + 4.0);
        let title = self.paragraph(&drawing.title, CAPTION);
        self.tree.push(title);
        let leaf = self.put(vec![Mark::Drawing { x: MARGIN, y: self.y, scale, drawing }]);
        let words = format!("{}. {}", drawing.title, drawing.description);
        self.tree.push(Branch::Group(Tag::Figure(Some(words)).into(), vec![leaf]));
        self.y += height + 8.0;
    }
}
