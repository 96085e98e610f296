-- Numbers that people say are counted for each company, in a row of their own: the company's row is read
-- by every command, and nobody should wait there for another's commit.
create table counter (
    guild_id  bigint  not null,
    -- What is counted: 'lead'.
    kind      text    not null,
    -- The number that the next one gets.
    next      integer not null,
    constraint counter_pkey primary key (guild_id, kind),
    constraint counter_company foreign key (guild_id) references company (guild_id) on delete cascade,
    constraint counter_kind_known check (kind in ('lead')),
    constraint counter_counts check (next > 0)
);
insert into counter (guild_id, kind, next) select guild_id, 'lead', next_lead from company;
alter table company drop column next_lead;

-- Ids that stand in buttons are seen by people. A running number of all companies would tell each how much
-- the others do; this one tells when something was written, and nothing else: microseconds since 1970,
-- and twelve bits of chance. It keeps the order of writing and needs no lock.
create function fresh_id() returns bigint language sql volatile as $$
    select ((extract(epoch from clock_timestamp()) * 1000000)::bigint << 12)
         | floor(random() * 4096)::bigint
$$;
alter table audit     alter column id drop identity, alter column id set default fresh_id();
alter table contact   alter column id drop identity, alter column id set default fresh_id();
alter table deal      alter column id drop identity, alter column id set default fresh_id();
alter table draft     alter column id drop identity, alter column id set default fresh_id();
alter table handoff   alter column id drop identity, alter column id set default fresh_id();
alter table promotion alter column id drop identity, alter column id set default fresh_id();
alter table timeline  alter column id drop identity, alter column id set default fresh_id();
alter table touch     alter column id drop identity, alter column id set default fresh_id();

-- Counts every change of a company's settings, so that whoever remembers them can ask by one small
-- number whether they still hold.
alter table company add column version bigint not null default 1;
create function company_counts_changes() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end $$;
create trigger company_counts_changes before update on company
    for each row execute function company_counts_changes();
