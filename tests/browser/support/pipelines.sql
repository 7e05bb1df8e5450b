-- Pipelines in every state, beside those of the demo institution. Waiting jobs are never begun and leases last a day, so
-- that the worker leaves all of it as it is. The demo institution's own go back a week: these stand first.
begin;
update pipelines set created_at = created_at - interval '7 days', started_at = started_at - interval '7 days',
    finished_at = finished_at - interval '7 days';

create temporary table made (
    name text primary key, id uuid default gen_random_uuid(), kind text, module smallint, type smallint,
    author int, minutes int, merged_into uuid, cancelled_by int
) on commit drop;
insert into made (name, kind, module, type, author, minutes)
select name, kind, module, type, (select min(id) from users), minutes
from (values
    ('waiting', 'factor_ingest', 5, null, 1),
    ('merged', 'recalculation', 5, 60, 2),
    ('calculating', 'recalculation', 2, 20, 3),
    ('running', 'data_ingest', 5, null, 4),
    ('partial', 'factor_ingest', 7, null, 13),
    ('failed', 'data_ingest', 4, null, 41),
    ('refused', 'data_ingest', 4, null, 60),
    ('recalculated', 'recalculation', 7, null, 95),
    ('cancelled', 'data_ingest', 5, null, 1500),
    ('cancel-true-en', 'unit_sync', null, null, 1600),
    ('cancel-true-fr', 'unit_sync', null, null, 1600),
    ('cancel-false-en', 'unit_sync', null, null, 1600),
    ('cancel-false-fr', 'unit_sync', null, null, 1600)
) as given(name, kind, module, type, minutes);

insert into pipelines (id, kind, module_type_id, data_entry_type_id, year, created_by, created_at)
select id, kind, module, type, 2025, author, now() - make_interval(mins => minutes) from made;

create temporary table job (
    name text, position int, parent int, job_type text, type smallint, state text, result text, message text,
    phase text, processed bigint, total bigint, seconds float8, errors int, outcome jsonb, file text
) on commit drop;
insert into job values
    ('waiting', 1, null, 'factor_ingest', null, 'not_started', null, null, null, 0, null, null, 0, null, 'purchases_2025.csv'),
    ('calculating', 1, null, 'recalculation', 20, 'running', null, null, 'calculating', 12310, 28640, 13, 0, null, null),
    ('merged', 1, null, 'recalculation', 60, 'not_started', null, null, null, 0, null, null, 0, null, null),
    ('running', 1, null, 'data_ingest', null, 'running', null, null, 'storing', 7400, 10000, 21, 0, null, 'orders_2025.csv'),
    ('partial', 1, null, 'factor_ingest', null, 'finished', 'success', null, 'storing', 38, 38, 0.4, 0,
     '{"read": 38, "stored": 38, "units_touched": 0, "total_before_kg": 1186200, "total_after_kg": 1186200}', 'ai_factors_2025.csv'),
    ('partial', 2, 1, 'recalculation', 40, 'finished', 'success', null, 'replacing', 2214, 2214, 1.6, 0,
     '{"dry_run": false, "recalculated": 2214, "errors": 0, "modules_refreshed": 131, "validated_modules_changed": 4,
       "total_before_kg": 318400, "total_after_kg": 301900, "types": [{"data_entry_type_id": 40, "result": "success",
       "recalculated": 2214, "errors": 0, "modules_refreshed": 131, "validated_modules_changed": 4, "total_before_kg": 318400,
       "total_after_kg": 301900, "failure": null}], "units": [{"unit_id": 4, "total_before_kg": 48100, "total_after_kg": 40300},
       {"unit_id": 5, "total_before_kg": 9000, "total_after_kg": 12500.5}]}', null),
    ('partial', 3, 1, 'recalculation', 41, 'finished', 'error',
     'external_ai was not recalculated: 2 factors match provider “Mistral AI” and use “chat”; exactly one is needed.',
     'calculating', 1206, 1206, 0.1, 3, null, null),
    ('failed', 1, null, 'data_ingest', null, 'finished', 'error',
     'The file has no column “equipment_class”. Add it and upload the file again.', 'reading', 0, null, 0.2, 0,
     '{"read": 0, "file_error": {"code": "missing_column", "columns": ["equipment_class"], "message": "The file has no column"}}',
     '<img src=x onerror=alert(1)>"''.csv'),
    ('refused', 1, null, 'data_ingest', null, 'finished', 'warning', '50041 of 50072 rows in; first refused, line 1204: 100 + 100 hours is more than 168',
     'storing', 50072, 50072, 5.8, 31,
     '{"read": 50072, "stored": 50001, "unchanged": 40, "refused": 31, "replaced": 49800, "without_emission": {"no_factor": 923},
       "units_touched": 126, "total_before_kg": 1186200, "total_after_kg": 1243900}', 'inventory_2025_03.csv'),
    ('recalculated', 1, null, 'recalculation', null, 'finished', 'success', null, 'replacing', 50041, 50041, 65, 0,
     '{"dry_run": false, "recalculated": 50041, "errors": 0, "modules_refreshed": 288, "validated_modules_changed": 12,
       "total_before_kg": 1186200, "total_after_kg": 1243900, "types": [{"data_entry_type_id": 40, "result": "success",
       "recalculated": 40000, "errors": 0, "modules_refreshed": 200, "validated_modules_changed": 12, "total_before_kg": 1000000,
       "total_after_kg": 1060000, "failure": null}, {"data_entry_type_id": 41, "result": "success", "recalculated": 10041,
       "errors": 0, "modules_refreshed": 88, "validated_modules_changed": 0, "total_before_kg": 186200,
       "total_after_kg": 183900, "failure": null}], "units": [{"unit_id": 4, "total_before_kg": 48100, "total_after_kg": 60300}]}',
     null),
    ('cancelled', 1, null, 'data_ingest', null, 'finished', 'error', 'Cancelled by demo-superadmin.', 'storing', 500, 20000, 8, 0,
     null, 'old_2024.csv');
