//! A new lead, in one statement: whatever it takes is written in one round trip, or nothing is.

use sqlx::{PgConnection, types::Json};

use crate::{
    domain::{
        alert::{Alert, Place},
        field::{Email, Handle, OneLine, Phone, Words},
        ids::{EntryId, EventId, GuildId, LeadNumber},
        lead::{Field, NewLead, Origin},
        search::{self, Known},
        timeline::What,
    },
    store::{Result, StoreError},
};

/// The unique indexes by which one email has one lead, and two leads share a phone number or a handle only
/// when somebody said so.
pub const ONCE: [&str; 3] = [
    "contact_email_once",
    "contact_phone_once",
    "contact_handle_once",
];

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// It is there.
    Lead {
        /// Its number.
        number: LeadNumber,
        /// What tells of it.
        entry: EntryId,
    },
    /// Another lead has the same email, phone or handle; nothing was written but the event.
    Like {
        /// The lead's number in its company.
        lead: LeadNumber,
        /// Its person's name.
        name: String,
        /// What is the same.
        field: Field,
    },
    /// The event has been acted on already.
    Repeated,
}

/// Takes the event, looks for a lead like the new one, and if there is none writes the lead with its
/// contact, its first entry and the line of news for each place. With `shared` the same phone number or
/// handle is no hindrance.
///
/// # Errors
/// One of [`ONCE`] when somebody added the same person at the same moment: asked again, this finds them.
pub async fn add(
    conn: &mut PgConnection,
    guild: GuildId,
    event: Option<EventId>,
    new: &NewLead,
    origin: Origin,
    shared: bool,
    told: &[Place],
) -> Result<Written> {
    let what = What::Added {
        stage: new.stage,
        sales_sourced: origin.sales_sourced,
    };
    // Its number is filled in where it is drawn.
    let alert = Alert::LeadAdded {
        lead: LeadNumber(0),
        by: origin.by,
        stage: new.stage,
    };
    let places: Vec<String> = told.iter().map(|place| place.key().to_owned()).collect();
    let words = search::words(&Known {
        name: new.name.as_str(),
        organisation: new.organisation.as_ref().map(OneLine::as_str),
        email: new.email.as_ref().map(Email::as_str),
        phone_key: new.phone.as_ref().map(Phone::key).as_deref(),
        handle: new.handle.as_ref().map(Handle::as_str),
    });
    let row = sqlx::query!(
        r#"with taken as (
               insert into inbox (guild_id, event_id)
               select $1, $2::bigint where $2::bigint is not null
               on conflict do nothing returning event_id
           ), fresh as (
               select $2::bigint is null or exists (select from taken) as fresh
           ), alike as (
               select c.lead, c.name,
                      case when c.email_key = $14 then 'email' when c.phone_key = $15 then 'phone'
                           else 'handle' end as field
               from contact c
               where c.guild_id = $1
                 and (c.email_key = $14 or not $18 and (c.phone_key = $15 or c.handle_key = $16))
               order by c.email_key = $14 desc nulls last, c.lead
               limit 1
           ), counted as (
               select nextval(('lead_number_' || $1::bigint)::regclass)::integer as number
               from fresh where fresh and not exists (select from alike)
           ), added as (
               insert into lead (guild_id, number, stage, stage_since, organisation, source, campaign,
                                 sales_sourced, marketing_owner, sales_owner, created_at, created_by, words)
               select $1, number, $3, $4, $5, $6, $7, $8, $9, $10, $4, $17, $24::text[] from counted
               returning number
           ), used as (
               insert into word_used (guild_id, kind, word, used_at)
               select $1, kind, word, $4
               from added, (values ('source', $6), ('campaign', $7)) as used (kind, word)
               where word is not null and not exists (
                   select from word_used u
                   where u.guild_id = $1 and u.kind = used.kind and u.word = used.word
                     and u.used_at >= $4 - interval '1 day')
               on conflict (guild_id, kind, word) do update set used_at = excluded.used_at
           ), person as (
               insert into contact (guild_id, lead, is_primary, name, email, phone, handle, email_key,
                                    phone_key, handle_key, phone_shared, handle_shared)
               select $1, number, true, $11, $12, $13, $19, $14, $15, $16,
                      $18 and $15::text is not null, $18 and $16::text is not null
               from added
           ), entry as (
               insert into timeline (guild_id, lead, at, actor, what, to_stage, words)
               select $1, number, $4, $17, $20, $3, $21 from added
               returning id
           ), told as (
               insert into outbox (guild_id, alert, place, card, happened_at)
               select $1, jsonb_set($22, '{lead}', to_jsonb(number)), place, news_card($1, place, $4), $4
               from added, unnest($23::text[]) as place
           )
           select fresh as "fresh!", (select number from added) as number, (select id from entry) as entry,
                  alike.lead as "like?", alike.name as "name?", alike.field as "field?"
           from fresh left join alike on true"#,
        guild.0,
        event.map(|event| event.0),
        new.stage.key(),
        origin.at,
        new.organisation.as_ref().map(OneLine::as_str),
        new.source.as_str(),
        new.campaign.as_ref().map(OneLine::as_str),
        origin.sales_sourced,
        origin.marketing_owner.map(|owner| owner.0),
        origin.sales_owner.map(|owner| owner.0),
        new.name.as_str(),
        new.email.as_ref().map(Email::as_str),
        new.phone.as_ref().map(Phone::as_str),
        new.email.as_ref().map(Email::key),
        new.phone.as_ref().map(Phone::key),
        new.handle.as_ref().map(Handle::key),
        origin.by.0,
        shared,
        new.handle.as_ref().map(Handle::as_str),
        Json(&what) as _,
        new.note.as_ref().map(Words::as_str),
        Json(&alert) as _,
        &places,
        &words,
    )
    .fetch_one(conn)
    .await?;
    if !row.fresh {
        return Ok(Written::Repeated);
    }
    if let (Some(number), Some(entry)) = (row.number, row.entry) {
        return Ok(Written::Lead {
            number: LeadNumber(number),
            entry: EntryId(entry),
        });
    }
    match (row.like, row.name, row.field) {
        (Some(lead), Some(name), Some(field)) => Ok(Written::Like {
            lead: LeadNumber(lead),
            name,
            field: Field::from_key(&field).ok_or(StoreError::unreadable("field", field))?,
        }),
        _ => Err(StoreError::unreadable("lead", "neither added nor alike")),
    }
}
