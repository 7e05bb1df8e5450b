//! Entries as JSON: reading a payload by the fields of its type, and showing what is stored.

use chrono::SecondsFormat;
use serde_json::{Map, Value};

use super::shapes::{EmissionShape, EntryShape};

use crate::carbon::engine::{self, Environment, NotComputed};
use crate::carbon::entry::Definition;
use crate::carbon::field::{DecimalMark, FieldKind, Problem as CellProblem, RecordReader};
use crate::ledger::entries::NewEntry;
use crate::ledger::entry::StoredEntry;
use crate::ledger::reports::ReportModule;
use crate::web::{FieldProblem, JsonBody, Lang, Problem};

/// The fields of a body: the body itself, or its one key `payload`.
pub(super) fn fields(mut body: Map<String, Value>, lang: Lang) -> Result<Map<String, Value>, Problem> {
    match body.remove("payload") {
        Some(Value::Object(payload)) if body.is_empty() => Ok(payload),
        Some(_) => Err(JsonBody::malformed(lang)),
        None => Ok(body),
    }
}

/// Refuses keys that no entry of the type has.
pub(super) fn refuse_unknown(definition: &Definition, fields: &Map<String, Value>, lang: Lang) -> Result<(), Problem> {
    let known = |key: &str| definition.fields.iter().any(|field| field.name == key);
    let errors: Vec<_> = fields
        .keys()
        .filter(|key| !known(key))
        .map(|key| FieldProblem::new(key.as_str(), "unknown", lang.t("parameter-unknown")))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::bad_values(errors)) }
}

/// Whether a change touches a number of the entry: an imposed total does not outlive that.
pub(super) fn changes_a_quantity(definition: &Definition, before: &Value, after: &Value) -> bool {
    definition
        .fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::Decimal { .. } | FieldKind::Integer { .. }))
        .any(|field| before[field.name] != after[field.name])
}

/// Reads, validates and computes an entry.
pub(super) fn computed(
    definition: &'static Definition,
    fields: &Map<String, Value>,
    imposed_kg: Option<f64>,
    module: ReportModule,
    environment: &Environment<'_>,
) -> Result<NewEntry, Problem> {
    let cells: Map<String, Value> = fields.iter().map(|(key, value)| (key.clone(), as_cell(value))).collect();
    let cell = |column: &str| cells.get(column).and_then(Value::as_str);
    let mut reader = RecordReader::new(&cell, DecimalMark::Point);
    let entry = (definition.read)(definition.data_type, &mut reader);
    let (problems, _) = reader.finish();
    let Some(mut entry) = entry.filter(|_| problems.is_empty()) else {
        return Err(Problem::bad_values(problems.into_iter().map(field_problem).collect()));
    };
    let mut emissions = Vec::new();
    let reason = match engine::compute(entry.as_mut(), imposed_kg, environment, &mut emissions) {
        Ok(()) => None,
        Err(NotComputed::Without(reason)) => Some(reason),
        Err(NotComputed::Refused(problem)) => return Err(Problem::bad_values(vec![field_problem(problem)])),
    };
    Ok(NewEntry {
        data_type: definition.data_type,
        module: module.id,
        unit: module.unit,
        payload: entry.payload(),
        imposed_kg,
        reason,
        fte: entry.fte(),
        emissions,
    })
}

fn as_cell(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::String(_) => value.clone(),
        other => Value::String(other.to_string()),
    }
}

fn field_problem(problem: CellProblem) -> FieldProblem {
    FieldProblem::new(problem.column.unwrap_or_default(), problem.code.key(), problem.message)
}

/// A stored entry as the API shows it.
pub(super) fn shown(entry: &StoredEntry) -> EntryShape {
    let emissions = entry.emissions.iter().map(|emission| EmissionShape {
        emission_type_id: emission.emission_type_id,
        scope: emission.scope,
        kg: emission.kg,
        quantity: emission.quantity,
        factor_id: emission.factor.map(|(id, _)| id.0),
        factor_revision: emission.factor.map(|(_, revision)| revision),
    });
    EntryShape {
        entry_id: entry.id.0,
        data_entry_type_id: entry.data_type.id(),
        source: entry.source,
        payload: entry.payload.clone(),
        imposed_kg: entry.imposed_kg,
        emission_reason: entry.emission_reason.clone(),
        total_kg: entry.emissions.iter().map(|emission| emission.kg).sum(),
        emissions: emissions.collect(),
        updated_at: entry.updated_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}
