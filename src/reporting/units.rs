//! The units table: one statement gives the rows of a page, the totals and the counters over all filtered units.

use sqlx::PgExecutor;

pub use super::figures::{Totals, UnitRow, UnitYear, UnitsTable};
use super::listing::Listing;
use crate::access::Scope;
use crate::carbon::taxonomy::{ModuleType, OverallStatus};
use crate::platform::ids::UnitId;
use crate::web::Lang;

/// What to do with a page beyond the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeyondTheEnd {
    /// It has no rows.
    Empty,
    /// The last page is given instead.
    LastPage,
}

/// The units of a view, as far as the scope reaches.
///
/// Reads the read model, units and people; never entries or emissions.
pub async fn units_table(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    listing: &Listing,
    lang: Lang,
    beyond: BeyondTheEnd,
) -> sqlx::Result<UnitsTable> {
    let bound = listing.filter.bound(scope);
    let open: Vec<i32> = listing.panel.open.iter().map(|id| id.0).collect();
    let records = sqlx::query!(
        r#"
        with selection as materialized (
            select * from reporting_selection($1, $2, $3, $4, $5, '{0,1,2}', $7, $8)
        ), kept as (
            select * from selection where status = any($6)
        ), totals as (
            select count(*) as units, coalesce(sum(total_kg), 0) as total_kg,
                coalesce(sum(validated_kg), 0) as validated_kg, coalesce(sum(fte), 0) as fte,
                count(*) filter (where status = 0) as not_started, count(*) filter (where status = 1) as in_progress,
                count(*) filter (where status = 2) as validated
            from kept
        ), any_status as (
            select count(*) filter (where status = 0) as not_started, count(*) filter (where status = 1) as in_progress,
                count(*) filter (where status = 2) as validated
            from selection
        ), module_counts as (
            select count(*) as unit_years,
                array[
                    count(*) filter (where a.module_status[1] = 1), count(*) filter (where a.module_status[2] = 1),
                    count(*) filter (where a.module_status[3] = 1), count(*) filter (where a.module_status[4] = 1),
                    count(*) filter (where a.module_status[5] = 1), count(*) filter (where a.module_status[6] = 1),
                    count(*) filter (where a.module_status[7] = 1), count(*) filter (where a.module_status[8] = 1)
                ] as in_progress,
                array[
                    count(*) filter (where a.module_status[1] = 2), count(*) filter (where a.module_status[2] = 2),
                    count(*) filter (where a.module_status[3] = 2), count(*) filter (where a.module_status[4] = 2),
                    count(*) filter (where a.module_status[5] = 2), count(*) filter (where a.module_status[6] = 2),
                    count(*) filter (where a.module_status[7] = 2), count(*) filter (where a.module_status[8] = 2)
                ] as validated
            from kept join unit_year_aggregates a on a.unit_id = kept.unit_id and a.year = any($1)
        ), keyed as (
            select kept.*, u.name, u.institutional_code, u.path_name, u.path_codes, u.principal_institutional_id,
                case $9
                    when 'affiliation' then u.path_name
                    when 'principal_user' then (
                        select min(p.display_name) from users p where p.institutional_id = u.principal_institutional_id
                    )
                end as text_key,
                case $9
                    when 'validation_status' then
                        case cardinality($1) when 1 then modules_validated else years_validated end
                    when 'last_update' then extract(epoch from last_update)::double precision
                    when 'highest_result_category' then ($11::smallint[])[highest_module_type_id]
                    when 'total_carbon_footprint' then total_kg
                    when 'per_fte' then case when fte > 0 then total_kg / fte end
                end as number_key
            from kept join units u on u.id = kept.unit_id
        ), page as (
            select keyed.*, row_number() over (
                order by
                    case when $10 then number_key end desc nulls last,
                    case when not $10 then number_key end nulls last,
                    case when $10 then text_key end collate "und-x-icu" desc nulls last,
                    case when not $10 then text_key end collate "und-x-icu" nulls last,
                    case when $10 and $9 = 'unit_name' then name end collate "und-x-icu" desc nulls last,
                    name collate "und-x-icu",
                    unit_id
            ) as position
            from keyed
            order by position
            limit $12
            offset (
                select case when $14 then least($13, greatest(units - 1, 0) / $12 * $12) else $13 end from totals
            )
        )
        select totals.units as "units!", totals.total_kg as "all_kg!", totals.validated_kg as "all_validated_kg!",
            totals.fte as "all_fte!", totals.not_started as "not_started!", totals.in_progress as "in_progress!",
            totals.validated as "validated!", any_status.not_started as "any_not_started!",
            any_status.in_progress as "any_in_progress!", any_status.validated as "any_validated!",
            module_counts.unit_years as "unit_years!", module_counts.in_progress as "modules_in_progress!",
            module_counts.validated as "modules_validated_counts!",
            page.unit_id as "unit_id?: UnitId", page.name as "name?", page.institutional_code as "code?",
            page.path_name as "path_name?", page.status as "status?", page.years_validated as "years_validated?",
            page.modules_validated as "modules_validated?", page.newest_year as "newest_year?",
            page.total_kg as "total_kg?", page.validated_kg as "validated_kg?", page.fte as "fte?",
            page.highest_module_type_id as "highest?", page.last_update as "last_update?",
            (
                select min(p.display_name) from users p where p.institutional_id = page.principal_institutional_id
            ) as principal,
            (
                select string_agg(o.name, ' › ' order by o.level) from units o
                where o.institutional_code = any(page.path_codes) and o.level in (2, 3) and o.id <> page.unit_id
            ) as affiliation,
            (
                select jsonb_agg(jsonb_build_object(
                    'year', a.year, 'total_kg', a.total_kg, 'module_status', to_jsonb(a.module_status),
                    'module_kg', to_jsonb(a.module_kg), 'module_changed', (
                        select jsonb_agg(coalesce(m.validated_at, m.data_changed_at) order by m.module_type_id)
                        from carbon_report_modules m where m.carbon_report_id = a.carbon_report_id
                    )
                ) order by a.year desc)
                from unit_year_aggregates a
                where page.unit_id = any($15) and a.unit_id = page.unit_id and a.year = any($1)
            ) as "years: sqlx::types::Json<Vec<UnitYear>>"
        from totals cross join any_status cross join module_counts left join page on true
        order by page.position
        "#,
        &bound.years,
        bound.everything,
        &bound.scope_codes,
        &bound.affiliation_ids,
        &bound.unit_ids,
        &bound.statuses,
        &bound.module_statuses,
        bound.search,
        listing.sort.key.key(),
        listing.sort.is_descending,
        &category_ranks(lang),
        i64::from(listing.page_size),
        i64::from(listing.page - 1) * i64::from(listing.page_size),
        beyond == BeyondTheEnd::LastPage,
        &open,
    )
    .fetch_all(db)
    .await?;

    let first = records.first().ok_or(sqlx::Error::RowNotFound)?;
    let totals =
        Totals { units: first.units, total_kg: first.all_kg, validated_kg: first.all_validated_kg, fte: first.all_fte };
    let last_page = last_page(totals.units, listing.page_size);
    let mut module_counts = [[0; 3]; 8];
    for (module, counts) in module_counts.iter_mut().enumerate() {
        let (in_progress, validated) = (first.modules_in_progress[module], first.modules_validated_counts[module]);
        *counts = [first.unit_years - in_progress - validated, in_progress, validated];
    }
    Ok(UnitsTable {
        page: if beyond == BeyondTheEnd::LastPage { listing.page.min(last_page) } else { listing.page },
        totals,
        counts: [first.not_started, first.in_progress, first.validated],
        counts_of_any_status: [first.any_not_started, first.any_in_progress, first.any_validated],
        module_counts,
        rows: records
            .into_iter()
            .filter_map(|record| {
                Some(UnitRow {
                    unit_id: record.unit_id?,
                    name: record.name?,
                    code: record.code?,
                    path_name: record.path_name?,
                    affiliation: record.affiliation.unwrap_or_default(),
                    status: OverallStatus::try_from(record.status?).ok()?,
                    years_validated: record.years_validated?,
                    modules_validated: record.modules_validated?,
                    newest_year: record.newest_year?,
                    principal: record.principal,
                    last_update: record.last_update,
                    highest: record.highest.and_then(|id| ModuleType::try_from(id).ok()),
                    total_kg: record.total_kg?,
                    validated_kg: record.validated_kg?,
                    fte: record.fte?,
                    years: record.years.map(|years| years.0).unwrap_or_default(),
                })
            })
            .collect(),
    })
}

