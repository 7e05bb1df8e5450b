-- Views of reporting that people keep under a name. A view is the query string of its page, so that an address shared
-- with somebody else shows the same as far as that person may see.
create table saved_views (
    id int generated always as identity primary key,
    user_id int not null references users (id) on delete cascade,
    name text not null check (name = btrim(name) and char_length(name) between 1 and 80),
    query text not null,
    -- opens when reporting is visited without a choice
    is_default boolean not null default false,
    created_at timestamptz not null
);
create unique index saved_views_name on saved_views (user_id, lower(name));
create unique index saved_views_default on saved_views (user_id) where is_default;
