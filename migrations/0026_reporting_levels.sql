-- Reporting may show what is not an active unit, too: closed units, and faculties or services with reports of their own.

drop function reporting_selection(smallint[], boolean, text[], int[], int[], smallint[], smallint[], text);
drop function reporting_units(boolean, text[], int[], int[], text);

-- The units a reporting filter names, whatever their reports.
--
-- scope_codes: institutional codes of the subtrees the caller may see, unless everything. affiliation_ids and unit_ids:
-- empty = no constraint; both = the chosen units, or the union when a chosen unit lies outside the chosen affiliations.
-- search: a LIKE pattern on the folded text, or empty. all_levels: closed units and levels above units, too.
create function reporting_units(
    everything boolean, scope_codes text[], affiliation_ids int[], unit_ids int[], search text, all_levels boolean
) returns table (unit_id int)
language sql stable parallel safe as $$
    with visible as not materialized (
        select u.id, u.path_codes, u.search_text from units u
        where (all_levels or (u.is_active and u.level = 4)) and (everything or u.path_codes && scope_codes)
    ), affiliations as materialized (
        select coalesce(array_agg(u.institutional_code), '{}') as codes from units u
        where u.id = any(affiliation_ids) and (everything or u.path_codes && scope_codes)
    ), chosen as materialized (
        select codes, exists (
            select from visible v where v.id = any(unit_ids) and not v.path_codes && codes
        ) as reaches_outside
        from affiliations
    )
    select v.id
    from visible v cross join chosen
    where case
            when unit_ids = '{}' and affiliation_ids = '{}' then true
            when affiliation_ids = '{}' then v.id = any(unit_ids)
            when unit_ids = '{}' then v.path_codes && chosen.codes
            else v.id = any(unit_ids) or (chosen.reaches_outside and v.path_codes && chosen.codes)
        end
        and (search = '' or v.search_text like search)
$$;

-- The units a reporting filter keeps, with their figures over the selected years. Every table, counter, chart and
-- export of reporting starts here, so that all of them mean the same units.
--
-- years: distinct; a unit needs a report in one of them. statuses: derived over the years, a missing report counts as
-- not started. module_statuses: by module id, the sum of 1 (not started), 2 (in progress), 4 (validated); a unit is kept
-- when one of its selected years satisfies all eight.
create function reporting_selection(
    years smallint[], everything boolean, scope_codes text[], affiliation_ids int[], unit_ids int[],
    statuses smallint[], module_statuses smallint[], search text, all_levels boolean
) returns table (
    unit_id int, status smallint, years_validated int, modules_validated int, newest_year smallint,
    total_kg double precision, validated_kg double precision, fte double precision,
    highest_module_type_id smallint, last_update timestamptz
)
language sql stable parallel safe as $$
    with figures as (
        select u.unit_id,
            count(*) filter (where a.overall_status = 2)::int as years_validated,
            bool_and(a.overall_status = 0) as nothing_started,
            max(a.modules_validated)::int as modules_validated,
            max(a.year) as newest_year,
            sum(a.total_kg) as total_kg, sum(a.validated_kg) as validated_kg, sum(a.fte) as fte,
            max(a.last_update) as last_update,
            sum(a.module_kg[1]) filter (where a.module_status[1] = 2) as kg1,
            sum(a.module_kg[2]) filter (where a.module_status[2] = 2) as kg2,
            sum(a.module_kg[3]) filter (where a.module_status[3] = 2) as kg3,
            sum(a.module_kg[4]) filter (where a.module_status[4] = 2) as kg4,
            sum(a.module_kg[5]) filter (where a.module_status[5] = 2) as kg5,
            sum(a.module_kg[6]) filter (where a.module_status[6] = 2) as kg6,
            sum(a.module_kg[7]) filter (where a.module_status[7] = 2) as kg7,
            sum(a.module_kg[8]) filter (where a.module_status[8] = 2) as kg8
        from reporting_units(everything, scope_codes, affiliation_ids, unit_ids, search, all_levels) u
        join unit_year_aggregates a on a.unit_id = u.unit_id and a.year = any(years)
        group by u.unit_id
        having module_statuses = '{7,7,7,7,7,7,7,7}'
            or bool_or(
                (module_statuses[1] >> a.module_status[1]) & 1 = 1
                and (module_statuses[2] >> a.module_status[2]) & 1 = 1
                and (module_statuses[3] >> a.module_status[3]) & 1 = 1
                and (module_statuses[4] >> a.module_status[4]) & 1 = 1
                and (module_statuses[5] >> a.module_status[5]) & 1 = 1
                and (module_statuses[6] >> a.module_status[6]) & 1 = 1
                and (module_statuses[7] >> a.module_status[7]) & 1 = 1
                and (module_statuses[8] >> a.module_status[8]) & 1 = 1
            )
    ), ranked as (
        select figures.*,
            case
                when years_validated = cardinality(years) then 2
                when nothing_started then 0
                else 1
            end::smallint as status,
            greatest(kg1, kg2, kg3, kg4, kg5, kg6, kg7, kg8) as highest_kg
        from figures
    )
    select f.unit_id, f.status, f.years_validated, f.modules_validated, f.newest_year, f.total_kg, f.validated_kg,
        f.fte,
        case when f.highest_kg > 0 then
            case f.highest_kg
                when f.kg1 then 1 when f.kg2 then 2 when f.kg3 then 3 when f.kg4 then 4
                when f.kg5 then 5 when f.kg6 then 6 when f.kg7 then 7 when f.kg8 then 8
            end
        end::smallint,
        f.last_update
    from ranked f
    where f.status = any(statuses)
$$;

-- Units whose validated figures changed in a recalculation: a few, asked for with every page of reporting.
create index carbon_report_modules_recalculated on carbon_report_modules (year, unit_id)
    where recalculated_since_validation;
