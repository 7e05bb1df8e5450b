//! What unit results take from a year: how sure its numbers are, and where the institution wants to go.

use sqlx::PgConnection;

use super::Uncertainty;
use super::objectives::{Footprint, Goal, Objectives, Projection};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;

/// How sure the numbers of a year are, and where the institution wants to go.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// What is set for each module, by module id.
    pub uncertainties: [Uncertainty; 8],
    /// What the institution wants to reach.
    pub objectives: Objectives,
}

/// The outlook of a year: what is not set is as usual.
pub async fn outlook(conn: &mut PgConnection, year: Year) -> sqlx::Result<Outlook> {
    let rows = sqlx::query!(
        r#"select 'footprint' as "kind!", footprint_year as "number!", co2_kg as "value!", category as word,
               null::smallint as reference_year, 0 as "position!"
           from institutional_footprints where year = $1
           union all
           select 'projection', projected_year, population, null, null, 0 from population_projections where year = $1
           union all
           select 'goal', target_year, reduction, null, reference_year, position from reduction_goals where year = $1
           union all
           select 'module', module_type_id, 0, uncertainty, null, 0 from year_modules where year = $1
           order by 6, 2, 4"#,
        year.get()
    )
    .fetch_all(conn)
    .await?;
    let mut outlook = Outlook { uncertainties: [Uncertainty::Medium; 8], objectives: Objectives::default() };
    let Outlook { uncertainties, objectives } = &mut outlook;
    for row in rows {
        match (row.kind.as_str(), row.word, row.reference_year) {
            ("footprint", Some(category), _) => {
                objectives.footprints.push(Footprint { year: row.number, category, co2_kg: row.value });
            }
            ("projection", ..) => {
                objectives.projections.push(Projection { year: row.number, population: row.value as i32 });
            }
            ("goal", _, Some(reference_year)) => {
                objectives.goals.push(Goal { target_year: row.number, reduction: row.value, reference_year });
            }
            (_, word, _) => {
                let uncertainty = word.as_deref().and_then(Uncertainty::parse);
                if let (Ok(module), Some(uncertainty)) = (ModuleType::try_from(row.number), uncertainty) {
                    uncertainties[module.index()] = uncertainty;
                }
            }
        }
    }
    Ok(outlook)
}
