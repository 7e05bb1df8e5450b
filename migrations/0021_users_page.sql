-- What the list of people searches, orders by and narrows to units with.

alter table users add column search_text text not null generated always as (
    -- folded: no case, no accents
    regexp_replace(
        normalize(lower((display_name || ' ' || email || ' ' || institutional_id) collate "und-x-icu"), nfd),
        '[\u0300-\u036f]', '', 'g')
) stored;
create index users_name on users (display_name collate "und-x-icu", id);
create index role_grants_scope on role_grants (scope_institutional_id);
