-- What a lead is found by, from its name, firm, email, phone and handle: words without accents, and its
-- whole name behind an equals sign (domain::search). Null: not made yet. Personal; emptied with the rest.
alter table lead add column words text[];
create index lead_without_words on lead (guild_id, number) where words is null;

-- A row for each word of each lead, so that what somebody types is looked up by how it begins.
create table lead_word (
    guild_id  bigint               not null,
    word      text collate "C"     not null,
    lead      integer              not null,
    constraint lead_word_pkey primary key (guild_id, word, lead)
);

-- The words follow the lead's own list: no statement can write one and forget the other.
create function lead_words_follow() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        delete from lead_word
        where guild_id = old.guild_id and lead = old.number and word = any(old.words)
          and (tg_op = 'DELETE' or new.words is null or word <> all(new.words));
    end if;
    if tg_op <> 'DELETE' then
        insert into lead_word (guild_id, word, lead)
        select new.guild_id, word, new.number from unnest(new.words) as word
        where tg_op = 'INSERT' or old.words is null or word <> all(old.words)
        on conflict do nothing;
    end if;
    return null;
end $$;
create trigger lead_words_follow after insert or delete on lead
    for each row execute function lead_words_follow();
create trigger lead_words_follow_changes after update of words on lead
    for each row when (old.words is distinct from new.words) execute function lead_words_follow();

-- Sources and campaigns that a company has used: offered while somebody types.
create table word_used (
    guild_id  bigint      not null,
    -- 'source' or 'campaign'.
    kind      text        not null,
    word      text        not null,
    -- Business time of a use, right to the day.
    used_at   timestamptz not null,
    constraint word_used_pkey primary key (guild_id, kind, word),
    constraint word_used_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint word_used_kind_known check (kind in ('source', 'campaign'))
);
insert into word_used (guild_id, kind, word, used_at)
select guild_id, 'source', source, max(created_at) from lead group by 1, 3
union all
select guild_id, 'campaign', campaign, max(created_at) from lead where campaign is not null group by 1, 3;

-- Lists, a page at a time, those that have stood longest first.
create index lead_open on lead (guild_id, stage_since, number) where stage <> 'lost';
create index lead_of_marketer on lead (guild_id, marketing_owner, stage_since, number)
    where marketing_owner is not null;
create index lead_of_salesperson on lead (guild_id, sales_owner, stage_since, number)
    where sales_owner is not null;

-- What is undone, what moved within a window, the newest handoff of a lead.
create index touch_of_entry on touch (guild_id, entry);
create index timeline_moves on timeline (guild_id, at) where to_stage is not null;
create index handoff_of_lead on handoff (guild_id, lead, id desc);
