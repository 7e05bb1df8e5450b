//! Names of the units that a filter chose, for those who read what a file is about.

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::platform::ids::UnitId;
use crate::reporting::filter::{Bound, Filter};
use crate::web::Lang;

/// Most units that are named of one parameter.
const MOST_NAMED: usize = 50;

/// Names of units, as far as the person may see them.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<UnitId, String>);

impl Names {
    /// Reads the names of the units and affiliations of a filter. What is out of scope has none.
    pub(super) async fn read(db: &mut PgConnection, filter: &Filter, bound: &Bound, lang: Lang) -> sqlx::Result<Self> {
        let chosen = [&filter.affiliation_ids, &filter.unit_ids];
        let ids: Vec<i32> = chosen.iter().flat_map(|ids| ids.iter().take(MOST_NAMED)).map(|id| id.0).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let rows = sqlx::query!(
            r#"select id as "id: UnitId",
                   coalesce(nullif(case when level < 4 then case when $4 then label_fr else label_en end end, ''), name) as "name!"
               from units where id = any($1) and ($2 or path_codes && $3)"#,
            &ids,
            bound.everything,
            &bound.scope_codes,
            lang == Lang::Fr,
        )
        .fetch_all(db)
        .await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, row.name)).collect()))
    }

    /// The chosen units in words, each with its number; those without name are numbers only.
    pub(super) fn words(&self, ids: &[UnitId], lang: Lang) -> String {
        let named = ids.iter().take(MOST_NAMED).map(|id| match self.0.get(id) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_string(),
        });
        let mut words = named.collect::<Vec<_>>().join(", ");
        if let Some(more) = ids.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            words.push(' ');
            words.push_str(&lang.t_with("readme-more", &[("count", more.into())]));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_are_named_and_the_others_counted() {
        let names = Names([(UnitId(1), "Music".to_owned()), (UnitId(3), "Cell".to_owned())].into());
        let ids = |last| (1..=last).map(UnitId).collect::<Vec<_>>();
        assert_eq!(names.words(&ids(3), Lang::En), "Music (1), 2, Cell (3)");
        let fifty = names.words(&ids(50), Lang::En);
        assert!(fifty.ends_with(", 49, 50"), "{fifty}");
        assert_eq!(names.words(&ids(51), Lang::En), format!("{fifty} and 1 more"));
        assert_eq!(names.words(&ids(1_234), Lang::Fr), format!("{fifty} et 1’184 autres"));
    }
}
