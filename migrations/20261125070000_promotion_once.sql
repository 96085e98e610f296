-- One open proposal a code. A promotion is open from its proposal until its end or its withdrawal; two
-- with one code whose lives share an instant cannot both stand. What is live twice would be open twice,
-- so this forbids that too. One whose end has passed without a second key is over, and bars nothing.
create extension if not exists btree_gist;

-- Where two stood before this was forbidden, the later one is taken back by whoever wrote it.
update promotion p
set withdrawn_by = proposed_by, withdrawn_at = proposed_at, withdrawn_reason = 'the same code was open already'
where withdrawn_at is null and exists (
    select from promotion earlier
    where earlier.guild_id = p.guild_id and earlier.code = p.code and earlier.id < p.id
      and earlier.withdrawn_at is null and p.proposed_at < earlier.ends_at);

alter table promotion
    add constraint promotion_ends_after_proposal check (proposed_at < ends_at) not valid,
    add constraint promotion_code_open_once exclude using gist (
        guild_id with =, code with =, tstzrange(proposed_at, greatest(proposed_at, ends_at)) with &&)
        where (withdrawn_at is null);
