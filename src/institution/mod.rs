//! Units and their hierarchy, people, directory synchronisation.

mod changes;
mod sync;

use std::collections::HashMap;

use sqlx::{PgConnection, PgPool};

use crate::platform::ids::UnitId;
use crate::web::Localised;
pub use changes::{ChangeKind, Changes, UnitChange, preview};
pub use sync::{SyncError, SyncReport, sync};

/// Units by the codes that files and commands name them with.
#[derive(Debug, Default)]
pub struct UnitCodes {
    by_cost_centre: HashMap<String, UnitId>,
    by_code: HashMap<String, UnitId>,
}

impl UnitCodes {
    /// The unit of a cost centre, else of an institutional code. Codes are compared exactly, outer spaces apart.
    pub fn find(&self, code: &str) -> Option<UnitId> {
        let code = code.trim();
        self.of_cost_centre(code).or_else(|| self.by_code.get(code).copied())
    }

    /// The unit of a cost centre. Rights name units by nothing else.
    pub fn of_cost_centre(&self, cost_centre: &str) -> Option<UnitId> {
        self.by_cost_centre.get(cost_centre).copied()
    }
}

/// The codes of every unit.
pub async fn unit_codes(conn: &mut PgConnection) -> sqlx::Result<UnitCodes> {
    let rows = sqlx::query!(r#"select id as "id: UnitId", institutional_code, institutional_id from units"#)
        .fetch_all(conn)
        .await?;
    let mut codes = UnitCodes::default();
    for row in rows {
        if let Some(cost_centre) = row.institutional_id {
            codes.by_cost_centre.insert(cost_centre, row.id);
        }
        codes.by_code.insert(row.institutional_code, row.id);
    }
    Ok(codes)
}

/// The unit of a cost centre, else of an institutional code.
pub async fn unit_by_code(conn: &mut PgConnection, code: &str) -> sqlx::Result<Option<UnitId>> {
    Ok(unit_codes(conn).await?.find(code))
}

/// The code of a unit that has reports, as files name it: for examples.
pub async fn example_code(conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select coalesce(institutional_id, institutional_code) as "code!" from units
           where level = 4 and is_active order by institutional_code limit 1"#
    )
    .fetch_optional(conn)
    .await
}

/// Institutional codes from the root to a unit.
pub async fn path_codes(conn: &mut PgConnection, unit: UnitId) -> sqlx::Result<Option<Vec<String>>> {
    sqlx::query_scalar!("select path_codes from units where id = $1", unit.0).fetch_optional(conn).await
}

/// The code by which files and commands find exactly this unit; none when there is no such unit, or when that code
/// would find another one.
pub async fn code_of(conn: &mut PgConnection, unit: UnitId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select coalesce(u.institutional_id, u.institutional_code) as "code!" from units u
           where u.id = $1 and (u.institutional_id is not null
               or not exists (select from units o where o.institutional_id = u.institutional_code))"#,
        unit.0
    )
    .fetch_optional(conn)
    .await
}

/// Name of the whole institution: that of the root unit.
pub async fn root_name(db: &PgPool) -> sqlx::Result<Option<Localised>> {
    sqlx::query_as!(
        Localised,
        r#"select coalesce(label_en, name) as "en!", coalesce(label_fr, label_en, name) as "fr!"
           from units where level = 1 order by is_active desc, id limit 1"#
    )
    .fetch_optional(db)
    .await
}
