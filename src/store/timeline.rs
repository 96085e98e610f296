//! What happened to leads, append-only.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, types::Json};

use super::{Result, StoreError};
use crate::domain::{
    changes::Changes,
    ids::{EntryId, GuildId, LeadNumber, UserId},
    stage::Stage,
    timeline::{Entry, Kind, NewEntry, Step, What},
    undo::{can_build_upon, is_a_doing},
};

/// Appends an entry.
pub async fn append(
    conn: &mut PgConnection,
    guild: GuildId,
    at: DateTime<Utc>,
    entry: &NewEntry,
) -> Result<EntryId> {
    let id = sqlx::query_scalar!(
        "insert into timeline (guild_id, lead, at, actor, what, from_stage, to_stage, stood_seconds,
                               words, changes, reverses, deed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         returning id",
        guild.0,
        entry.lead.0,
        at,
        entry.actor.map(|actor| actor.0),
        Json(&entry.what) as _,
        entry.step.and_then(|step| step.from).map(Stage::key),
        entry.step.map(|step| step.to.key()),
        entry.step.and_then(|step| step.stood).map(|stood| stood.num_seconds()),
        entry.words,
        entry.changes.as_ref().map(Json) as _,
        entry.reverses.map(|entry| entry.0),
        entry.deed.map(|entry| entry.0),
    )
    .fetch_one(conn)
    .await?;
    Ok(EntryId(id))
}

macro_rules! select {
    ($tail:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select e.id, e.lead, e.at, e.actor, e.what as "what: Json<What>", e.from_stage, e.to_stage,
                      e.stood_seconds, e.words, e.changes as "changes: Json<Changes>", e.reverses, e.deed,
                      r.id as "reversed_by?"
               from timeline e
               left join timeline r on r.guild_id = e.guild_id and r.reverses = e.id
               where e.guild_id = $1 and "# + $tail,
            $($arg),*
        )
    };
}

/// The newest entries of a lead, newest first.
pub async fn newest(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    most: i64,
) -> Result<Vec<Entry>> {
    select!(
        "e.lead = $2 order by e.id desc limit $3",
        guild.0,
        lead.0,
        most
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The newest entries of a lead that are of these kinds and were not taken back, newest first.
pub async fn newest_of(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    kinds: &[Kind],
    most: i64,
) -> Result<Vec<Entry>> {
    select!(
        "e.lead = $2 and e.what->>'kind' = any($3) and r.id is null order by e.id desc limit $4",
        guild.0,
        lead.0,
        &keys(kinds.iter().copied()),
        most
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The last thing that somebody did to a lead and that was not taken back; anybody, when nobody is named.
pub async fn last_doing(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    by: Option<UserId>,
) -> Result<Option<EntryId>> {
    let doings = Kind::ALL.iter().copied().filter(|kind| is_a_doing(*kind));
    let id = sqlx::query_scalar!(
        "select e.id from timeline e
         where e.guild_id = $1 and e.lead = $2 and e.what->>'kind' = any($3) and e.actor is not null
           and ($4::bigint is null or e.actor = $4) and e.reverses is null
           and not exists (select from timeline r where r.guild_id = e.guild_id and r.reverses = e.id)
         order by e.id desc limit 1",
        guild.0,
        lead.0,
        &keys(doings),
        by.map(|by| by.0),
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(EntryId))
}

/// The deed of an entry and what came after it that may build on it, newest first: all that decides
/// whether it can be taken back, however much was noted and heard since.
pub async fn since(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    entry: EntryId,
) -> Result<Vec<Entry>> {
    let building = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| can_build_upon(*kind));
    select!(
        "e.lead = $2
           and e.id >= (select coalesce(deed, id) from timeline where guild_id = $1 and id = $3)
           and (e.what->>'kind' = any($4)
                or coalesce(e.deed, e.id) =
                   (select coalesce(deed, id) from timeline where guild_id = $1 and id = $3))
         order by e.id desc",
        guild.0,
        lead.0,
        entry.0,
        &keys(building)
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

fn keys(kinds: impl Iterator<Item = Kind>) -> Vec<String> {
    kinds.map(|kind| kind.key().to_owned()).collect()
}

/// One entry.
pub async fn find(conn: &mut PgConnection, guild: GuildId, id: EntryId) -> Result<Option<Entry>> {
    select!("e.id = $2", guild.0, id.0)
        .fetch_optional(conn)
        .await?
        .map(Entry::try_from)
        .transpose()
}

/// The newest entry of somebody on a lead since `since` that tells of the same in the same words, and was
/// not taken back: which, and from when. Looked for among the newest fifty, so that it costs the same
/// on a lead with a long history.
pub async fn newest_like(
    conn: &mut PgConnection,
    guild: GuildId,
    lead: LeadNumber,
    by: UserId,
    what: &What,
    words: Option<&str>,
    since: DateTime<Utc>,
) -> Result<Option<(EntryId, DateTime<Utc>)>> {
    let found = sqlx::query!(
        "select e.id, e.at
         from (select * from timeline where guild_id = $1 and lead = $2 order by id desc limit 50) e
         where e.actor = $3 and e.what = $4 and e.words is not distinct from $5::text and e.at > $6
           and not exists (select from timeline r where r.guild_id = e.guild_id and r.reverses = e.id)
         order by e.id desc
         limit 1",
        guild.0,
        lead.0,
        by.0,
        Json(what) as _,
        words,
        since,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| (EntryId(row.id), row.at)))
}

/// Entries by their ids; unknown ones are left out.
pub async fn of_ids(
    conn: &mut PgConnection,
    guild: GuildId,
    ids: &[EntryId],
) -> Result<Vec<Entry>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    select!("e.id = any($2)", guild.0, &ids)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Entry::try_from)
        .collect()
}

struct Row {
    id: i64,
    lead: i32,
    at: DateTime<Utc>,
    actor: Option<i64>,
    what: Json<What>,
    from_stage: Option<String>,
    to_stage: Option<String>,
    stood_seconds: Option<i64>,
    words: Option<String>,
    changes: Option<Json<Changes>>,
    reverses: Option<i64>,
    reversed_by: Option<i64>,
    deed: Option<i64>,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let stage = |key: String| Stage::from_key(&key).ok_or(StoreError::unreadable("stage", key));
        let from = row.from_stage.map(stage).transpose()?;
        let step = row.to_stage.map(stage).transpose()?.map(|to| Step {
            from,
            to,
            stood: row.stood_seconds.map(TimeDelta::seconds),
        });
        Ok(Self {
            id: EntryId(row.id),
            lead: LeadNumber(row.lead),
            at: row.at,
            actor: row.actor.map(UserId),
            what: row.what.0,
            step,
            words: row.words,
            changes: row.changes.map(|changes| changes.0),
            reverses: row.reverses.map(EntryId),
            reversed_by: row.reversed_by.map(EntryId),
            deed: row.deed.map(EntryId),
        })
    }
}
