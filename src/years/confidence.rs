//! How sure the numbers of a year are, module by module.

use sqlx::PgConnection;

use super::Uncertainty;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;

/// What is set for each module, by module id.
pub async fn uncertainties(conn: &mut PgConnection, year: Year) -> sqlx::Result<[Uncertainty; 8]> {
    let rows = sqlx::query!("select module_type_id, uncertainty from year_modules where year = $1", year.get())
        .fetch_all(conn)
        .await?;
    let mut uncertainties = [Uncertainty::Medium; 8];
    for row in rows {
        if let (Ok(module), Some(uncertainty)) =
            (ModuleType::try_from(row.module_type_id), Uncertainty::parse(&row.uncertainty))
        {
            uncertainties[module.index()] = uncertainty;
        }
    }
    Ok(uncertainties)
}
