//! What an export will hold, and whether its figures are complete.

use sqlx::PgConnection;

use super::selection::{Selection, ids};
use crate::reporting::filter::Bound;

/// Counts over the selected units and years.
#[derive(Debug)]
pub(super) struct Coverage {
    /// Reports.
    pub(super) unit_years: i64,
    /// Data entries.
    pub(super) entries: i64,
    /// Data entries without emission.
    pub(super) without_emission: i64,
    /// Figures by emission type, when they are to be counted.
    pub(super) leaves: i64,
    /// Reports without figures, or with figures that do not add up.
    pub(super) incomplete: i64,
}

/// Counts what is selected. A unit whose report has no figures at all is nowhere but in the filter.
pub(super) async fn coverage(
    db: &mut PgConnection,
    bound: &Bound,
    selection: &Selection,
    with_leaves: bool,
) -> sqlx::Result<Coverage> {
    sqlx::query_as!(
        Coverage,
        r#"
        select count(*) as "unit_years!",
            coalesce(sum(a.entry_count), 0) as "entries!",
            coalesce(sum(a.entries_without_emission), 0) as "without_emission!",
            coalesce(sum(case when $8 then cardinality(a.leaf_ids) else 0 end), 0)::bigint as "leaves!",
            count(*) filter (where not a.adds_up) + (
                select count(*) from carbon_reports r
                where r.kind = 'calculator' and r.year = any($1)
                    and r.unit_id in (select unit_id from reporting_units($2, $3, $4, $5, $6, $7))
                    and not exists (select from unit_year_aggregates a where a.carbon_report_id = r.id)
            ) as "incomplete!"
        from unnest($9::int[]) s (unit_id)
        join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = any($1)
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        bound.search,
        bound.all_levels,
        with_leaves,
        &ids(&selection.by_name()),
    )
    .fetch_one(db)
    .await
}

/// How many module figures are older than the factors or references they depend on.
pub(super) async fn stale(db: &mut PgConnection, selection: &Selection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        with newest as materialized (
            select data_entry_type_id, max(factor_revision) as factor_revision, max(reference_revision) as reference_revision
            from calculation_inputs where year = any($1) group by 1
        ), maybe_stale as materialized (
            -- few are: looking for them first spares asking every module of every unit
            select t.* from module_type_stats t join newest n using (data_entry_type_id)
            where t.factor_revision < n.factor_revision or t.reference_revision < n.reference_revision
        )
        select count(*) as "stale!"
        from maybe_stale t
        join carbon_report_modules m on m.id = t.carbon_report_module_id
        join calculation_inputs i on i.year = m.year and i.data_entry_type_id = t.data_entry_type_id
        where m.year = any($1) and m.unit_id = any($2)
            and (t.factor_revision < i.factor_revision or t.reference_revision < i.reference_revision)
        "#,
        selection.years(),
        &ids(&selection.by_name()),
    )
    .fetch_one(db)
    .await
}
