//! Blocks set on pages: marks at their places, and the tree that says what they are.

use std::num::NonZeroU16;

use krilla::tagging::{Tag, TagKind};

use super::font;
use super::paper::{self, BODY, BOTTOM, CONTENT, LABEL, MARGIN, NOTE, NUMBER, Style};
use super::{Block, Number, Report, figure, table};
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
    for (position, block) in report.blocks.iter().enumerate() {
        pages.block(block, &report.blocks[position + 1..]);
    }
    pages
}

/// About how high the beginning of some blocks is that has to stand on the page of its heading.
fn first_height(blocks: &[Block]) -> f32 {
    match blocks.split_first() {
        None | Some((Block::NewPage, _)) => 0.0,
        Some((Block::Heading(..) | Block::Paragraph(_) | Block::Note(_), rest)) => 30.0 + first_height(rest),
        Some((Block::Figures(figures), _)) => figure::height(figures),
        Some((Block::Numbers(_) | Block::Facts { .. } | Block::Table(_), _)) => 90.0,
    }
}

impl<'a> Pages<'a> {
    fn block(&mut self, block: &'a Block, following: &[Block]) {
        match block {
            Block::Heading(level, words) => self.heading(*level, words, first_height(following)),
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
            Block::Figures(figures) => figure::figures(self, figures),
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

    fn heading(&mut self, level: u8, words: &str, following: f32) {
        let style = paper::heading(level);
        if self.y > MARGIN {
            self.y += if level == 2 { 14.0 } else { 8.0 };
        }
        // a heading does not stand alone at the end of a page
        self.make_room(style.leading + following);
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
        let width = (CONTENT + BESIDE) / numbers.len().max(1) as f32;
        let set: Vec<SetNumber> = numbers.iter().map(|number| SetNumber::of(number, width - BESIDE)).collect();
        let labels = set.iter().map(|number| number.label.len()).max().unwrap_or_default();
        let notes = set.iter().map(|number| number.note.len()).max().unwrap_or_default();
        let height = NUMBER.leading + (labels + notes) as f32 * NOTE.leading + 12.0;
        self.make_room(height);
        let top = self.y;
        for (position, number) in set.iter().enumerate() {
            let x = MARGIN + position as f32 * width;
            self.decorate(vec![Mark::Box { x, y: top, width: width - BESIDE, height: 2.0, ink: paper::ACCENT }]);
            let leaf = self.put(number.marks([x, top + 8.0], labels));
            self.tree.push(Branch::Group(Tag::P.into(), vec![leaf]));
        }
        self.y = top + height + 8.0;
    }
}

/// Between big numbers side by side.
const BESIDE: f32 = 12.0;

/// A big number, set in lines.
struct SetNumber {
    label: Vec<String>,
    value: (String, Style),
    note: Vec<String>,
}

impl SetNumber {
    fn of(number: &Number, width: f32) -> Self {
        let value = font::known(&number.value).into_owned();
        let wide = font::width(&value, NUMBER.weight, NUMBER.size);
        Self {
            label: font::lines(&number.label, LABEL.weight, LABEL.size, width),
            value: (value, Style { size: NUMBER.size * (width / wide).min(1.0), ..NUMBER }),
            note: font::lines(&number.note, NOTE.weight, NOTE.size, width),
        }
    }

    /// `labels`: how many lines the labels of all of them have, so that their values stand on one line.
    fn marks<'a>(&self, [x, top]: [f32; 2], labels: usize) -> Vec<Mark<'a>> {
        let text = |y: f32, style: Style, words: &String| Mark::Text { x, y, style, words: words.clone() };
        let lines = |top: f32, style: Style, lines: &[String]| -> Vec<Mark<'a>> {
            let place = |line: usize| top + line as f32 * style.leading + style.size;
            lines.iter().enumerate().map(|(line, words)| text(place(line), style, words)).collect()
        };
        let (value, style) = &self.value;
        let below = top + labels as f32 * LABEL.leading;
        let mut marks = lines(top, LABEL, &self.label);
        marks.push(text(below + NUMBER.size, *style, value));
        marks.extend(lines(below + NUMBER.leading, NOTE, &self.note));
        marks
    }
}
