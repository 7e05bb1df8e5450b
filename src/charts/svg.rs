//! Drawings as SVG: inside pages, where classes let the theme colour them, and as files that carry their colours.

mod classes;
mod patterns;
mod write;

use std::fmt::Write as _;

use self::classes::{ink_class, paint_class, stroke_class};
use self::patterns::{HATCH, TILE, Used, tile};
use self::write::{Path, Short, escaped, hex};
use super::drawing::{Align, Drawing, Form, Item, Mark, Text, Weight};
use super::paint::{Paint, Rgb, Stroke};
use super::shape::Rect;

/// How categories are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Look {
    /// By colour, and by their names.
    #[default]
    Plain,
    /// Also by a pattern each, for people who see colours otherwise.
    Patterned,
}

/// The drawing for a page, coloured by `static/css/charts.css`.
pub fn inline(drawing: &Drawing, look: Look) -> String {
    let mut svg = Svg::new(drawing, look, Place::Page);
    let name = escaped(&drawing.name);
    let _ = write!(
        svg.out,
        r#"<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{}</title><desc id="{name}-d">{}</desc>"#,
        Short(drawing.width),
        Short(drawing.height),
        escaped(&drawing.title),
        escaped(&drawing.description),
    );
    svg.finish()
}

/// The drawing as a file of its own, in the light colours.
pub fn file(drawing: &Drawing, look: Look) -> String {
    let mut svg = Svg::new(drawing, look, Place::File);
    let (width, height) = (Short(drawing.width), Short(drawing.height));
    let _ = write!(
        svg.out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="{FONTS}" font-size="12"><title>{}</title><desc>{}</desc><rect width="{width}" height="{height}" fill="#ffffff"/>"##,
        escaped(&drawing.title),
        escaped(&drawing.description),
    );
    svg.finish()
}

const FONTS: &str = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Page,
    File,
}

struct Svg<'a> {
    drawing: &'a Drawing,
    look: Look,
    place: Place,
    out: String,
}

impl<'a> Svg<'a> {
    fn new(drawing: &'a Drawing, look: Look, place: Place) -> Self {
        Self { drawing, look, place, out: String::with_capacity(4096) }
    }

    fn finish(mut self) -> String {
        self.definitions();
        self.items(&self.drawing.items);
        self.out.push_str("</svg>");
        self.out
    }

    /// The patterns that the drawing uses.
    fn definitions(&mut self) {
        let mut used = Used::default();
        used.look_through(&self.drawing.items);
        if self.look == Look::Plain {
            used.categories.clear();
        }
        if !used.is_hatched && used.categories.is_empty() {
            return;
        }
        self.out.push_str("<defs>");
        if used.is_hatched {
            self.pattern("h", HATCH, Stroke::NotValidated.colour(), "hatch");
        }
        for category in used.categories {
            self.pattern(&format!("p{}", category.id()), tile(category), [0x14, 0x19, 0x1e], "pattern");
        }
        self.out.push_str("</defs>");
    }

