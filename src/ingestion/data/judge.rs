//! Judging a row of a data file: its unit, its type, its fields, what it computes to.

use std::collections::HashMap;

use chrono::Datelike;
use sqlx::PgConnection;

use super::{IMPOSED, UNIT_CODE};
use crate::carbon::engine::{self, Environment, NotComputed};
use crate::carbon::entry::{Definition, Uniqueness, type_of_row};
use crate::carbon::factor::FactorSet;
use crate::carbon::field::{Field, FieldKind, GREATEST, Problem, RecordReader, RowCode, parse_date};
use crate::carbon::ids::Year;
use crate::carbon::reference::Reference;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus};
use crate::carbon::text::comparison_key;
use crate::ingestion::Plan;
use crate::ingestion::reader::{Record, Table};
use crate::institution::{self, UnitCodes};
use crate::ledger::entries::{self, NewEntry};
use crate::ledger::reports::{self, ReportModule};
use crate::platform::ids::{JobId, ReportModuleId, UnitId};

/// A refused row's problems, each with the line of the first of two duplicates.
pub(super) type Refusal = Vec<(Problem, Option<i32>)>;

/// What is needed to judge a row.
pub(super) struct RowContext<'a> {
    plan: &'a Plan<'a>,
    factors: &'a FactorSet,
    reference: &'a Reference,
    units: UnitCodes,
    modules: HashMap<UnitId, ReportModule>,
    /// Values that must not stand twice: line in the file, or none when stored before.
    taken: HashMap<(ReportModuleId, DataEntryType, String), Option<i32>>,
}

impl<'a> RowContext<'a> {
    pub(super) async fn load(
        conn: &mut PgConnection,
        plan: &'a Plan<'a>,
        factors: &'a FactorSet,
        reference: &'a Reference,
        except: Option<JobId>,
    ) -> sqlx::Result<Self> {
        let year = plan.upload.year;
        let units = institution::unit_codes(conn).await?;
        let mut modules = HashMap::new();
        if let Some(module) = plan.job_request.module {
            modules = reports::lock_modules_of_year(conn, year, module, plan.unit).await?;
        }
        let mut taken = HashMap::new();
        for definition in &plan.types {
            let Uniqueness::Field(field) = definition.uniqueness else { continue };
            let data_type = definition.data_type;
            for (module, value) in entries::stored_values(conn, year, data_type, field.name, except).await? {
                taken.insert((module, data_type, comparison_key(&value)), None);
            }
        }
        Ok(Self { plan, factors, reference, units, modules, taken })
    }

    /// Every module that rows may belong to.
    pub(super) fn modules(&self) -> Vec<ReportModuleId> {
        self.modules.values().map(|module| module.id).collect()
    }

    pub(super) fn accept(&mut self, table: &Table<'_>, record: &Record) -> Result<(NewEntry, Vec<Problem>), Refusal> {
        let alone = |problem: Problem| vec![(problem, None)];
        let cell = |column: &str| table.cell(record, column);
        let mut reader = RecordReader::new(&cell, table.decimal_mark());
        let module = self.module(&reader).map_err(alone)?;
        let definition = type_of_row(&self.plan.types, self.factors, &reader).map_err(alone)?;
        let entry = (definition.read)(definition.data_type, &mut reader);
        let imposed_kg = imposed_total(definition, &mut reader);
        warn_of_other_years(definition, self.plan.upload.year, &mut reader);
        let (problems, warnings) = reader.finish();
        let Some(mut entry) = entry.filter(|_| problems.is_empty()) else {
            return Err(problems.into_iter().map(|problem| (problem, None)).collect());
        };
        let environment = Environment { factors: self.factors, reference: self.reference };
        let mut emissions = Vec::new();
        let reason = match engine::compute(entry.as_mut(), imposed_kg, &environment, &mut emissions) {
            Ok(()) => None,
            Err(NotComputed::Without(reason)) => Some(reason),
            Err(NotComputed::Refused(problem)) => return Err(alone(problem)),
        };
        let (payload, fte) = (entry.payload(), entry.fte());
        self.claim(definition, module.id, &payload, record.line).map_err(|refusal| vec![refusal])?;
        let (data_type, unit) = (definition.data_type, module.unit);
        Ok((NewEntry { data_type, module: module.id, unit, payload, imposed_kg, reason, fte, emissions }, warnings))
    }