/// The last page there is, at least 1.
pub fn last_page(units: i64, page_size: u32) -> u32 {
    let pages = (units + i64::from(page_size) - 1) / i64::from(page_size);
    u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
}

/// Position of each module's label in alphabetical order, by module id.
fn category_ranks(lang: Lang) -> Vec<i16> {
    let mut labels: Vec<(String, usize)> = ModuleType::ALL
        .iter()
        .map(|module| (crate::carbon::text::folded(&module_label(*module, lang)), module.index()))
        .collect();
    labels.sort();
    let mut ranks = vec![0; labels.len()];
    for (rank, (_, index)) in (0..).zip(labels) {
        ranks[index] = rank;
    }
    ranks
}

/// Name of a module in the person's language.
pub fn module_label(module: ModuleType, lang: Lang) -> String {
    lang.t(&format!("module-{}", module.slug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_last_page() {
        assert_eq!([last_page(0, 50), last_page(50, 50), last_page(51, 50)], [1, 1, 2]);
    }

    #[test]
    fn categories_are_ranked_by_their_label_in_the_language() {
        let rank = |module: ModuleType, lang| category_ranks(lang)[module.index()];
        // Purchases come late in English; Achats come first in French
        assert!(rank(ModuleType::Purchase, Lang::En) > rank(ModuleType::Headcount, Lang::En));
        assert_eq!(rank(ModuleType::Purchase, Lang::Fr), 0);
    }
}
