-- Entries above the threshold that their year sets for their type, counted per module and in the read model.

create table module_threshold_stats (
    carbon_report_module_id int not null references carbon_report_modules on delete cascade,
    data_entry_type_id smallint not null,
    entries_above int not null check (entries_above > 0),
    primary key (carbon_report_module_id, data_entry_type_id)
);

alter table unit_year_aggregates add column entries_above_threshold int not null default 0;

insert into module_threshold_stats
select carbon_report_module_id, data_entry_type_id, count(*)
from (
    select e.carbon_report_module_id, e.data_entry_type_id
    from data_entry_emissions e
    join year_data_entry_types t on t.year = e.year and t.data_entry_type_id = e.data_entry_type_id
    where t.threshold_kg is not null
    group by e.carbon_report_module_id, e.data_entry_type_id, e.data_entry_id, t.threshold_kg
    having sum(e.kg) > t.threshold_kg
) above
group by 1, 2;

update unit_year_aggregates a set entries_above_threshold = counted.entries
from (
    select m.carbon_report_id, sum(s.entries_above) as entries
    from module_threshold_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
    group by 1
) counted
where counted.carbon_report_id = a.carbon_report_id;
