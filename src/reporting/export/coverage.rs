//! What an export will hold, and whether its figures are complete.

use sqlx::PgConnection;

use crate::reporting::filter::Bound;

/// Counts over the selected units and years.
#[derive(Debug)]
pub(super) struct Coverage {
    /// Units.
    pub(super) units: i64,
    /// Reports.
    pub(super) unit_years: i64,
    /// Data entries.
    pub(super) entries: i64,
    /// Data entries without emission.
    pub(super) without_emission: i64,
    /// Figures by emission type, when they are to be counted.
    pub(super) leaves: i64,
    /// Module figures older than the factors or references they depend on.
    pub(super) stale: i64,
    /// Reports without figures, or with figures that do not add up.
    pub(super) incomplete: i64,
}

/// Counts what the filter selects.
pub(super) async fn coverage(db: &mut PgConnection, bound: &Bound, with_leaves: bool) -> sqlx::Result<Coverage> {
    sqlx::query_as!(
        Coverage,
        r#"
        with selection as materialized (
            select unit_id from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ), reports as (
            select a.carbon_report_id, a.entry_count, a.entries_without_emission, a.adds_up,
                case when $10 then cardinality(a.leaf_ids) else 0 end as leaves,
                r.unit_id in (select unit_id from selection) as is_selected
            from carbon_reports r
            left join unit_year_aggregates a on a.carbon_report_id = r.id
            where r.kind = 'calculator' and r.year = any($1)
                and r.unit_id in (select unit_id from reporting_units($2, $3, $4, $5, $8, $9))
        ), newest as materialized (
            select data_entry_type_id, max(factor_revision) as factor_revision, max(reference_revision) as reference_revision
            from calculation_inputs where year = any($1) group by 1
        ), maybe_stale as materialized (
            -- few are: looking for them first spares asking every module of every unit
            select t.* from module_type_stats t join newest n using (data_entry_type_id)
            where t.factor_revision < n.factor_revision or t.reference_revision < n.reference_revision
        )
        select (select count(*) from selection) as "units!",
            count(carbon_report_id) filter (where is_selected) as "unit_years!",
            coalesce(sum(entry_count) filter (where is_selected), 0) as "entries!",
            coalesce(sum(entries_without_emission) filter (where is_selected), 0) as "without_emission!",
            coalesce(sum(leaves) filter (where is_selected), 0)::bigint as "leaves!",
            count(*) filter (where carbon_report_id is null or (is_selected and not adds_up)) as "incomplete!",
            (
                select count(*)
                from maybe_stale t
                join carbon_report_modules m on m.id = t.carbon_report_module_id
                join calculation_inputs i on i.year = m.year and i.data_entry_type_id = t.data_entry_type_id
                where m.year = any($1) and m.unit_id in (select unit_id from selection)
                    and (t.factor_revision < i.factor_revision or t.reference_revision < i.reference_revision)
            ) as "stale!"
        from reports
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        &bound.statuses,
        &bound.module_statuses,
        bound.search,
        bound.all_levels,
        with_leaves,
    )
    .fetch_one(db)
    .await
}
