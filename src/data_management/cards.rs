//! Upload cards: what was loaded where, when and by whom, what became of the last attempt, what can be done next.

use super::compute;
use super::slot::Slot;
use crate::carbon::entry::{Definition, ReferenceKind, definitions};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::ingestion::{Target, has_computed_factors};
use crate::ledger::holdings::Kept;
use crate::operations::parts::{self, Badge};
use crate::operations::words;
use crate::pipeline::{Job, LastJobs};
use crate::web::{Lang, figures};
use crate::years::objectives::Objective;
use crate::years::{CardJobs, Reason};

/// A card.
pub(super) struct Card {
    pub(super) slot: Slot,
    pub(super) anchor: String,
    /// Its place in the order of work.
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) badge: Badge,
    pub(super) is_missing: bool,
    pub(super) note: String,
    /// The attempt after the last good one, when it failed.
    pub(super) failed: Option<Loaded>,
    pub(super) loaded: Option<Loaded>,
    /// Where the file that is being loaded can be watched.
    pub(super) running: Option<(String, String)>,
    pub(super) upload: String,
    pub(super) upload_label: String,
    pub(super) template: String,
    /// Where the factors of an earlier year are copied, and in words.
    pub(super) copy: Option<(String, String)>,
    /// Factors in use that the newest file does not have: in words, and the first of them.
    pub(super) kept: Option<(String, Vec<String>)>,
    /// Where sums are computed instead of uploaded.
    pub(super) compute: Option<String>,
}

/// A file that was read.
pub(super) struct Loaded {
    pub(super) file: String,
    /// Address of the file as it came in; empty when there was none.
    pub(super) original: String,
    /// Rows, time, person.
    pub(super) origin: String,
    /// What came of it when something did not go in, and where to see that.
    pub(super) outcome: Option<(String, String)>,
    /// Whether the outcome is in the program's own words, which are English.
    pub(super) is_message: bool,
}

/// The cards of a type with files of its own.
pub(super) fn of_type(
    year: Year,
    definition: &Definition,
    (jobs, reasons): (&CardJobs, &[Reason]),
    lang: Lang,
) -> Vec<Card> {
    let data_type = definition.data_type;
    let slot = |target| Slot { year, target, module: Some(data_type.module()), data_type: Some(data_type) };
    let mut slots = Vec::new();
    if definition.has_own_factor_file() {
        slots.push((slot(Target::Factors), &jobs.factors));
        if definition.has_entries && definition.reference.is_some_and(|kind| kind != ReferenceKind::ExchangeRates) {
            slots.push((slot(Target::Reference), &jobs.reference));
        }
        if definition.has_entries {
            slots.push((slot(Target::Data), &jobs.data));
        }
    }
    cards(&slots, reasons, lang)
}

/// The cards of the files that types of a module share; none where none do.
pub(super) fn of_module(
    year: Year,
    module: ModuleType,
    (jobs, reasons): (&CardJobs, &[Reason]),
    lang: Lang,
) -> Vec<Card> {
    let shares = |definition: &Definition| definition.data_type.module() == module && !definition.has_own_factor_file();
    if !definitions().iter().any(shares) {
        return Vec::new();
    }
    let slot = |target| Slot { year, target, module: Some(module), data_type: None };
    cards(&[(slot(Target::Factors), &jobs.factors), (slot(Target::Data), &jobs.data)], reasons, lang)
}

/// The card of the exchange rates, which types of several modules use.
pub(super) fn of_exchange_rates(year: Year, jobs: &LastJobs, rates: i64, lang: Lang) -> Vec<Card> {
    let slot = Slot { year, target: Target::ExchangeRates, module: None, data_type: None };
    let mut cards = cards(&[(slot, jobs)], &[], lang);
    if let Some(card) = cards.first_mut().filter(|_| jobs.last_attempt.is_none() && rates > 0) {
        // files of exchange rates may bring those of other years
        let words = lang.t_with("card-rates", &[("count", rates.into())]);
        card.badge = Badge { family: "ok", icon: "circle-check", words };
    }
    cards
}

/// The cards of the lists of objectives, with how many rows each has.
pub(super) fn of_objectives(year: Year, lists: &[(Objective, i64, LastJobs)], lang: Lang) -> Vec<Card> {
    let cards = lists.iter().zip(1..).map(|((objective, rows, jobs), number)| {
        let slot = Slot { year, target: Target::ReductionObjectives(*objective), module: None, data_type: None };
        card(slot, jobs, (number, *rows == 0), &[], lang)
    });
    cards.collect()
}

fn cards(slots: &[(Slot, &LastJobs)], reasons: &[Reason], lang: Lang) -> Vec<Card> {
    let missing: Vec<usize> = slots
        .iter()
        .enumerate()
        .filter(|(_, (slot, _))| is_missing(slot.target, reasons))
        .map(|(position, _)| position + 1)
        .collect();
    let made = slots.iter().enumerate().map(|(position, (slot, jobs))| {
        let number = position + 1;
        card(*slot, jobs, (number, missing.contains(&number)), &missing, lang)
    });
    made.collect()
}

impl Card {
    /// Names the factors that stay in use though the newest file does not have them.
    pub(super) fn tell_kept(&mut self, kept: &[Kept], lang: Lang) {
        if self.slot.target != Target::Factors {
            return;
        }
        let types = self.slot.types().unwrap_or_default();
        let of_card = kept.iter().filter(|kept| types.iter().any(|definition| definition.data_type == kept.data_type));
        let (mut count, mut names) = (0, Vec::new());
        for kept in of_card {
            count += kept.count;
            names.extend(kept.names.iter().cloned());
        }
        self.kept = (count > 0).then(|| (lang.t_with("card-kept", &[("count", count.into())]), names));
    }
}

