use chrono::{TimeZone, Utc};

use super::*;
use crate::charts::{Item, Paint, Rect, Text};

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
            Block::Figure(drawing),
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
    assert_eq!(pages.sheets.len(), 5);
    let heads = |page: &Vec<layout::Piece<'_>>| {
        let marks = page.iter().flat_map(|piece| &piece.marks);
        marks.filter(|mark| matches!(mark, layout::Mark::Text { words, .. } if words == "t CO₂-eq")).count()
    };
    assert_eq!(pages.sheets.iter().map(heads).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
    for piece in pages.sheets.iter().flatten() {
        for mark in &piece.marks {
            let layout::Mark::Text { x, y, style, words } = mark else { continue };
            let end = x + font::width(words, style.weight, style.size);
            assert!(*y < paper::BOTTOM && end < paper::WIDTH - paper::MARGIN + 0.1, "{words}");
        }
    }
    assert!(report.to_pdf().is_ok());
}
