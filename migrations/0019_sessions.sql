-- What is stored of a session's id is its digest; lists name a session by its handle.
drop table sessions;
create table sessions (
    id bytea primary key check (octet_length(id) = 32),
    handle uuid not null unique default gen_random_uuid(),
    data jsonb not null,
    user_id int references users on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index sessions_expires_at on sessions (expires_at);
create index sessions_user on sessions (user_id);