fn is_missing(target: Target, reasons: &[Reason]) -> bool {
    reasons.iter().any(|reason| match target {
        Target::Factors => {
            matches!(reason, Reason::MissingFactor | Reason::MissingCommonFactor | Reason::FactorFailed)
        }
        Target::Reference => matches!(reason, Reason::MissingReference | Reason::ReferenceFailed),
        _ => false,
    })
}

fn card(slot: Slot, jobs: &LastJobs, (number, is_missing): (usize, bool), missing: &[usize], lang: Lang) -> Card {
    let attempt = jobs.last_attempt.as_ref();
    let running = attempt.filter(|job| !job.is_finished());
    let failed = attempt.filter(|job| job.is_finished() && job.result.as_deref() == Some("error"));
    let good = jobs.last_good.as_ref();
    let has_any = good.is_some() || attempt.is_some();
    Card {
        slot,
        copy: None,
        kept: None,
        anchor: slot.anchor(),
        number,
        title: slot.kind(lang),
        badge: badge(slot, (running, failed, good), is_missing, missing, lang),
        is_missing,
        note: if has_any { String::new() } else { note(slot, is_missing, lang) },
        failed: failed.map(|job| loaded(job, lang)),
        loaded: good.map(|job| loaded(job, lang)),
        running: running.map(|job| (parts::url(job.pipeline_id), lang.t("card-running"))),
        upload: slot.upload_url(),
        upload_label: lang.t(if good.is_some() { "card-upload-again" } else { "card-upload" }),
        template: slot.template_url(),
        compute: slot
            .data_type
            .filter(|data_type| slot.target == Target::Factors && has_computed_factors(*data_type))
            .map(|data_type| compute::url(slot.year.get(), data_type)),
    }
}

fn badge(
    slot: Slot,
    (running, failed, good): (Option<&Job>, Option<&Job>, Option<&Job>),
    is_missing: bool,
    missing: &[usize],
    lang: Lang,
) -> Badge {
    let of = |family, icon, key: &str| Badge { family, icon, words: lang.t(key) };
    match (running, failed, good) {
        (Some(job), ..) if job.is_running() => of("run", "loader", "card-loading"),
        (Some(_), ..) => of("run", "clock", "card-waiting"),
        (None, Some(_), _) => of("bad", "circle-x", "card-failed"),
        (None, None, Some(job)) if job.result.as_deref() == Some("warning") => {
            of("warn", "triangle-alert", "card-loaded-with-warnings")
        }
        (None, None, Some(_)) => of("ok", "circle-check", "card-loaded"),
        (None, None, None) if is_missing => of("bad", "circle-x", "card-missing"),
        (None, None, None) if slot.target == Target::Data && !missing.is_empty() => {
            let numbers = missing.iter().map(usize::to_string).collect::<Vec<_>>();
            let words = lang.t_with("card-waits-for", &[("numbers", numbers.join(&lang.t("card-and")).into())]);
            Badge { family: "", icon: "circle-dashed", words }
        }
        (None, None, None) if matches!(slot.target, Target::Factors | Target::Reference) => {
            of("ok", "circle-check", "card-present")
        }
        (None, None, None) => of("", "circle-dashed", "card-none"),
    }
}

fn note(slot: Slot, is_missing: bool, lang: Lang) -> String {
    match slot.target {
        Target::Data => lang.t("card-note-data"),
        Target::Factors if is_missing => lang.t("card-note-factors"),
        Target::Reference if is_missing => lang.t("card-note-reference"),
        Target::ExchangeRates => lang.t("card-note-exchange-rates"),
        Target::ReductionObjectives(Objective::InstitutionalFootprint) => lang.t("card-note-footprint"),
        Target::ReductionObjectives(Objective::PopulationProjections) => lang.t("card-note-population"),
        Target::ReductionObjectives(Objective::UnitScenarios) => lang.t("card-note-scenarios"),
        _ => String::new(),
    }
}

/// What a file is called; what was copied has none.
fn name(job: &Job, lang: Lang) -> String {
    let copied_from = job.ingestion.as_ref().and_then(|outcome| outcome["copied_from"].as_i64());
    match (&job.file, copied_from) {
        (Some(file), _) => file.name.clone(),
        (None, Some(year)) => lang.t_with("card-copied-from", &[("year", year.to_string().into())]),
        (None, None) => words::kind(&job.job_type, lang),
    }
}

/// A file as its card tells of it.
fn loaded(job: &Job, lang: Lang) -> Loaded {
    let count = |name: &str| job.ingestion.as_ref().and_then(|outcome| outcome[name].as_u64()).unwrap_or(0);
    let (stored, unchanged, refused) = (count("stored"), count("unchanged"), count("refused"));
    let has_failed = job.result.as_deref() == Some("error");
    let mut origin = Vec::new();
    if !has_failed && job.ingestion.is_some() {
        origin.push(lang.t_with("card-rows", &[("count", (stored + unchanged).into())]));
    }
    origin.extend(job.finished_at.map(figures::date_time));
    origin.push(words::author(&job.created_by, lang));
    let page = parts::url(job.pipeline_id);
    let rows = format!("{page}#errors-{}", job.job_id);
    let outcome = if has_failed {
        Some((job.status_message.clone().unwrap_or_default(), page))
    } else if refused > 0 {
        Some((lang.t_with("card-refused", &[("count", refused.into())]), rows))
    } else {
        None
    };
    Loaded {
        file: name(job, lang),
        original: job.file.as_ref().map(|_| format!("/pipelines/jobs/{}/file", job.job_id)).unwrap_or_default(),
        origin: origin.join(" · "),
        outcome,
        is_message: has_failed,
    }
}
