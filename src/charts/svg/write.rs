//! Lengths, outlines, colours and words as SVG writes them.

use crate::charts::paint::Rgb;
use crate::charts::shape::{Point, Shape, Step};

/// A length with one decimal at most.
pub(super) struct Short(pub(super) f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round();
        if !tenths.is_finite() || tenths == 0.0 {
            return f.write_str("0");
        }
        write!(f, "{}", tenths / 10.0)
    }
}

/// The outline of a shape.
pub(super) struct Path<'a>(pub(super) &'a Shape);

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = |f: &mut std::fmt::Formatter<'_>, letter: &str, [x, y]: Point| {
            write!(f, "{letter}{} {}", Short(x), Short(y))
        };
        for step in &self.0.0 {
            match step {
                Step::Move(to) => place(f, "M", *to)?,
                Step::Line(to) => place(f, "L", *to)?,
                Step::Curve(first, second, to) => {
                    place(f, "C", *first)?;
                    place(f, " ", *second)?;
                    place(f, " ", *to)?;
                }
                Step::Close => f.write_str("Z")?,
            }
        }
        Ok(())
    }
}

/// A colour.
pub(super) fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Text that cannot be taken for markup.
pub(super) fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return text.into();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}
