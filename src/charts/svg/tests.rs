use super::*;
use crate::carbon::taxonomy::Category;
use crate::charts::paint::Ink;

fn drawing() -> Drawing {
    let rect = Rect { x: 0.0, y: 1.25, width: 10.0, height: 5.0 };
    Drawing {
        name: "bars".to_owned(),
        width: 100.0,
        height: 50.0,
        title: "Cloud & AI".to_owned(),
        description: "All <b>.".to_owned(),
        items: vec![
            Item::edged(rect, Paint::Category(Category::Purchases, 2), Stroke::Category(Category::Purchases))
                .titled("Services \"1\": 2 t"),
            Item::edged(rect, Paint::NotValidated, Stroke::NotValidated),
            Item::line([0.0, 2.0], [9.96, 2.0], Stroke::Divider),
            Text::new([5.0, 6.0], "9").strong().inked(Ink::OnShade(0)).aligned(Align::End).into(),
        ],
    }
}

#[test]
fn pages_get_classes_and_no_colours() {
    let svg = inline(&drawing(), Look::Plain);
    assert!(svg.starts_with(
        r#"<svg class="drawing" viewBox="0 0 100 50" role="img" aria-labelledby="bars-t bars-d"><title id="bars-t">Cloud &amp; AI</title><desc id="bars-d">All &lt;b&gt;.</desc>"#
    ));
    assert!(svg.contains(
        r#"<rect x="0" y="1.3" width="10" height="5" class="k6 s2 l-edge"><title>Services &quot;1&quot;: 2 t</title></rect>"#
    ));
    assert!(svg.contains(r#"fill="url(#bars-h)" class="l-axis"/>"#));
    assert!(svg.contains(r#"<path d="M0 2L10 2" fill="none" class="l-divider"/>"#));
    assert!(svg.contains(r#"<text x="5" y="6" text-anchor="end" class="on b">9</text></svg>"#));
    assert!(!svg.contains("style=") && !svg.contains("stroke=") && !svg.contains("bars-p"));
}

#[test]
fn files_stand_alone() {
    let svg = file(&drawing(), Look::Plain);
    assert!(svg.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50""#));
    assert!(svg.contains("fill=\"#93c39f\" stroke=\"#539f66\""), "{svg}");
    assert!(svg.contains(r#"stroke-dasharray="1 3""#));
    assert!(!svg.contains("class="));
}

#[test]
fn patterns_are_laid_over_colours_when_asked_for() {
    let svg = inline(&drawing(), Look::Patterned);
    assert!(svg.contains(r#"<pattern id="bars-p6""#));
    assert!(svg.contains(r#"height="5" fill="url(#bars-p6)" pointer-events="none"/>"#));
}
