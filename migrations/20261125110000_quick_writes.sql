-- What is paid at every write, made cheaper.

-- The bounds of times. A check is read and prepared anew by each statement that writes, and a function in it
-- is parsed again: one plain check a table costs a fifth of a function for each column.
do $$
declare
    found record;
begin
    for found in
        select conrelid::regclass as owner, conname from pg_constraint
        where contype = 'c' and connamespace = current_schema()::regnamespace
          and pg_get_constraintdef(oid) like '%is_sensible%'
    loop
        execute format('alter table %s drop constraint %I', found.owner, found.conname);
    end loop;
end $$;
drop function is_sensible(timestamptz);

-- Gives every table one check over its times; a migration that brings a new time calls it again. Postgres
-- knows infinite times, and ones that the code cannot hold.
create or replace function bound_times() returns void language plpgsql as $$
declare
    found record;
begin
    for found in
        select table_name, table_name || '_times_sensible' as name,
               string_agg(quote_ident(column_name), ', ' order by ordinal_position) as times
        from information_schema.columns
        where table_schema = current_schema() and data_type = 'timestamp with time zone'
          and table_name in (select tablename from pg_tables where schemaname = current_schema()
                             and tablename not like '\_sqlx%')
        group by table_name
    loop
        if exists (select from pg_constraint where conname = found.name
                   and connamespace = current_schema()::regnamespace) then
            execute format('alter table %I drop constraint %I', found.table_name, found.name);
        end if;
        execute format(
            'alter table %I add constraint %I check (least(%s) >= timestamptz %L and greatest(%s) < timestamptz %L) not valid',
            found.table_name, found.name, found.times, '0001-01-01 00:00:00+00',
            found.times, '10000-01-01 00:00:00+00');
    end loop;
end $$;
select bound_times();

-- The same for lists of keys: one constant is read faster than one for each key.
alter table lead
    drop constraint lead_stage_known,
    add constraint lead_stage_known check (stage = any (
        '{awareness,interest,consideration,intent,purchase,post-purchase,lost}'::text[])) not valid;
alter table timeline
    drop constraint timeline_stages_known,
    add constraint timeline_stages_known check (
        array[coalesce(from_stage, 'lost'), coalesce(to_stage, 'lost')]
        <@ '{awareness,interest,consideration,intent,purchase,post-purchase,lost}'::text[]) not valid,
    drop constraint timeline_kind_known,
    add constraint timeline_kind_known check (coalesce(what->>'kind' = any (
        '{added,edited,moved,touched,noted,came-again,assigned,handoff-opened,handoff-warned,'
        'handoff-escalated,handoff-accepted,handoff-sent-back,handoff-withdrawn,deal-opened,deal-won,'
        'deal-lost,heard,undone}'::text[]), false)) not valid;
alter table outbox
    drop constraint outbox_state_known,
    add constraint outbox_state_known check (
        state = any ('{ready,leased,delivered,dead,skipped}'::text[])) not valid,
    drop constraint outbox_done_has_time,
    add constraint outbox_done_has_time check (
        (state = any ('{delivered,dead,skipped}'::text[])) = (done_at is not null)) not valid,
    drop constraint outbox_place_known,
    add constraint outbox_place_known check (
        place = any ('{marketing,sales,promotions,digest,admin}'::text[])) not valid;

-- A lane in which something waits is looked at as soon as that is said: only the first row of a lane needs
-- a hint. Each hint is a lock that all who commit share, and wakes the sender. A hint that is missed,
-- since the last row went at the same moment, is made good by the poll.
create or replace function outbox_hint() returns trigger language plpgsql as $$
begin
    if exists (
        select from written w
        where w.state = 'ready' and not exists (
            select from outbox o
            where o.rank = w.rank and o.guild_id = w.guild_id and o.place = w.place
              and o.state in ('ready', 'leased') and o.id < w.id)
    ) then
        perform pg_notify('outbox', '');
    end if;
    return null;
end $$;
drop trigger outbox_hint on outbox;
create trigger outbox_hint after insert on outbox referencing new table as written
    for each statement execute function outbox_hint();

-- Statements are planned once and for what is known of a table then. Postgres counts a new table after a
-- minute at the earliest; until then every index of an empty one looks as good as any other, and hundreds
-- of leads can come meanwhile. So whoever runs the bot asks for this each few seconds: it counts the table
-- in which most has changed since it was counted, when that is more than twice what it held, and says
-- whether there was one. One at a time, so that a large one has the statement's time for itself.
create function count_what_changed() returns boolean language plpgsql as $$
declare
    changed name;
begin
    select s.relname into changed
    from pg_stat_user_tables s
    join pg_class c on c.oid = s.relid
    where s.schemaname = current_schema()
      and s.n_mod_since_analyze > greatest(100, 2 * c.reltuples)
    order by s.n_mod_since_analyze desc limit 1;
    if changed is null then
        return false;
    end if;
    execute format('analyze (skip_locked) %I', changed);
    return true;
end $$;

-- The numbers of a company's leads come from a sequence of its own: drawn from a row, each waited for the
-- commit of the one before. One that was drawn for nothing is left out. A sequence is a small file of its
-- own, which goes with its company.
create function lead_numbers_begin() returns trigger language plpgsql as $$
begin
    execute format('create sequence if not exists %I as integer', 'lead_number_' || new.guild_id);
    return null;
end $$;
create function lead_numbers_end() returns trigger language plpgsql as $$
begin
    execute format('drop sequence if exists %I', 'lead_number_' || old.guild_id);
    return null;
end $$;
do $$
declare
    found record;
begin
    for found in
        select c.guild_id,
               greatest(n.next, 1 + (select max(number) from lead l where l.guild_id = c.guild_id), 1) as next
        from company c left join counter n on n.guild_id = c.guild_id and n.kind = 'lead'
    loop
        execute format('create sequence %I as integer start %s', 'lead_number_' || found.guild_id, found.next);
    end loop;
end $$;
create trigger lead_numbers_begin after insert on company
    for each row execute function lead_numbers_begin();
create trigger lead_numbers_end after delete on company
    for each row execute function lead_numbers_end();
drop table counter;

-- What a digest and the lists of handoffs look at: no more than they show.
create index handoff_waiting on handoff (guild_id, due_at, id) where state = 'pending';
create index deal_won on deal (guild_id, closed_at) where state = 'won';
