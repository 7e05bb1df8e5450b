//! Drawings on a page, in the colours of the light theme.

use krilla::geom::{Path, PathBuilder, Rect as Area, Transform};
use krilla::paint::{FillRule, Stroke as Line, StrokeDash};
use krilla::surface::Surface;

use super::font::{self, Weight};
use super::paper::Style;
use super::render::{fill, text};
use crate::charts::drawing::Form;
use crate::charts::{Align, Drawing, Item, Mark, Paint, Rect, Shape, Step, Stroke, Text, drawing};

/// Between the lines of a hatch, in units of the drawing.
const HATCH: f64 = 5.0;

/// Draws with the upper left corner at a place.
pub(super) fn draw(surface: &mut Surface<'_>, drawing: &Drawing, [x, y]: [f32; 2], scale: f32) {
    surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
    items(surface, &drawing.items);
    surface.pop();
}

fn items(surface: &mut Surface<'_>, all: &[Item]) {
    for item in all {
        match item {
            Item::Mark(mark) => draw_mark(surface, mark),
            Item::Text(words) => draw_text(surface, words),
            Item::Group { items: parts, .. } => items(surface, parts),
        }
    }
}

fn draw_mark(surface: &mut Surface<'_>, mark: &Mark) {
    let Some(path) = outline(&mark.form) else { return };
    match mark.fill {
        Some(Paint::NotValidated) => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(Paint::Surface.colour())));
            surface.draw_path(&path);
            hatch(surface, &mark.form, &path);
        }
        Some(paint) => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(paint.colour())));
            surface.draw_path(&path);
        }
        None => {}
    }
    if let Some(stroke) = mark.stroke {
        surface.set_fill(None);
        surface.set_stroke(Some(line(stroke)));
        surface.draw_path(&path);
    }
}

fn hatch(surface: &mut Surface<'_>, form: &Form, outline: &Path) {
    let Form::Rect(rect) = form else { return };
    let Some(lines) = path(&Shape::hatch(*rect, HATCH)) else { return };
    surface.push_clip_path(outline, &FillRule::NonZero);
    surface.set_fill(None);
    surface.set_stroke(Some(line(Stroke::NotValidated)));
    surface.draw_path(&lines);
    surface.pop();
}

fn line(stroke: Stroke) -> Line {
    let dash = stroke.dashes().map(|[on, off]| StrokeDash { array: vec![on as f32, off as f32], offset: 0.0 });
    Line { paint: fill(stroke.colour()).paint, width: stroke.width() as f32, dash, ..Line::default() }
}

fn outline(form: &Form) -> Option<Path> {
    match form {
        Form::Rect(Rect { x, y, width, height }) => {
            let mut builder = PathBuilder::new();
            builder.push_rect(Area::from_xywh(*x as f32, *y as f32, *width as f32, *height as f32)?);
            builder.finish()
        }
        Form::Shape(shape) => path(shape),
    }
}

fn path(shape: &Shape) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for step in &shape.0 {
        match step {
            Step::Move([x, y]) => builder.move_to(*x as f32, *y as f32),
            Step::Line([x, y]) => builder.line_to(*x as f32, *y as f32),
            Step::Curve(a, b, to) => {
                builder.cubic_to(a[0] as f32, a[1] as f32, b[0] as f32, b[1] as f32, to[0] as f32, to[1] as f32);
            }
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn draw_text(surface: &mut Surface<'_>, words: &Text) {
    let weight = match words.weight {
        drawing::Weight::Regular => Weight::Regular,
        drawing::Weight::Strong => Weight::Semibold,
    };
    let style = Style { size: words.size as f32, leading: 0.0, weight, ink: words.ink.colour() };
    let known = font::known(&words.words);
    let width = font::width(&known, weight, style.size);
    let x = words.at[0] as f32
        - match words.align {
            Align::Start => 0.0,
            Align::Middle => width / 2.0,
            Align::End => width,
        };
    text(surface, [x, words.at[1] as f32], &style, &known);
}
