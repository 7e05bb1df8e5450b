//! Every component as a page would write it.

use askama::Template;
use scraper::{Html, Selector};

use super::{FieldProblem, Flash, Frame, Lang, Pager, filters};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
{%- import "components/badge.html" as badges -%}
{%- import "components/chip.html" as chips -%}
{%- import "components/form.html" as forms -%}
{%- import "components/notice.html" as notices -%}
{%- import "components/table.html" as tables -%}
{%- let frame = askama::get_value::<crate::web::Frame>("frame")? -%}
{{ badges::module_status("validated", "8/8 Validated") }}
{{ badges::module_status("in_progress", "In progress") }}
{{ badges::module_status("not_started", "Not started") }}
<ul>{{ chips::fixed("calendar", "Year 2025") }}{{ chips::removable("Unit: <b>", "?a=1&b=2") }}</ul>
{{ forms::check("years", "2025", "2025", "12", true) }}
{{ forms::error_summary(errors) }}
{{ forms::field("name", "Name", "As on the card", "Enter a name", "x\"y") }}
{% if let Some(flash) = frame.flash.as_ref() %}{{ notices::flash(frame, flash) }}{% endif %}
{{ notices::notice("warn", "triangle-alert", "Bold.", "More.") }}
<table><tr>{{ tables::sort_head("c-total num", "Total", "t", "?sort", "descending") }}{{ tables::sort_head("c-unit", "Unit", "", "?sort", "") }}</tr></table>
{{ tables::pager(pager, "Units 26–50 of 148") }}
"#
)]
struct Everything {
    errors: Vec<FieldProblem>,
    pager: Pager,
}

fn written(lang: Lang) -> Html {
    let frame = Frame {
        lang,
        institution: String::new(),
        path: "/".into(),
        here: "/".into(),
        has_patterns: false,
        is_on_phone: false,
        person: None,
        navigation: Vec::new(),
        roles_notice: None,
        flash: Some(Flash::failed("language-unknown")),
        request_id: String::new(),
        now: chrono::DateTime::UNIX_EPOCH,
    };
    let everything = Everything {
        errors: vec![FieldProblem::new("name", "missing", "Enter a name")],
        pager: Pager::new(2, 25, 148, |page| format!("?page={page}")),
    };
    Html::parse_document(&everything.render_with_values(&frame).unwrap())
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
}

fn count(html: &Html, selector: &str) -> usize {
    html.select(&Selector::parse(selector).unwrap()).count()
}

#[test]
fn a_badge_says_its_status_in_words_and_icon() {
    let html = written(Lang::En);
    assert_eq!(texts(&html, ".badge"), ["8/8 Validated", "In progress", "Not started"]);
    assert_eq!((count(&html, ".badge-ok .icon"), count(&html, ".badge-run"), count(&html, ".badge-none")), (1, 1, 0));
}

#[test]
fn a_chip_removes_its_value_and_escapes_it() {
    assert_eq!(texts(&written(Lang::Fr), "a.chip"), ["Retirer Unit: <b>"]);
    assert_eq!(count(&written(Lang::En), "a.chip[href='?a=1&b=2']"), 1);
}

#[test]
fn a_wrong_field_names_its_error_and_the_summary_leads_to_it() {
    let html = written(Lang::En);
    assert_eq!(count(&html, "#name[aria-invalid=true][aria-describedby=name-error]"), 1);
    assert_eq!(texts(&html, "[role=alert] a[href='#name']"), ["Enter a name"]);
    assert_eq!(texts(&html, "#name-error"), ["Enter a name"]);
}

#[test]
fn a_failure_is_an_alert() {
    assert_eq!(count(&written(Lang::En), ".notice-bad[role=alert] .close[data-close]"), 1);
}

#[test]
fn only_the_sorted_column_says_how_it_is_sorted() {
    let html = written(Lang::En);
    assert_eq!((count(&html, "th[aria-sort=descending]"), count(&html, "th[aria-sort]")), (1, 1));
}

#[test]
fn the_pager_marks_the_present_page() {
    let html = written(Lang::Fr);
    assert_eq!(texts(&html, ".pager a[aria-current=page]"), ["2"]);
    assert_eq!(texts(&html, ".pager-step"), ["Précédent", "Suivant"]);
}
