-- A lead is a relationship for life: never converted, copied or split.
create table lead (
    guild_id         bigint      not null,
    -- The short number that people say: L-42.
    number           integer     not null,
    -- Where it stands: keys of domain::stage::Stage.
    stage            text        not null,
    -- Since when it stands there, for "how long it had stood".
    stage_since      timestamptz not null,
    -- The firm it works for, where it came from, and by which campaign.
    organisation     text,
    source           text        not null,
    campaign         text,
    -- Added by sales at intent: no handoff was needed.
    sales_sourced    boolean     not null default false,
    -- One owner on each team, or nobody yet.
    marketing_owner  bigint,
    sales_owner      bigint,
    -- Recycled: nobody sells to it before this, and what must change first.
    rest_until       timestamptz,
    must_change      text,
    -- How often it was recycled; past three it takes a manager.
    recycled         smallint    not null default 0,
    -- Why it was lost; set exactly while the stage is lost.
    lost_reason      text,
    created_at       timestamptz not null,
    -- The member who added it.
    created_by       bigint      not null,
    -- Counts every change, so that a form or button can tell that the lead has moved on.
    version          integer     not null default 1,
    constraint lead_pkey primary key (guild_id, number),
    constraint lead_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint lead_stage_known check (stage in
        ('awareness', 'interest', 'consideration', 'intent', 'purchase', 'post-purchase', 'lost')),
    constraint lead_lost_has_reason check ((stage = 'lost') = (lost_reason is not null)),
    constraint lead_recycled_counts check (recycled >= 0)
);
create index lead_by_stage on lead (guild_id, stage, stage_since);

-- The people of a lead. Personal values live here and can be emptied by an erasure.
create table contact (
    guild_id    bigint  not null,
    id          bigint  not null generated always as identity,
    lead        integer not null,
    -- Exactly one contact of a lead is its primary one.
    is_primary  boolean not null,
    name        text    not null,
    email       text,
    phone       text,
    handle      text,
    -- The same, folded for comparison: lower case, digits only.
    email_key   text,
    phone_key   text,
    handle_key  text,
    constraint contact_pkey primary key (guild_id, id),
    constraint contact_lead foreign key (guild_id, lead) references lead (guild_id, number) on delete cascade,
    constraint contact_email_has_key check ((email is null) = (email_key is null)),
    constraint contact_phone_has_key check ((phone is null) = (phone_key is null)),
    constraint contact_handle_has_key check ((handle is null) = (handle_key is null))
);
-- One email, one lead in a company.
create unique index contact_email_once on contact (guild_id, email_key);
create unique index contact_one_primary on contact (guild_id, lead) where is_primary;
create index contact_of_lead on contact (guild_id, lead);
create index contact_by_phone on contact (guild_id, phone_key) where phone_key is not null;
create index contact_by_handle on contact (guild_id, handle_key) where handle_key is not null;

-- The money belongs to deals; a second purchase is a second deal.
create table deal (
    guild_id     bigint      not null,
    id           bigint      not null generated always as identity,
    lead         integer     not null,
    name         text        not null,
    -- Hundredths of the currency's unit; null until known.
    value_cents  bigint,
    -- ISO 4217.
    currency     text,
    state        text        not null default 'open',
    opened_at    timestamptz not null,
    closed_at    timestamptz,
    -- The member who won it or lost it.
    closed_by    bigint,
    lost_reason  text,
    constraint deal_pkey primary key (guild_id, id),
    constraint deal_lead foreign key (guild_id, lead) references lead (guild_id, number) on delete cascade,
    constraint deal_state_known check (state in ('open', 'won', 'lost')),
    constraint deal_value_has_currency check ((value_cents is null) = (currency is null)),
    constraint deal_value_positive check (value_cents is null or value_cents > 0),
    constraint deal_closed_has_time check ((state = 'open') = (closed_at is null)),
    constraint deal_won_has_value check (state <> 'won' or value_cents is not null)
);
create index deal_of_lead on deal (guild_id, lead, state);

-- What happened to a lead, append-only. Ids and field names stand in `what`; words and values,
-- which can be personal, stand in columns that an erasure may empty.
create table timeline (
    guild_id       bigint      not null,
    id             bigint      not null generated always as identity,
    lead           integer     not null,
    at             timestamptz not null,
    -- The member who did it; null when the bot did.
    actor          bigint,
    -- domain::timeline::What, tagged by its `kind`.
    what           jsonb       not null,
    -- For moves: from what, to what, and for how long it had stood there, in seconds.
    from_stage     text,
    to_stage       text,
    stood_seconds  bigint,
    -- A note's text, a reason, a heard message; can be emptied.
    words          text,
    -- Values before and after an edit, by field: {"email": [before, after]}; can be emptied.
    changes        jsonb,
    -- The entry that this one reverses.
    reverses       bigint,
    -- The first entry of the deed that this one is part of; null for the first, and for one that stands
    -- alone. What was done in one go is taken back in one go.
    deed           bigint,
    constraint timeline_pkey primary key (guild_id, id),
    constraint timeline_lead foreign key (guild_id, lead) references lead (guild_id, number) on delete cascade,
    constraint timeline_move_is_whole check (
        (to_stage is null) or (from_stage is null) = (stood_seconds is null))
);
create index timeline_of_lead on timeline (guild_id, lead, id);
-- A message that is deleted is found again by its id.
create index timeline_of_message on timeline (guild_id, (what->>'message')) where what->>'kind' = 'heard';
create unique index timeline_reversed_once on timeline (guild_id, reverses) where reverses is not null;

create function timeline_is_append_only() returns trigger language plpgsql as $$
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
        and (new.words is null or new.words = old.words)
        and (new.changes is null or new.changes = old.changes)
    then
        return new;
    end if;
    raise exception 'the timeline is append-only';
end $$;
create trigger timeline_append_only before update on timeline
    for each row execute function timeline_is_append_only();

-- What made a lead warmer.
create table touch (
    guild_id   bigint      not null,
    id         bigint      not null generated always as identity,
    lead       integer     not null,
    -- Keys of domain::warmth::TouchKind.
    kind       text        not null,
    -- Points on the day itself; they fade with the half-life.
    points     double precision not null,
    at         timestamptz not null,
    actor      bigint      not null,
    -- The timeline entry that tells of it.
    entry      bigint      not null,
    -- Taken back by an undo: counts no more.
    undone     boolean     not null default false,
    constraint touch_pkey primary key (guild_id, id),
    constraint touch_lead foreign key (guild_id, lead) references lead (guild_id, number) on delete cascade,
    constraint touch_points_positive check (points > 0)
);
create index touch_of_lead on touch (guild_id, lead) where not undone;
