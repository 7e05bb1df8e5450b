-- Emission factors of a year, and every value they ever had.

create table factors (
    id int generated always as identity primary key,
    year smallint not null references years,
    data_entry_type_id smallint not null check (module_of_data_entry_type(data_entry_type_id) is not null),
    -- normalised natural key: the same factor keeps its id over uploads
    identity text not null,
    emission_type_id int not null,
    classification jsonb not null,
    "values" jsonb not null,
    revision int not null check (revision > 0),
    -- stale: absent from the newest file yet still matched; retired: kept for history only
    status text not null default 'active' check (status in ('active', 'stale', 'retired')),
    last_seen_job_id int references jobs,
    updated_at timestamptz not null default now(),
    unique (year, data_entry_type_id, identity)
);

create table factor_revisions (
    factor_id int not null references factors,
    revision int not null,
    emission_type_id int not null,
    "values" jsonb not null,
    status text not null,
    job_id int references jobs,
    recorded_at timestamptz not null default now(),
    primary key (factor_id, revision)
);

-- What results of a (year, type) depend on; stored results older than this are stale.
create table calculation_inputs (
    year smallint not null references years,
    data_entry_type_id smallint not null check (module_of_data_entry_type(data_entry_type_id) is not null),
    factor_revision int not null default 0,
    reference_revision int not null default 0,
    primary key (year, data_entry_type_id)
);
