-- Who did what: append-only, each record sealed with the hash of the one before.

create table audit_records (
    id bigint primary key check (id > 0),
    recorded_at timestamptz not null,
    actor_user_id int references users,
    actor text not null,
    action text not null check (action in ('create', 'read', 'update', 'delete', 'export', 'sign_in', 'sign_out', 'denied')),
    entity_type text not null,
    entity_id text,
    summary text not null,
    details jsonb not null default '{}',
    -- institutional ids of the persons whose data was touched
    handled_ids text[] not null default '{}',
    request_id text,
    ip_address text,
    previous_hash text not null,
    hash text not null unique check (hash ~ '^[0-9a-f]{64}$')
);
create index audit_records_entity on audit_records (entity_type, entity_id, id);
create index audit_records_recorded_at on audit_records (recorded_at);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit records are append-only';
end
$$;
create trigger audit_records_append_only before update or delete or truncate on audit_records
    for each statement execute function refuse_audit_change();
