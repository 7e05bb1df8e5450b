//! Recalculating emissions when what they were computed from has changed: one job goes through the data entry types it
//! is for. Each type is put in place in a transaction of its own that says so on the job: a job that is begun again goes
//! on where it stopped.

mod asking;
mod details;
mod outcome;
mod running;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::figures;

pub use asking::{Asked, ask, chain, run_here};
pub use outcome::{Recalculation, TypeOutcome, UnitChange, of_job};
pub use running::run;

/// Which emissions to recalculate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Of this year.
    pub year: Year,
    /// Of this module; of every one when none.
    pub module: Option<ModuleType>,
    /// Of this type; of every one when none.
    pub data_type: Option<DataEntryType>,
    /// Also those that nothing changed for.
    pub with_current: bool,
}

impl Selection {
    /// The types of a selection, in the order of their modules. Embodied energy has no entries of its own: it is
    /// computed with the rooms.
    pub async fn types(self, conn: &mut PgConnection) -> sqlx::Result<Vec<DataEntryType>> {
        let mut types = Vec::new();
        let wanted = self.data_type.map(|data_type| match data_type {
            DataEntryType::BuildingEmbodiedEnergy => DataEntryType::Building,
            other => other,
        });
        for definition in definitions().iter().filter(|definition| definition.has_entries) {
            let data_type = definition.data_type;
            let is_selected = wanted.is_none_or(|selected| selected == data_type)
                && self.module.is_none_or(|module| module == data_type.module());
            if is_selected && (self.with_current || figures::is_stale(conn, self.year, &[data_type]).await?) {
                types.push(data_type);
            }
        }
        Ok(types)
    }
}

/// What a job of this kind is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Options {
    /// Data entry type ids.
    types: Vec<i16>,
    /// Leave out types that are up to date by the time it is their turn.
    only_stale: bool,
    /// Only tell what would change.
    dry_run: bool,
}
