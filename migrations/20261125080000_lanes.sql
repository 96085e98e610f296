-- Lanes: what goes to one place of one company goes one after the other, and no lane waits for another.
-- Of each place there are two, one for what cannot wait.

-- A row that is leased now has an outcome that nobody will have seen once there may be one a lane.
update outbox
set state = 'ready', lease = null, leased_until = null, unsure_since = coalesce(unsure_since, now())
where state = 'leased';

alter table outbox
    -- 0: a handoff, a reminder, an escalation; 1: everything else. Lanes of rank 0 are looked at first.
    add column rank smallint not null default 1,
    -- Discord's nonce, and the invisible mark by which the message is found again. At random, since a
    -- running number would tell one company how much the others say.
    add column nonce bigint not null
        default ('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint,
    -- The process that has leased it: the key of the advisory lock that it holds while it lives.
    add column sender bigint,
    -- Dead since its place cannot be posted to: said after all once it can.
    add column out_of_reach boolean not null default false,
    add constraint outbox_rank_known check (rank in (0, 1)),
    add constraint outbox_reach_of_dead check (not out_of_reach or state = 'dead');

-- What an older version may have sent carries the old nonce.
update outbox set nonce = id where state = 'ready';
update outbox set rank = 0
where state = 'ready'
  and alert->>'alert' in ('handoff-card', 'handoff-warning', 'handoff-escalation');

comment on column outbox.id is 'The order of a lane.';

drop index outbox_waiting;
-- The next row of each lane: one probe a lane, however many rows wait.
create index outbox_by_lane on outbox (rank, guild_id, place, id) where state in ('ready', 'leased');
-- One row of a lane is on its way at a time, whoever claims.
create unique index outbox_one_leased on outbox (guild_id, place, rank) where state = 'leased';
create index outbox_dead on outbox (guild_id, id desc) where state = 'dead';
-- What is old enough to be forgotten.
create index outbox_done on outbox (done_at) where state in ('delivered', 'skipped', 'dead');

-- Places where something could not be said.
create table place_trouble (
    guild_id    bigint      not null,
    -- domain::alert::Place.
    place       text        not null,
    -- The channel that was tried; null: none is named.
    channel_id  bigint,
    -- What Discord said, or what else was wrong.
    problem     text        not null,
    -- Discord lets the bot post nothing there: until a post succeeds, or another channel is named.
    -- Otherwise something single could not be said.
    refuses     boolean     not null,
    -- Database time at which the admin was told, and of the last try.
    told_at     timestamptz not null default now(),
    tried_at    timestamptz not null default now(),
    constraint place_trouble_pkey primary key (guild_id, place),
    constraint place_trouble_company foreign key (guild_id) references company (guild_id) on delete cascade
);
create index place_trouble_by_try on place_trouble (tried_at) where refuses;
