-- Every key that the code reads back is one that it knows, and every time and number is one that it can
-- hold. Rows of before are not looked at (`not valid`): a bad one must not keep the bot from starting.

alter table company
    add constraint company_fields_known check (required_fields <@ array[
        'name', 'email', 'phone', 'handle', 'organisation', 'source', 'campaign', 'value']) not valid,
    add constraint company_lists_whole check (
        array_position(required_fields, null) is null and array_position(loss_reasons, null) is null
        and array_position(listening_channels, null) is null) not valid,
    add constraint company_next_lead_counts check (next_lead > 0) not valid,
    add constraint company_zone_named check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$') not valid;

-- Seven days, each a list of spans of minutes; holidays are dates.
create function business_hours_are_whole(hours jsonb) returns boolean language sql immutable as $$
    select case
        when jsonb_typeof(hours->'week') is distinct from 'array' then false
        when jsonb_array_length(hours->'week') <> 7 then false
        when jsonb_path_exists(hours, 'strict $.week[*] ? (@.type() != "array")') then false
        when jsonb_path_exists(hours, 'strict $.week[*][*] ? (@.type() != "object")') then false
        else jsonb_typeof(coalesce(hours->'holidays', '[]')) = 'array'
            and not exists (
                select from jsonb_path_query(hours, 'strict $.week[*][*]') span
                where (span->>'from' ~ '^\d{1,4}$' and span->>'to' ~ '^\d{1,4}$'
                       and (span->>'from')::int < (span->>'to')::int and (span->>'to')::int <= 1440)
                      is not true)
            and not exists (
                select from jsonb_array_elements_text(coalesce(hours->'holidays', '[]')) day
                where (day ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$') is not true)
    end
$$;
alter table company add constraint company_hours_whole check (business_hours_are_whole(business_hours)) not valid;

alter table audit add constraint audit_what_is_a_key check (what ~ '^[a-z]+\.[a-z-]+$') not valid;

alter table deal add constraint deal_value_fits check (
    (value_cents is null or value_cents <= 100000000000000) and (currency is null or currency ~ '^[A-Z]{3}$')) not valid;

alter table timeline
    add constraint timeline_kind_known check (coalesce(what->>'kind' in (
        'added', 'edited', 'moved', 'touched', 'noted', 'came-again', 'assigned', 'handoff-opened',
        'handoff-warned', 'handoff-escalated', 'handoff-accepted', 'handoff-sent-back', 'handoff-withdrawn',
        'deal-opened', 'deal-won', 'deal-lost', 'heard', 'undone'), false)) not valid,
    add constraint timeline_stages_known check (
        coalesce(from_stage, 'lost') in
            ('awareness', 'interest', 'consideration', 'intent', 'purchase', 'post-purchase', 'lost')
        and coalesce(to_stage, 'lost') in
            ('awareness', 'interest', 'consideration', 'intent', 'purchase', 'post-purchase', 'lost')) not valid,
    -- A hundred years, in seconds.
    add constraint timeline_stood_sensibly check (stood_seconds between 0 and 3155760000) not valid;

alter table touch
    add constraint touch_kind_known check (kind in (
        'email-opened', 'email-clicked', 'newsletter-joined', 'course', 'social-reply', 'survey',
        'trade-show', 'webinar', 'pricing-asked', 'free-trial', 'asked-for-sales')) not valid,
    -- Not a number is more than everything.
    add constraint touch_points_sensible check (points <= 10000) not valid;

alter table handoff
    add constraint handoff_accepted_sensibly check (accept_seconds between 0 and 3155760000) not valid,
    add constraint handoff_warns_first check (warn_at <= due_at) not valid;

alter table outbox add constraint outbox_place_known check (
    place in ('marketing', 'sales', 'promotions', 'digest', 'admin')) not valid;

alter table digest add constraint digest_kind_known check (kind = 'daily') not valid;

-- Postgres knows infinite times, and ones that the code cannot hold.
create function is_sensible(at timestamptz) returns boolean language sql immutable parallel safe as $$
    select at >= '0001-01-01 00:00:00+00' and at < '10000-01-01 00:00:00+00'
$$;

-- Gives every time of every table the constraint, once; a migration that brings a new one calls it again.
create function bound_times() returns void language plpgsql as $$
declare
    found record;
begin
    for found in
        select table_name, column_name, table_name || '_' || column_name || '_sensible' as name
        from information_schema.columns
        where table_schema = current_schema() and data_type = 'timestamp with time zone'
          and table_name in (select tablename from pg_tables where schemaname = current_schema()
                             and tablename not like '\_sqlx%')
    loop
        if not exists (select from pg_constraint where conname = found.name) then
            execute format('alter table %I add constraint %I check (is_sensible(%I)) not valid',
                           found.table_name, found.name, found.column_name);
        end if;
    end loop;
end $$;
select bound_times();
