use chrono::{TimeZone, Utc};

use super::*;
use crate::charts::{Item, Paint, Rect, Text};

fn keys() -> Vec<Key> {
    let key = |paint, name: &str| Key { paint, name: name.to_owned(), value: "6.0 t".to_owned() };
    vec![key(Paint::NotValidated, "Not validated"), key(Paint::Empty, "Everything else that has no name here")]
}

fn report(rows: usize) -> Report {
    let drawing = Drawing {
        name: "bars".to_owned(),
        width: 300.0,
        height: 100.0,
        title: "Émissions".to_owned(),
        description: "One bar of 12 t".to_owned(),
        items: vec![
            Item::rect(Rect { x: 10.0, y: 10.0, width: 40.0, height: 80.0 }, Paint::NotValidated),
            Text::new([60.0, 50.0], "12 t CO₂-eq").into(),
        ],
    };
    let columns = vec![Column::words("Unit", 2.0), Column::numbers("t CO₂-eq", 1.0)];
    let rows = (1..=rows).map(|row| vec![format!("Unit {row} 漢\u{202e}"), row.to_string()]).collect();
    Report {
        title: "Rapport".to_owned(),
        language: "fr",
        created: Utc.with_ymd_and_hms(2026, 3, 12, 14, 2, 11).unwrap(),
        foot: "Université du Lac".to_owned(),
        page_number: "Page {page} / {pages}".to_owned(),
        blocks: vec![
            Block::Heading(1, "Rapport".to_owned()),
            Block::Facts { caption: "Filtres".to_owned(), rows: vec![("Années".to_owned(), "2025".to_owned())] },
            Block::Numbers(vec![Number { label: "Total".into(), value: "12.0 t".into(), note: String::new() }]),
            Block::Figures(vec![
                Figure { legend: keys(), narrow: None, drawing: drawing.clone() },
                Figure { legend: keys(), narrow: None, drawing: Drawing { width: 1_100.0, ..drawing } },
            ]),
            Block::NewPage,
            Block::Heading(2, "Unités".to_owned()),
            Block::Paragraph("Un mot. ".repeat(60)),
            Block::Table(Table {
                caption: "Unités".to_owned(),
                columns,
                rows,
                foot: Some(vec!["Total".to_owned(), "42".to_owned()]),
            }),
        ],
    }
}

fn occurrences(pdf: &[u8], word: &str) -> usize {
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

#[test]
fn a_report_meets_the_rules_for_screen_readers() {
    // writing fails unless the file meets PDF/UA-1: language, title, outline, tags, described figures
    let pdf = report(3).to_pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(occurrences(&pdf, "/Type/Page/"), 2, "two pages");
    for structure in ["/S/H1", "/S/H2", "/S/Table", "/S/TH", "/S/Figure", "/S/Caption"] {
        assert!(occurrences(&pdf, structure) > 0, "{structure}");
    }
}

#[test]
fn a_long_table_runs_over_pages_with_its_head_on_each() {
    let report = report(120);
    let pages = layout::lay_out(&report);
    // a row takes 16 of 732 points: 37 rows below the words, 44 below a repeated head, then the rest
    assert_eq!(pages.sheets.len(), 4);
    let heads = |page: &Vec<layout::Piece<'_>>| {
        let marks = page.iter().flat_map(|piece| &piece.marks);
        marks.filter(|mark| matches!(mark, layout::Mark::Text { words, .. } if words == "t CO₂-eq")).count()
    };
    assert_eq!(pages.sheets.iter().map(heads).collect::<Vec<_>>(), [0, 1, 1, 1]);
    for piece in pages.sheets.iter().flatten() {
        for mark in &piece.marks {
            let layout::Mark::Text { x, y, style, words } = mark else { continue };
            let end = x + font::width(words, style.weight, style.size);
            assert!(*y < paper::BOTTOM && end < paper::WIDTH - paper::MARGIN + 0.1, "{words}");
        }
    }
    assert!(report.to_pdf().is_ok());
}

#[test]
fn figures_side_by_side_keep_within_their_page_and_their_legends_beside_or_below_them() {
    let report = report(1);
    let pages = layout::lay_out(&report);
    let marks = || pages.sheets[0].iter().flat_map(|piece| &piece.marks);
    let drawn: Vec<[f32; 3]> = marks()
        .filter_map(|mark| match mark {
            layout::Mark::Drawing { x, y, scale, drawing } => Some([*x, *y, scale * drawing.width as f32]),
            _ => None,
        })
        .collect();
    let [[left, top, narrow], [right, other_top, wide]] = drawn[..] else { panic!("{drawn:?}") };
    assert!((top - other_top).abs() < 0.1 && left + narrow < right);
    assert!((right + wide - (paper::WIDTH - paper::MARGIN)).abs() < 0.1, "the wide one fills its half");
    let names: Vec<[f32; 2]> = marks()
        .filter_map(|mark| match mark {
            layout::Mark::Text { x, y, words, .. } if words == "Not validated" => Some([*x, *y]),
            _ => None,
        })
        .collect();
    // 300 pixels leave no room beside them in half a page, either
    assert!(names.len() == 2 && names.iter().all(|[_, y]| *y > top), "{names:?}");
    assert!(names[1][0] > right && names[0][0] < right);
}

#[test]
fn a_heading_goes_to_the_next_page_with_the_figure_that_does_not_fit() {
    let mut report = report(1);
    let figure = || Drawing { width: 300.0, height: 900.0, ..Drawing::default() };
    report.blocks = vec![
        Block::Paragraph("A word. ".repeat(400)),
        Block::Heading(2, "Tall".to_owned()),
        Block::Note("As it stands.".to_owned()),
        Block::Figures(vec![Figure::plain(figure())]),
    ];
    let pages = layout::lay_out(&report);
    assert_eq!((pages.sheets.len(), pages.jumps[0].page), (2, 1));
}
