-- The leaves of a unit's year beside its sums, by emission type id: charts add them up without reading the modules.

alter table unit_year_aggregates
    add column leaf_ids int[] not null default '{}',
    add column leaf_kg double precision[] not null default '{}',
    add constraint leaves_have_their_kg check (cardinality(leaf_ids) = cardinality(leaf_kg));

with leaves as (
    select m.carbon_report_id, s.emission_type_id, sum(s.kg) as kg
    from module_leaf_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
    group by 1, 2
), rows as (
    select carbon_report_id, array_agg(emission_type_id order by emission_type_id) as leaf_ids,
        array_agg(kg order by emission_type_id) as leaf_kg
    from leaves group by 1
)
update unit_year_aggregates a set leaf_ids = rows.leaf_ids, leaf_kg = rows.leaf_kg
from rows where rows.carbon_report_id = a.carbon_report_id;
