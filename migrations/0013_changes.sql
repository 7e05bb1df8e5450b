-- What changed since a reader last looked. Reporting keeps the read model in memory and asks with every request: a row
-- names the transaction that wrote it, a snapshot names the transactions it had not seen yet. No writer waits for another.

alter table unit_year_aggregates add column changed_in xid8 not null default pg_current_xact_id();
create index unit_year_aggregates_changed_in on unit_year_aggregates (changed_in);

create function note_changed_row() returns trigger language plpgsql as $$
begin
    new.changed_in := pg_current_xact_id();
    return new;
end
$$;
create trigger unit_year_aggregates_changed before insert or update on unit_year_aggregates
    for each row execute function note_changed_row();

-- Transactions after which everything is to be read again, because units, names of people or years have changed or
-- figures were taken away: a few a day.
create table reading_resets (
    changed_in xid8 primary key
);

create function note_reading_reset() returns trigger language plpgsql as $$
begin
    insert into reading_resets values (pg_current_xact_id()) on conflict do nothing;
    return null;
end
$$;
create trigger units_added after insert or delete on units for each row execute function note_reading_reset();
create trigger units_changed after update on units for each row
    when (old.* is distinct from new.*) execute function note_reading_reset();
create trigger users_added after insert or delete on users for each row execute function note_reading_reset();
-- signing in changes other columns
create trigger users_changed after update on users for each row
    when ((old.institutional_id, old.display_name) is distinct from (new.institutional_id, new.display_name))
    execute function note_reading_reset();
create trigger years_added after insert or delete on years for each row execute function note_reading_reset();
create trigger years_changed after update on years for each row
    when (old.state <> new.state) execute function note_reading_reset();
create trigger unit_year_aggregates_deleted after delete on unit_year_aggregates
    for each row execute function note_reading_reset();
