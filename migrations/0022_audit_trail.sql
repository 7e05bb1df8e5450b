-- Looking records up among millions, and noticing that the newest ones are gone.

create index audit_records_action on audit_records (action, id);
create index audit_records_actor on audit_records (actor, id);
create index audit_records_handled on audit_records using gin (handled_ids);
create index audit_records_module on audit_records ((details ->> 'module'), id) where details ->> 'module' is not null;

-- number and hash of the newest record: the next one is chained to what stands here, so that a chain cut off at its end
-- does not close again
create table audit_head (
    is_the_one boolean primary key default true check (is_the_one),
    id bigint not null,
    hash text not null
);
insert into audit_head (id, hash)
select coalesce(max(id), 0), coalesce((array_agg(hash order by id desc))[1], '') from audit_records;
