-- A reporting year, from its creation to its opening, and its settings.

create table years (
    year smallint primary key check (year between 2000 and 2100),
    state text not null check (state in ('provisioning', 'provisioning_failed', 'configuring', 'open')),
    failure text,
    created_at timestamptz not null default now(),
    created_by int references users,
    provisioned_at timestamptz,
    opened_at timestamptz,
    check ((state = 'provisioning_failed') = (failure is not null)),
    check (state not in ('configuring', 'open') or provisioned_at is not null),
    check ((state = 'open') = (opened_at is not null))
);

create table year_modules (
    year smallint not null references years,
    module_type_id smallint not null check (module_type_id between 1 and 8),
    is_enabled boolean not null default true,
    uncertainty text not null default 'medium' check (uncertainty in ('low', 'medium', 'high', 'none')),
    primary key (year, module_type_id)
);

-- The module a data entry type belongs to; null for an unknown type.
create function module_of_data_entry_type(data_entry_type_id smallint) returns smallint
language sql immutable strict parallel safe
return (
    case
        when data_entry_type_id in (1, 2) then 1
        when data_entry_type_id in (20, 21) then 2
        when data_entry_type_id in (30, 31, 32) then 3
        when data_entry_type_id in (10, 11, 12) then 4
        when data_entry_type_id between 60 and 67 then 5
        when data_entry_type_id in (70, 71) then 6
        when data_entry_type_id in (40, 41) then 7
        when data_entry_type_id = 50 then 8
    end
)::smallint;

create table year_data_entry_types (
    year smallint not null references years,
    data_entry_type_id smallint not null check (module_of_data_entry_type(data_entry_type_id) is not null),
    is_enabled boolean not null default true,
    threshold_kg double precision check (threshold_kg >= 0 and threshold_kg < 'infinity'),
    inputs_deactivated boolean not null default false,
    primary key (year, data_entry_type_id),
    -- headcount is counted in people: a kg threshold has no meaning there
    check (data_entry_type_id not in (1, 2) or threshold_kg is null)
);
