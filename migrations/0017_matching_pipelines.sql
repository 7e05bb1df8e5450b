-- The pipelines wanted, as a set: the planner sees through it, where a test of each row would be called for every row there is.
-- An empty list and null constrain nothing.

drop function pipeline_matches(pipelines, text[], smallint[], smallint[], text, timestamptz, timestamptz, text);

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