    fn pattern(&mut self, id: &str, path: &str, colour: Rgb, class: &str) {
        let name = escaped(&self.drawing.name);
        let is_overlay = class == "pattern";
        let _ = write!(
            self.out,
            r#"<pattern id="{name}-{id}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse">"#
        );
        // a hatch hides what it lies on
        let _ = match (self.place, is_overlay) {
            (Place::Page, true) => write!(self.out, r#"<path d="{path}" class="{class}"/></pattern>"#),
            (Place::Page, false) => write!(
                self.out,
                r#"<path d="M0 0H{TILE}V{TILE}H0Z" class="f-surface"/><path d="{path}" class="{class}"/></pattern>"#
            ),
            (Place::File, _) => {
                let (ground, opacity) = if is_overlay { ("none", "0.45") } else { ("#ffffff", "1") };
                let colour = hex(colour);
                write!(
                    self.out,
                    r#"<path d="M0 0H{TILE}V{TILE}H0Z" fill="{ground}"/><path d="{path}" fill="none" stroke="{colour}" stroke-width="1.3" stroke-opacity="{opacity}"/></pattern>"#
                )
            }
        };
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item, None);
        }
    }

    fn item(&mut self, item: &Item, title: Option<&str>) {
        match item {
            Item::Mark(mark) => self.mark(mark, title),
            Item::Text(text) => self.text(text, title),
            // a part alone needs no group around it
            Item::Group { title: own, items } if items.len() == 1 && title.is_none() => {
                self.item(&items[0], own.as_deref());
            }
            Item::Group { title: own, items } => {
                self.out.push_str("<g>");
                self.title(title.or(own.as_deref()));
                self.items(items);
                self.out.push_str("</g>");
            }
        }
    }

    fn title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            let _ = write!(self.out, "<title>{}</title>", escaped(title));
        }
    }

    fn mark(&mut self, mark: &Mark, title: Option<&str>) {
        self.form(&mark.form);
        self.painted(mark);
        self.close(mark.form.element(), title);
        if let (Look::Patterned, Some(Paint::Category(category, _))) = (self.look, mark.fill) {
            self.form(&mark.form);
            let _ = write!(
                self.out,
                r#" fill="url(#{}-p{})" pointer-events="none"/>"#,
                escaped(&self.drawing.name),
                category.id()
            );
        }
    }

    fn close(&mut self, element: &str, title: Option<&str>) {
        if title.is_none() {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        self.title(title);
        let _ = write!(self.out, "</{element}>");
    }

    fn form(&mut self, form: &Form) {
        let _ = match form {
            Form::Rect(Rect { x, y, width, height }) => write!(
                self.out,
                r#"<rect x="{}" y="{}" width="{}" height="{}""#,
                Short(*x),
                Short(*y),
                Short(*width),
                Short(*height)
            ),
            Form::Shape(shape) => write!(self.out, r#"<path d="{}""#, Path(shape)),
        };
    }

    fn painted(&mut self, mark: &Mark) {
        match (self.place, mark.fill) {
            (_, Some(Paint::NotValidated)) => {
                let _ = write!(self.out, r#" fill="url(#{}-h)""#, escaped(&self.drawing.name));
            }
            (_, None) => self.out.push_str(r#" fill="none""#),
            (Place::File, Some(paint)) => {
                let _ = write!(self.out, r#" fill="{}""#, hex(paint.colour()));
            }
            (Place::Page, Some(_)) => {}
        }
        match self.place {
            Place::File => {
                let Some(stroke) = mark.stroke else { return };
                let _ =
                    write!(self.out, r#" stroke="{}" stroke-width="{}""#, hex(stroke.colour()), Short(stroke.width()));
                if let Some([dash, gap]) = stroke.dashes() {
                    let _ = write!(self.out, r#" stroke-dasharray="{} {}""#, Short(dash), Short(gap));
                }
            }
            Place::Page => {
                let fill = mark.fill.map(paint_class).unwrap_or_default();
                let stroke = mark.stroke.map(|stroke| stroke_class(stroke, mark.fill)).unwrap_or_default();
                let gap = if fill.is_empty() || stroke.is_empty() { "" } else { " " };
                if !(fill.is_empty() && stroke.is_empty()) {
                    let _ = write!(self.out, r#" class="{fill}{gap}{stroke}""#);
                }
            }
        }
    }

    fn text(&mut self, text: &Text, title: Option<&str>) {
        let [x, y] = text.at;
        let _ = write!(self.out, r#"<text x="{}" y="{}""#, Short(x), Short(y));
        if (text.size - 12.0).abs() > 0.01 {
            let _ = write!(self.out, r#" font-size="{}""#, Short(text.size));
        }
        match text.align {
            Align::Start => {}
            Align::Middle => self.out.push_str(r#" text-anchor="middle""#),
            Align::End => self.out.push_str(r#" text-anchor="end""#),
        }
        match self.place {
            Place::Page => {
                let ink = ink_class(text.ink);
                let strong = if text.weight == Weight::Strong { "b" } else { "" };
                let gap = if ink.is_empty() || strong.is_empty() { "" } else { " " };
                if !(ink.is_empty() && strong.is_empty()) {
                    let _ = write!(self.out, r#" class="{ink}{gap}{strong}""#);
                }
            }
            Place::File => {
                let weight = if text.weight == Weight::Strong { r#" font-weight="600""# } else { "" };
                let _ = write!(self.out, r#" fill="{}"{weight}"#, hex(text.ink.colour()));
            }
        }
        self.out.push('>');
        self.title(title);
        let _ = write!(self.out, "{}</text>", escaped(&text.words));
    }
}

impl Form {
    fn element(&self) -> &'static str {
        match self {
            Self::Rect(_) => "rect",
            Self::Shape(_) => "path",
        }
    }
}

#[cfg(test)]
mod tests;
