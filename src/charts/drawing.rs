//! A drawing: its size, what it says, and its parts from back to front.

use super::paint::{Ink, Paint, Stroke};
use super::shape::{Point, Rect, Shape};

/// A drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// A word that tells it from the other drawings of a page: letters, digits, hyphens.
    pub name: String,
    /// Width, in pixels at its natural size.
    pub width: f64,
    /// Height, in pixels at its natural size.
    pub height: f64,
    /// What it shows.
    pub title: String,
    /// Its main finding, in one sentence.
    pub description: String,
    /// Its parts, from back to front.
    pub items: Vec<Item>,
}

/// A part of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A shape.
    Mark(Mark),
    /// Words.
    Text(Text),
    /// Parts that belong together, with what they say when pointed at.
    Group {
        /// Name, value, share.
        title: Option<String>,
        /// The parts.
        items: Vec<Item>,
    },
}

/// A shape with its paint.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What is painted.
    pub form: Form,
    /// Its surface; none: an outline only.
    pub fill: Option<Paint>,
    /// Its edge; none: a surface only.
    pub stroke: Option<Stroke>,
}

/// The form of a mark.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A rectangle.
    Rect(Rect),
    /// Any outline.
    Shape(Shape),
}

/// Words on a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where the line of writing begins, has its middle, or ends.
    pub at: Point,
    /// Which of them.
    pub align: Align,
    /// Height of the letters, in pixels.
    pub size: f64,
    /// Thickness of the letters.
    pub weight: Weight,
    /// How strongly they speak.
    pub ink: Ink,
    /// The words.
    pub words: String,
}

/// What of the words stands at the given place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Their beginning.
    Start,
    /// Their middle.
    Middle,
    /// Their end.
    End,
}

/// Thickness of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Usual.
    Regular,
    /// Strong.
    Strong,
}

impl Drawing {
    /// Drawings side by side, so many on a line, as one without name and words.
    pub fn tiled(drawings: Vec<Self>, columns: usize, gap: f64) -> Self {
        let mut all = Self::default();
        let (mut x, mut y, mut line) = (0.0, 0.0, 0.0_f64);
        for (position, drawing) in drawings.into_iter().enumerate() {
            if position > 0 && position.is_multiple_of(columns.max(1)) {
                (x, y, line) = (0.0, y + line + gap, 0.0);
            }
            all.items.extend(drawing.items.into_iter().map(|item| item.moved(x, y)));
            all.width = all.width.max(x + drawing.width);
            line = line.max(drawing.height);
            all.height = y + line;
            x += drawing.width + gap;
        }
        all
    }
}

impl Item {
    /// The part elsewhere.
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Self {
        match self {
            Self::Mark(mut mark) => {
                mark.form = match mark.form {
                    Form::Rect(area) => Form::Rect(Rect { x: area.x + right, y: area.y + down, ..area }),
                    Form::Shape(shape) => Form::Shape(shape.moved(right, down)),
                };
                Self::Mark(mark)
            }
            Self::Text(mut text) => {
                text.at = [text.at[0] + right, text.at[1] + down];
                Self::Text(text)
            }
            Self::Group { title, items } => {
                Self::Group { title, items: items.into_iter().map(|item| item.moved(right, down)).collect() }
            }
        }
    }

    /// A painted rectangle.
    pub fn rect(rect: Rect, fill: Paint) -> Self {
        Self::Mark(Mark { form: Form::Rect(rect), fill: Some(fill), stroke: None })
    }

    /// A painted rectangle with an edge.
    pub fn edged(rect: Rect, fill: Paint, stroke: Stroke) -> Self {
        Self::Mark(Mark { form: Form::Rect(rect), fill: Some(fill), stroke: Some(stroke) })
    }

    /// The edge of a rectangle.
    pub fn frame(rect: Rect, stroke: Stroke) -> Self {
        Self::Mark(Mark { form: Form::Rect(rect), fill: None, stroke: Some(stroke) })
    }

    /// A straight line.
    pub fn line(from: Point, to: Point, stroke: Stroke) -> Self {
        Self::stroked(Shape::line([from, to]), stroke)
    }

    /// A painted shape.
    pub fn filled(shape: Shape, fill: Paint) -> Self {
        Self::Mark(Mark { form: Form::Shape(shape), fill: Some(fill), stroke: None })
    }

    /// The outline of a shape.
    pub fn stroked(shape: Shape, stroke: Stroke) -> Self {
        Self::Mark(Mark { form: Form::Shape(shape), fill: None, stroke: Some(stroke) })
    }

    /// The part, with what it says when pointed at.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self::Group { title: Some(title.into()), items: vec![self] }
    }
}

impl Text {
    /// Quiet words of the smallest size, beginning at a place.
    pub fn new(at: Point, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { at, align: Align::Start, size: 12.0, weight: Weight::Regular, ink: Ink::Quiet, words }
    }

    /// Elsewhere about its place.
    #[must_use]
    pub fn aligned(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    /// In other ink.
    #[must_use]
    pub fn inked(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }

    /// In strong letters.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.weight = Weight::Strong;
        self
    }

    /// In another size.
    #[must_use]
    pub fn sized(mut self, size: f64) -> Self {
        self.size = size;
        self
    }
}

impl From<Text> for Item {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}
