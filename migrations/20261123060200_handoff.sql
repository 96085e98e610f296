-- Marketing hands a lead to sales; the lead stays where it is until sales accepts.
create table handoff (
    guild_id         bigint      not null,
    id               bigint      not null generated always as identity,
    lead             integer     not null,
    state            text        not null default 'pending',
    -- Hot leads have the shorter time to accept.
    hot              boolean     not null,
    opened_at        timestamptz not null,
    opened_by        bigint      not null,
    -- The one it is offered to; null: the whole team.
    offered_to       bigint,
    -- A manager let it through although something was missing: why.
    override_reason  text,
    -- What marketing says to sales, beside the brief.
    note             text,
    -- 80 % and 100 % of the time to accept, in business hours, computed when it was opened.
    warn_at          timestamptz not null,
    due_at           timestamptz not null,
    -- When each step was acted on (or skipped after a jump of the clock).
    warned_at        timestamptz,
    escalated_at     timestamptz,
    -- How it ended.
    closed_at        timestamptz,
    closed_by        bigint,
    -- Who has it now; differs from closed_by when a manager assigned it.
    accepted_by      bigint,
    -- Seconds of business time from opening to acceptance.
    accept_seconds   bigint,
    -- Why it was sent back or withdrawn.
    reason           text,
    constraint handoff_pkey primary key (guild_id, id),
    constraint handoff_lead foreign key (guild_id, lead) references lead (guild_id, number) on delete cascade,
    constraint handoff_state_known check (state in ('pending', 'accepted', 'sent-back', 'withdrawn')),
    constraint handoff_closed_has_time check ((state = 'pending') = (closed_at is null)),
    constraint handoff_accepted_has_owner check (
        (state = 'accepted') = (accepted_by is not null)
        and (state = 'accepted') = (accept_seconds is not null)),
    constraint handoff_sent_back_has_reason check (state <> 'sent-back' or reason is not null)
);
-- No other handoff while one is pending.
create unique index handoff_one_pending on handoff (guild_id, lead) where state = 'pending';
create index handoff_due on handoff (least(
    case when warned_at is null then warn_at end,
    case when escalated_at is null then due_at end)) where state = 'pending';
