//! Factors of one year taken over into another one.

use sqlx::PgConnection;

use super::factors::{lock_inputs, next_revision, seal_revision};
use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::platform::ids::JobId;

/// What was taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Factors.
    pub factors: u64,
    /// Types that had factors already: they were left as they are.
    pub left_alone: Vec<DataEntryType>,
}

/// How many usable factors each type has in a year; types without any are left out.
pub async fn counts(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<(DataEntryType, i64)>> {
    let rows = sqlx::query!(
        r#"select data_entry_type_id, count(*) as "count!" from factors
           where year = $1 and status <> 'retired' group by 1 order by 1"#,
        year.get()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.data_entry_type_id.try_into().ok()?, row.count))).collect())
}

/// Takes over the usable factors of some types, identity and values. Sums that were computed stay behind: they are those of
/// the other year. Results that depend on the types become stale, as after a file.
pub async fn copy(
    conn: &mut PgConnection,
    (from, to): (Year, Year),
    types: &[DataEntryType],
    job: JobId,
) -> sqlx::Result<Copied> {
    let depends = |data_type: &DataEntryType| types.contains(data_type);
    let locked = definitions().iter().filter(|definition| definition.factor_types().any(|t| depends(&t)));
    lock_inputs(conn, to, &locked.map(|definition| definition.data_type).collect::<Vec<_>>()).await?;
    let there = counts(conn, to).await?;
    let mut copied = Copied::default();
    for data_type in types {
        if there.iter().any(|(other, _)| other == data_type) {
            copied.left_alone.push(*data_type);
            continue;
        }
        let revision = next_revision(conn, to, *data_type).await?;
        let inserted = sqlx::query!(
            r#"insert into factors (year, data_entry_type_id, identity, emission_type_id, classification, "values",
                   revision, last_seen_job_id)
               select $2, data_entry_type_id, identity, emission_type_id, classification, "values", $4, $5
               from factors where year = $1 and data_entry_type_id = $3 and status <> 'retired'
               on conflict (year, data_entry_type_id, identity) do update set emission_type_id = excluded.emission_type_id,
                   classification = excluded.classification, "values" = excluded."values", revision = excluded.revision,
                   status = 'active', computed_wins = false, last_seen_job_id = excluded.last_seen_job_id,
                   updated_at = now()"#,
            from.get(),
            to.get(),
            data_type.id(),
            revision,
            job.0
        )
        .execute(&mut *conn)
        .await?
        .rows_affected();
        if inserted > 0 {
            seal_revision(conn, to, *data_type, revision, job).await?;
        }
        copied.factors += inserted;
    }
    Ok(copied)
}
