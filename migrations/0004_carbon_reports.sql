-- One report per unit and year, eight modules per report.

create table carbon_reports (
    id int generated always as identity primary key,
    unit_id int not null references units,
    year smallint not null references years,
    kind text not null default 'calculator' check (kind in ('calculator', 'simulator_explore', 'simulator_plan')),
    created_at timestamptz not null default now(),
    unique (unit_id, kind, year),
    unique (id, unit_id, year)
);
create index carbon_reports_year on carbon_reports (year);

create table carbon_report_modules (
    id int generated always as identity primary key,
    carbon_report_id int not null,
    unit_id int not null,
    year smallint not null,
    module_type_id smallint not null check (module_type_id between 1 and 8),
    -- 0 not started, 1 in progress, 2 validated
    status smallint not null default 0 check (status between 0 and 2),
    validated_at timestamptz,
    validated_by int references users,
    -- total at validation, kept when a later recalculation changed the numbers
    validated_total_kg double precision,
    recalculated_since_validation boolean not null default false,
    -- last change of the module's data
    data_changed_at timestamptz,
    foreign key (carbon_report_id, unit_id, year) references carbon_reports (id, unit_id, year) on delete cascade,
    unique (carbon_report_id, module_type_id),
    unique (id, module_type_id, unit_id, year),
    check ((status = 2) = (validated_at is not null)),
    check (status = 2 or not recalculated_since_validation)
);
create index carbon_report_modules_year on carbon_report_modules (year, module_type_id);
