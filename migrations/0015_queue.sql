-- The queue: jobs claimed under a lease, pipelines whose status follows their jobs, word of every change.

drop index jobs_claimable;
alter table jobs drop column scheduling_key;
-- jobs that share a key never run at the same time
alter table jobs add column scheduling_keys text[] not null default '{}';
-- what a job could see when it was claimed: changes committed later need another job
alter table jobs add column started_in pg_snapshot;
create index jobs_claimable on jobs (priority desc, id) where state = 'not_started';
create index jobs_of_type on jobs (job_type, year, id desc);
create index jobs_without_end on jobs (id) where state <> 'finished';

alter table pipelines add column job_count int not null default 0;
alter table pipelines add column finished_count int not null default 0;
alter table pipelines add column error_count int not null default 0;
-- goes up with every change of the pipeline or of one of its jobs
alter table pipelines add column version bigint not null default 0;
create index pipelines_merged on pipelines (merged_into) where merged_into is not null;
create index pipelines_by_year on pipelines (year, created_at desc);
create index pipelines_by_status on pipelines (status, created_at desc);

-- What a recalculation changed, by type and unit.
create table recalculated_units (
    job_id int not null references jobs on delete cascade,
    data_entry_type_id smallint not null,
    unit_id int not null references units,
    total_before_kg double precision not null,
    total_after_kg double precision not null,
    primary key (job_id, data_entry_type_id, unit_id)
);

-- Files as they came in, whole or not at all, under the hash of their content.
create table stored_files (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null check (bytes >= 0),
    stored_at timestamptz not null default now()
);
create table stored_file_chunks (
    sha256 text not null references stored_files on delete cascade,
    position int not null,
    content bytea not null,
    primary key (sha256, position)
);

-- When what results depend on last changed, for readers and for jobs that run meanwhile.
alter table calculation_inputs add column changed_in xid8 not null default pg_current_xact_id();
alter table calculation_inputs add column changed_at timestamptz;
create function note_changed_inputs() returns trigger language plpgsql as $$
begin
    new.changed_in := pg_current_xact_id();
    new.changed_at := now();
    return new;
end
$$;
create trigger calculation_inputs_changed before update on calculation_inputs for each row
    when ((old.factor_revision, old.reference_revision) is distinct from (new.factor_revision, new.reference_revision))
    execute function note_changed_inputs();

-- Makes a pipeline say what its jobs have come to. Its row is locked first: of two jobs that end at the same time the
-- second one sees the first.
create function settle_pipeline(settled uuid) returns void language plpgsql as $$
declare
    pipeline pipelines;
    own record;
    good int;
    warned int;
    bad int;
    next_status text;
    merged uuid;
begin
    select * into pipeline from pipelines where id = settled for no key update;
    select count(*) as jobs, count(*) filter (where state = 'finished') as finished,
        count(*) filter (where result in ('success', 'warning')) as good,
        count(*) filter (where result = 'warning') as warned,
        count(*) filter (where result = 'error') as bad,
        min(started_at) as started_at, max(finished_at) as finished_at,
        (array_agg(status_message order by id) filter (where result = 'error'))[1] as last_error
        into own from jobs where pipeline_id = settled;
    good := own.good;
    warned := own.warned;
    bad := own.bad;
    next_status := case when own.started_at is null and own.finished = 0 then 'not_started' else 'running' end;
    if own.jobs = own.finished then
        if pipeline.merged_into is not null then
            select status into next_status from pipelines where id = pipeline.merged_into;
            good := good + (next_status in ('success', 'warning', 'partial'))::int;
            warned := warned + (next_status = 'warning')::int;
            bad := bad + (next_status in ('failed', 'partial'))::int;
        end if;
        if pipeline.cancelled_at is not null then
            -- what it waited for was somebody else's job and goes on: no job of its own tells that it was cancelled
            bad := greatest(bad, 1);
        end if;
        if next_status in ('not_started', 'running') and pipeline.merged_into is not null then
            next_status := 'running';
        elsif bad > 0 then
            next_status := case when good > 0 then 'partial' else 'failed' end;
        else
            next_status := case when warned > 0 then 'warning' else 'success' end;
        end if;
    end if;
    update pipelines set status = next_status, job_count = own.jobs, finished_count = own.finished,
        error_count = own.bad, started_at = own.started_at, last_error = own.last_error,
        finished_at = case when next_status in ('not_started', 'running') then null
            else coalesce(own.finished_at, clock_timestamp()) end,
        version = version + 1
        where id = settled;
    perform pg_notify('calco2_pipelines', settled::text);
    if next_status is distinct from pipeline.status then
        for merged in select id from pipelines where merged_into = settled and id <> settled order by id loop
            perform settle_pipeline(merged);
        end loop;
    end if;
end
$$;

create function follow_job() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or (old.state, old.result) is distinct from (new.state, new.result) then
        perform settle_pipeline(new.pipeline_id);
    else
        update pipelines set version = version + 1 where id = new.pipeline_id;
        perform pg_notify('calco2_pipelines', new.pipeline_id::text);
    end if;
    -- there is work, or a job that others wait for has ended
    if new.state = 'not_started' or (tg_op = 'UPDATE' and old.state = 'running' and new.state = 'finished') then
        perform pg_notify('calco2_work', '');
    end if;
    return null;
end
$$;
create trigger jobs_followed after insert on jobs for each row execute function follow_job();
create trigger jobs_followed_on after update on jobs for each row
    when ((old.state, old.result, old.status_message, old.progress_phase, old.progress_processed, old.progress_total,
            old.attempts, old.outcome, old.error_count)
        is distinct from (new.state, new.result, new.status_message, new.progress_phase, new.progress_processed,
            new.progress_total, new.attempts, new.outcome, new.error_count))
    execute function follow_job();
create index jobs_by_file on jobs (file_sha256) where file_sha256 is not null;

-- When old things were last looked for: one row.
create table retention (
    is_only boolean primary key default true check (is_only),
    last_run timestamptz not null default '-infinity'
);
insert into retention default values;

-- The pipelines wanted, as a set: the planner sees through it, where a test of each row would be called for every row there is.
-- An empty list and null constrain nothing.
create function matching_pipelines(
    kinds text[], module_type_ids smallint[], years smallint[], author text, since timestamptz, until timestamptz, search text
) returns setof pipelines language sql stable
begin atomic
    select p.* from pipelines p
    where (cardinality(kinds) = 0 or p.kind = any(kinds))
        and (cardinality(module_type_ids) = 0 or p.module_type_id = any(module_type_ids))
        and (cardinality(years) = 0 or p.year = any(years))
        and (since is null or p.created_at >= since)
        and (until is null or p.created_at < until)
        and (author is null or p.id in (
            select j.pipeline_id from jobs j left join users u on u.id = j.created_by
            where j.created_by::text = author
                or position(lower(author) in lower(coalesce(u.display_name, j.request -> 'actor' ->> 'name', ''))) > 0))
        and (search is null or p.id::text like lower(search) || '%' or p.id in (
            select j.pipeline_id from jobs j left join users u on u.id = j.created_by
            where j.id::text = search
                or position(lower(search) in lower(concat_ws(' ', j.status_message, j.file_name,
                    coalesce(u.display_name, j.request -> 'actor' ->> 'name')))) > 0));
end;

-- The last recalculation of each data entry type, whichever job did it.
create table recalculated_types (
    year smallint not null references years,
    data_entry_type_id smallint not null,
    job_id int not null,
    result text not null check (result in ('success', 'warning', 'error')),
    ended_at timestamptz not null,
    primary key (year, data_entry_type_id)
);
