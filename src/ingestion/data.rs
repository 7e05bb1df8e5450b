//! Data files: every row read, computed and stored with its emissions.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Datelike, Utc};
use sqlx::PgConnection;

use super::outcome::{FileCode, FileError, Tally, row_error};
use super::reader::{Record, Table};
use super::{Plan, Stop, open};
use crate::carbon::engine::{self, Environment, NotComputed};
use crate::carbon::entry::{Definition, Uniqueness, type_of_row};
use crate::carbon::factor::FactorSet;
use crate::carbon::field::{Field, FieldKind, Problem, RecordReader, RowCode, parse_date};
use crate::carbon::ids::Year;
use crate::carbon::reference::Reference;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus};
use crate::carbon::text::comparison_key;
use crate::institution::{self, UnitCodes};
use crate::ledger::entries::{self, NewEntry, Source};
use crate::ledger::reports::{self, ReportModule};
use crate::ledger::{factors, figures, reference};
use crate::pipeline::{self, StartedJob};
use crate::platform::ids::{JobId, ReportModuleId, UnitId};

const UNIT_CODE: Field = Field::text("unit_institutional_id").required();
const IMPOSED: &str = "kg_co2eq";
/// Rows sent to the database at once.
const BATCH: usize = 5_000;

pub(super) async fn read(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    job: StartedJob,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    let earlier = pipeline::earlier_load_of_file(conn, &plan.job_request, &plan.sha256).await?;
    if let Some((earlier_job, stored)) = earlier
        && entries::untouched_rows_of_job(conn, plan.upload.year, earlier_job).await? == stored
    {
        let mut tally = pass(conn, plan, &mut Keeper::Compare { earlier: earlier_job }, now).await?;
        // a unit's own file is never loaded twice; a per-year file replaces its rows when they would come out otherwise
        if plan.unit.is_some() || tally.accepted == stored as u64 {
            tally.unchanged = tally.accepted;
            return Ok(tally);
        }
    }
    pass(conn, plan, &mut Keeper::Store { job: job.id, pending: Vec::new() }, now).await
}

/// What is done with accepted rows.
enum Keeper {
    /// Nothing: the rows are those that an earlier job stored.
    Compare { earlier: JobId },
    /// They are stored.
    Store { job: JobId, pending: Vec<NewEntry> },
}

async fn pass(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    keeper: &mut Keeper,
    now: DateTime<Utc>,
) -> Result<Tally, Stop> {
    let year = plan.upload.year;
    let data_types = plan.data_types();
    let table = open(plan, &columns(plan))?;
    table.require(&required_columns(plan))?;
    let factor_types: Vec<_> = plan.types.iter().flat_map(|definition| definition.factor_types()).collect();
    let factors = factors::load(conn, year, &factor_types).await?;
    require_factors(plan, &factors)?;
    let kinds: Vec<_> = plan.types.iter().filter_map(|definition| definition.reference).collect();
    let reference = reference::load(conn, year, &kinds).await?;

    let mut tally =
        Tally { total_before_kg: figures::total_of_types(conn, year, &data_types).await?, ..Tally::default() };
    let mut touched: BTreeSet<ReportModuleId> = BTreeSet::new();
    if let (Keeper::Store { .. }, None) = (&keeper, plan.unit) {
        for (module, _, count) in entries::delete_per_year_rows(conn, year, &data_types).await? {
            tally.replaced += count as u64;
            touched.insert(module);
        }
    }
    let except = match keeper {
        Keeper::Compare { earlier } => Some(*earlier),
        Keeper::Store { .. } => None,
    };
    let mut rows = RowContext::load(conn, plan, &factors, &reference, except).await?;

    for record in table.records() {
        if record.is_blank() {
            tally.blank += 1;
            continue;
        }
        tally.read += 1;
        let place = (record.row, record.line);
        match rows.accept(&table, &record) {
            Ok((entry, warnings)) => {
                tally.accepted += 1;
                tally.count_reason(entry.reason);
                tally.warnings.extend(warnings.into_iter().map(|problem| row_error(place, problem)));
                touched.insert(entry.module);
                if let Keeper::Store { job, pending } = keeper {
                    pending.push(entry);
                    if pending.len() >= BATCH {
                        store(conn, plan, *job, pending, &mut tally).await?;
                    }
                }
            }
            Err(problems) => tally.errors.extend(problems.into_iter().map(|(problem, first_line)| {
                let mut error = row_error(place, problem);
                error.first_line = first_line;
                error
            })),
        }
    }
    if let Keeper::Store { job, pending } = keeper {
        store(conn, plan, *job, pending, &mut tally).await?;
        let modules: Vec<_> = touched.into_iter().collect();
        figures::refresh_modules(conn, year, &modules, &data_types, *job, now).await?;
        tally.units_touched = modules.len() as u64;
    }
    tally.total_after_kg = figures::total_of_types(conn, year, &data_types).await?;
    Ok(tally)
}

