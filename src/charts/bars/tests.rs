use super::*;
use crate::charts::drawing::{Form, Mark};

fn part(value: f64) -> Part {
    Part { value, title: format!("{value} t") }
}

pub(in crate::charts) fn chart() -> Bars {
    let bar = |label: &str, category, parts: &[f64], rest: Option<f64>| Bar {
        label: label.to_owned(),
        category,
        parts: parts.iter().map(|value| part(*value)).collect(),
        not_validated: rest.map(part),
    };
    Bars {
        name: "aggregated".to_owned(),
        unit: "t CO₂-eq".to_owned(),
        bands: vec![
            Band {
                label: "Scope 1".to_owned(),
                note: "6 t".to_owned(),
                bars: vec![bar("Process emissions", Category::ProcessEmissions, &[4.0, 2.0], None)],
                ..Band::default()
            },
            Band {
                label: "Scope 2".to_owned(),
                note: "40 t".to_owned(),
                bars: vec![
                    bar("Buildings", Category::BuildingsRoom, &[20.0], Some(10.0)),
                    bar("Equipment", Category::Equipment, &[], None),
                ],
                ..Band::default()
            },
        ],
        ..Bars::default()
    }
}

/// The rectangles of what is pointed at, with what they say.
pub(in crate::charts) fn pointed_at(drawing: &Drawing) -> Vec<(String, Rect)> {
    let area = |item: &Item| match item {
        Item::Group { title: Some(title), items } => match items.as_slice() {
            [Item::Mark(Mark { form: Form::Rect(area), .. }), ..] => Some((title.clone(), *area)),
            _ => None,
        },
        _ => None,
    };
    drawing.items.iter().filter_map(area).collect()
}

fn words(drawing: &Drawing) -> Vec<&str> {
    let words = |item: &'_ Item| matches!(item, Item::Text(_));
    drawing
        .items
        .iter()
        .filter(|item| words(item))
        .map(|item| match item {
            Item::Text(text) => text.words.as_str(),
            _ => "",
        })
        .collect()
}

#[test]
fn heights_are_in_proportion_and_parts_stand_on_each_other() {
    let chart = chart();
    assert!((chart.total() - 36.0).abs() < 1e-12 && (chart.most() - 30.0).abs() < 1e-12);
    let parts = pointed_at(&chart.draw(720.0));
    // the axis ends at 30: the plot is 256 high
    let heights: Vec<f64> = parts.iter().map(|(_, area)| (BOTTOM - area.y) / 256.0 * 30.0).collect();
    let expected = [4.0, 6.0, 20.0, 30.0];
    assert!(heights.iter().zip(expected).all(|(height, value)| (height - value).abs() < 1e-9), "{heights:?}");
    let bottoms: Vec<f64> = parts.iter().map(|(_, area)| area.y + area.height).collect();
    assert!((bottoms[1] - (parts[0].1.y - GAP)).abs() < 1e-9);
}

#[test]
fn totals_are_written_and_what_is_missing_is_a_dash() {
    let drawing = chart().draw(720.0);
    let words = words(&drawing);
    for expected in ["6.0", "30", "–", "Scope 2", "40 t", "Process emissions", "t CO₂-eq"] {
        assert!(words.contains(&expected), "{expected}: {words:?}");
    }
}

#[test]
fn nothing_leaves_the_drawing() {
    for width in [320.0, 720.0, 1100.0] {
        let drawing = chart().draw(width);
        for (_, area) in pointed_at(&drawing) {
            assert!(area.x >= 0.0 && area.x + area.width <= width && area.y >= 0.0 && area.height >= 0.0);
        }
    }
}
