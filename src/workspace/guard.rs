//! One guard in front of every read and write of a unit's module.

use serde::Deserialize;
use sqlx::PgConnection;

use crate::access::{Action, Permission, Person};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};
use crate::ledger::reports::{self, ReportModule};
use crate::platform::Entries;
use crate::platform::ids::UnitId;
use crate::web::{Lang, Problem};
use crate::{institution, years};

/// The module an address names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ModuleAddress {
    unit_id: i32,
    year: i16,
    module_type_id: i16,
}

/// The right an address asks for, by its module.
pub(super) type Right = (fn(ModuleType) -> Permission, Action);

/// A module a person was let into.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// The year.
    pub(super) year: Year,
    /// Which module.
    pub(super) module_type: ModuleType,
    /// The unit's module.
    pub(super) module: ReportModule,
    /// Which of its entries the person reaches.
    pub(super) entries: Entries,
}

impl Door {
    /// Lets a person in who holds the right on the addressed unit. An address outside their reach does not exist for them.
    pub(super) async fn open(
        conn: &mut PgConnection,
        person: &Person,
        address: &ModuleAddress,
        (permission, action): Right,
    ) -> Result<Self, Problem> {
        let module_type = ModuleType::try_from(address.module_type_id).map_err(|_| Problem::NotFound)?;
        let year = Year::new(address.year).map_err(|_| Problem::NotFound)?;
        let permission = permission(module_type);
        let scope = person.scope(permission, action).ok_or_else(|| permission.missing(action))?;
        let path = institution::path_codes(conn, UnitId(address.unit_id)).await?.ok_or(Problem::NotFound)?;
        let entries = scope.entries_of(&path).ok_or(Problem::NotFound)?;
        let unit = UnitId(address.unit_id);
        let module = reports::module_of_unit(conn, year, unit, module_type).await?.ok_or(Problem::NotFound)?;
        Ok(Self { year, module_type, module, entries })
    }

    /// Refuses writes while the year is closed to units.
    pub(super) async fn require_open_year(&self, conn: &mut PgConnection, lang: Lang) -> Result<(), Problem> {
        if years::is_open(conn, self.year).await? {
            return Ok(());
        }
        Err(Problem::Conflict { code: "year_not_open", detail: lang.t("workspace-year-not-open") })
    }

    /// Refuses writes of entries: year closed, module validated, inputs off. The module stays as it is until commit.
    pub(super) async fn require_writable(
        &self,
        conn: &mut PgConnection,
        data_type: DataEntryType,
        lang: Lang,
    ) -> Result<(), Problem> {
        self.require_open_year(conn, lang).await?;
        let conflict = |code, key: &str| Err(Problem::Conflict { code, detail: lang.t(key) });
        if years::inputs_are_deactivated(conn, self.year, data_type).await? {
            return conflict("inputs_deactivated", "workspace-inputs-deactivated");
        }
        if reports::lock_status(conn, self.module.id).await? == ModuleStatus::Validated {
            return conflict("module_validated", "workspace-module-validated");
        }
        Ok(())
    }
}
