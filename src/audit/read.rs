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
    actors: Option<Vec<String>>,
    search: Option<String>,
}

impl<'a> Bound<'a> {
    async fn new(conn: &mut PgConnection, filter: &'a Filter) -> sqlx::Result<Self> {
        let actors = match &filter.actor {
            Some(part) => Some(actors(conn, &containing(part)).await?),
            None => None,
        };
        let search = filter.search.as_deref().map(containing);
        Ok(Self { filter, action: filter.action.map(Action::key), actors, search })
    }
}

/// Everybody who ever acted and whose number or present name fits. Skips through the index from one to the next: those who
/// act are few among millions of acts.
async fn actors(conn: &mut PgConnection, pattern: &str) -> sqlx::Result<Vec<String>> {
    let actors = sqlx::query_scalar!(
        r#"with recursive actors (actor) as (
               (select actor from audit_records order by actor limit 1)
               union all
               select (select r.actor from audit_records r where r.actor > actors.actor order by r.actor limit 1)
               from actors where actors.actor is not null)
           select actor as "actor!" from actors
           where actor ilike $1
              or actor in (select institutional_id from users where display_name ilike $1 or email ilike $1)"#,
        pattern
    );
    actors.fetch_all(conn).await
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

/// A query over the records that match; `$11` and `$12` are free for more.
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
                  and ($5::text[] is null or a.actor = any($5))
                  and ($6::text is null or a.handled_ids @> array[$6])
                  and ($7::timestamptz is null or a.recorded_at >= $7)
                  and ($8::timestamptz is null or a.recorded_at < $8)
                  and ($9::text is null or a.summary ilike $9 or a.entity_id ilike $9)
                  and ($10::bigint is null or a.id < $10)"
            + $tail,
            $bound.action,
            $bound.filter.entity_type.as_deref(),
            $bound.filter.entity_id.as_deref(),
            $bound.filter.module.as_deref(),
            $bound.actors.as_deref(),
            $bound.filter.handled_id.as_deref(),
            $bound.filter.since,
            $bound.filter.until,
            $bound.search,
            $bound.filter.before_id,
            $($more),*
        )
    };
}

/// The newest matching records.
pub async fn records(conn: &mut PgConnection, scope: &Scope, filter: &Filter, limit: u32) -> sqlx::Result<Vec<Record>> {
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
            " order by a.id desc limit $11"
        ),
        bound,
        i64::from(limit),
    )
    .fetch_all(conn)
    .await
}

/// One record.
pub async fn find(conn: &mut PgConnection, scope: &Scope, id: i64) -> sqlx::Result<Option<Record>> {
    let filter = Filter { before_id: id.checked_add(1), ..Filter::default() };
    Ok(records(conn, scope, &filter, 1).await?.pop().filter(|record| record.id == id))
}

/// The records that match, as far as they are counted: one look at the trail for counts and pages alike.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Their numbers, the newest first.
    ids: Vec<i64>,
    /// How many there are.
    pub counts: Counts,
}

impl Selection {
    /// Those on a page.
    pub async fn page(&self, conn: &mut PgConnection, size: u32, page: u32) -> sqlx::Result<Vec<Record>> {
        let (size, page) = (size as usize, page as usize);
        let counted = &self.ids[..self.ids.len().min(COUNTED as usize)];
        let ids: Vec<i64> = counted.iter().skip(page.saturating_sub(1) * size).take(size).copied().collect();
        sqlx::query_as!(
            Record,
            "select a.id, a.recorded_at, a.actor_user_id, a.actor,
                 (select u.display_name from users u where u.id = a.actor_user_id) as actor_name, a.action,
                 a.entity_type, a.entity_id, a.summary, a.details, a.handled_ids, a.request_id, a.ip_address,
                 a.previous_hash, a.hash
             from audit_records a where a.id = any($1) order by a.id desc",
            &ids
        )
        .fetch_all(conn)
        .await
    }
}

/// Finds the records that match, and counts them by kind of act.
pub async fn select(conn: &mut PgConnection, scope: &Scope, filter: &Filter) -> sqlx::Result<Selection> {
    let mut selection = Selection::default();
    if !scope.is_everything() {
        return Ok(selection);
    }
    let mut bound = Bound::new(&mut *conn, filter).await?;
    let newest = matching!(query!([] "select a.id, a.action", " order by a.id desc limit $11"), bound, COUNTED + 1);
    for row in newest.fetch_all(&mut *conn).await? {
        selection.ids.push(row.id);
        if let Some(count) = selection.counts.of(&row.action) {
            *count += 1;
        }
    }
    selection.counts.total = selection.ids.len() as i64;
    if selection.counts.total <= COUNTED || filter.action.is_some() {
        return Ok(selection);
    }
    // the newest ones do not say how many of each kind there are in all
    for action in [Action::Create, Action::Read, Action::Update, Action::Delete] {
        bound.action = Some(action.key());
        let kind = matching!(
            query_scalar!([] r#"select count(*) as "count!" from (select 1 as one"#, " limit $11) first"),
            bound,
            COUNTED + 1,
        );
        let found = kind.fetch_one(&mut *conn).await?;
        if let Some(count) = selection.counts.of(action.key()) {
            *count = found;
        }
    }
    Ok(selection)
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
