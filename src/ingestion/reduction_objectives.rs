//! Files of reduction objectives: each defines a whole list, and goes in as a whole or not at all.

use super::outcome::{FileError, Tally};
use super::rows::List;
use super::{Plan, Stop, open};
use crate::carbon::field::{Field, FieldKind, RecordReader};
use crate::carbon::text::comparison_key;
use crate::years::objectives::{self, Footprint, Objective, Projection, Scenario};
use sqlx::PgConnection;

/// Years that plans and records name.
const YEAR: Field =
    Field { kind: FieldKind::Integer { min: 1900, max: 2200 }, ..Field::integer_from("year", 0).required() };
const CATEGORY: Field = Field::text("category").required();
const CO2_TONNES: Field = Field::decimal_from("co2", 0.0).required();
const CO2_KG: Field = Field::decimal_from("co2_kg", 0.0).required();
const POPULATION: Field = Field::integer_from("pop", 0).required();
const SCENARIO: Field = Field::text("scenario").required();
const REDUCTION: Field = Field::decimal_between("reduction_percentage", 0.0, 1.0).required();
const KG_PER_TONNE: f64 = 1000.0;

/// Columns of the file of a list; the footprint may stand in `co2_kg` instead of `co2`.
pub(super) fn columns(objective: Objective) -> Vec<Field> {
    match objective {
        Objective::InstitutionalFootprint => vec![YEAR, CATEGORY, CO2_TONNES],
        Objective::PopulationProjections => vec![YEAR, POPULATION],
        Objective::UnitScenarios => vec![SCENARIO, YEAR, REDUCTION],
    }
}

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>, objective: Objective) -> Result<Tally, Stop> {
    match objective {
        Objective::InstitutionalFootprint => footprints(conn, plan).await,
        Objective::PopulationProjections => projections(conn, plan).await,
        Objective::UnitScenarios => scenarios(conn, plan).await,
    }
}

async fn footprints(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let table = open(plan, &[YEAR.name, CATEGORY.name, CO2_TONNES.name, CO2_KG.name])?;
    let in_kg = table.has_column(CO2_KG.name);
    let amount = if in_kg { CO2_KG } else { CO2_TONNES };
    table.require(&[YEAR.name, CATEGORY.name, amount.name])?;
    if in_kg && table.has_column(CO2_TONNES.name) {
        return Err(FileError::repeated_column(CO2_TONNES.name).into());
    }
    let read = move |reader: &mut RecordReader<'_>| {
        let (year, category, co2) = (reader.integer(&YEAR), reader.text(&CATEGORY), reader.decimal(&amount));
        let co2_kg = co2? * if in_kg { 1.0 } else { KG_PER_TONNE };
        Some(Footprint { year: i16::try_from(year?).ok()?, category: category?, co2_kg })
    };
    let list = List {
        is_ours: Box::new(|_| true),
        read: Box::new(read),
        key: |row: &Footprint| (row.year, comparison_key(&row.category)),
        name: |row| (CATEGORY.name, format!("{} of {}", row.category, row.year)),
    };
    let (rows, mut tally) = list.rows(table).await?;
    if is_whole(&mut tally) {
        tally.unchanged = objectives::replace_footprints(conn, plan.upload.year, &rows).await?;
    }
    Ok(tally)
}

async fn projections(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let required = [YEAR.name, POPULATION.name];
    let table = open(plan, &required)?;
    table.require(&required)?;
    let read = |reader: &mut RecordReader<'_>| {
        let (year, population) = (reader.integer(&YEAR), reader.integer(&POPULATION));
        Some(Projection { year: i16::try_from(year?).ok()?, population: i32::try_from(population?).ok()? })
    };
    let list = List {
        is_ours: Box::new(|_| true),
        read: Box::new(read),
        key: |row: &Projection| row.year,
        name: |row| (YEAR.name, row.year.to_string()),
    };
    let (rows, mut tally) = list.rows(table).await?;
    if is_whole(&mut tally) {
        tally.unchanged = objectives::replace_projections(conn, plan.upload.year, &rows).await?;
    }
    Ok(tally)
}

async fn scenarios(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let required = [SCENARIO.name, YEAR.name, REDUCTION.name];
    let table = open(plan, &required)?;
    table.require(&required)?;
    let read = |reader: &mut RecordReader<'_>| {
        let (name, year, reduction) = (reader.text(&SCENARIO), reader.integer(&YEAR), reader.decimal(&REDUCTION));
        Some(Scenario { name: name?, year: i16::try_from(year?).ok()?, reduction: reduction? })
    };
    let list = List {
        is_ours: Box::new(|_| true),
        read: Box::new(read),
        key: |row: &Scenario| (comparison_key(&row.name), row.year),
        name: |row| (SCENARIO.name, format!("{} of {}", row.name, row.year)),
    };
    let (rows, mut tally) = list.rows(table).await?;
    if is_whole(&mut tally) {
        tally.unchanged = objectives::replace_scenarios(conn, plan.upload.year, &rows).await?;
    }
    Ok(tally)
}

/// Whether nothing was refused: a list with holes would say something else than the file.
fn is_whole(tally: &mut Tally) -> bool {
    tally.is_unusable |= tally.errors.count() > 0;
    tally.is_usable()
}
