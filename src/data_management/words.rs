//! Badges and words of data management.

use crate::operations::parts::Badge;
use crate::pipeline::staleness::TypeRecalculation;
use crate::web::Lang;

/// What a small machine recalculates in a second.
const ENTRIES_PER_SECOND: i64 = 40_000;

/// Whether results are out of date, in a badge.
pub(super) fn freshness(of_type: &TypeRecalculation, lang: Lang) -> Badge {
    if of_type.needs_recalculation {
        let words = lang.t_with("data-entries-to-recalculate", &[("count", of_type.entries_stale.into())]);
        Badge { family: "warn", icon: "refresh-cw", words }
    } else if of_type.entry_count == 0 {
        no_entries(lang)
    } else {
        Badge { family: "ok", icon: "circle-check", words: lang.t("data-up-to-date") }
    }
}

/// That nothing was entered, in a badge.
pub(super) fn no_entries(lang: Lang) -> Badge {
    Badge { family: "", icon: "circle-dashed", words: lang.t("data-no-entries") }
}

/// About how long so many entries take.
pub(super) fn duration(entries: i64, lang: Lang) -> String {
    let seconds = (entries / ENTRIES_PER_SECOND).max(1);
    if seconds < 90 {
        lang.t_with("data-about-seconds", &[("count", seconds.into())])
    } else {
        lang.t_with("data-about-minutes", &[("count", ((seconds + 30) / 60).into())])
    }
}
