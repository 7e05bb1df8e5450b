-- Sums kept with the data: leaves per module, then one row per unit and year that every page reads.

create table module_leaf_stats (
    carbon_report_module_id int not null references carbon_report_modules on delete cascade,
    data_entry_type_id smallint not null,
    emission_type_id int not null,
    kg double precision not null,
    quantity double precision,
    primary key (carbon_report_module_id, data_entry_type_id, emission_type_id)
);

create table module_type_stats (
    carbon_report_module_id int not null references carbon_report_modules on delete cascade,
    data_entry_type_id smallint not null,
    entry_count int not null check (entry_count >= 0),
    fte double precision not null default 0,
    no_factor_count int not null default 0,
    unknown_location_count int not null default 0,
    no_surface_count int not null default 0,
    no_exchange_rate_count int not null default 0,
    factor_revision int not null,
    reference_revision int not null,
    formula_revision int not null,
    computed_at timestamptz not null,
    primary key (carbon_report_module_id, data_entry_type_id)
);

create table unit_year_aggregates (
    carbon_report_id int primary key references carbon_reports on delete cascade,
    unit_id int not null,
    year smallint not null,
    overall_status smallint not null default 0 check (overall_status between 0 and 2),
    modules_validated smallint not null default 0 check (modules_validated between 0 and 8),
    -- by module id 1 to 8
    module_status smallint[] not null check (cardinality(module_status) = 8),
    module_kg double precision[] not null check (cardinality(module_kg) = 8),
    -- by chart category 1 to 12
    category_kg double precision[] not null check (cardinality(category_kg) = 12),
    scope1_kg double precision not null default 0,
    scope2_kg double precision not null default 0,
    scope3_kg double precision not null default 0,
    total_kg double precision not null default 0,
    validated_kg double precision not null default 0,
    it_kg double precision not null default 0,
    it_validated_kg double precision not null default 0,
    fte double precision not null default 0,
    highest_module_type_id smallint check (highest_module_type_id between 1 and 8),
    entry_count int not null default 0,
    entries_without_emission int not null default 0,
    -- newest change of data or status; null while nothing was ever entered
    last_update timestamptz,
    unique (year, unit_id),
    foreign key (carbon_report_id, unit_id, year) references carbon_reports (id, unit_id, year) on delete cascade
);
