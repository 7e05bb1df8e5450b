-- Sums of facilities taken from their own footprint, kept apart from what files say.

alter table factors
    add column computed jsonb not null default '{}',
    -- a value of the file goes before a computed one, unless somebody asked for the contrary
    add column computed_wins boolean not null default false,
    add column computed_at timestamptz,
    -- what formulas use
    add column effective jsonb not null
        generated always as (case when computed_wins then "values" || computed else computed || "values" end) stored;
