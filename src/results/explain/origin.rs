//! Where a page of explanation belongs: the unit's year it leads back to.

use super::door::Door;
use crate::access::{Action, Permission, Person};
use crate::results::url;

/// The unit's year that a page belongs to.
pub(super) struct Origin {
    pub(super) unit: String,
    pub(super) code: String,
    pub(super) year: i16,
    /// Its results.
    pub(super) url: String,
    /// School and institute.
    pub(super) above: Vec<String>,
    /// The person may go back to reporting.
    pub(super) has_reporting: bool,
}

impl Origin {
    pub(super) fn new(door: &Door, person: &Person) -> Self {
        let year = door.year.get();
        Self {
            unit: door.unit.name.clone(),
            code: door.unit.code.clone(),
            year,
            url: url(door.id, year),
            above: door.unit.above.clone(),
            has_reporting: person.may(Permission::BackofficeReporting, Action::View),
        }
    }
}
