//! A data entry type in a table: its entries, and whether their emissions are up to date.

use super::panel::Submodule;
use super::words::{freshness, no_entries};
use crate::carbon::taxonomy::DataEntryType;
use crate::operations::parts::Badge;
use crate::operations::words;
use crate::pipeline::staleness::TypeRecalculation;
use crate::web::{Lang, figures};

/// A row of the table.
pub(super) struct TypeRow {
    pub(super) name: String,
    pub(super) freshness: Badge,
    pub(super) entries: i64,
    pub(super) entries_stale: i64,
    pub(super) units_stale: i64,
    pub(super) changed: String,
    pub(super) recalculated: String,
    pub(super) has_failed: bool,
    /// What is set for it, where the table says so.
    pub(super) submodule: Option<Submodule>,
}

impl TypeRow {
    pub(super) fn new(of_type: &TypeRecalculation, lang: Lang) -> Self {
        let when = |moment: Option<_>| moment.map_or_else(|| figures::MISSING.to_owned(), figures::date_time);
        let name = of_type.data_entry_type_id.try_into().map(|data_type| words::data_type(data_type, lang));
        Self {
            name: name.unwrap_or_default(),
            freshness: freshness(of_type, lang),
            entries: of_type.entry_count,
            entries_stale: of_type.entries_stale,
            units_stale: of_type.units_stale,
            changed: when(of_type.changed_at),
            recalculated: when(of_type.last_recalculated_at),
            has_failed: of_type.last_recalculation_job_result.as_deref() == Some("error"),
            submodule: None,
        }
    }

    /// The row of a type that nobody has entered anything of yet.
    pub(super) fn without_entries(data_type: DataEntryType, lang: Lang) -> Self {
        Self {
            name: words::data_type(data_type, lang),
            freshness: no_entries(lang),
            entries: 0,
            entries_stale: 0,
            units_stale: 0,
            changed: figures::MISSING.to_owned(),
            recalculated: figures::MISSING.to_owned(),
            has_failed: false,
            submodule: None,
        }
    }

    /// The row with what is set for the type.
    pub(super) fn with(self, submodule: Option<Submodule>) -> Self {
        Self { submodule, ..self }
    }
}
