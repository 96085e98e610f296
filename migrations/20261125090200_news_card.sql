-- The message that gathers one-line news for a place at an instant: the one begun within the last minute,
-- while it has room for another line, or a new one. A key ends with the instant at which the message was
-- begun, in microseconds, so that the newest is found by the index alone. Two who write at the same
-- moment may have clocks a second apart.
create function news_card(guild bigint, place text, at timestamptz) returns text
language plpgsql stable as $$
declare
    prefix  text   := 'news:' || place || ':';
    begun   bigint := (extract(epoch from at) * 1000000)::bigint;
    newest  text;
    lines   bigint;
begin
    select o.card, count(*) into newest, lines
    from outbox o
    where o.guild_id = guild
      and o.card > prefix || lpad((begun - 60000000)::text, 16, '0')
      and o.card <= prefix || lpad((begun + 1000000)::text, 16, '0')
    group by o.card order by o.card desc limit 1;
    if lines < 20 then
        return newest;
    end if;
    -- A full one that was begun at this very instant: the next takes the next microsecond.
    if newest >= prefix || lpad(begun::text, 16, '0') then
        begun := right(newest, 16)::bigint + 1;
    end if;
    return prefix || lpad(begun::text, 16, '0');
end $$;