async fn store(
    conn: &mut PgConnection,
    plan: &Plan<'_>,
    job: JobId,
    pending: &mut Vec<NewEntry>,
    tally: &mut Tally,
) -> sqlx::Result<()> {
    let year = plan.upload.year;
    for definition in plan.types.iter().filter(|definition| definition.uniqueness == Uniqueness::OnePerReport) {
        let modules: Vec<_> = pending.iter().map(|entry| entry.module).collect();
        tally.replaced += entries::delete_of_modules(conn, year, definition.data_type, &modules).await?;
    }
    let source = if plan.unit.is_some() { Source::UnitFile } else { Source::PerYearFile };
    entries::insert(conn, year, source, job, pending).await?;
    pending.clear();
    Ok(())
}

fn columns(plan: &Plan<'_>) -> Vec<&'static str> {
    let fields = plan.types.iter().flat_map(|definition| definition.fields).map(|field| field.name);
    let categories = plan.types.iter().filter_map(|definition| definition.category_column).map(|field| field.name);
    fields.chain(categories).chain([UNIT_CODE.name, IMPOSED]).collect::<BTreeSet<_>>().into_iter().collect()
}

fn required_columns(plan: &Plan<'_>) -> Vec<&'static str> {
    let fields = plan.types.iter().flat_map(|definition| definition.fields);
    let mut required: BTreeSet<_> = fields.filter(|field| field.is_required).map(|field| field.name).collect();
    if plan.unit.is_none() {
        required.insert(UNIT_CODE.name);
    }
    required.into_iter().collect()
}

/// Types that cannot be computed without factors refuse files before any are there; so do files whose rows tell their
/// type by their factors.
fn require_factors(plan: &Plan<'_>, factors: &FactorSet) -> Result<(), FileError> {
    let lacking = |definition: &&&Definition| factors.of(definition.data_type).is_none();
    let strict = plan.types.iter().filter(|definition| definition.requires_factors).find(lacking);
    let none_at_all = plan.types.len() > 1 && plan.types.iter().all(|definition| lacking(&definition));
    match strict.or(if none_at_all { plan.types.first() } else { None }) {
        None => Ok(()),
        Some(definition) => {
            let (module, year) = (definition.data_type.module(), plan.upload.year);
            let message = format!("{year} has no factors for {module}. Upload the factors first.");
            Err(FileError::new(FileCode::NoFactors, message))
        }
    }
}

/// A refused row's problems, each with the line of the first of two duplicates.
type Refusal = Vec<(Problem, Option<i32>)>;

/// What is needed to judge a row.
struct RowContext<'a> {
    plan: &'a Plan<'a>,
    factors: &'a FactorSet,
    reference: &'a Reference,
    units: UnitCodes,
    modules: HashMap<UnitId, ReportModule>,
    /// Values that must not stand twice: line in the file, or none when stored before.
    taken: HashMap<(ReportModuleId, DataEntryType, String), Option<i32>>,
}

impl<'a> RowContext<'a> {
    async fn load(
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
            modules = reports::modules_of_year(conn, year, module).await?;
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

    fn accept(&mut self, table: &Table<'_>, record: &Record) -> Result<(NewEntry, Vec<Problem>), Refusal> {
        let alone = |problem: Problem| vec![(problem, None)];
        if !table.is_well_formed(record) {
            let message = "the row has another number of cells than the header".to_owned();
            let malformed = Problem { column: None, value: String::new(), code: RowCode::MalformedRow, message };
            return Err(alone(malformed));
        }
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
        let payload = entry.payload();
        self.claim(definition, module.id, &payload, record.line).map_err(|refusal| vec![refusal])?;
        let (data_type, unit) = (definition.data_type, module.unit);
        Ok((NewEntry { data_type, module: module.id, unit, payload, imposed_kg, reason, emissions }, warnings))
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
    if total.is_none() {
        reader.warn(IMPOSED, text, RowCode::NotANumber, format!("{IMPOSED} is not a number: the formula applies"));
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
