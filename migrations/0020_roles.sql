-- Where roles come from, and how fresh what is known of a person's roles is.

alter table role_grants
    add column origin text not null default 'directory' check (origin in ('accred', 'directory', 'claim'));

alter table users
    -- who decided on the roles last; a token's claim is asked for at sign-in only
    add column roles_origin text check (roles_origin in ('accred', 'directory', 'claim')),
    -- since when they are being asked for; one process at a time asks
    add column roles_asked_at timestamptz,
    -- since when asking fails; null once it succeeded
    add column roles_failed_at timestamptz,
    -- when the directory no longer knew the person; the account is disabled until it does again
    add column vanished_at timestamptz;
