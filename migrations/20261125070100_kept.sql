-- What is append-only is so for everybody: the database refuses, whoever asks.
--
-- Only an erasure may delete: of a company that removed the bot, or of a lead. Whoever erases says so in
-- the same transaction with `set local tandem.erasing = 'on'`, which ends with it, so that a `delete` that
-- somebody types or a program gets wrong is refused, and one that is meant is not.
create function is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('tandem.erasing', true) = 'on' then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name;
end $$;

-- The settings used to be told in a form that only a debugger reads; it is kept, under a name that says so.
update audit set detail = jsonb_build_object('debug', detail) where what in ('setting.changed', 'setting.lost');

create trigger audit_append_only before update or delete on audit
    for each row execute function is_append_only();
-- Updates have a trigger of their own, which lets words and values be emptied.
create trigger timeline_keeps before delete on timeline
    for each row execute function is_append_only();

-- A lost channel or role is null in a company that has been set up; nothing can be asked of those then.
-- The constraint looked at the zone only, which is never empty.
alter table company drop constraint company_set_up_has_places;

-- Every lead has a primary contact, without which no query would show it. Looked at when the transaction
-- ends, since the lead is written before its contact.
update contact c set is_primary = true
where c.id = (select min(id) from contact o where o.guild_id = c.guild_id and o.lead = c.lead)
  and not exists (select from contact o where o.guild_id = c.guild_id and o.lead = c.lead and o.is_primary);
insert into contact (guild_id, lead, is_primary, name)
select guild_id, number, true, 'Unknown' from lead l
where not exists (select from contact c where c.guild_id = l.guild_id and c.lead = l.number and c.is_primary);

create function lead_has_primary_contact() returns trigger language plpgsql as $$
declare
    of_lead integer;
    of_guild bigint;
begin
    if tg_table_name = 'lead' then
        of_guild := new.guild_id; of_lead := new.number;
    else
        of_guild := old.guild_id; of_lead := old.lead;
    end if;
    if exists (select from lead where guild_id = of_guild and number = of_lead)
        and not exists (select from contact where guild_id = of_guild and lead = of_lead and is_primary)
    then
        raise exception 'lead % has no primary contact', of_lead
            using errcode = 'check_violation', constraint = 'lead_has_primary_contact';
    end if;
    return null;
end $$;
create constraint trigger lead_has_primary_contact after insert on lead
    deferrable initially deferred for each row execute function lead_has_primary_contact();
create constraint trigger contact_stays_primary after delete or update of guild_id, lead, is_primary on contact
    deferrable initially deferred for each row execute function lead_has_primary_contact();
