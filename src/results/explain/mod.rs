//! Where a figure comes from: a module, its data entry types, their entries, one number.

mod door;
mod entries;
mod entry;
mod module;
mod origin;
mod payload;
mod trips;

pub(super) use entries::list;
pub(super) use entry::show as show_entry;
pub(super) use module::show as show_module;
pub(super) use trips::{download as trips, file as trips_file, may_see as may_see_trips};

use super::url;
use crate::carbon::ids::DataEntryId;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::UnitId;

/// Address of a module of a unit's year.
pub(super) fn module_url(unit: UnitId, year: i16, module: ModuleType) -> String {
    format!("{}/modules/{module}", url(unit, year))
}

fn type_url(unit: UnitId, year: i16, data_type: DataEntryType) -> String {
    format!("{}/types/{data_type}", module_url(unit, year, data_type.module()))
}

fn entry_url(unit: UnitId, year: i16, entry: DataEntryId) -> String {
    format!("{}/entries/{}", url(unit, year), entry.0)
}
