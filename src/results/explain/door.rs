//! Who may look at what of a unit's year: sums are for everybody who sees its results, entries are not.

use sqlx::PgConnection;

use crate::access::{Action, Permission, Person};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::UnitId;
use crate::platform::{Entries, Scope};
use crate::results::store::{self, UnitYear};
use crate::web::Problem;

/// A unit's year that a person was let into.
pub(super) struct Door {
    pub(super) id: UnitId,
    pub(super) year: Year,
    pub(super) unit: UnitYear,
    /// What the person sees results of.
    pub(super) scope: Scope,
}

/// Entries that a person may look at.
pub(super) struct Right {
    /// Which ones.
    pub(super) entries: Entries,
    /// Whether who they are about is told.
    pub(super) names_persons: bool,
}

impl Door {
    /// Lets a person in who may see the unit's results. An address outside their reach does not exist for them.
    pub(super) async fn open(
        conn: &mut PgConnection,
        person: &Person,
        (unit, year): (&str, &str),
    ) -> Result<Self, Problem> {
        let id = UnitId(unit.parse().map_err(|_| Problem::NotFound)?);
        let year: Year = year.parse().map_err(|_| Problem::NotFound)?;
        let scope = person.scope_of_results();
        let unit = store::unit_year(&mut *conn, &scope, id, year.get()).await?.ok_or(Problem::NotFound)?;
        Ok(Self { id, year, unit, scope })
    }

    /// The entries of a module that a person may look at.
    pub(super) fn right(&self, person: &Person, module: ModuleType) -> Option<Right> {
        Right::of(person, &self.unit, module)
    }
}

impl Right {
    /// The entries of a module that a person may look at: the unit's people those the module opens to them, the back
    /// office those it may export, without the persons they are about.
    pub(super) fn of(person: &Person, unit: &UnitYear, module: ModuleType) -> Option<Self> {
        let reached =
            |permission, action| person.scope(permission, action).and_then(|scope: Scope| scope.entries_of(&unit.path));
        let own = reached(Permission::Module(module), Action::View);
        let exported = reached(Permission::BackofficeReporting, Action::Export);
        let own = own.map(|entries| Self { entries, names_persons: true });
        let exported = exported.map(|entries| Self { entries, names_persons: false });
        match own {
            // who reaches only their own entries here reaches all of them as the back office
            Some(right) if right.entries.owner().is_some() => exported.or(Some(right)),
            Some(right) => Some(right),
            None => exported,
        }
    }
}

/// The module of an address.
pub(super) fn module_of(key: &str) -> Result<ModuleType, Problem> {
    key.parse().map_err(|_| Problem::NotFound)
}

/// The data entry type of an address.
pub(super) fn type_of(module: &str, key: &str) -> Result<DataEntryType, Problem> {
    let (module, data_type) = (module_of(module)?, key.parse::<DataEntryType>().map_err(|_| Problem::NotFound)?);
    if data_type.module() == module { Ok(data_type) } else { Err(Problem::NotFound) }
}
