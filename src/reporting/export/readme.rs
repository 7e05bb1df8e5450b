//! README.txt of an archive: what it holds, of whom, as of when.

use super::options::{Format, Options};
use super::{Coverage, Kind, Names, Order, Written};
use crate::access::Scope;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::reporting::filter::{Filter, StatusSet};
use crate::reporting::units::module_label;
use crate::web::Lang;

/// What was counted.
pub(super) struct Found<'e> {
    pub(super) units: usize,
    pub(super) coverage: &'e Coverage,
    pub(super) names: &'e Names,
    /// Module figures older than the factors or references they depend on.
    pub(super) stale: i64,
}

/// The text, lines ended as every editor understands.
pub(super) fn text(order: &Order, found: &Found<'_>, files: &[Written]) -> String {
    let Found { coverage, names, .. } = *found;
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
    lines.extend(filters(&order.filter, names, lang).into_iter().map(|filter| format!("- {filter}")));
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

/// Each parameter that constrains, with its values in words.
fn filters(filter: &Filter, names: &Names, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |key: &str, parameter: &str, value: String| {
        let name = format!("{} ({parameter})", lang.t(key));
        lines.push(lang.t_with("chips-value", &[("name", name.into()), ("value", value.into())]));
    };
    let years: Vec<String> = filter.years.iter().map(ToString::to_string).collect();
    line("filters-years", "years", years.join(", "));
    if !filter.affiliation_ids.is_empty() {
        line("filters-affiliation", "affiliation_ids", names.words(&filter.affiliation_ids, lang));
    }
    if !filter.unit_ids.is_empty() {
        line("filters-units", "unit_ids", names.words(&filter.unit_ids, lang));
    }
    if filter.validation_statuses.is_restricted() {
        line("filters-status", "validation_statuses", statuses(filter.validation_statuses, lang));
    }
    let of_module = |module: ModuleType| {
        let value =
            [("name", module_label(module, lang).into()), ("value", statuses(filter.module(module), lang).into())];
        filter.module(module).is_restricted().then(|| lang.t_with("chips-value", &value))
    };
    let modules: Vec<String> = ModuleType::DISPLAY_ORDER.into_iter().filter_map(of_module).collect();
    if !modules.is_empty() {
        line("filters-modules", "module_statuses", modules.join("; "));
    }
    if !filter.search.is_empty() {
        line("filters-search", "search", filter.search.clone());
    }
    if filter.all_levels {
        line("filters-all-levels", "all_levels", lang.t("readme-yes"));
    }
    if filter.active_count() == 0 {
        lines.push(lang.t("readme-no-constraint"));
    }
    lines
}

fn statuses(kept: StatusSet, lang: Lang) -> String {
    let word = |status: ModuleStatus| lang.t(&format!("status-{}", status.key().replace('_', "-")));
    let words: Vec<String> = kept.iter().map(word).collect();
    if words.is_empty() { lang.t("chips-no-status") } else { words.join(", ") }
}
