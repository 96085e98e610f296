//! Looking for leads: pages of a list, a search, suggestions while somebody types. Each looks at as much
//! as it shows, however many leads there are.

use sqlx::PgConnection;

use crate::{
    domain::{
        ids::{GuildId, LeadNumber, UserId},
        part::Part,
        search::{Sought, behind},
        stage::Stage,
    },
    store::{Result, counted, counting},
};

/// Which leads a list shows. With neither: all that are not lost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    /// Only those at this stage.
    pub stage: Option<Stage>,
    /// Only those that this person looks after, on either team.
    pub owner: Option<UserId>,
}

/// Leads that are looked at for each of the ways in which one can fit; those that fit best are among them.
const LOOKED_AT: i64 = 200;

/// A page of numbers, those that have stood longest first, of how many there are in all. A statement for each
/// list, so that each has its index.
pub async fn page(
    conn: &mut PgConnection,
    guild: GuildId,
    which: Which,
    offset: i64,
    most: i64,
) -> Result<Part<LeadNumber>> {
    let stage = which.stage.map(Stage::key);
    let (numbers, total) = match (stage, which.owner) {
        (None, None) => open(conn, guild, offset, most).await?,
        (Some(stage), None) => at(conn, guild, stage, offset, most).await?,
        (stage, Some(owner)) => of_owner(conn, guild, owner, stage, offset, most).await?,
    };
    Ok(Part {
        first: numbers.into_iter().map(LeadNumber).collect(),
        total: counted(total),
    })
}

/// All that are not lost.
async fn open(
    conn: &mut PgConnection,
    guild: GuildId,
    offset: i64,
    most: i64,
) -> Result<(Vec<i32>, i64)> {
    let numbers = sqlx::query_scalar!(
        "select number from lead where guild_id = $1 and stage <> 'lost'
         order by stage_since, number offset $2 limit $3",
        guild.0,
        offset,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from lead where guild_id = $1 and stage <> 'lost' limit $2) counted"#,
        guild.0,
        counting(),
    )
    .fetch_one(conn)
    .await?;
    Ok((numbers, total))
}

/// Those at a stage.
async fn at(
    conn: &mut PgConnection,
    guild: GuildId,
    stage: &str,
    offset: i64,
    most: i64,
) -> Result<(Vec<i32>, i64)> {
    let numbers = sqlx::query_scalar!(
        "select number from lead where guild_id = $1 and stage = $2
         order by stage_since, number offset $3 limit $4",
        guild.0,
        stage,
        offset,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from lead where guild_id = $1 and stage = $2 limit $3) counted"#,
        guild.0,
        stage,
        counting(),
    )
    .fetch_one(conn)
    .await?;
    Ok((numbers, total))
}

