//! What the filter offers to choose from, within what the caller may see.

use sqlx::PgExecutor;

use super::filter::like_pattern;
use crate::access::Scope;
use crate::carbon::ids::Year;
use crate::platform::ids::UnitId;
use crate::web::Lang;

/// A year that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearChoice {
    /// The year.
    pub year: i16,
    /// Its state: `configuring`, `open`, ….
    pub state: String,
    /// Units of the caller with a report in it.
    pub unit_count: i64,
}

/// The years with reports of units in scope, newest first.
pub async fn years(db: impl PgExecutor<'_>, scope: &Scope) -> sqlx::Result<Vec<YearChoice>> {
    sqlx::query_as!(
        YearChoice,
        r#"
        select y.year, y.state, count(*) as "unit_count!"
        from years y
        join unit_year_aggregates a on a.year = y.year
        join units u on u.id = a.unit_id and u.is_active and u.level = 4
        where $1 or u.path_codes && $2
        group by y.year
        order by y.year desc
        "#,
        scope.is_everything(),
        &scope.unit_codes(),
    )
    .fetch_all(db)
    .await
}

/// The year shown when none is chosen: the newest open one, else the newest.
pub fn latest(years: &[YearChoice]) -> Option<Year> {
    let open = years.iter().find(|choice| choice.state == "open");
    open.or(years.first()).and_then(|choice| Year::new(choice.year).ok())
}

/// Level of the units that have reports.
const LEVEL_OF_UNITS: i16 = 4;

/// A unit, or a level above units, that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChoice {
    /// The unit.
    pub id: UnitId,
    /// Its short name.
    pub name: String,
    /// Its long name in English.
    pub label_en: Option<String>,
    /// Its long name in French.
    pub label_fr: Option<String>,
    /// Its number in the directory.
    pub institutional_code: String,
    /// Its cost centre.
    pub institutional_id: Option<String>,
    /// Names from the root to it.
    pub path_name: String,
    /// 2 and 3 above units, 4 units.
    pub level: i16,
    /// Its kind in the directory's words.
    pub unit_type: Option<String>,
    /// The level above, when it can be chosen too.
    pub parent_id: Option<UnitId>,
    /// Active units below it, within scope.
    pub unit_count: i64,
    /// Whether the text typed to narrow the list is found in it.
    pub is_match: bool,
}

/// What to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// Whether to list the levels above units.
    pub with_affiliations: bool,
    /// Text to find in them.
    pub affiliation_search: &'a str,
    /// Only units below these; empty: all.
    pub affiliation_ids: &'a [UnitId],
    /// Text to find in units.
    pub unit_search: &'a str,
    /// Units listed first, whether they fit or not.
    pub chosen: &'a [UnitId],
    /// How many units to skip.
    pub offset: i64,
    /// How many units at most.
    pub limit: i64,
}

/// What can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Levels above units, schools before institutes, by name.
    pub affiliations: Vec<UnitChoice>,
    /// Units by name.
    pub units: Vec<UnitChoice>,
    /// How many units fit the query.
    pub fitting_units: i64,
    /// How many units the caller may see.
    pub units_in_scope: i64,
}

/// Units and the levels above them, in one statement.
pub async fn choices(db: impl PgExecutor<'_>, scope: &Scope, query: Query<'_>) -> sqlx::Result<Choices> {
    let ids = |ids: &[UnitId]| ids.iter().map(|id| id.0).collect::<Vec<_>>();
    let records = sqlx::query!(
        r#"
        with visible as materialized (
            select * from units u where u.is_active and u.level > 1 and ($1 or u.path_codes && $2)
        ), chosen_affiliations as materialized (
            select coalesce(array_agg(v.institutional_code), '{}') as codes from visible v where v.id = any($3)
        ), below as (
            select code, count(*) as unit_count
            from visible v cross join unnest(v.path_codes) code
            where v.level = 4 and $4
            group by code
        ), fitting as (
            select v.id, v.name, v.id = any($5) as is_chosen,
                (cardinality($3::int[]) = 0 or v.path_codes && c.codes) and ($6 = '' or v.search_text like $6) as is_match
            from visible v cross join chosen_affiliations c
            where v.level = 4
        ), listed_units as (
            select id, is_match, row_number() over (order by is_chosen desc, name collate "und-x-icu", id) as position
            from fitting
            where is_match or is_chosen
            order by position
            offset $7 limit $8
        ), listed as (
            select id, is_match, position, 1::bigint as unit_count from listed_units
            union all
            select v.id, $9 = '' or v.search_text like $9, 0, coalesce(b.unit_count, 0)
            from visible v left join below b on b.code = v.institutional_code
            where v.level in (2, 3) and $4
        ), totals as (
            select count(*) as in_scope, count(*) filter (where is_match) as fitting from fitting
        )
        select t.in_scope as "in_scope!", t.fitting as "fitting!", v.id as "id?: UnitId", v.name as "name?",
            v.label_en, v.label_fr, v.institutional_code as "institutional_code?", v.institutional_id,
            v.path_name as "path_name?", v.level as "level?", v.unit_type, p.id as "parent_id?: UnitId",
            l.unit_count as "unit_count?", l.is_match as "is_match?"
        from totals t
        left join (listed l join visible v on v.id = l.id left join visible p on p.id = v.parent_id) on true
        order by v.level, l.position, v.name collate "und-x-icu", v.id
        "#,
        scope.is_everything(),
        &scope.unit_codes(),
        &ids(query.affiliation_ids),
        query.with_affiliations,
        &ids(query.chosen),
        like_pattern(query.unit_search),
        query.offset,
        query.limit,
        like_pattern(query.affiliation_search),
    )
    .fetch_all(db)
    .await?;
    let mut choices = Choices::default();
    for record in records {
        choices.fitting_units = record.fitting;
        choices.units_in_scope = record.in_scope;
        let choice = || {
            Some(UnitChoice {
                id: record.id?,
                name: record.name?,
                label_en: record.label_en,
                label_fr: record.label_fr,
                institutional_code: record.institutional_code?,
                institutional_id: record.institutional_id,
                path_name: record.path_name?,
                level: record.level?,
                unit_type: record.unit_type,
                parent_id: record.parent_id,
                unit_count: record.unit_count?,
                is_match: record.is_match?,
            })
        };
        if let Some(choice) = choice() {
            if choice.level == 4 { choices.units.push(choice) } else { choices.affiliations.push(choice) }
        }
    }
    Ok(choices)
}

impl UnitChoice {
    /// Its name as people know it: units by the name that tables and files sort by, levels above by their long name.
    pub fn label(&self, lang: Lang) -> &str {
        let label = match lang {
            _ if self.level == LEVEL_OF_UNITS => return &self.name,
            Lang::En => &self.label_en,
            Lang::Fr => &self.label_fr,
        };
        label.as_deref().filter(|label| !label.is_empty()).unwrap_or(&self.name)
    }
}
