-- What may be offered: written by marketing, agreed by sales.
create table promotion (
    guild_id          bigint      not null,
    id                bigint      not null generated always as identity,
    code              text        not null,
    name              text        not null,
    -- What the customer gets, in words: "20 % off the first year".
    discount          text        not null,
    terms             text,
    audience          text,
    product           text,
    -- What to say.
    wording           text,
    starts_at         timestamptz not null,
    -- The first instant at which it no longer holds.
    ends_at           timestamptz not null,
    -- How many may be given; null: no limit.
    quantity          integer,
    -- Counts edits; a key is for one version only.
    version           integer     not null default 1,
    proposed_by       bigint      not null,
    proposed_at       timestamptz not null,
    -- Two keys, of different people.
    marketing_key_by  bigint,
    marketing_key_at  timestamptz,
    sales_key_by      bigint,
    sales_key_at      timestamptz,
    withdrawn_by      bigint,
    withdrawn_at      timestamptz,
    withdrawn_reason  text,
    -- When its start and its end became news.
    start_told_at     timestamptz,
    end_told_at       timestamptz,
    constraint promotion_pkey primary key (guild_id, id),
    constraint promotion_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint promotion_window_runs_forward check (starts_at < ends_at),
    constraint promotion_quantity_positive check (quantity > 0),
    constraint promotion_marketing_key_whole check ((marketing_key_by is null) = (marketing_key_at is null)),
    constraint promotion_sales_key_whole check ((sales_key_by is null) = (sales_key_at is null)),
    constraint promotion_keys_of_two check (marketing_key_by <> sales_key_by),
    constraint promotion_withdrawn_whole check (
        (withdrawn_by is null) = (withdrawn_at is null)
        and (withdrawn_by is null) = (withdrawn_reason is null))
);
create index promotion_by_code on promotion (guild_id, code, id desc);
create index promotion_start_due on promotion (starts_at)
    where start_told_at is null and withdrawn_at is null
        and marketing_key_by is not null and sales_key_by is not null;
create index promotion_end_due on promotion (ends_at)
    where end_told_at is null and start_told_at is not null and withdrawn_at is null;
