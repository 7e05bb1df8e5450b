create table sessions (
    id text primary key,
    data jsonb not null,
    user_id int references users on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index sessions_expires_at on sessions (expires_at);
create index sessions_user on sessions (user_id);
