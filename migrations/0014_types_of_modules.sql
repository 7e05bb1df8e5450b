-- The tens of a data entry type's number are its module's: a new type needs no change here.

create or replace function module_of_data_entry_type(data_entry_type_id smallint) returns smallint
language sql immutable strict parallel safe
return (
    case data_entry_type_id / 10
        when 0 then 1
        when 1 then 4
        when 2 then 2
        when 3 then 3
        when 4 then 7
        when 5 then 8
        when 6 then 5
        when 7 then 6
    end
)::smallint;

-- Makes room for a year: one partition per year and data entry type, so that a slice can be replaced alone. What is there
-- stays.
drop function create_year_partitions(int);
create function create_year_partitions(new_year int, data_types smallint[]) returns void
language plpgsql as $$
declare
    data_type int;
begin
    -- several processes may start at once
    perform pg_advisory_xact_lock(hashtext('create_year_partitions'));
    if to_regclass(format('data_entries_%s', new_year)) is null then
        execute format('create table data_entries_%s partition of data_entries for values in (%s)
            partition by list (data_entry_type_id)', new_year, new_year);
        execute format('create table data_entry_emissions_%s partition of data_entry_emissions for values in (%s)
            partition by list (data_entry_type_id)', new_year, new_year);
    end if;
    foreach data_type in array data_types loop
        continue when to_regclass(format('data_entries_%s_%s', new_year, data_type)) is not null;
        execute format('create table data_entries_%s_%s partition of data_entries_%s for values in (%s)',
            new_year, data_type, new_year, data_type);
        execute format('create table data_entry_emissions_%s_%s partition of data_entry_emissions_%s for values in (%s)',
            new_year, data_type, new_year, data_type);
        -- a person is a member of a unit's year once; students are one figure per unit and year
        if data_type = 1 then
            execute format('create unique index data_entries_%s_member_once on data_entries_%s_1
                (carbon_report_module_id, lower(payload ->> ''user_institutional_id''))', new_year, new_year);
        elsif data_type = 2 then
            execute format('create unique index data_entries_%s_students_once on data_entries_%s_2
                (carbon_report_module_id)', new_year, new_year);
        end if;
    end loop;
end
$$;
