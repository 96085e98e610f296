-- A company is one Discord server (guild) that uses Tandem. It appears when the bot first meets
-- it, and is ready for work once /setup has been finished.
create table company (
    -- Discord's id of the server; every other table's key begins with it.
    guild_id            bigint      not null,
    -- The server's name, for logs and for the admin; Discord's is the truth.
    name                text        not null,
    -- IANA name of the zone in which the company works.
    time_zone           text        not null default 'UTC',
    -- Opening spans by weekday, and holidays: domain::hours::BusinessHours.
    business_hours      jsonb       not null,
    -- Local time of the daily digest.
    digest_time         time        not null default '09:00',
    -- Channels; null until named, or after the channel was lost.
    marketing_channel   bigint,
    sales_channel       bigint,
    promotions_channel  bigint,
    digest_channel      bigint,
    -- Channels in which the bot listens, and nowhere else.
    listening_channels  bigint[]    not null default '{}',
    -- Roles; null until named, or after the role was lost.
    marketing_role      bigint,
    sales_role          bigint,
    manager_role        bigint,
    -- Time to accept a handoff, in minutes of business time.
    hot_minutes         integer     not null default 5,
    standard_minutes    integer     not null default 240,
    -- Points that a lead needs before it may be handed to sales.
    threshold           double precision not null default 50,
    -- Days after which a touch is worth half.
    half_life_days      double precision not null default 30,
    -- Fields that must be filled before a handoff: keys of domain::lead::Field.
    required_fields     text[]      not null default '{email}',
    -- Reasons from which a loss takes one.
    loss_reasons        text[]      not null default '{price,timing,competitor,no budget,no answer,not a fit}',
    -- Whether new leads and moves inside one team's stages are told in the channel.
    tell_moves          boolean     not null default true,
    -- The page of /setup at which somebody left; null when nobody is in it.
    setup_page          smallint,
    -- When /setup was finished first. Commands before that are refused.
    set_up_at           timestamptz,
    -- The number that the next lead gets.
    next_lead           integer     not null default 1,
    -- When the bot was removed from the server; the data is kept 30 days from then.
    removed_at          timestamptz,
    created_at          timestamptz not null,
    constraint company_pkey primary key (guild_id),
    constraint company_hot_minutes_positive check (hot_minutes between 1 and 10080),
    constraint company_standard_minutes_positive check (standard_minutes between 1 and 10080),
    constraint company_threshold_sensible check (threshold between 0 and 10000),
    constraint company_half_life_sensible check (half_life_days between 1 and 3650),
    constraint company_set_up_has_places check (
        set_up_at is null or time_zone <> ''
    )
);

-- Who changed what outside a lead's timeline: settings, promotions, roles. Append-only.
create table audit (
    guild_id    bigint      not null,
    id          bigint      not null generated always as identity,
    at          timestamptz not null,
    -- The member who did it; null when the bot did.
    actor       bigint,
    -- What was done, as a stable key: 'setting.changed', 'promotion.proposed', …
    what        text        not null,
    -- To what: a setting's key, a promotion's id.
    subject     text        not null,
    -- Ids, field names, and values that are no personal data.
    detail      jsonb       not null default '{}',
    constraint audit_pkey primary key (guild_id, id)
);
