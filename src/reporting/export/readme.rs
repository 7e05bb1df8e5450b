//! README.txt of an archive: what it holds, of whom, as of when.

use super::options::{Format, Options};
use super::{Coverage, Kind, Order, Written};
use crate::access::Scope;
use crate::reporting::filter::Filter;
use crate::web::Lang;

/// What was counted.
pub(super) struct Found<'e> {
    pub(super) units: usize,
    pub(super) coverage: &'e Coverage,
    /// Module figures older than the factors or references they depend on.
    pub(super) stale: i64,
}

/// The text, lines ended as every editor understands.
pub(super) fn text(order: &Order, found: &Found<'_>, files: &[Written]) -> String {
    let coverage = found.coverage;
    let lang = order.lang;
    let line = |key, name, value: String| lang.t_with(key, &[(name, value.into())]);
    let count = |key, count: i64| lang.t_with(key, &[("count", count.into())]);
    let kind = lang.t(&format!("export-{}", order.kind.key()));
    let mut lines = vec![
        line("readme-title", "kind", kind),
        String::new(),
        line("readme-generated", "moment", order.at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        line("readme-scope", "scope", scope(&order.scope, lang)),
        String::new(),
        lang.t("readme-filters"),
    ];
    lines.extend(filters(&order.filter, lang).into_iter().map(|filter| format!("- {filter}")));
    if !order.ignored.is_empty() {
        lines.push(format!("- {}", line("readme-ignored", "values", order.ignored.join(", "))));
    }
    lines.push(line("readme-options", "options", options(order.options, order.kind)));
    lines.extend([
        String::new(),
        lang.t_with("readme-units", &[("count", found.units.into())]),
        count("readme-unit-years", coverage.unit_years),
        count("readme-entries", coverage.entries),
        count("readme-without-emission", coverage.without_emission),
        count("readme-stale", found.stale),
        String::new(),
        lang.t("readme-files"),
    ]);
    for (name, rows) in files {
        let words = lang.t_with("readme-rows", &[("file", name.into()), ("count", (*rows).into())]);
        lines.push(format!("- {words}"));
    }
    let notes: &[&str] = match order.kind {
        Kind::Results => &["readme-results-note"],
        Kind::Detailed => &["readme-detailed-note"],
        Kind::Usage => &["readme-usage-note"],
        Kind::Combined => &["readme-usage-note", "readme-results-note"],
    };
    lines.push(String::new());
    lines.extend(notes.iter().map(|note| lang.t(note)));
    if order.kind == Kind::Detailed {
        let note = if order.options.has_pseudonyms { "readme-pseudonyms-note" } else { "readme-import-note" };
        lines.push(lang.t(note));
    }
    lines.extend([format_note(order.options, lang), String::new()]);
    lines.join("\r\n")
}

/// The options with their values, as addresses have them.
fn options(options: Options, kind: Kind) -> String {
    let facts = options.facts(kind);
    let facts = facts.as_object().into_iter().flatten();
    let facts =
        facts.map(|(name, value)| format!("{name}={}", value.as_str().map_or(value.to_string(), str::to_owned)));
    facts.collect::<Vec<_>>().join(", ")
}

fn format_note(options: Options, lang: Lang) -> String {
    if options.format == Format::Xlsx {
        return lang.t("readme-xlsx-note");
    }
    let mark = if options.has_mark { "yes" } else { "no" };
    lang.t_with("readme-csv-note", &[("mark", mark.into()), ("delimiter", options.delimiter.key().into())])
}

fn scope(scope: &Scope, lang: Lang) -> String {
    if scope.is_everything() {
        lang.t("reporting-whole-institution")
    } else {
        lang.t_with("readme-scope-part", &[("codes", scope.unit_codes().join(", ").into())])
    }
}

/// Each parameter with its values, as the address of the page has them.
fn filters(filter: &Filter, lang: Lang) -> Vec<String> {
    let mut lines: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (key, value) in filter.pairs() {
        match lines.last_mut() {
            Some((last, values)) if *last == key => values.push(value),
            _ => lines.push((key, vec![value])),
        }
    }
    let name = |key| match key {
        "years" => lang.t("filters-years"),
        "affiliation_ids" => lang.t("filters-affiliation"),
        "unit_ids" => lang.t("filters-units"),
        "validation_statuses" => lang.t("filters-status"),
        "module_statuses" => lang.t("filters-modules"),
        "all_levels" => lang.t("filters-all-levels"),
        _ => lang.t("filters-search"),
    };
    let mut words: Vec<String> = lines
        .into_iter()
        .map(|(key, values)| {
            let values = values.join(", ");
            lang.t_with("chips-value", &[("name", format!("{} ({key})", name(key)).into()), ("value", values.into())])
        })
        .collect();
    if words.len() == 1 {
        words.push(lang.t("readme-no-constraint"));
    }
    words
}
