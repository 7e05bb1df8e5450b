//! Settings and objectives of an earlier year as the starting point of another one.

use sqlx::PgConnection;

use super::objectives;
use super::opening::{StateError, lock_state};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::thresholds;

/// Makes the settings of a year those of another one: switches, uncertainties, thresholds, inputs.
pub async fn copy_settings(conn: &mut PgConnection, from: Year, to: Year) -> Result<(), StateError> {
    lock_state(conn, to).await?;
    sqlx::query!(
        "insert into year_modules (year, module_type_id, is_enabled, uncertainty)
         select $2, module_type_id, is_enabled, uncertainty from year_modules where year = $1
         on conflict (year, module_type_id) do update set is_enabled = excluded.is_enabled,
             uncertainty = excluded.uncertainty",
        from.get(),
        to.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into year_data_entry_types (year, data_entry_type_id, is_enabled, threshold_kg, inputs_deactivated)
         select $2, data_entry_type_id, is_enabled, threshold_kg, inputs_deactivated
         from year_data_entry_types where year = $1
         on conflict (year, data_entry_type_id) do update set is_enabled = excluded.is_enabled,
             threshold_kg = excluded.threshold_kg, inputs_deactivated = excluded.inputs_deactivated",
        from.get(),
        to.get()
    )
    .execute(&mut *conn)
    .await?;
    for data_type in DataEntryType::ALL {
        thresholds::follow_change(conn, to, *data_type).await?;
    }
    Ok(())
}

/// Takes over the lists of objectives that a year does not have yet, and its goals when it has none: those that still lie
/// ahead.
pub async fn copy_objectives(conn: &mut PgConnection, from: Year, to: Year) -> Result<(), StateError> {
    lock_state(conn, to).await?;
    sqlx::query!(
        "insert into institutional_footprints (year, footprint_year, category, co2_kg)
         select $2, footprint_year, category, co2_kg from institutional_footprints where year = $1
             and not exists (select from institutional_footprints where year = $2)",
        from.get(),
        to.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into population_projections (year, projected_year, population)
         select $2, projected_year, population from population_projections where year = $1
             and not exists (select from population_projections where year = $2)",
        from.get(),
        to.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into unit_scenarios (year, scenario, target_year, reduction)
         select $2, scenario, target_year, reduction from unit_scenarios where year = $1
             and not exists (select from unit_scenarios where year = $2)",
        from.get(),
        to.get()
    )
    .execute(&mut *conn)
    .await?;
    if objectives::goals(conn, to).await?.is_empty() {
        let mut goals = objectives::goals(conn, from).await?;
        goals.retain(|goal| goal.target_year > to.get());
        objectives::store_goals(conn, to, &goals).await?;
    }
    Ok(())
}
