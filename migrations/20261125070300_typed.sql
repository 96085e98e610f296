-- Credit is by team: the one for which somebody touched a lead, as it was then. Before this was asked,
-- every touch counted as marketing's.
alter table touch add column team text not null default 'marketing';
alter table touch alter column team drop default;
alter table touch add constraint touch_team_known check (team in ('marketing', 'sales'));

-- Why a handoff was withdrawn, as a key; `reason` holds people's words only.
alter table handoff add column withdrawn_because text;
-- When one that was opened with the longer time became hot: the shorter one runs from then.
alter table handoff add column hot_since timestamptz;
update handoff set withdrawn_because = case reason
        when 'the lead was lost' then 'lost'
        when 'the lead went back to Awareness' then 'back-to-awareness'
        else 'undone' end,
    reason = null
where state = 'withdrawn';
alter table handoff
    add constraint handoff_hot_since_is_hot check (hot or hot_since is null),
    add constraint handoff_withdrawn_has_cause check ((state = 'withdrawn') = (withdrawn_because is not null)),
    add constraint handoff_cause_known check (withdrawn_because in ('lost', 'back-to-awareness', 'undone'));

-- A deal's name is what somebody called it; one that nobody named is worded when it is shown.
alter table deal alter column name drop not null;
update deal set name = null where name = 'Deal of L-' || lead;

-- Amounts in `changes` stood as people read them; now as hundredths and a currency.
create function pg_temp.amount(shown jsonb) returns jsonb language sql as $$
    select case when jsonb_typeof(shown) = 'string' then jsonb_build_object(
        'cents', (replace(split_part(shown #>> '{}', ' ', 1), ',', '')::numeric * 100)::bigint,
        'currency', split_part(shown #>> '{}', ' ', 2)) else 'null' end
$$;
alter table timeline disable trigger timeline_append_only;
update timeline set changes = jsonb_set(changes, '{value}', jsonb_build_array(
    pg_temp.amount(changes #> '{value,0}'), pg_temp.amount(changes #> '{value,1}')))
where changes ? 'value';
-- A moved lead's "taken back" was a sentence; that the entry reverses another says the same.
update timeline set words = null where what->>'kind' = 'undone' and words = 'taken back';
alter table timeline enable trigger timeline_append_only;

-- When those who look after leads were last asked after: somebody who left the server looks after nothing.
create table member (
    guild_id  bigint      not null,
    user_id   bigint      not null,
    -- Business time; asked at most once a day.
    seen_at   timestamptz not null,
    constraint member_pkey primary key (guild_id, user_id),
    constraint member_company foreign key (guild_id) references company (guild_id) on delete cascade
);
select bound_times();

-- Who looks after what, asked when somebody may have left, and old things that are swept.
create index handoff_offered on handoff (guild_id, offered_to) where state = 'pending' and offered_to is not null;
create index draft_by_age on draft (created_at);
create index company_removed on company (removed_at) where removed_at is not null;