    /// The module the row belongs to: of the unit whose file it is, or of the unit the row names.
    fn module(&self, reader: &RecordReader<'_>) -> Result<ReportModule, Problem> {
        let year = self.plan.upload.year;
        let code = match self.plan.unit {
            Some(_) => self.plan.upload.unit,
            None => reader.raw(UNIT_CODE.name),
        };
        let Some(code) = code else {
            let message = format!("{} is required: the file names a unit per row", UNIT_CODE.name);
            return Err(Problem::of(UNIT_CODE.name, "", RowCode::UnitCodeMissing, message));
        };
        let unit = self.plan.unit.or_else(|| self.units.find(code));
        let Some(module) = unit.and_then(|unit| self.modules.get(&unit)) else {
            let message = format!("no unit “{code}” has a report in {year}");
            return Err(Problem::of(UNIT_CODE.name, code, RowCode::UnknownUnit, message));
        };
        if module.status == ModuleStatus::Validated {
            let message = format!("the module of unit “{code}” is validated; its principal must un-validate it first");
            return Err(Problem::of(UNIT_CODE.name, code, RowCode::ModuleValidated, message));
        }
        Ok(*module)
    }

    /// Refuses a second entry where there may be one.
    fn claim(
        &mut self,
        definition: &Definition,
        module: ReportModuleId,
        payload: &serde_json::Value,
        line: i32,
    ) -> Result<(), (Problem, Option<i32>)> {
        let (column, value) = match definition.uniqueness {
            Uniqueness::None => return Ok(()),
            Uniqueness::Field(field) => (field.name, payload[field.name].as_str().unwrap_or_default()),
            Uniqueness::OnePerReport => (UNIT_CODE.name, ""),
        };
        let key = (module, definition.data_type, comparison_key(value));
        if let Some(first_line) = self.taken.get(&key) {
            let message = match first_line {
                Some(line) => format!("{column} stands already on line {line}"),
                None => format!("{column} is already among the unit's entries"),
            };
            return Err((Problem::of(column, value, RowCode::Duplicate, message), *first_line));
        }
        self.taken.insert(key, Some(line));
        Ok(())
    }
}

/// The total a row imposes. An unreadable one is ignored: the formula applies.
fn imposed_total(definition: &Definition, reader: &mut RecordReader<'_>) -> Option<f64> {
    let text = reader.raw(IMPOSED)?;
    if !definition.takes_imposed_total {
        let message = format!("{IMPOSED} is ignored: {} takes no imposed total", definition.data_type);
        reader.warn(IMPOSED, text, RowCode::OutOfRange, message);
        return None;
    }
    let total = reader.number_of(text);
    match total {
        None => {
            let message = format!("{IMPOSED} is not a number: the formula applies");
            reader.warn(IMPOSED, text, RowCode::NotANumber, message);
        }
        Some(kg) if !(0.0..=GREATEST).contains(&kg) => {
            let message = format!("{IMPOSED} must be from 0 to {GREATEST}");
            reader.refuse(&Field::text(IMPOSED), text, RowCode::OutOfRange, message);
        }
        Some(_) => {}
    }
    total
}

fn warn_of_other_years(definition: &Definition, year: Year, reader: &mut RecordReader<'_>) {
    for field in definition.fields.iter().filter(|field| field.kind == FieldKind::Date) {
        let Some(text) = reader.raw(field.name) else { continue };
        if parse_date(text).is_some_and(|date| date.year() != i32::from(year.get())) {
            reader.warn(field.name, text, RowCode::OutOfRange, format!("{} is not in {year}", field.name));
        }
    }
}
