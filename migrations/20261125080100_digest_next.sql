-- When each company's next digest is to be looked at: one question finds all that are due.
create table digest_next (
    guild_id  bigint      not null,
    -- Business time; the epoch when something changed since it was computed.
    at        timestamptz not null,
    constraint digest_next_pkey primary key (guild_id),
    constraint digest_next_company foreign key (guild_id) references company (guild_id) on delete cascade
);
create index digest_next_by_time on digest_next (at);

-- Whatever a digest's time hangs on and changes, by whatever hand, is computed anew. A company that is not
-- set up, or has removed the bot, has none.
create function company_digest_next() returns trigger language plpgsql as $$
begin
    if new.set_up_at is null or new.removed_at is not null then
        delete from digest_next where guild_id = new.guild_id;
    else
        insert into digest_next (guild_id, at) values (new.guild_id, to_timestamp(0))
        on conflict (guild_id) do update set at = excluded.at;
    end if;
    return null;
end $$;
create trigger company_digest_next
    after insert or update of time_zone, business_hours, digest_time, set_up_at, removed_at on company
    for each row execute function company_digest_next();

insert into digest_next (guild_id, at)
select guild_id, to_timestamp(0) from company where set_up_at is not null and removed_at is null;