insert into job (name, position, job_type, state, message, processed, errors)
select name, 1, kind, 'not_started', name, 0, 0 from made where name like 'cancel-%';

do $$
declare
    own record;
    parent int;
    first int;
    added int;
begin
    for own in select m.id as pipeline, m.module, m.author, m.minutes, m.name as of_pipeline, j.* from job j
        join made m on m.name = j.name order by m.minutes desc, j.position loop
        parent := case when own.parent is null then null else first end;
        insert into jobs (pipeline_id, parent_job_id, job_type, target, module_type_id, data_entry_type_id, year, state, result,
            is_cancelled, status_message, progress_phase, progress_processed, progress_total, error_count, outcome, file_name,
            file_sha256, file_bytes, attempts, run_after, worker_id, lease_token, lease_expires_at, created_by, created_at,
            started_at, finished_at)
        values (own.pipeline, parent, own.job_type,
            case own.job_type when 'data_ingest' then 'data' when 'factor_ingest' then 'factors' end,
            own.module, own.type, 2025, own.state, own.result, own.of_pipeline = 'cancelled', own.message, own.phase, own.processed,
            own.total, own.errors, own.outcome, own.file, case when own.file is not null then repeat('0', 64) end,
            case when own.file is not null then 4123456 end, (own.state <> 'not_started')::int, now() + interval '1 day',
            case when own.state <> 'not_started' then 'worker-b' end,
            case when own.state = 'running' then gen_random_uuid() end,
            case when own.state = 'running' then now() + interval '1 day' end, own.author,
            now() - make_interval(mins => own.minutes),
            case when own.state <> 'not_started' then now() - make_interval(mins => own.minutes) end,
            case when own.state = 'finished'
                then now() - make_interval(mins => own.minutes) + make_interval(secs => own.seconds) end)
        returning id into added;
        first := case when own.parent is null then added else first end;
        if own.errors > 0 then
            insert into job_row_errors (job_id, position, row_number, line_number, column_name, value, code, message)
            select added, n, case own.job_type when 'recalculation' then 0 else n end,
                case own.job_type when 'recalculation' then 0 else 1203 + n * 7 end,
                case when own.job_type = 'recalculation' then 'entry_id' when n % 3 = 0 then 'equipment_class'
                    else 'active_usage_hours_per_week' end,
                case when own.job_type = 'recalculation' then (48111 + n)::text when n % 3 = 0 then '' else '=100+' || n end,
                case when own.job_type = 'recalculation' then 'ambiguous' when n % 3 = 0 then 'missing' else 'out_of_range' end,
                case when own.job_type = 'recalculation' then '2 factors match; exactly one is needed'
                    when n % 3 = 0 then 'A class is required' else '100 + 100 hours is more than 168' end
            from generate_series(1, own.errors) n;
        end if;
    end loop;
end
$$;

update pipelines set cancelled_at = now(), cancelled_by = (select min(id) from users)
where id = (select id from made where name = 'cancelled');
update pipelines set merged_into = (select id from made where name = 'waiting') where id = (select id from made where name = 'merged');
update jobs set state = 'finished', result = 'success', finished_at = now(), started_at = now()
where pipeline_id = (select id from made where name = 'merged');
select settle_pipeline(id) from made;
commit;
