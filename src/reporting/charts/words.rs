//! Names and sentences of charts.

use super::aggregated::Shown;
use super::modules::ModuleChart;
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::charts::Column;
use crate::charts::text::unbroken;
use crate::reporting::breakdown::{BarKey, Breakdown, ItPart, PerFte, Place, Sums};
use crate::reporting::filter::Filter;
use crate::reporting::units::module_label;
use crate::web::{Lang, figures};

/// The catalogue of charts in one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Lang);

impl Words {
    pub(super) fn t(self, key: &str) -> String {
        self.0.t(key)
    }

    /// The name of a bar, with soft hyphens where it may be broken.
    pub(super) fn bar(self, key: BarKey) -> String {
        self.0.t(&format!("bar-{}", key.name()))
    }

    /// The name of a category as a whole.
    pub(super) fn category(self, category: Category) -> String {
        unbroken(&self.0.t(&format!("bar-{}", category.key().replace('_', "-"))))
    }

    /// The name of a part of a bar.
    pub(super) fn part(self, part: &str) -> String {
        self.0.t(&format!("emission-{}", part.replace('_', "-")))
    }

    /// The name of an emission type within its bar: part, and leaf where the part has several.
    pub(super) fn leaf(self, place: &Place) -> String {
        let part = self.part(place.part);
        match place.leaf() {
            Some(leaf) => format!("{part}, {}", self.part(leaf)),
            None => part,
        }
    }

    pub(super) fn module(self, module: ModuleType) -> String {
        module_label(module, self.0)
    }

    pub(super) fn it(self, part: ItPart) -> String {
        self.0.t(match part {
            ItPart::Equipment => "it-equipment",
            ItPart::CloudsAndAi => "it-clouds-and-ai",
            ItPart::Purchases => "it-purchases",
            ItPart::Facilities => "it-facilities",
        })
    }

    /// What a segment says when pointed at: name, value, share of what is drawn.
    pub(super) fn segment(self, name: &str, kg: f64, of_kg: f64) -> String {
        self.0.t_with(
            "chart-segment",
            &[("name", name.into()), ("tonnes", tonnes(kg).into()), ("share", share(kg, of_kg).into())],
        )
    }

    /// The same for a part of something named.
    pub(super) fn part_of(self, whole: &str, part: &str) -> String {
        self.0.t_with("chart-part-of", &[("whole", whole.into()), ("part", part.into())])
    }

    /// Why nothing is drawn of some sums: nothing is validated, or only what is left out.
    pub(super) fn nothing(self, sums: &Sums, with_additional: bool) -> String {
        let additional = sums.of(|place| place.key().is_additional()).validated;
        let is_hidden = !with_additional && additional > 0.0;
        self.t(if is_hidden { "chart-nothing-but-additional" } else { "chart-nothing" })
    }

    /// The main finding of a chart of parts.
    pub(super) fn finding<'a>(self, parts: impl IntoIterator<Item = (&'a str, f64)>) -> String {
        let parts: Vec<(&str, f64)> = parts.into_iter().collect();
        let total: f64 = parts.iter().map(|(_, kg)| kg).sum();
        let largest = parts.iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|_| total > 0.0);
        let Some((name, kg)) = largest else { return self.t("chart-nothing") };
        self.0.t_with(
            "chart-finding",
            &[
                ("name", (*name).into()),
                ("tonnes", tonnes(*kg).into()),
                ("total", tonnes(total).into()),
                ("share", share(*kg, total).into()),
            ],
        )
    }

    /// A column of words, called after a message; files call it after another one.
    pub(super) fn column(self, key: &str) -> Column {
        Column::words(self.t(&format!("chart-head-{key}"))).named_in_files(self.t(&format!("chart-column-{key}")))
    }

    /// The same for numbers.
    pub(super) fn numbers(self, key: &str, places: usize) -> Column {
        Column::numbers(self.t(&format!("chart-head-{key}")), places)
            .named_in_files(self.t(&format!("chart-column-{key}")))
    }

    /// Of how many units the number of people is known.
    pub(super) fn coverage(self, breakdown: &Breakdown) -> String {
        let (known, of) = (breakdown.per_fte.units, breakdown.units);
        self.0.t_with("chart-coverage", &[("known", known.into()), ("units", of.into())])
    }

    /// What the chart per person counts.
    pub(super) fn per_fte_note(self, breakdown: &Breakdown, drawn: f64) -> String {
        let note = self.0.t_with("chart-per-fte-note", &[("units", breakdown.per_fte.units.into())]);
        let PerFte { fte, sums, .. } = &breakdown.per_fte;
        let left_out = figures::decimal(sums.total().validated / 1000.0 / fte - drawn, 2);
        if left_out.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            return note;
        }
        format!("{note} {}", self.0.t_with("chart-per-fte-left-out", &[("tonnes", left_out.into())]))
    }

    /// Of how many reports a module is validated.
    pub(super) fn module_note(self, breakdown: &Breakdown, chart: &ModuleChart) -> String {
        let key = if breakdown.years.len() > 1 { "chart-module-reports" } else { "chart-module-units" };
        let validated = breakdown.validated[chart.module.index()];
        let units = self.0.t_with(key, &[("validated", validated.into()), ("total", breakdown.unit_years.into())]);
        if chart.not_validated_kg <= 0.0 {
            return units;
        }
        let tonnes = figures::tonnes(chart.kg - chart.not_validated_kg);
        self.0.t_with("chart-module-part", &[("tonnes", tonnes.into()), ("units", units.into())])
    }

    /// What the bars show of everything, and what they leave out.
    pub(super) fn shown(self, shown: Shown) -> String {
        let whole = shown.total() + shown.additional_left_out + shown.not_validated_left_out;
        let mut sentences = vec![self.0.t_with(
            "chart-shown",
            &[("tonnes", figures::tonnes(shown.total()).into()), ("total", figures::tonnes(whole).into())],
        )];
        for (key, kg) in [
            ("chart-left-out-not-validated", shown.not_validated_left_out),
            ("chart-left-out-additional", shown.additional_left_out),
        ] {
            if kg > 0.0 {
                sentences.push(self.0.t_with(key, &[("tonnes", figures::tonnes(kg).into())]));
            }
        }
        sentences.join(" ")
    }

    /// A title with the years it is about.
    pub(super) fn titled(self, key: &str, filter: &Filter) -> String {
        let years: Vec<String> = filter.years.iter().rev().map(ToString::to_string).collect();
        self.0.t_with("chart-title-years", &[("title", self.t(key).into()), ("years", years.join(", ").into())])
    }
}

/// Kilograms as tonnes on a chart.
pub(super) fn tonnes(kg: f64) -> String {
    figures::charted(kg / 1000.0)
}

pub(super) fn share(part: f64, whole: f64) -> String {
    if whole <= 0.0 {
        return figures::MISSING.to_owned();
    }
    let text = figures::percent(part / whole);
    if part > 0.0 && text.starts_with("0\u{a0}") { "<\u{a0}1\u{a0}%".to_owned() } else { text }
}
