-- Everything that files of results hold stands in one row per unit and year: the quantities of its leaves, and whether
-- its figures add up, so that no export has to add up the leaves of every unit before its first byte.

create function sum_of(numbers double precision[]) returns double precision
language sql immutable parallel safe as $$
    select coalesce(sum(number), 0) from unnest(numbers) number
$$;

alter table unit_year_aggregates
    -- null: the leaf has no quantity
    add column leaf_quantity double precision[] not null default '{}';

with leaves as (
    select m.carbon_report_id, s.emission_type_id, sum(s.quantity) as quantity
    from module_leaf_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
    group by 1, 2
), rows as (
    select carbon_report_id, array_agg(quantity order by emission_type_id) as leaf_quantity from leaves group by 1
)
update unit_year_aggregates a set leaf_quantity = rows.leaf_quantity
from rows where rows.carbon_report_id = a.carbon_report_id;

alter table unit_year_aggregates
    add constraint leaves_have_their_quantity check (cardinality(leaf_ids) = cardinality(leaf_quantity)),
    add column adds_up boolean not null generated always as (
        greatest(
            abs(sum_of(leaf_kg) - total_kg),
            abs(sum_of(module_kg) - total_kg),
            abs(sum_of(category_kg) - total_kg),
            abs(scope1_kg + scope2_kg + scope3_kg - total_kg)
        ) <= greatest(0.01, abs(total_kg) * 1e-6)
    ) stored;
