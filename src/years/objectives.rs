//! What the institution wants to reach: three lists that come in files, and up to three goals.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::opening::{StateError, lock_state};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::platform::App;

/// Goals there may be.
pub const MOST_GOALS: usize = 3;

/// A list of objectives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// What the institution emits, by year and category.
    InstitutionalFootprint,
    /// How many people it will have.
    PopulationProjections,
    /// By how much units may reduce.
    UnitScenarios,
}

/// A word that names no list of objectives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no list of objectives: say institutional_footprint, population_projections or unit_scenarios")]
pub struct UnknownObjective(pub String);

impl Objective {
    /// In the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::InstitutionalFootprint, Self::PopulationProjections, Self::UnitScenarios];

    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::InstitutionalFootprint => "institutional_footprint",
            Self::PopulationProjections => "population_projections",
            Self::UnitScenarios => "unit_scenarios",
        }
    }
}

impl FromStr for Objective {
    type Err = UnknownObjective;

    fn from_str(text: &str) -> Result<Self, UnknownObjective> {
        let found = Self::ALL.into_iter().find(|objective| objective.key() == text);
        found.ok_or_else(|| UnknownObjective(text.to_owned()))
    }
}

/// A goal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Goal {
    /// The year by which it is to be reached.
    pub target_year: i16,
    /// By how much, as a share of one.
    pub reduction: f64,
    /// Against which year.
    pub reference_year: i16,
}

/// What a category of the institution emitted in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Footprint {
    /// When.
    pub year: i16,
    /// Which.
    pub category: String,
    /// How much.
    pub co2_kg: f64,
}

/// How many people there will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Projection {
    /// When.
    pub year: i16,
    /// How many.
    pub population: i32,
}

/// What a scenario reaches in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// When.
    pub year: i16,
    /// By how much, as a share of one.
    pub reduction: f64,
}

/// How many rows each list has.
pub async fn counts(conn: &mut PgConnection, year: Year) -> sqlx::Result<[(Objective, i64); 3]> {
    let counted = sqlx::query!(
        r#"select (select count(*) from institutional_footprints where year = $1) as "footprints!",
               (select count(*) from population_projections where year = $1) as "projections!",
               (select count(*) from unit_scenarios where year = $1) as "scenarios!""#,
        year.get()
    )
    .fetch_one(conn)
    .await?;
    let rows = [counted.footprints, counted.projections, counted.scenarios];
    Ok(std::array::from_fn(|position| (Objective::ALL[position], rows[position])))
}

/// Makes these the footprints of the institution; how many were so already.
pub async fn replace_footprints(conn: &mut PgConnection, year: Year, rows: &[Footprint]) -> sqlx::Result<u64> {
    let years: Vec<i16> = rows.iter().map(|row| row.year).collect();
    let categories: Vec<String> = rows.iter().map(|row| row.category.clone()).collect();
    let kg: Vec<f64> = rows.iter().map(|row| row.co2_kg).collect();
    let unchanged = sqlx::query_scalar!(
        r#"select count(*) as "count!" from institutional_footprints s
           join unnest($2::smallint[], $3::text[], $4::float8[]) as given (footprint_year, category, co2_kg)
               using (footprint_year, category, co2_kg) where s.year = $1"#,
        year.get(),
        &years,
        &categories,
        &kg
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!("delete from institutional_footprints where year = $1", year.get()).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into institutional_footprints (year, footprint_year, category, co2_kg)
         select $1, * from unnest($2::smallint[], $3::text[], $4::float8[])",
        year.get(),
        &years,
        &categories,
        &kg
    )
    .execute(conn)
    .await?;
    Ok(unchanged as u64)
}

/// Makes these the projections of the population; how many were so already.
pub async fn replace_projections(conn: &mut PgConnection, year: Year, rows: &[Projection]) -> sqlx::Result<u64> {
    let years: Vec<i16> = rows.iter().map(|row| row.year).collect();
    let populations: Vec<i32> = rows.iter().map(|row| row.population).collect();
    let unchanged = sqlx::query_scalar!(
        r#"select count(*) as "count!" from population_projections s
           join unnest($2::smallint[], $3::int[]) as given (projected_year, population) using (projected_year, population)
           where s.year = $1"#,
        year.get(),
        &years,
        &populations
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!("delete from population_projections where year = $1", year.get()).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into population_projections (year, projected_year, population)
         select $1, * from unnest($2::smallint[], $3::int[])",
        year.get(),
        &years,
        &populations
    )
    .execute(conn)
    .await?;
    Ok(unchanged as u64)
}

/// Makes these the scenarios of units; how many were so already.
pub async fn replace_scenarios(conn: &mut PgConnection, year: Year, rows: &[Scenario]) -> sqlx::Result<u64> {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let years: Vec<i16> = rows.iter().map(|row| row.year).collect();
    let reductions: Vec<f64> = rows.iter().map(|row| row.reduction).collect();
    let unchanged = sqlx::query_scalar!(
        r#"select count(*) as "count!" from unit_scenarios s
           join unnest($2::text[], $3::smallint[], $4::float8[]) as given (scenario, target_year, reduction)
               using (scenario, target_year, reduction) where s.year = $1"#,
        year.get(),
        &names,
        &years,
        &reductions
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!("delete from unit_scenarios where year = $1", year.get()).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into unit_scenarios (year, scenario, target_year, reduction)
         select $1, * from unnest($2::text[], $3::smallint[], $4::float8[])",
        year.get(),
        &names,
        &years,
        &reductions
    )
    .execute(conn)
    .await?;
    Ok(unchanged as u64)
}

/// The objectives known in a year that charts are drawn from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Objectives {
    /// What the institution emitted.
    pub footprints: Vec<Footprint>,
    /// How many people it will have.
    pub projections: Vec<Projection>,
    /// What it wants to reach, in order.
    pub goals: Vec<Goal>,
}

/// The goals of a year, in order.
pub async fn goals(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<Goal>> {
    sqlx::query_as!(
        Goal,
        "select target_year, reduction, reference_year from reduction_goals where year = $1 order by position",
        year.get()
    )
    .fetch_all(conn)
    .await
}

/// Makes these the goals of a year, and keeps what they were in the audit trail.
pub async fn set_goals(app: &App, actor: &Actor, year: Year, to: &[Goal]) -> Result<(), StateError> {
    let mut transaction = app.db.begin().await?;
    lock_state(&mut transaction, year).await?;
    let before = goals(&mut transaction, year).await?;
    if before == to {
        return Ok(());
    }
    store_goals(&mut transaction, year, to).await?;
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year_settings", format!("goals of {year} changed"));
    act.entity_id = Some(format!("{year}/goals"));
    act.details = json!({ "before": before, "after": to });
    audit::record(&mut transaction, act).await?;
    Ok(transaction.commit().await?)
}

pub(super) async fn store_goals(conn: &mut PgConnection, year: Year, goals: &[Goal]) -> sqlx::Result<()> {
    sqlx::query!("delete from reduction_goals where year = $1", year.get()).execute(&mut *conn).await?;
    for (goal, position) in goals.iter().take(MOST_GOALS).zip(1_i16..) {
        sqlx::query!(
            "insert into reduction_goals (year, position, target_year, reduction, reference_year)
             values ($1, $2, $3, $4, $5)",
            year.get(),
            position,
            goal.target_year,
            goal.reduction,
            goal.reference_year
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
