//! Reading the trail. Records concern no unit: whoever does not reach the whole institution reaches none of them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::Action;
use crate::platform::Scope;

/// Matches are counted, and paged through, up to here.
pub const COUNTED: i64 = 10_000;
/// People whose name fits a search.
const MOST_PEOPLE: i64 = 500;

/// Which records are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// What kind of act.
    pub action: Option<Action>,
    /// What it was done to.
    pub entity_type: Option<String>,
    /// Which one.
    pub entity_id: Option<String>,
    /// Key of the module it concerns.
    pub module: Option<String>,
    /// Part of the name or number of who acted.
    pub actor: Option<String>,
    /// Number of a person whose data was touched.
    pub handled_id: Option<String>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Part of the sentence or of the number of the thing.
    pub search: Option<String>,
    /// Older than this record.
    pub before_id: Option<i64>,
}

/// A record as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Record {
    /// Its place in the chain.
    pub id: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// The person who acted, if it was one.
    pub actor_user_id: Option<i32>,
    /// Number of the person, or name of the part of the program.
    pub actor: String,
    /// Name of the person today.
    pub actor_name: Option<String>,
    /// `create`, `read`, `update`, `delete`, `export`, `sign_in`, `sign_out`, `denied`.
    pub action: String,
    /// What it was done to.
    pub entity_type: String,
    /// Which one.
    pub entity_id: Option<String>,
    /// One sentence.
    pub summary: String,
    /// Facts; changes have `before` and `after`.
    pub details: Value,
    /// Numbers of the persons whose data was touched, at most 20.
    pub handled_ids: Vec<String>,
    /// The request.
    pub request_id: Option<String>,
    /// Where it came from.
    pub ip_address: Option<String>,
    /// Seal of the record before.
    pub previous_hash: String,
    /// Its own seal.
    pub hash: String,
}

/// How many records match, each counted up to [`COUNTED`]: one more means that there are more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them, whatever was done.
    pub total: i64,
    /// Something was added.
    pub creates: i64,
    /// Personal data was looked at.
    pub reads: i64,
    /// Something was changed.
    pub updates: i64,
    /// Something was removed.
    pub deletes: i64,
}

impl Counts {
    fn of(&mut self, action: &str) -> Option<&mut i64> {
        match Action::parse(action)? {
            Action::Create => Some(&mut self.creates),
            Action::Read => Some(&mut self.reads),
            Action::Update => Some(&mut self.updates),
            Action::Delete => Some(&mut self.deletes),
            _ => None,
        }
    }
}

/// A filter as the database is asked.
struct Bound<'a> {
    filter: &'a Filter,
    action: Option<&'static str>,
    actor: Option<String>,
    actor_ids: Vec<i32>,
    search: Option<String>,
}

impl<'a> Bound<'a> {
    async fn new(conn: &mut PgConnection, filter: &'a Filter) -> sqlx::Result<Self> {
        let actor = filter.actor.as_deref().map(containing);
        let actor_ids = match &actor {
            Some(pattern) => {
                let people = sqlx::query_scalar!(
                    "select id from users where display_name ilike $1 or email ilike $1 order by id limit $2",
                    pattern,
                    MOST_PEOPLE
                );
                people.fetch_all(conn).await?
            }
            None => Vec::new(),
        };
        let search = filter.search.as_deref().map(containing);
        Ok(Self { filter, action: filter.action.map(Action::key), actor, actor_ids, search })
    }
}

/// A pattern of texts with this part; its own wildcards mean themselves.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// A query over the records that match; `$12` and `$13` are free for more.
macro_rules! matching {
    ($query:ident!([$($type:ident)?] $head:tt, $tail:tt), $bound:expr $(, $more:expr)* $(,)?) => {
        sqlx::$query!(
            $($type,)?
            $head
            + " from audit_records a
                where ($1::text is null or a.action = $1)
                  and ($2::text is null or a.entity_type = $2)
                  and ($3::text is null or a.entity_id = $3)
                  and ($4::text is null or a.details ->> 'module' = $4)
                  and ($5::text is null or a.actor ilike $5 or a.actor_user_id = any($6))
                  and ($7::text is null or a.handled_ids @> array[$7])
                  and ($8::timestamptz is null or a.recorded_at >= $8)
                  and ($9::timestamptz is null or a.recorded_at < $9)
                  and ($10::text is null or a.summary ilike $10 or a.entity_id ilike $10)
                  and ($11::bigint is null or a.id < $11)"
            + $tail,
            $bound.action,
            $bound.filter.entity_type.as_deref(),
            $bound.filter.entity_id.as_deref(),
            $bound.filter.module.as_deref(),
            $bound.actor,
            &$bound.actor_ids,
            $bound.filter.handled_id.as_deref(),
            $bound.filter.since,
            $bound.filter.until,
            $bound.search,
            $bound.filter.before_id,
            $($more),*
        )
    };
}

