//! Pages written as a file.

use std::collections::HashMap;

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, TagGroup, TagTree};

use super::font;
use super::layout::{Branch, Mark, Pages, Piece};
use super::paper::{FOOT, HEIGHT, Ink, MARGIN, NOTE, Style, WIDTH};
use super::{Report, Unwritable, drawing};

/// Writes pages as a file that meets PDF/UA-1.
pub(super) fn render(report: &Report, pages: Pages<'_>) -> Result<Vec<u8>, Unwritable> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Unwritable(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut leaves: HashMap<usize, Identifier> = HashMap::new();
    let count = pages.sheets.len();
    for (position, pieces) in pages.sheets.iter().enumerate() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Unwritable("no page of this size".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for piece in pieces {
            if let (Some(leaf), Some(identifier)) = (piece.leaf, draw_piece(&mut surface, piece)) {
                leaves.insert(leaf, identifier);
            }
        }
        foot(&mut surface, report, position + 1, count);
        surface.finish();
        page.finish();
    }
    document.set_metadata(metadata(report));
    let mut outline = Outline::new();
    for jump in &pages.jumps {
        let place = XyzDestination::new(jump.page, Point::from_xy(MARGIN, jump.y));
        outline.push_child(OutlineNode::new(jump.words.clone(), place));
    }
    document.set_outline(outline);
    let mut tree = TagTree::new().with_lang(Some(report.language.to_owned()));
    for branch in pages.tree {
        if let Branch::Group(tag, children) = branch {
            tree.push(group(tag, children, &leaves));
        }
    }
    document.set_tag_tree(tree);
    document.finish().map_err(|error| Unwritable(format!("{error:?}")))
}

fn metadata(report: &Report) -> Metadata {
    let at = report.created;
    let created = DateTime::new(at.year() as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(report.title.clone())
        .language(report.language.to_owned())
        .creator("calco2".to_owned())
        .creation_date(created)
}

fn group(tag: krilla::tagging::TagKind, children: Vec<Branch>, leaves: &HashMap<usize, Identifier>) -> TagGroup {
    let mut group = TagGroup::new(tag);
    for child in children {
        match child {
            Branch::Group(tag, children) => group.push(self::group(tag, children, leaves)),
            Branch::Leaf(leaf) => {
                if let Some(identifier) = leaves.get(&leaf) {
                    group.push(*identifier);
                }
            }
        }
    }
    group
}

fn draw_piece(surface: &mut Surface<'_>, piece: &Piece<'_>) -> Option<Identifier> {
    let tag = match piece.leaf {
        Some(_) => ContentTag::Other,
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    };
    let identifier = surface.start_tagged(tag);
    for mark in &piece.marks {
        draw(surface, mark);
    }
    surface.end_tagged();
    piece.leaf.map(|_| identifier)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark<'_>) {
    match mark {
        Mark::Text { x, y, style, words } => text(surface, [*x, *y], style, words),
        Mark::Box { x, y, width, height, ink } => {
            if let Some(area) = Rect::from_xywh(*x, *y, *width, *height) {
                let mut path = PathBuilder::new();
                path.push_rect(area);
                if let Some(path) = path.finish() {
                    surface.set_stroke(None);
                    surface.set_fill(Some(fill(*ink)));
                    surface.draw_path(&path);
                }
            }
        }
        Mark::Drawing { x, y, scale, drawing } => drawing::draw(surface, drawing, [*x, *y], *scale),
    }
}

/// Words whose line of writing begins at a place.
pub(super) fn text(surface: &mut Surface<'_>, [x, y]: [f32; 2], style: &Style, words: &str) {
    if words.is_empty() {
        return;
    }
    let shaped = font::shape(words, style.weight);
    surface.set_stroke(None);
    surface.set_fill(Some(fill(style.ink)));
    surface.draw_glyphs(Point::from_xy(x, y), &shaped.glyphs, style.weight.font(), words, style.size, false);
}

pub(super) fn fill([red, green, blue]: Ink) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn foot(surface: &mut Surface<'_>, report: &Report, page: usize, pages: usize) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    let room = WIDTH - 2.0 * MARGIN - 90.0;
    let left = font::lines(&report.foot, NOTE.weight, NOTE.size, room).swap_remove(0);
    text(surface, [MARGIN, FOOT], &NOTE, &left);
    let words = report.page_number.replace("{page}", &page.to_string()).replace("{pages}", &pages.to_string());
    let words = font::known(&words).into_owned();
    let x = WIDTH - MARGIN - font::width(&words, NOTE.weight, NOTE.size);
    text(surface, [x, FOOT], &NOTE, &words);
    surface.end_tagged();
}
