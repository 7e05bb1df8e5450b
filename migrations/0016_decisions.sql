-- What was decided about a file that was only looked at.

alter table jobs add column decision text check (decision in ('commit', 'discard'));
alter table jobs add column decided_at timestamptz;
alter table jobs add column decided_by int references users;
-- the job that did what was looked at
alter table jobs add column followed_by int references jobs on delete set null;
alter table jobs add check ((decision is null) = (decided_at is null));
alter table jobs add check (followed_by is null or decision = 'commit');
