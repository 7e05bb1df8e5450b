//! Judging a row of a data file: its unit, its type, its fields, what it computes to.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use chrono::Datelike;
use sqlx::PgConnection;

use super::{IMPOSED, UNIT_CODE};
use crate::carbon::engine::{self, Environment, NotComputed};
use crate::carbon::entry::{CarriedOver, Definition, Uniqueness, type_of_row};
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
pub(super) struct RowContext {
    table: Table,
    types: Vec<&'static Definition>,
    year: Year,
    /// Whose file it is, with the code it was named by.
    unit: Option<(UnitId, String)>,
    factors: FactorSet,
    reference: Reference,
    units: UnitCodes,
    modules: HashMap<UnitId, ReportModule>,
    /// Values that must not stand twice: line in the file, or none when stored before.
    taken: HashMap<u128, Option<i32>>,
    hashes: [RandomState; 2],
    /// What people entered into rows that the file replaces, by row.
    carried: HashMap<u128, Carried>,
    carried_rows: u64,
}

/// Cells by column.
type Carried = Vec<(&'static str, String)>;

impl RowContext {
    pub(super) fn of(plan: &Plan<'_>, table: Table, factors: FactorSet, reference: Reference) -> Self {
        Self {
            table,
            types: plan.types.clone(),
            year: plan.upload.year,
            unit: plan.unit.zip(plan.upload.unit.map(str::to_owned)),
            factors,
            reference,
            units: UnitCodes::default(),
            modules: HashMap::new(),
            taken: HashMap::new(),
            hashes: [RandomState::new(), RandomState::new()],
            carried: HashMap::new(),
            carried_rows: 0,
        }
    }

    /// Loads the units and the values that must not stand twice, those of one job left out.
    pub(super) async fn load(
        &mut self,
        conn: &mut PgConnection,
        plan: &Plan<'_>,
        except: Option<JobId>,
    ) -> sqlx::Result<()> {
        self.units = institution::unit_codes(conn).await?;
        if let Some(module) = plan.job_request.module {
            self.modules = reports::lock_modules_of_year(conn, self.year, module, plan.unit).await?;
        }
        for definition in &plan.types {
            let Uniqueness::Field(field) = definition.uniqueness else { continue };
            let data_type = definition.data_type;
            for (module, value) in entries::stored_values(conn, self.year, data_type, field.name, except).await? {
                self.taken.insert(self.hash_of(module, data_type, &value), None);
            }
        }
        Ok(())
    }

    /// Keeps what people entered into rows of earlier per-year files, before these are replaced.
    pub(super) async fn carry_over(&mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        for definition in self.types.clone() {
            let Some(CarriedOver { id, fields }) = definition.carried_over else { continue };
            for (module, payload) in entries::edited_per_year_rows(conn, self.year, definition.data_type).await? {
                let Some(id) = payload[id.name].as_str() else { continue };
                let cells = fields.iter().filter_map(|field| Some((field.name, text_of(&payload[field.name])?)));
                let key = self.hash_of(module, definition.data_type, id);
                self.carried.insert(key, cells.collect());
            }
        }
        Ok(())
    }

    /// The file.
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Every module that rows may belong to.
    pub(super) fn modules(&self) -> Vec<ReportModuleId> {
        self.modules.values().map(|module| module.id).collect()
    }

    /// Rows that took over what people had entered.
    pub(super) fn carried_rows(&self) -> u64 {
        self.carried_rows
    }

    /// What must not stand twice of a type.
    pub(super) fn uniqueness_of(&self, data_type: DataEntryType) -> Uniqueness {
        let definition = self.types.iter().find(|definition| definition.data_type == data_type);
        definition.map_or(Uniqueness::None, |definition| definition.uniqueness)
    }

    /// Stands for a value of a type in a module: as good as the value itself, and as small for a million of them.
    fn hash_of(&self, module: ReportModuleId, data_type: DataEntryType, value: &str) -> u128 {
        let key = (module, data_type, comparison_key(value));
        self.hashes.iter().fold(0, |hash, state| hash << 64 | u128::from(state.hash_one(&key)))
    }

    pub(super) fn accept(&mut self, record: &Record) -> Result<(NewEntry, Vec<Problem>), Refusal> {
        let alone = |problem: Problem| vec![(problem, None)];
        let given = |column: &str| self.table.cell(record, column);
        let reader = RecordReader::new(&given, self.table.decimal_mark());
        let module = self.module(&reader).map_err(alone)?;
        let definition = type_of_row(&self.types, &self.factors, &reader).map_err(alone)?;
        let carried = self.carried_of(definition, module.id, &reader);
        let cell = |column: &str| {
            let carried = || carried.and_then(|cells| cells.iter().find(|(name, _)| *name == column));
            let given = given(column).filter(|text| !text.trim().is_empty());
            given.or_else(|| carried().map(|(_, text)| text.as_str()))
        };
        let mut reader = RecordReader::new(&cell, self.table.decimal_mark());
        let entry = (definition.read)(definition.data_type, &mut reader);
        let imposed_kg = imposed_total(definition, &mut reader);
        warn_of_other_years(definition, self.year, &mut reader);
        let took_over = carried
            .is_some_and(|cells| cells.iter().any(|(name, _)| given(name).is_none_or(|text| text.trim().is_empty())));
        let (problems, warnings) = reader.finish();
        let Some(mut entry) = entry.filter(|_| problems.is_empty()) else {
            return Err(problems.into_iter().map(|problem| (problem, None)).collect());
        };
        let environment = Environment { factors: &self.factors, reference: &self.reference };
        let mut emissions = Vec::new();
        let reason = match engine::compute(entry.as_mut(), imposed_kg, &environment, &mut emissions) {
            Ok(()) => None,
            Err(NotComputed::Without(reason)) => Some(reason),
            Err(NotComputed::Refused(problem)) => return Err(alone(problem)),
        };
        let (payload, fte) = (entry.payload(), entry.fte());
        self.claim(definition, module.id, &payload, record.line).map_err(|refusal| vec![refusal])?;
        self.carried_rows += u64::from(took_over);
        let (data_type, unit) = (definition.data_type, module.unit);
        Ok((NewEntry { data_type, module: module.id, unit, payload, imposed_kg, reason, fte, emissions }, warnings))
    }

    /// What people entered into the row that this one replaces.
    fn carried_of(
        &self,
        definition: &Definition,
        module: ReportModuleId,
        reader: &RecordReader<'_>,
    ) -> Option<&Carried> {
        if self.carried.is_empty() {
            return None;
        }
        let id = reader.raw(definition.carried_over?.id.name)?;
        self.carried.get(&self.hash_of(module, definition.data_type, id))
    }

    /// The module the row belongs to: of the unit whose file it is, or of the unit the row names.
    fn module(&self, reader: &RecordReader<'_>) -> Result<ReportModule, Problem> {
        let year = self.year;
        let code = match &self.unit {
            Some((_, code)) => Some(code.as_str()),
            None => reader.raw(UNIT_CODE.name),
        };
        let Some(code) = code else {
            let message = format!("{} is required: the file names a unit per row", UNIT_CODE.name);
            return Err(Problem::of(UNIT_CODE.name, "", RowCode::UnitCodeMissing, message));
        };
        let unit = self.unit.as_ref().map(|(unit, _)| *unit).or_else(|| self.units.find(code));
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
        let key = self.hash_of(module, definition.data_type, value);
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

/// A stored value as a cell would write it.
fn text_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
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
