-- Two leads may have one phone number or handle only when somebody said so. Who is added at the same moment
-- with the same one is refused by the index, and asked then; what was let through, or came by an edit,
-- says so here and stands outside of it.
alter table contact
    add column phone_shared  boolean not null default false,
    add column handle_shared boolean not null default false;
update contact c set
    phone_shared = c.phone_key is not null and exists (
        select from contact o where o.guild_id = c.guild_id and o.phone_key = c.phone_key and o.id < c.id),
    handle_shared = c.handle_key is not null and exists (
        select from contact o where o.guild_id = c.guild_id and o.handle_key = c.handle_key and o.id < c.id);
create unique index contact_phone_once on contact (guild_id, phone_key) where not phone_shared;
create unique index contact_handle_once on contact (guild_id, handle_key) where not handle_shared;
