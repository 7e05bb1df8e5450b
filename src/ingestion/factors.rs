//! Factor files: each defines the complete set of the types it covers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::PgConnection;

use super::outcome::{Tally, row_error};
use super::reader::{Record, Table};
use super::rows::Rows;
use super::{Plan, Stop, apart, open};
use crate::carbon::entry::{Definition, definitions};
use crate::carbon::factor::{FactorDraft, joined_key};
use crate::carbon::field::{Problem, RecordReader, RowCode};
use crate::carbon::taxonomy::DataEntryType;
use crate::carbon::text::comparison_key;
use crate::ledger::factors::{self, FactorChanges};
use crate::ledger::figures;
use crate::platform::ids::JobId;

type Types = [&'static Definition];
type DraftsOfType = Vec<((i32, i32), FactorDraft)>;

/// What a file gives.
struct Accepted {
    tally: Tally,
    drafts: BTreeMap<DataEntryType, DraftsOfType>,
    /// Identities of refused rows: a typing error retires nothing.
    spared: BTreeSet<String>,
}

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>, job: JobId) -> Result<Tally, Stop> {
    let year = plan.upload.year;
    let table = open(plan, &columns(plan, |_| true))?;
    table.require(&columns(plan, |is_required| is_required))?;
    factors::lock_inputs(conn, year, &dependent_types(plan)).await?;
    let types = plan.types.clone();
    let Accepted { mut tally, drafts, spared } = apart(move || accepted_rows(&types, &table)).await?;
    let total = figures::total_of_types(conn, year, &plan.data_types()).await?;
    (tally.total_before_kg, tally.total_after_kg) = (total, total);
    if !tally.is_usable() {
        return Ok(tally);
    }
    let mut changes = FactorChanges::default();
    for definition in &plan.types {
        let rows = drafts.get(&definition.data_type).map_or(&[][..], Vec::as_slice);
        let drafts: Vec<_> = rows.iter().map(|(_, draft)| draft.clone()).collect();
        changes += factors::replace(conn, (year, definition), &drafts, &spared, plan.upload.absent, job).await?;
    }
    tally.unchanged = changes.unchanged;
    tally.factors = Some(changes);
    Ok(tally)
}

/// The types covered and those computed with their factors, by id: everybody locks in this order.
fn dependent_types(plan: &Plan<'_>) -> Vec<DataEntryType> {
    let covered = plan.data_types();
    let depends = |definition: &&Definition| definition.factor_types().any(|data_type| covered.contains(&data_type));
    let types: BTreeSet<_> = definitions().iter().filter(depends).map(|definition| definition.data_type).collect();
    types.into_iter().collect()
}

fn columns(plan: &Plan<'_>, wanted: fn(bool) -> bool) -> Vec<&'static str> {
    let mut columns = BTreeSet::new();
    for definition in &plan.types {
        let fields = definition.factor.classification.iter().chain(definition.factor.values);
        columns.extend(fields.filter(|field| wanted(field.is_required)).map(|field| field.name));
        if plan.types.len() > 1 {
            columns.extend(definition.category_column.map(|field| field.name));
        }
    }
    columns.into_iter().collect()
}

fn accepted_rows(types: &Types, table: &Table) -> Result<Accepted, Stop> {
    let mut tally = table.tally();
    let mut drafts: BTreeMap<DataEntryType, DraftsOfType> = BTreeMap::new();
    let mut lines: HashMap<(DataEntryType, String), i32> = HashMap::new();
    let mut spared = BTreeSet::new();
    let mut rows = Rows::of(table)?;
    while let Some(record) = rows.next_listed(&mut tally)? {
        let place = (record.row, record.line);
        let (data_type, draft) = match row(types, table, record) {
            Ok(read) => read,
            Err(problems) => {
                spared.insert(written_identity(types, table, record));
                tally.errors.extend(problems.into_iter().map(|problem| row_error(place, &problem)));
                continue;
            }
        };
        let identity = draft.identity();
        if let Some(first_line) = lines.get(&(data_type, identity.clone())) {
            let message = format!("the same factor stands already on line {first_line}, which is used");
            let column = draft.classification.first().map_or("", |(name, _)| name);
            let value = identity.replace('\u{1f}', " / ");
            let mut error = row_error(place, &Problem::of(column, value, RowCode::Duplicate, message));
            error.first_line = Some(*first_line);
            tally.errors.push(error);
            continue;
        }
        lines.insert((data_type, identity), record.line);
        drafts.entry(data_type).or_default().push((place, draft));
    }
    refuse_unusable_sets(types, &mut drafts, &mut tally);
    tally.accepted = drafts.values().map(|rows| rows.len() as u64).sum();
    Ok(Accepted { tally, drafts, spared })
}

/// The identity that a row would have if it were in order.
fn written_identity(types: &Types, table: &Table, record: &Record) -> String {
    let columns = types.first().map_or(&[][..], |definition| definition.factor.classification);
    joined_key(columns.iter().map(|field| table.cell(record, field.name)))
}

/// A set whose rows contradict each other is refused as a whole.
fn refuse_unusable_sets(types: &Types, drafts: &mut BTreeMap<DataEntryType, DraftsOfType>, tally: &mut Tally) {
    for definition in types {
        let Some(rows) = drafts.get(&definition.data_type) else { continue };
        let set: Vec<_> = rows.iter().map(|(_, draft)| draft.clone()).collect();
        if let Err(message) = (definition.factor.check_set)(&set) {
            let errors = rows.iter().map(|(place, _)| {
                let problem = Problem {
                    column: None,
                    value: String::new(),
                    code: RowCode::UnusableFactor,
                    message: message.clone(),
                };
                row_error(*place, &problem)
            });
            tally.errors.extend(errors);
            drafts.remove(&definition.data_type);
        }
    }
}

fn row(types: &Types, table: &Table, record: &Record) -> Result<(DataEntryType, FactorDraft), Vec<Problem>> {
    let cell = |column: &str| table.cell(record, column);
    let mut reader = RecordReader::new(&cell, table.decimal_mark());
    let definition = type_of_factor(types, &reader).map_err(|problem| vec![problem])?;
    let draft = (definition.factor.read)(definition.data_type, &mut reader);
    let (problems, _) = reader.finish();
    match draft {
        Some(draft) if problems.is_empty() => Ok((definition.data_type, draft)),
        _ => Err(problems),
    }
}

fn type_of_factor<'d>(types: &[&'d Definition], reader: &RecordReader<'_>) -> Result<&'d Definition, Problem> {
    if let [only] = types {
        return Ok(only);
    }
    let column = types.iter().find_map(|definition| definition.category_column).map_or("", |field| field.name);
    let Some(given) = reader.raw(column) else {
        return Err(Problem::of(column, "", RowCode::Missing, format!("{column} is required")));
    };
    let key = comparison_key(given);
    types.iter().find(|definition| definition.data_type.key() == key).copied().ok_or_else(|| {
        let names: Vec<_> = types.iter().map(|definition| definition.data_type.key()).collect();
        Problem::of(column, given, RowCode::BadEnum, format!("{column} must be one of {}", names.join(", ")))
    })
}
