//! The panel of a module: its switch, how sure its numbers are, its data types with what is set for them.

use super::cards::{self, Card};
use super::types::TypeRow;
use super::{place, recalculate};
use crate::carbon::entry::definition;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::operations::parts::{Badge, PipelineLine};
use crate::operations::words;
use crate::pipeline::Pipeline;
use crate::pipeline::staleness::ModuleRecalculation;
use crate::web::{Frame, Lang, figures};
use crate::years::{self, ModuleConfiguration, TypeConfiguration, Uncertainty};

/// Something that is on or off.
pub(super) struct Switch {
    pub(super) is_on: bool,
    /// Where the form goes: to a question first when it is switched off.
    pub(super) action: String,
    /// What is switched.
    pub(super) name: String,
}

/// A module of the year.
pub(super) struct Panel {
    pub(super) key: &'static str,
    pub(super) name: String,
    pub(super) is_open: bool,
    pub(super) badges: Vec<Badge>,
    pub(super) last_upload: Option<String>,
    pub(super) switch: Switch,
    /// Look and words of the link to recalculate: one stands out where there is something to do.
    pub(super) button: (&'static str, String),
    pub(super) recalculate: String,
    pub(super) needs_recalculation: bool,
    /// Where the choice is sent; key, words, whether it is taken.
    pub(super) uncertainty_action: String,
    pub(super) uncertainties: Vec<(&'static str, String, bool)>,
    pub(super) history: String,
    /// What is missing before the module is complete.
    pub(super) needs: Vec<String>,
    /// What runs or waits.
    pub(super) active: Vec<PipelineLine>,
    /// The last that ended and changed something, or should have.
    pub(super) last: Option<PipelineLine>,
    /// Whether several of its types share their files.
    pub(super) has_common_files: bool,
    /// Files that types of the module share.
    pub(super) cards: Vec<Card>,
    /// Types with files of their own.
    pub(super) own: Vec<Submodule>,
    /// Types with entries.
    pub(super) types: Vec<TypeRow>,
    /// How many types it has.
    pub(super) type_count: usize,
}

/// What is set for a data entry type.
pub(super) struct Submodule {
    pub(super) anchor: String,
    pub(super) name: String,
    /// What is missing, when it is switched on.
    pub(super) badge: Option<Badge>,
    pub(super) switch: Switch,
    /// From when on entries stand out.
    pub(super) threshold: Option<String>,
    /// Whether units enter data.
    pub(super) inputs: String,
    pub(super) settings: String,
    /// Its files; none where types share them.
    pub(super) cards: Vec<Card>,
}

impl Panel {
    pub(super) fn new(
        year: Year,
        module: ModuleType,
        configured: &ModuleConfiguration,
        standing: Option<&ModuleRecalculation>,
        pipelines: &[Pipeline],
        opened: &[String],
        frame: &Frame,
    ) -> Self {
        let lang = frame.lang;
        let of_module = || pipelines.iter().filter(|pipeline| pipeline.module_type_id == Some(module.id()));
        let active: Vec<_> = of_module().filter(|pipeline| !pipeline.status.is_final()).collect();
        let last = of_module().find(|pipeline| pipeline.status.is_final() && !pipeline.is_dry_run());
        let has_failed =
            standing.is_some_and(|standing| standing.data_entry_types.iter().any(|t| t.reasons.contains(&"failed")));
        let needs_recalculation = standing.is_some_and(|standing| standing.needs_recalculation);
        let look = match (needs_recalculation, standing.and_then(|standing| standing.active_job_id)) {
            (true, None) => "button-primary",
            (true, Some(_)) => "",
            (false, _) => "button-text",
        };
        let label = lang.t(if has_failed { "data-retry-recalculation" } else { "data-recalculate" });
        let submodules =
            || configured.data_entry_types.iter().filter_map(|of_type| Some((of_type.data_type()?, of_type)));
        let is_shared = |data_type: DataEntryType| definition(data_type).is_some_and(|d| !d.has_own_factor_file());
        let rows = submodules().filter_map(|(data_type, of_type)| {
            let standing = standing.iter().flat_map(|standing| &standing.data_entry_types);
            let row = standing.into_iter().find(|row| row.data_entry_type_id == data_type.id());
            let submodule = is_shared(data_type).then(|| Submodule::new(year, data_type, of_type, lang));
            match (row, &submodule) {
                (Some(row), _) => Some(TypeRow::new(row, lang).with(submodule)),
                (None, Some(_)) => Some(TypeRow::without_entries(data_type, lang).with(submodule)),
                (None, None) => None,
            }
        });
        let name = words::module(module, lang);
        let verb = if configured.enabled { "off" } else { "on" };
        let mut badges = state_badges(configured, &active, lang);
        if needs_recalculation {
            badges.push(Badge { family: "warn", icon: "refresh-cw", words: lang.t("data-recalculation-needed") });
        }
        if has_failed {
            badges.push(Badge { family: "bad", icon: "circle-x", words: lang.t("data-last-recalculation-failed") });
        }
        Self {
            key: module.key(),
            is_open: opened.iter().any(|key| key == "all" || key == module.key()),
            badges,
            last_upload: last_upload(configured, lang),
            switch: Switch {
                is_on: configured.enabled,
                action: place::deed_of_module(year, module, verb),
                name: name.clone(),
            },
            button: (look, label),
            recalculate: recalculate::url(year.get(), Some(module)),
            needs_recalculation,
            uncertainty_action: place::deed_of_module(year, module, "uncertainty"),
            uncertainties: Uncertainty::ALL
                .map(|choice| {
                    (
                        choice.key(),
                        lang.t(&format!("uncertainty-{}", choice.key())),
                        configured.uncertainty == choice.key(),
                    )
                })
                .to_vec(),
            history: format!("/pipelines?years={year}&module_type_ids={}", module.id()),
            needs: needs(configured, lang),
            active: active.iter().map(|pipeline| PipelineLine::new(pipeline, frame.now, lang)).collect(),
            last: last.map(|pipeline| PipelineLine::new(pipeline, frame.now, lang)),
            has_common_files: submodules().any(|(data_type, _)| is_shared(data_type)),
            cards: cards::of_module(year, module, (&configured.jobs, &configured.reasons), lang),
            own: submodules()
                .filter(|(data_type, _)| !is_shared(*data_type))
                .map(|(data_type, of_type)| Submodule::new(year, data_type, of_type, lang))
                .collect(),
            types: rows.collect(),
            type_count: configured.data_entry_types.len(),
            name,
        }
    }
}

impl Panel {
    /// Every card of the module.
    pub(super) fn cards(&mut self) -> impl Iterator<Item = &mut Card> {
        self.cards.iter_mut().chain(self.own.iter_mut().flat_map(|submodule| &mut submodule.cards))
    }
}

fn state_badges(configured: &ModuleConfiguration, active: &[&Pipeline], lang: Lang) -> Vec<Badge> {
    let running = active.first().map(|pipeline| Badge::of_pipeline(pipeline, lang));
    let missing = configured.gaps().iter().filter(|gap| gap.reason.is_missing()).count();
    let state = if !configured.enabled {
        Badge { family: "", icon: "ban", words: lang.t("data-disabled") }
    } else if missing > 0 {
        let words = lang.t_with("data-incomplete", &[("count", missing.into())]);
        Badge { family: "warn", icon: "triangle-alert", words }
    } else {
        Badge { family: "ok", icon: "circle-check", words: lang.t("data-complete") }
    };
    [state].into_iter().chain(running).collect()
}

/// When something was last loaded into a module.
fn last_upload(configured: &ModuleConfiguration, lang: Lang) -> Option<String> {
    let types = configured.data_entry_types.iter().map(|of_type| &of_type.jobs);
    let cards = [&configured.jobs].into_iter().chain(types);
    let good =
        cards.flat_map(|card| [&card.data, &card.factors, &card.reference]).filter_map(|jobs| jobs.last_good.as_ref());
    let last = good.filter_map(|job| job.finished_at).max()?;
    Some(lang.t_with("data-last-upload", &[("date", figures::date(last).into())]))
}

/// What a module lacks, type by type: "Rooms (no emission factors, no reference list)".
pub(super) fn needs(configured: &ModuleConfiguration, lang: Lang) -> Vec<String> {
    let mut needs: Vec<(Option<DataEntryType>, Vec<String>)> = Vec::new();
    for gap in configured.gaps() {
        let reason = lang.t(&format!("reason-{}", gap.reason.key().replace('_', "-")));
        match needs.last_mut() {
            Some((data_type, reasons)) if *data_type == gap.data_type => reasons.push(reason),
            _ => needs.push((gap.data_type, vec![reason])),
        }
    }
    let needs = needs.into_iter().map(|(data_type, reasons)| match data_type {
        Some(data_type) => format!("{} ({})", words::data_type(data_type, lang), reasons.join(", ")),
        None => reasons.join(", "),
    });
    needs.collect()
}

impl Submodule {
    fn new(year: Year, data_type: DataEntryType, of_type: &TypeConfiguration, lang: Lang) -> Self {
        let name = words::data_type(data_type, lang);
        let verb = if of_type.enabled { "off" } else { "on" };
        let missing = of_type.reasons.iter().filter(|reason| reason.is_missing()).count();
        let badge = (of_type.enabled && missing > 0).then(|| Badge {
            family: "warn",
            icon: "triangle-alert",
            words: lang.t_with("data-incomplete", &[("count", missing.into())]),
        });
        let threshold = years::takes_threshold(data_type).then(|| match of_type.threshold_kg {
            Some(kg) => lang.t_with("data-threshold", &[("kg", figures::plain(kg).into())]),
            None => lang.t("data-no-threshold"),
        });
        let inputs = match (definition(data_type).is_some_and(|d| d.has_entries), of_type.inputs_deactivated) {
            (false, _) => "data-inputs-derived",
            (true, true) => "data-inputs-off",
            (true, false) => "data-inputs-on",
        };
        Self {
            anchor: place::type_anchor(data_type),
            badge,
            switch: Switch {
                is_on: of_type.enabled,
                action: place::deed_of_type(year, data_type, verb),
                name: name.clone(),
            },
            threshold,
            inputs: lang.t(inputs),
            settings: place::deed_of_type(year, data_type, "settings"),
            cards: definition(data_type)
                .map(|definition| cards::of_type(year, definition, (&of_type.jobs, &of_type.reasons), lang))
                .unwrap_or_default(),
            name,
        }
    }
}
