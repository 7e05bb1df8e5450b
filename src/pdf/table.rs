//! Tables: as many lines as a cell needs, the head again on each page.

use krilla::tagging::{TableHeaderScope, Tag};

use super::font;
use super::layout::{Branch, Mark, Pages};
use super::paper::{CAPTION, CELL, CELL_HEAD, CONTENT, HEAD, LINE, MARGIN, ROW_HEAD, Style};
use super::{Column, Table};

/// Beside the words of a cell.
const PADDING: f32 = 4.0;
/// Above and below them.
const AIR: f32 = 2.75;

/// A column in its place.
struct Place {
    x: f32,
    width: f32,
    is_number: bool,
}

pub(super) fn table(pages: &mut Pages<'_>, table: &Table) {
    let places = places(&table.columns);
    // the head does not stand alone at the end of a page
    pages.make_room(70.0);
    let caption = caption(pages, &table.caption);
    let labels: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    let head = Row::of(&labels, &places, [CELL_HEAD; 2]);
    let head_cells = head.put(pages, &places, true);
    let head = Branch::Group(
        Tag::THead.into(),
        vec![Branch::Group(Tag::TR.into(), cells(head_cells, |_| Tag::TH(TableHeaderScope::Column).into()))],
    );
    let repeated = Row::of(&labels, &places, [CELL_HEAD; 2]);
    let mut body = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        body.push(put_row(pages, &places, row, [ROW_HEAD, CELL], &repeated));
    }
    let mut parts = vec![caption, head, Branch::Group(Tag::TBody.into(), body)];
    if let Some(foot) = &table.foot {
        let row = put_row(pages, &places, foot, [ROW_HEAD; 2], &repeated);
        parts.push(Branch::Group(Tag::TFoot.into(), vec![row]));
    }
    pages.push(Branch::Group(Tag::Table.with_summary(Some(table.caption.clone())).into(), parts));
    pages.advance(10.0);
}

/// Names with their values, as a table without head.
pub(super) fn facts(pages: &mut Pages<'_>, title: &str, rows: &[(String, String)]) {
    let places = places(&[Column::words("", 1.0), Column::words("", 3.0)]);
    let caption = caption(pages, title);
    let nothing = Row::of(&[], &places, [CELL_HEAD; 2]);
    let body = rows
        .iter()
        .map(|(name, value)| put_row(pages, &places, &[name.clone(), value.clone()], [ROW_HEAD, CELL], &nothing))
        .collect();
    pages.push(Branch::Group(
        Tag::Table.with_summary(Some(title.to_owned())).into(),
        vec![caption, Branch::Group(Tag::TBody.into(), body)],
    ));
    pages.advance(10.0);
}

fn caption(pages: &mut Pages<'_>, words: &str) -> Branch {
    let paragraph = pages.paragraph(words, CAPTION);
    Branch::Group(Tag::Caption.into(), vec![paragraph])
}

fn put_row(pages: &mut Pages<'_>, places: &[Place], row: &[String], styles: [Style; 2], head: &Row) -> Branch {
    let texts: Vec<&str> = row.iter().map(String::as_str).collect();
    let row = Row::of(&texts, places, styles);
    if pages.make_room(row.height) && !head.cells.is_empty() {
        head.repeat(pages, places);
    }
    let put = row.put(pages, places, false);
    let tag = |column| match column {
        0 => Tag::TH(TableHeaderScope::Row).into(),
        _ => Tag::TD.into(),
    };
    Branch::Group(Tag::TR.into(), cells(put, tag))
}

fn cells(leaves: Vec<Branch>, tag: impl Fn(usize) -> krilla::tagging::TagKind) -> Vec<Branch> {
    leaves.into_iter().enumerate().map(|(column, leaf)| Branch::Group(tag(column), vec![leaf])).collect()
}

fn places(columns: &[Column]) -> Vec<Place> {
    let all: f32 = columns.iter().map(|column| column.share).sum();
    let mut x = MARGIN;
    let place = |column: &Column| {
        let width = CONTENT * column.share / all;
        x += width;
        Place { x: x - width, width, is_number: column.is_number }
    };
    columns.iter().map(place).collect()
}

/// A row set in lines.
struct Row {
    /// Lines and style of each cell.
    cells: Vec<(Vec<String>, Style)>,
    height: f32,
}

impl Row {
    /// `styles`: of the first cell and of the others.
    fn of(texts: &[&str], places: &[Place], styles: [Style; 2]) -> Self {
        let mut height = 0.0_f32;
        let cells = texts
            .iter()
            .zip(places)
            .enumerate()
            .map(|(column, (text, place))| {
                let style = styles[column.min(1)];
                let lines = font::lines(text, style.weight, style.size, place.width - 2.0 * PADDING);
                height = height.max(lines.len() as f32 * style.leading + 2.0 * AIR);
                (lines, style)
            })
            .collect();
        Self { cells, height }
    }

    fn put(&self, pages: &mut Pages<'_>, places: &[Place], is_head: bool) -> Vec<Branch> {
        pages.decorate(self.ground(pages.y(), is_head));
        let top = pages.y();
        let cells = self.cells.iter().zip(places);
        let leaves = cells.map(|(cell, place)| pages.put(marks(cell, place, top))).collect();
        pages.advance(self.height);
        leaves
    }

    /// The head on a further page: seen, not read out again.
    fn repeat(&self, pages: &mut Pages<'_>, places: &[Place]) {
        let mut all = self.ground(pages.y(), true);
        let top = pages.y();
        all.extend(self.cells.iter().zip(places).flat_map(|(cell, place)| marks(cell, place, top)));
        pages.decorate(all);
        pages.advance(self.height);
    }

    fn ground<'a>(&self, top: f32, is_head: bool) -> Vec<Mark<'a>> {
        let (x, width) = (MARGIN, CONTENT);
        let line = Mark::Box { x, y: top + self.height - 0.5, width, height: 0.5, ink: LINE };
        let ground = is_head.then_some(Mark::Box { x, y: top, width, height: self.height, ink: HEAD });
        ground.into_iter().chain([line]).collect()
    }
}

fn marks<'a>((lines, style): &(Vec<String>, Style), place: &Place, top: f32) -> Vec<Mark<'a>> {
    let line = |(number, words): (usize, &String)| {
        let y = top + AIR + style.size + number as f32 * style.leading;
        let x = if place.is_number {
            place.x + place.width - PADDING - font::width(words, style.weight, style.size)
        } else {
            place.x + PADDING
        };
        Mark::Text { x, y, style: *style, words: words.clone() }
    };
    lines.iter().enumerate().map(line).collect()
}
