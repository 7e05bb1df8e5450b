-- How far downloads of reporting are, for the pages that asked for them: any process may be asked, not only the one that
-- sends the file. Nothing depends on it, so a crash may empty it.

create unlogged table export_progress (
    user_id int not null references users on delete cascade,
    -- what the page calls its download
    name text not null check (length(name) between 1 and 40),
    sent_bytes bigint not null check (sent_bytes >= 0),
    -- about how many it will be; null: nobody knows
    usual_bytes bigint check (usual_bytes >= 0),
    state text not null check (state in ('running', 'finished', 'broken_off')),
    changed_at timestamptz not null,
    primary key (user_id, name)
);
create index export_progress_changed_at on export_progress (changed_at);
