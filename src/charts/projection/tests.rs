use super::*;
use crate::carbon::taxonomy::Category;
use crate::charts::drawing::{Form, Mark};
use crate::charts::shape::Step;

fn projection() -> Projection {
    let layer = |category, values: &[f64]| Layer {
        paint: Paint::Category(category, 0),
        values: values.iter().map(|value| Some(*value)).collect(),
        says: String::new(),
    };
    Projection {
        name: "goal".into(),
        title: "2040".into(),
        description: String::new(),
        width: 1000.0,
        height: 300.0,
        unit: "t".into(),
        first_year: 2025,
        layers: vec![layer(Category::Equipment, &[30.0, 20.0, 10.0]), layer(Category::Food, &[20.0, 10.0, 5.0])],
        as_bars: false,
        target: Some(Line { values: vec![50.0, 25.0, 5.0], label: "target".into() }),
        people: None,
    }
}

fn shapes(drawing: &Drawing) -> Vec<(Mark, Vec<Point>)> {
    fn look(items: &[Item], found: &mut Vec<(Mark, Vec<Point>)>) {
        for item in items {
            match item {
                Item::Group { items, .. } => look(items, found),
                Item::Mark(mark) => {
                    let Form::Shape(shape) = &mark.form else { continue };
                    let points = shape.0.iter().filter_map(|step| match step {
                        Step::Move(point) | Step::Line(point) => Some(*point),
                        _ => None,
                    });
                    found.push((mark.clone(), points.collect()));
                }
                Item::Text(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    look(&drawing.items, &mut found);
    found
}

#[test]
fn areas_stand_on_each_other_and_reach_their_sum() {
    let drawing = projection().drawn();
    let shapes = shapes(&drawing);
    let areas: Vec<&Vec<Point>> =
        shapes.iter().filter(|(mark, _)| mark.fill.is_some()).map(|(_, points)| points).collect();
    assert_eq!(areas.len(), 2);
    // 50 is the end of the axis and the sum of the first year: the upper area begins at the very top
    assert!((areas[1][0][1] - TOP).abs() < 1e-9, "{areas:?}");
    // and where the lower one ends, but for the gap
    assert!((areas[1][5][1] - (areas[0][0][1] - GAP)).abs() < 1e-9, "{areas:?}");
    let target = shapes.iter().find(|(mark, _)| mark.stroke == Some(Stroke::Target)).unwrap();
    assert!((target.1[0][1] - TOP).abs() < 1e-9);
    assert!(shapes.iter().any(|(mark, _)| mark.stroke == Some(Stroke::Halo)));
}

#[test]
fn nothing_leaves_the_drawing() {
    for (width, as_bars) in [(1000.0, false), (340.0, false), (1000.0, true), (340.0, true)] {
        let people = Some(Line { values: vec![12_000.0, 12_500.0, 13_000.0], label: "people".into() });
        let drawing = Projection { width, as_bars, people, ..projection() }.drawn();
        for (_, points) in shapes(&drawing) {
            let inside = |[x, y]: &Point| (0.0..=width).contains(x) && (0.0..=300.0).contains(y);
            assert!(points.iter().all(inside), "{points:?}");
        }
    }
}

#[test]
fn a_year_without_values_has_no_bar() {
    let mut projection = Projection { as_bars: true, ..projection() };
    projection.layers[0].values = vec![Some(30.0), None, None];
    projection.layers.truncate(1);
    let drawing = projection.drawn();
    let groups = drawing.items.iter().filter_map(|item| match item {
        Item::Group { items, .. } => Some(items.len()),
        _ => None,
    });
    assert_eq!(groups.collect::<Vec<_>>(), [1]);
}
