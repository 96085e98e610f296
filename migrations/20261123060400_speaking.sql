-- Everything that the bot says unasked goes through here, written in the same transaction as the
-- change that it tells of.
--
--   ready -> leased -> delivered
--     ^        |  \--> dead       (tried too often, or Discord refused it for good)
--     \--------/                  (failed: backoff, then ready again)
--   ready -> skipped              (no longer worth saying; the reason is kept)
create table outbox (
    guild_id      bigint      not null,
    -- Also Discord's nonce, and the reference in the message's footer.
    id            bigint      not null generated always as identity,
    -- domain::alert::Alert: structured, no text; it is rendered when it is sent.
    alert         jsonb       not null,
    -- Which of the company's places it goes to: domain::alert::Place.
    place         text        not null,
    -- Rows with the same card are one message: the first posts it, later ones edit it.
    card          text,
    state         text        not null default 'ready',
    -- Failures so far.
    attempts      integer     not null default 0,
    -- Database time before which it is not tried (again).
    not_before    timestamptz not null default now(),
    -- Who has it, and until when: a fence against two senders.
    lease         uuid,
    leased_until  timestamptz,
    -- Business time of the change that it tells of.
    happened_at   timestamptz not null,
    written_at    timestamptz not null default now(),
    -- A send whose outcome nobody saw: look before sending again.
    unsure_since  timestamptz,
    -- The message that came of it, and the end of the row.
    channel_id    bigint,
    message_id    bigint,
    done_at       timestamptz,
    -- Why the last try failed, or why it was skipped; no secrets, no personal values.
    problem       text,
    constraint outbox_pkey primary key (guild_id, id),
    constraint outbox_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint outbox_state_known check (state in ('ready', 'leased', 'delivered', 'dead', 'skipped')),
    constraint outbox_leased_whole check (
        (state = 'leased') = (lease is not null) and (lease is null) = (leased_until is null)),
    constraint outbox_done_has_time check (
        (state in ('delivered', 'dead', 'skipped')) = (done_at is not null)),
    constraint outbox_delivered_has_message check (state <> 'delivered' or message_id is not null)
);
create index outbox_waiting on outbox (not_before, id) where state in ('ready', 'leased');
create index outbox_of_card on outbox (guild_id, card, id) where card is not null;

-- A message that changes as things happen: a handoff's card, a burst of news.
create table card (
    guild_id    bigint      not null,
    -- 'handoff:12', 'news:sales:345'.
    key         text        not null,
    channel_id  bigint      not null,
    message_id  bigint      not null,
    posted_at   timestamptz not null,
    constraint card_pkey primary key (guild_id, key),
    constraint card_company foreign key (guild_id) references company (guild_id) on delete cascade
);

-- Ids of interactions and messages that have been acted on: an event delivered twice acts once.
create table inbox (
    guild_id     bigint      not null,
    event_id     bigint      not null,
    -- Database time, for sweeping: Discord repeats within minutes, not days.
    received_at  timestamptz not null default now(),
    constraint inbox_pkey primary key (guild_id, event_id)
);
create index inbox_by_age on inbox (received_at);

-- One row a digest, so that running twice is harmless.
create table digest (
    guild_id     bigint      not null,
    -- 'daily'; a weekly one comes beside it.
    kind         text        not null,
    local_date   date        not null,
    -- What it tells of: everything since the last one.
    covers_from  timestamptz not null,
    covers_to    timestamptz not null,
    written_at   timestamptz not null default now(),
    constraint digest_pkey primary key (guild_id, kind, local_date),
    constraint digest_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint digest_runs_forward check (covers_from <= covers_to)
);

-- Wakes the sender; only a hint, the poll is the truth.
create function outbox_hint() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox', '');
    return null;
end $$;
create trigger outbox_hint after insert on outbox for each statement execute function outbox_hint();

-- What a company's "add anyway" or form answers need to outlive a restart: a draft lead, kept
-- until it is used or a day old.
create table draft (
    guild_id    bigint      not null,
    id          bigint      not null generated always as identity,
    author      bigint      not null,
    -- The lead as it was typed; emptied by deletion of the row.
    body        jsonb       not null,
    created_at  timestamptz not null,
    constraint draft_pkey primary key (guild_id, id),
    constraint draft_company foreign key (guild_id) references company (guild_id) on delete cascade
);
