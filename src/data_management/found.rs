//! What a check found: counts, effect, what stays without emission.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::slot::Slot;
use crate::ingestion::decision::Asked;
use crate::ledger::factors::AbsentPolicy;
use crate::operations::comparison::Change;
use crate::web::{Lang, figures};

/// What a file would do.
pub(super) struct Found {
    pub(super) boxes: Vec<CountBox>,
    /// Its effect in a sentence.
    pub(super) effect: Option<String>,
    pub(super) total: Change,
    /// Whether factors the file does not have stay in use; none when it has them all.
    pub(super) keeps_absent: Option<bool>,
    /// Whether what becomes stale is recalculated; none when nothing becomes stale.
    pub(super) recalculates: Option<bool>,
    pub(super) without_emission: Vec<String>,
}

/// A figure with its name.
pub(super) struct CountBox {
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) note: String,
}

/// What is kept of a check with its job.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Checked {
    pub(super) read: u64,
    pub(super) stored: u64,
    pub(super) unchanged: u64,
    pub(super) refused: u64,
    pub(super) replaced: u64,
    pub(super) factors: Option<FactorCounts>,
    without_emission: BTreeMap<String, u64>,
    pub(super) preview: Option<Effect>,
    pub(super) file_error: Option<FileFailure>,
    pub(super) warnings: Vec<Warning>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FactorCounts {
    pub(super) inserted: u64,
    pub(super) changed: u64,
    pub(super) unchanged: u64,
    pub(super) absent: u64,
    pub(super) retired: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Effect {
    pub(super) entries_affected: u64,
    pub(super) units_affected: u64,
    pub(super) total_before_kg: f64,
    pub(super) total_after_kg: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FileFailure {
    pub(super) message: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Warning {
    pub(super) row: i32,
    pub(super) line: i32,
    pub(super) message: String,
}

/// A warning with its place.
pub(super) fn warned(warning: &Warning, lang: Lang) -> String {
    if warning.row == 0 {
        return warning.message.clone();
    }
    let place = [("line", figures::count(i64::from(warning.line)).into()), ("message", (&warning.message).into())];
    lang.t_with("check-warning", &place)
}

/// What a check found, as its page shows it.
pub(super) fn found(slot: Slot, checked: &Checked, asked: Asked, lang: Lang) -> Found {
    let effect = checked.preview.as_ref();
    let total =
        effect.map_or_else(|| Change::of(0.0, 0.0), |effect| Change::of(effect.total_before_kg, effect.total_after_kg));
    let reasons = checked.without_emission.iter().map(|(reason, count)| {
        lang.t_with(&format!("check-without-{}", reason.replace('_', "-")), &[("count", (*count).into())])
    });
    Found {
        boxes: boxes(checked, lang),
        effect: effect.map(|effect| sentence(checked, effect, lang)),
        total,
        keeps_absent: checked
            .factors
            .as_ref()
            .filter(|factors| factors.absent > 0)
            .map(|_| asked.absent == AbsentPolicy::Keep),
        recalculates: slot.makes_stale().then_some(asked.recalculate),
        without_emission: reasons.collect(),
    }
}

fn boxes(checked: &Checked, lang: Lang) -> Vec<CountBox> {
    let of =
        |family, icon, key: &str, count: u64| CountBox { family, icon, name: lang.t(key), count, note: String::new() };
    let mut boxes = match &checked.factors {
        Some(factors) => vec![
            of("ok", "plus", "check-new", factors.inserted),
            of("run", "pencil", "check-changed", factors.changed),
            of("none", "circle-check", "check-unchanged", factors.unchanged),
            of(if factors.absent > 0 { "warn" } else { "none" }, "minus", "check-absent", factors.absent),
        ],
        None => vec![
            of("ok", "plus", "check-stored", checked.stored),
            of("none", "circle-check", "check-unchanged", checked.unchanged),
            of(if checked.replaced > 0 { "warn" } else { "none" }, "refresh-cw", "check-replaced", checked.replaced),
        ],
    };
    let mut refused =
        of(if checked.refused > 0 { "warn" } else { "none" }, "triangle-alert", "check-refused", checked.refused);
    refused.note = lang.t_with("check-read", &[("count", checked.read.into())]);
    boxes.push(refused);
    boxes
}

/// What the change does to entries, units and the total.
fn sentence(checked: &Checked, effect: &Effect, lang: Lang) -> String {
    let (changed, absent) = match &checked.factors {
        Some(factors) => (factors.inserted + factors.changed, factors.retired),
        None => (checked.stored, checked.replaced),
    };
    let key = if checked.factors.is_some() { "check-effect-factors" } else { "check-effect" };
    let counts = [
        ("changed", changed.into()),
        ("absent", absent.into()),
        ("entries", effect.entries_affected.into()),
        ("units", effect.units_affected.into()),
    ];
    lang.t_with(key, &counts)
}