/// A page of matching records, the newest first.
pub async fn records(
    conn: &mut PgConnection,
    scope: &Scope,
    filter: &Filter,
    limit: u32,
    offset: u64,
) -> sqlx::Result<Vec<Record>> {
    if !scope.is_everything() {
        return Ok(Vec::new());
    }
    let bound = Bound::new(&mut *conn, filter).await?;
    matching!(
        query_as!(
            [Record]
            "select a.id, a.recorded_at, a.actor_user_id, a.actor,
                 (select u.display_name from users u where u.id = a.actor_user_id) as actor_name, a.action,
                 a.entity_type, a.entity_id, a.summary, a.details, a.handled_ids, a.request_id, a.ip_address,
                 a.previous_hash, a.hash",
            " order by a.id desc limit $12 offset $13"
        ),
        bound,
        i64::from(limit),
        i64::try_from(offset).unwrap_or(i64::MAX),
    )
    .fetch_all(conn)
    .await
}

/// One record.
pub async fn find(conn: &mut PgConnection, scope: &Scope, id: i64) -> sqlx::Result<Option<Record>> {
    let filter = Filter { before_id: id.checked_add(1), ..Filter::default() };
    Ok(records(conn, scope, &filter, 1, 0).await?.pop().filter(|record| record.id == id))
}

/// How many records match.
pub async fn counts(conn: &mut PgConnection, scope: &Scope, filter: &Filter) -> sqlx::Result<Counts> {
    let mut counts = Counts::default();
    if !scope.is_everything() {
        return Ok(counts);
    }
    let bound = Bound::new(&mut *conn, filter).await?;
    let newest = matching!(
        query!(
            [] r#"select first.action as "action!", count(*) as "count!" from (select a.action"#,
            " limit $12) first group by first.action"
        ),
        bound,
        COUNTED + 1,
    );
    for row in newest.fetch_all(&mut *conn).await? {
        counts.total += row.count;
        if let Some(count) = counts.of(&row.action) {
            *count = row.count;
        }
    }
    if counts.total <= COUNTED {
        return Ok(counts);
    }
    let each = matching!(
        query!(
            [] r#"select kind.action as "action!", bounded.count as "count!"
               from unnest(array['create', 'read', 'update', 'delete']) kind (action),
               lateral (select count(*) as count from (select 1"#,
            " and a.action = kind.action limit $12) first) bounded"
        ),
        bound,
        COUNTED + 1,
    );
    for row in each.fetch_all(conn).await? {
        if let Some(count) = counts.of(&row.action) {
            *count = row.count;
        }
    }
    Ok(counts)
}

/// Everything things were done to. Skips through the index from one to the next: there are few of them among millions.
pub async fn entity_types(conn: &mut PgConnection, scope: &Scope) -> sqlx::Result<Vec<String>> {
    if !scope.is_everything() {
        return Ok(Vec::new());
    }
    let types = sqlx::query_scalar!(
        r#"with recursive types (entity_type) as (
               (select entity_type from audit_records order by entity_type limit 1)
               union all
               select (select r.entity_type from audit_records r where r.entity_type > types.entity_type
                       order by r.entity_type limit 1)
               from types where types.entity_type is not null)
           select entity_type as "entity_type!" from types where entity_type is not null"#
    );
    types.fetch_all(conn).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_a_search_mean_themselves() {
        assert_eq!(containing("50 %_\\"), "%50 \\%\\_\\\\%");
    }
}
