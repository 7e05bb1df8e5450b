-- Activity of a unit's year, partitioned by year and data entry type.

create sequence data_entry_ids as bigint;

create table data_entries (
    id bigint not null default nextval('data_entry_ids'),
    year smallint not null,
    data_entry_type_id smallint not null,
    module_type_id smallint not null,
    carbon_report_module_id int not null,
    unit_id int not null,
    -- 0 by hand, 1 per-year file, 2 unit file, 3 and 4 API, 5 external
    source smallint not null check (source between 0 and 5),
    payload jsonb not null,
    imposed_kg double precision check (imposed_kg > '-infinity' and imposed_kg < 'infinity'),
    emission_reason text
        check (emission_reason in ('no_factor', 'unknown_location', 'no_surface', 'no_exchange_rate')),
    job_id int,
    created_by int,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- when a person changed an imported row
    edited_at timestamptz,
    primary key (year, data_entry_type_id, id),
    foreign key (carbon_report_module_id, module_type_id, unit_id, year)
        references carbon_report_modules (id, module_type_id, unit_id, year),
    check (module_type_id = module_of_data_entry_type(data_entry_type_id)),
    -- embodied energy is derived from rooms and has no entries of its own
    check (data_entry_type_id <> 32)
) partition by list (year);
create index data_entries_module on data_entries (carbon_report_module_id, data_entry_type_id, id);

create table data_entry_emissions (
    year smallint not null,
    data_entry_type_id smallint not null,
    carbon_report_module_id int not null,
    data_entry_id bigint not null,
    emission_type_id int not null,
    scope smallint not null check (scope between 1 and 3),
    kg double precision not null check (kg > '-infinity' and kg < 'infinity'),
    -- physical quantity in the unit of the emission type (km, kg)
    quantity double precision check (quantity > '-infinity' and quantity < 'infinity'),
    factor_id int,
    factor_revision int,
    check ((factor_id is null) = (factor_revision is null))
) partition by list (year);
create index data_entry_emissions_entry on data_entry_emissions (carbon_report_module_id, data_entry_id);

-- Makes room for a year: one partition per year and data entry type, so that a slice can be replaced alone.
create function create_year_partitions(new_year int) returns void
language plpgsql as $$
declare
    data_type int;
begin
    if to_regclass(format('data_entries_%s', new_year)) is not null then
        return;
    end if;
    execute format('create table data_entries_%s partition of data_entries for values in (%s)
        partition by list (data_entry_type_id)', new_year, new_year);
    execute format('create table data_entry_emissions_%s partition of data_entry_emissions for values in (%s)
        partition by list (data_entry_type_id)', new_year, new_year);
    for data_type in
        select t from generate_series(1, 99) t where module_of_data_entry_type(t::smallint) is not null and t <> 32
    loop
        execute format('create table data_entries_%s_%s partition of data_entries_%s for values in (%s)',
            new_year, data_type, new_year, data_type);
        execute format('create table data_entry_emissions_%s_%s partition of data_entry_emissions_%s for values in (%s)',
            new_year, data_type, new_year, data_type);
    end loop;
    -- a person is a member of a unit's year once; students are one figure per unit and year
    execute format('create unique index data_entries_%s_member_once on data_entries_%s_1
        (carbon_report_module_id, lower(payload ->> ''user_institutional_id''))', new_year, new_year);
    execute format('create unique index data_entries_%s_students_once on data_entries_%s_2
        (carbon_report_module_id)', new_year, new_year);
end
$$;
