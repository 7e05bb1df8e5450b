-- The institution: its units in one tree, its people, the roles they hold.

create table units (
    id int generated always as identity primary key,
    -- directory number; the key of every synchronisation
    institutional_code text not null unique check (institutional_code <> '' and institutional_code !~ '\s'),
    -- cost centre; what files and role scopes name
    institutional_id text unique check (institutional_id <> ''),
    name text not null check (btrim(name) <> ''),
    label_en text,
    label_fr text,
    level smallint not null check (level between 1 and 4),
    parent_id int references units,
    -- codes from the root to the unit itself: subtree tests compare whole codes
    path_codes text[] not null,
    path_name text not null,
    unit_type text,
    principal_institutional_id text,
    -- folded (no case, no accents) name, codes, path and principal
    search_text text not null,
    is_active boolean not null default true,
    check (path_codes[cardinality(path_codes)] = institutional_code),
    check (parent_id <> id)
);
create index units_path_codes on units using gin (path_codes);
create index units_parent on units (parent_id);

create table users (
    id int generated always as identity primary key,
    provider text not null check (provider in ('accred', 'default', 'test')),
    institutional_id text not null check (institutional_id <> ''),
    email text not null check (email <> ''),
    display_name text not null check (display_name <> ''),
    job_title text,
    issuer text,
    subject text,
    is_enabled boolean not null default true,
    -- changing it ends every session of the person
    session_generation int not null default 0,
    last_sign_in_at timestamptz,
    roles_synced_at timestamptz,
    unique (provider, institutional_id),
    unique (issuer, subject)
);
-- not unique: a person is known by provider and institutional id, addresses are shared and handed on
create index users_email on users (lower(email));
create index users_institutional_id on users (institutional_id);

create table role_grants (
    user_id int not null references users on delete cascade,
    role text not null,
    scope_kind text not null,
    -- cost centre of a unit at any level; null only for the global scope
    scope_institutional_id text,
    check (
        (role = 'calco2.backoffice.admin' and scope_kind = 'global' and scope_institutional_id is null)
        or (role = 'calco2.backoffice.metier' and scope_kind = 'affiliation' and scope_institutional_id is not null)
        or (role = 'calco2.user.principal' and scope_kind = 'unit' and scope_institutional_id is not null)
        or (role = 'calco2.user.standard' and scope_kind = 'own' and scope_institutional_id is not null)
    ),
    unique nulls not distinct (user_id, role, scope_institutional_id)
);

create table unit_memberships (
    unit_id int not null references units on delete cascade,
    user_id int not null references users on delete cascade,
    role text not null check (role in ('calco2.user.principal', 'calco2.user.standard')),
    primary key (unit_id, user_id)
);
create index unit_memberships_user on unit_memberships (user_id);
