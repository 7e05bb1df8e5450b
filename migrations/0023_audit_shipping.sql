-- The outbox of audit records on their way to another service. Records themselves stay as they are.

create table audit_shipping (
    record_id bigint primary key references audit_records,
    state text not null default 'waiting' check (state in ('waiting', 'shipped', 'skipped', 'failed')),
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    -- what the service or the contract said last
    error text,
    settled_at timestamptz
);
create index audit_shipping_waiting on audit_shipping (record_id) where state = 'waiting';
create index audit_shipping_failed on audit_shipping (record_id) where state = 'failed';

-- how many left: counting them would mean reading them all
create table audit_shipping_totals (
    is_the_one boolean primary key default true check (is_the_one),
    shipped bigint not null default 0,
    skipped bigint not null default 0,
    last_shipped_at timestamptz
);
insert into audit_shipping_totals default values;