/// Those that somebody looks after, on either team; without a stage those that are not lost.
async fn of_owner(
    conn: &mut PgConnection,
    guild: GuildId,
    owner: UserId,
    stage: Option<&str>,
    offset: i64,
    most: i64,
) -> Result<(Vec<i32>, i64)> {
    let numbers = sqlx::query_scalar!(
        r#"select number as "number!"
           from ((select number, stage_since from lead
                  where guild_id = $1 and marketing_owner = $2
                    and ($3::text is null and stage <> 'lost' or stage = $3)
                  order by stage_since, number limit $4::bigint + $5::bigint)
                 union
                 (select number, stage_since from lead
                  where guild_id = $1 and sales_owner = $2
                    and ($3::text is null and stage <> 'lost' or stage = $3)
                  order by stage_since, number limit $4::bigint + $5::bigint)) own
           order by stage_since, number offset $4 limit $5"#,
        guild.0,
        owner.0,
        stage,
        offset,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    let total = sqlx::query_scalar!(
        r#"select least(count(*), $4) as "count!"
           from ((select number from lead
                  where guild_id = $1 and marketing_owner = $2
                    and ($3::text is null and stage <> 'lost' or stage = $3) limit $4)
                 union
                 (select number from lead
                  where guild_id = $1 and sales_owner = $2
                    and ($3::text is null and stage <> 'lost' or stage = $3) limit $4)) own"#,
        guild.0,
        owner.0,
        stage,
        counting(),
    )
    .fetch_one(conn)
    .await?;
    Ok((numbers, total))
}

/// Numbers of leads that fit what was typed: the number itself, then exactly this name, then names that
/// begin so, then those that know each of the words; of equal ones lost ones last, the newest first.
pub async fn search(
    conn: &mut PgConnection,
    guild: GuildId,
    number: Option<LeadNumber>,
    sought: Option<&Sought>,
    most: i64,
) -> Result<Vec<LeadNumber>> {
    let (first, whole) = sought.map_or(("", ""), |sought| (&sought.first, &sought.whole));
    let others = sought.map_or(&[][..], |sought| &sought.others);
    let rows = sqlx::query_scalar!(
        r#"with fits as (
               (select number as lead, 0 as rank from lead where guild_id = $1 and number = $2)
               union all
               (select lead, 1 from lead_word where guild_id = $1 and word = $3 and $3 <> ''
                order by lead desc limit $9)
               union all
               (select lead, 2 from lead_word where guild_id = $1 and word > $3 and word < $4 and $3 <> ''
                order by word limit $9)
               union all
               (select w.lead, 3 from lead_word w
                join lead l on l.guild_id = w.guild_id and l.number = w.lead
                where w.guild_id = $1 and w.word = $5 and $5 <> '' and not exists (
                    select from unnest($7::text[]) as other
                    where not exists (select from unnest(l.words) as own where starts_with(own, other)))
                order by w.lead desc limit $9)
               union all
               (select w.lead, 4 from lead_word w
                join lead l on l.guild_id = w.guild_id and l.number = w.lead
                where w.guild_id = $1 and w.word > $5 and w.word < $6 and $5 <> '' and not exists (
                    select from unnest($7::text[]) as other
                    where not exists (select from unnest(l.words) as own where starts_with(own, other)))
                order by w.word limit $9)
           )
           select l.number
           from (select lead, min(rank) as rank from fits group by lead) fit
           join lead l on l.guild_id = $1 and l.number = fit.lead
           order by fit.rank, l.stage = 'lost', l.number desc
           limit $8"#,
        guild.0,
        number.map(|number| number.0),
        whole,
        behind(whole),
        first,
        behind(first),
        others,
        most,
        LOOKED_AT,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}

/// Numbers of leads whose number begins with these digits, the exact one first, then the newest: `4` gives
/// L-4, L-407, L-42. With none all.
pub async fn by_digits(
    conn: &mut PgConnection,
    guild: GuildId,
    digits: &str,
    most: i64,
) -> Result<Vec<LeadNumber>> {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    match digits.parse::<i32>() {
        Ok(number) if number > 0 => {
            let mut span = Some((number, number));
            while let Some((least, greatest)) = span {
                from.push(least);
                to.push(greatest);
                span = least.checked_mul(10).zip(
                    greatest
                        .checked_mul(10)
                        .and_then(|greatest| greatest.checked_add(9)),
                );
            }
        }
        _ if digits.is_empty() => {
            from.push(1);
            to.push(i32::MAX);
        }
        _ => {}
    }
    let rows = sqlx::query_scalar!(
        r#"select l.number
           from unnest($2::int[], $3::int[]) as span (least, greatest),
                lateral (select number, stage from lead
                         where guild_id = $1 and number between span.least and span.greatest
                         order by number desc limit $4) l
           order by l.number = $5 desc nulls last, l.stage = 'lost', l.number desc
           limit $4"#,
        guild.0,
        &from,
        &to,
        most,
        digits.parse::<i32>().ok(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}

/// Labels for autocomplete: name and firm of these leads, in no order.
pub async fn labels(
    conn: &mut PgConnection,
    guild: GuildId,
    numbers: &[LeadNumber],
) -> Result<Vec<(LeadNumber, String, Option<String>)>> {
    let numbers: Vec<i32> = numbers.iter().map(|number| number.0).collect();
    let rows = sqlx::query!(
        "select l.number, c.name, l.organisation
         from lead l
         join contact c on c.guild_id = l.guild_id and c.lead = l.number and c.is_primary
         where l.guild_id = $1 and l.number = any($2)",
        guild.0,
        &numbers,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (LeadNumber(row.number), row.name, row.organisation))
        .collect())
}

/// Sources or campaigns that the company has used and that hold `typed`, the latest used first, 25 at most.
pub async fn used_words(
    conn: &mut PgConnection,
    guild: GuildId,
    campaigns: bool,
    typed: &str,
) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        "select word from word_used
         where guild_id = $1 and kind = $2 and strpos(lower(word), lower($3)) > 0
         order by used_at desc, word limit 25",
        guild.0,
        if campaigns { "campaign" } else { "source" },
        typed.trim(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}
