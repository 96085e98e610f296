-- What is known of a message in a channel that the bot listens to, so that an edit replaces what was heard
-- and a deleted one is not heard afterwards, in whatever order the events come.
create table heard (
    guild_id    bigint      not null,
    message_id  bigint      not null,
    -- Discord's time of the version that was read last: of its writing, or of its last edit.
    version     timestamptz not null,
    -- Nothing is heard of it any more.
    deleted     boolean     not null default false,
    -- Database time, for sweeping.
    noted_at    timestamptz not null default now(),
    constraint heard_pkey primary key (guild_id, message_id),
    constraint heard_company foreign key (guild_id) references company (guild_id) on delete cascade
);
create index heard_by_age on heard (noted_at);

-- One entry a lead and message: of two that an edited message got, the first stays.
alter table timeline disable trigger user;
delete from timeline t
using (
    select guild_id, id, row_number() over (
        partition by guild_id, lead, what->>'message' order by id) as nth
    from timeline where what->>'kind' = 'heard'
) numbered
where nth > 1 and t.guild_id = numbered.guild_id and t.id = numbered.id;
alter table timeline enable trigger user;
create unique index timeline_heard_once on timeline (guild_id, lead, (what->>'message'))
    where what->>'kind' = 'heard';

-- What a message says can change, and its entry with it; everything else stays append-only.
create or replace function timeline_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE'
        and (new.guild_id, new.id, new.lead, new.at, new.what)
            is not distinct from (old.guild_id, old.id, old.lead, old.at, old.what)
        and new.actor is not distinct from old.actor
        and new.from_stage is not distinct from old.from_stage
        and new.to_stage is not distinct from old.to_stage
        and new.stood_seconds is not distinct from old.stood_seconds
        and new.reverses is not distinct from old.reverses
        and new.deed is not distinct from old.deed
        and (new.words is null or new.words = old.words or old.what->>'kind' = 'heard')
        and (new.changes is null or new.changes = old.changes)
    then
        return new;
    end if;
    raise exception 'the timeline is append-only';
end $$;
