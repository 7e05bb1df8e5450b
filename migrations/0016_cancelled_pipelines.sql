-- A pipeline that was cancelled while it waited for another one is no success.

-- Makes a pipeline say what its jobs have come to. Its row is locked first: of two jobs that end at the same time the
-- second one sees the first.
create or replace function settle_pipeline(settled uuid) returns void language plpgsql as $$
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
