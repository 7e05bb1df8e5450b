//! Factors of a year: loaded for computation, updated in place by an upload that defines the complete set of a type.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use crate::carbon::entry::{Definition, definition, definitions};
use crate::carbon::factor::{Factor, FactorDraft, FactorSet, FactorValue};
use crate::carbon::field::Field;
use crate::carbon::ids::{FactorId, Year};
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::platform::ids::JobId;

/// What happens to factors that a new file no longer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsentPolicy {
    /// Kept for history, no longer matched.
    Retire,
    /// Still matched, marked stale.
    Keep,
}

impl AbsentPolicy {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Retire => "retire",
            Self::Keep => "keep",
        }
    }
}

/// What an upload did to the factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FactorChanges {
    /// New identities.
    pub inserted: u64,
    /// Known identities with other values, or back from retirement.
    pub changed: u64,
    /// Known identities with the same values.
    pub unchanged: u64,
    /// Matched until now and not in the file.
    pub absent: u64,
    /// Of those, retired.
    pub retired: u64,
}

impl std::ops::AddAssign for FactorChanges {
    fn add_assign(&mut self, other: Self) {
        self.inserted += other.inserted;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.absent += other.absent;
        self.retired += other.retired;
    }
}

/// The usable factors of some types in a year.
pub async fn load(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<FactorSet> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    let rows = sqlx::query!(
        r#"select id as "id: FactorId", data_entry_type_id, emission_type_id, classification, effective as "effective!",
               revision
           from factors where year = $1 and data_entry_type_id = any($2) and status <> 'retired' order by id"#,
        year.get(),
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut by_type: BTreeMap<DataEntryType, Vec<Factor>> = BTreeMap::new();
    for row in rows {
        let Some(definition) = DataEntryType::try_from(row.data_entry_type_id).ok().and_then(definition) else {
            continue;
        };
        let draft = FactorDraft {
            emission_type: EmissionTypeId(row.emission_type_id),
            classification: definition
                .factor
                .classification
                .iter()
                .map(|field| (field.name, row.classification[field.name].as_str().map(str::to_owned)))
                .collect(),
            values: definition.factor.values.iter().filter_map(|field| stored_value(field, &row.effective)).collect(),
        };
        by_type.entry(definition.data_type).or_default().push(Factor { id: row.id, revision: row.revision, draft });
    }
    Ok(FactorSet::new(by_type))
}

fn stored_value(field: &Field, values: &Value) -> Option<(&'static str, FactorValue)> {
    let value = match &values[field.name] {
        Value::Number(number) => FactorValue::Number(number.as_f64()?),
        Value::String(text) => FactorValue::Text(text.clone()),
        _ => return None,
    };
    Some((field.name, value))
}

fn values_json(draft: &FactorDraft) -> Value {
    let values = draft.values.iter().map(|(name, value)| {
        let value = match value {
            FactorValue::Number(number) => Value::from(*number),
            FactorValue::Text(text) => Value::from(text.as_str()),
        };
        ((*name).to_owned(), value)
    });
    Value::Object(values.collect())
}

fn classification_json(draft: &FactorDraft) -> Value {
    let classification: Map<_, _> =
        draft.classification.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
    Value::Object(classification)
}

pub(super) fn same_values(stored: &Value, given: &Value) -> bool {
    let (Value::Object(stored), Value::Object(given)) = (stored, given) else { return false };
    stored.len() == given.len()
        && given.iter().all(|(name, value)| match (value.as_f64(), stored.get(name).map(Value::as_f64)) {
            (Some(given), Some(Some(stored))) => given.total_cmp(&stored).is_eq(),
            _ => stored.get(name) == Some(value),
        })
}

/// Keeps what results of some types depend on as it is until commit.
pub async fn lock_inputs(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<()> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    sqlx::query!(
        "select from calculation_inputs where year = $1 and data_entry_type_id = any($2)
         order by data_entry_type_id for no key update",
        year.get(),
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// The revision that the next change of a type's factors gets; holds the type's inputs until commit.
pub(super) async fn next_revision(conn: &mut PgConnection, year: Year, data_type: DataEntryType) -> sqlx::Result<i32> {
    let current = sqlx::query_scalar!(
        "select factor_revision from calculation_inputs where year = $1 and data_entry_type_id = $2 for no key update",
        year.get(),
        data_type.id()
    )
    .fetch_one(conn)
    .await?;
    Ok(current + 1)
}

/// Makes `drafts` the complete factor set of a type and year; `spared` identities stay as they are. Identities must be
/// distinct.
pub async fn replace(
    conn: &mut PgConnection,
    (year, definition): (Year, &Definition),
    drafts: &[FactorDraft],
    spared: &BTreeSet<String>,
    absent: AbsentPolicy,
    job: JobId,
) -> sqlx::Result<FactorChanges> {
    let data_type = definition.data_type;
    let revision = next_revision(conn, year, data_type).await?;
    let stored: HashMap<String, _> = sqlx::query!(
        r#"select identity, emission_type_id, "values", status from factors where year = $1 and data_entry_type_id = $2"#,
        year.get(),
        data_type.id()
    )
    .fetch_all(&mut *conn)
    .await?
    .into_iter()
    .map(|row| (row.identity.clone(), row))
    .collect();

    let mut changes = FactorChanges::default();
    let mut written: (Vec<String>, Vec<i32>, Vec<Value>, Vec<Value>) = Default::default();
    let mut identities = HashSet::new();
    for draft in drafts {
        let (identity, values) = (draft.identity(), values_json(draft));
        match stored.get(&identity) {
            None => changes.inserted += 1,
            Some(row)
                if row.status == "retired"
                    || row.emission_type_id != draft.emission_type.0
                    || !same_values(&row.values, &values) =>
            {
                changes.changed += 1;
            }
            Some(_) => {
                changes.unchanged += 1;
                identities.insert(identity);
                continue;
            }
        }
        written.0.push(identity.clone());
        written.1.push(draft.emission_type.0);
        written.2.push(classification_json(draft));
        written.3.push(values);
        identities.insert(identity);
    }
    let unseen: Vec<String> = stored
        .values()
        .filter(|row| row.status != "retired" && !identities.contains(&row.identity) && !spared.contains(&row.identity))
        .map(|row| row.identity.clone())
        .collect();
    changes.absent = unseen.len() as u64;
    if absent == AbsentPolicy::Retire {
        changes.retired = changes.absent;
    }
    let kept: Vec<String> = identities.into_iter().collect();

    sqlx::query!(
        r#"insert into factors (year, data_entry_type_id, identity, emission_type_id, classification, "values", revision,
               last_seen_job_id)
           select $1, $2, identity, emission_type_id, classification, "values", $7, $8
           from unnest($3::text[], $4::int[], $5::jsonb[], $6::jsonb[])
               as given(identity, emission_type_id, classification, "values")
           on conflict (year, data_entry_type_id, identity) do update set emission_type_id = excluded.emission_type_id,
               classification = excluded.classification, "values" = excluded."values", revision = excluded.revision,
               status = 'active', computed_wins = false, updated_at = now()"#,
        year.get(),
        data_type.id(),
        &written.0,
        &written.1,
        &written.2,
        &written.3,
        revision,
        job.0
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update factors set status = 'active', last_seen_job_id = $4
         where year = $1 and data_entry_type_id = $2 and identity = any($3)",
        year.get(),
        data_type.id(),
        &kept,
        job.0
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update factors set status = case when $4 then 'retired' else 'stale' end,
             revision = case when $4 then $5 else revision end, updated_at = now()
         where year = $1 and data_entry_type_id = $2 and identity = any($3)",
        year.get(),
        data_type.id(),
        &unseen,
        absent == AbsentPolicy::Retire,
        revision
    )
    .execute(&mut *conn)
    .await?;
    if changes.inserted + changes.changed + changes.retired > 0 {
        seal_revision(conn, year, data_type, revision, job).await?;
    }
    Ok(changes)
}

/// Keeps the values that the revision brought, and makes results computed before it stale.
pub(super) async fn seal_revision(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    revision: i32,
    job: JobId,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"insert into factor_revisions (factor_id, revision, emission_type_id, "values", status, job_id)
           select id, revision, emission_type_id, effective, status, $4 from factors
           where year = $1 and data_entry_type_id = $2 and revision = $3"#,
        year.get(),
        data_type.id(),
        revision,
        job.0
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update calculation_inputs set factor_revision = $3 where year = $1 and data_entry_type_id = $2",
        year.get(),
        data_type.id(),
        revision
    )
    .execute(&mut *conn)
    .await?;
    // to types that compute with another type's factors, these are one more list they look things up in
    let users: Vec<i16> = definitions()
        .iter()
        .filter(|definition| definition.uses_factors_of.contains(&data_type))
        .map(|definition| definition.data_type.id())
        .collect();
    sqlx::query!(
        "update calculation_inputs set reference_revision = reference_revision + 1
         where year = $1 and data_entry_type_id = any($2)",
        year.get(),
        &users
    )
    .execute(conn)
    .await?;
    Ok(())
}
