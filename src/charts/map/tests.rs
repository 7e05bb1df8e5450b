use super::*;
use crate::charts::shape::Step;

fn place(longitude: f64, latitude: f64, label: &str) -> Place {
    Place { latitude, longitude, label: label.to_owned() }
}

fn map(places: Vec<Place>, routes: &[(usize, usize, f64)]) -> Map {
    let route = |(from, to, weight): &(usize, usize, f64)| Route {
        ends: [*from, *to],
        shade: 0,
        weight: *weight,
        title: format!("{from} to {to}"),
    };
    Map { name: "trips".to_owned(), places, routes: routes.iter().map(route).collect(), ..Map::default() }
}

fn points(drawing: &Drawing) -> Vec<Point> {
    fn of(item: &Item, points: &mut Vec<Point>) {
        match item {
            Item::Mark(Mark { form: Form::Shape(Shape(steps)), .. }) => {
                points.extend(steps.iter().filter_map(|step| match step {
                    Step::Move(point) | Step::Line(point) => Some(*point),
                    _ => None,
                }));
            }
            Item::Group { items, .. } => items.iter().for_each(|item| of(item, points)),
            _ => {}
        }
    }
    let mut points = Vec::new();
    drawing.items.iter().for_each(|item| of(item, &mut points));
    points
}

fn words<'a>(drawing: &'a Drawing) -> Vec<&'a str> {
    let text = |item: &'a Item| if let Item::Text(text) = item { Some(text.words.as_str()) } else { None };
    drawing.items.iter().filter_map(text).collect()
}

#[test]
fn everything_drawn_is_on_the_map() {
    let (geneva, lausanne) = (place(6.11, 46.24, "GVA"), place(6.63, 46.52, "Lausanne"));
    let (sydney, tokyo) = (place(151.18, -33.95, "SYD"), place(139.8, 35.5, "HND"));
    let (santiago, tromso) = (place(-70.8, -33.4, "SCL"), place(18.9, 69.7, "TOS"));
    for (places, routes) in [
        (vec![geneva.clone(), lausanne.clone()], vec![(0, 1, 1.0)]),
        (vec![geneva.clone(), sydney.clone(), tokyo.clone()], vec![(0, 1, 9.0), (1, 2, 4.0), (0, 2, 1.0)]),
        (vec![santiago, tromso], vec![(0, 1, 0.0)]),
        (vec![geneva.clone(), geneva.clone()], vec![(0, 1, 5.0)]),
        (vec![place(-179.0, -80.0, "a"), place(179.0, 85.0, "b"), sydney], vec![(0, 1, 1.0), (1, 2, 3.0)]),
        (Vec::new(), Vec::new()),
    ] {
        let drawing = map(places, &routes).draw(1_000.0);
        assert!((drawing.height - 500.0).abs() < 1e-9);
        let edge = WIDE;
        for [x, y] in points(&drawing) {
            assert!(x.is_finite() && y.is_finite());
            assert!((-edge..=1_000.0 + edge).contains(&x), "{routes:?}: {x}");
            assert!((-edge..=drawing.height + edge).contains(&y), "{routes:?}: {y} of {}", drawing.height);
        }
    }
}

#[test]
fn the_first_places_keep_their_names_and_none_covers_another() {
    let crowd = (0..40).map(|position| place(8.0 + f64::from(position) / 1e3, 47.0, &format!("Place {position}")));
    let drawing = map(crowd.collect(), &[(0, 39, 1.0)]).draw(600.0);
    // one to the right, one to the left of the same dot
    assert_eq!(words(&drawing), ["Place 0", "Place 1"]);
}

#[test]
fn a_route_is_the_wider_the_more_it_weighs() {
    let places = vec![place(0.0, 0.0, "a"), place(40.0, 0.0, "b"), place(20.0, 20.0, "c")];
    let drawing = map(places, &[(0, 1, 100.0), (0, 2, 25.0)]).draw(1_000.0);
    let ribbons: Vec<&Item> = drawing.items.iter().filter(|item| matches!(item, Item::Group { .. })).collect();
    let width = |item: &&Item| {
        let Item::Group { items, .. } = item else { unreachable!() };
        let Item::Mark(Mark { form: Form::Shape(Shape(steps)), .. }) = &items[0] else { unreachable!() };
        let ends: Vec<Point> =
            steps.iter().filter_map(|s| if let Step::Move(p) | Step::Line(p) = s { Some(*p) } else { None }).collect();
        let (first, last) = (ends[0], ends[ends.len() - 1]);
        (first[0] - last[0]).hypot(first[1] - last[1])
    };
    let widths: Vec<f64> = ribbons.iter().map(width).collect();
    assert!((widths[0] - WIDE).abs() < 1e-9 && (widths[1] - f64::midpoint(THIN, WIDE)).abs() < 1e-9, "{widths:?}");
}
