-- Work that runs apart from a request: a pipeline is a root job and all jobs chained from it.

create table pipelines (
    id uuid primary key,
    kind text not null,
    status text not null default 'not_started'
        check (status in ('not_started', 'running', 'success', 'warning', 'partial', 'failed')),
    module_type_id smallint check (module_type_id between 1 and 8),
    data_entry_type_id smallint
        check (data_entry_type_id is null or module_of_data_entry_type(data_entry_type_id) is not null),
    unit_id int references units,
    year smallint,
    created_by int references users,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    last_error text,
    cancelled_at timestamptz,
    cancelled_by int references users,
    merged_into uuid references pipelines,
    check ((status in ('success', 'warning', 'partial', 'failed')) = (finished_at is not null)),
    check (kind in ('data_ingest', 'factor_ingest', 'reference_ingest', 'exchange_rates_ingest',
        'reduction_objectives_ingest', 'computed_factors', 'recalculation', 'unit_sync', 'export'))
);
create index pipelines_open on pipelines (created_at) where finished_at is null;
create index pipelines_newest on pipelines (created_at desc, id);

create table jobs (
    id int generated always as identity primary key,
    pipeline_id uuid not null references pipelines,
    parent_job_id int references jobs,
    job_type text not null,
    state text not null default 'not_started' check (state in ('not_started', 'running', 'finished')),
    result text check (result in ('success', 'warning', 'error')),
    is_cancelled boolean not null default false,
    status_message text,
    target text check (target in ('data', 'factors', 'reference', 'exchange_rates', 'reduction_objectives')),
    module_type_id smallint check (module_type_id between 1 and 8),
    data_entry_type_id smallint
        check (data_entry_type_id is null or module_of_data_entry_type(data_entry_type_id) is not null),
    unit_id int references units,
    year smallint,
    -- what the job was asked to do, and what came of it
    request jsonb not null default '{}',
    outcome jsonb,
    file_name text,
    file_sha256 text check (file_sha256 ~ '^[0-9a-f]{64}$'),
    file_bytes bigint check (file_bytes >= 0),
    error_count int not null default 0 check (error_count >= 0),
    progress_phase text,
    progress_processed bigint not null default 0,
    progress_total bigint,
    priority smallint not null default 0,
    -- jobs with the same key never run at the same time
    scheduling_key text,
    attempts smallint not null default 0 check (attempts >= 0),
    max_attempts smallint not null default 3 check (max_attempts > 0),
    run_after timestamptz not null default now(),
    worker_id text,
    lease_token uuid,
    lease_expires_at timestamptz,
    created_by int references users,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    check ((state = 'finished') = (result is not null)),
    check ((state = 'finished') = (finished_at is not null)),
    check ((state = 'running') = (lease_token is not null)),
    check ((lease_token is null) = (lease_expires_at is null)),
    check (job_type in ('data_ingest', 'factor_ingest', 'reference_ingest', 'exchange_rates_ingest',
        'reduction_objectives_ingest', 'computed_factors', 'recalculation', 'unit_sync', 'export'))
);
create index jobs_pipeline on jobs (pipeline_id, id);
create index jobs_claimable on jobs (priority desc, run_after, id) where state = 'not_started';
create index jobs_leased on jobs (lease_expires_at) where state = 'running';
create index jobs_latest on jobs (year, target, module_type_id, data_entry_type_id, id desc);

create table job_row_errors (
    job_id int not null references jobs on delete cascade,
    position int not null,
    is_warning boolean not null default false,
    row_number int not null,
    line_number int not null,
    column_name text,
    value text,
    code text not null,
    message text not null,
    first_line int,
    primary key (job_id, position)
);

create table workers (
    id text primary key,
    version text not null,
    commit text,
    started_at timestamptz not null,
    last_seen_at timestamptz not null
);
