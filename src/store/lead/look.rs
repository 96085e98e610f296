//! Looking for leads: pages of a list, a search, suggestions while somebody types.

use sqlx::PgConnection;

use crate::{
    domain::{
        ids::{GuildId, LeadNumber, UserId},
        stage::Stage,
    },
    store::Result,
};

/// Which leads a list shows. With neither: all that are not lost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    /// Only those at this stage.
    pub stage: Option<Stage>,
    /// Only those that this person looks after, on either team.
    pub owner: Option<UserId>,
}

/// A page of numbers, those that have stood longest first, and how many there are in all. Past the last
/// page there is nothing, and the count is 0.
pub async fn page(
    conn: &mut PgConnection,
    guild: GuildId,
    which: Which,
    offset: i64,
    most: i64,
) -> Result<(Vec<LeadNumber>, i64)> {
    let rows = sqlx::query!(
        r#"select number, count(*) over () as "total!"
           from lead
           where guild_id = $1
             and ($2::text is null and stage <> 'lost' or stage = $2)
             and ($3::bigint is null or marketing_owner = $3 or sales_owner = $3)
           order by stage_since, number
           offset $4 limit $5"#,
        guild.0,
        which.stage.map(Stage::key),
        which.owner.map(|owner| owner.0),
        offset,
        most,
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let numbers = rows.into_iter().map(|row| LeadNumber(row.number)).collect();
    Ok((numbers, total))
}

/// The fewest digits that are taken for a part of a phone number.
const DIGITS: usize = 4;

/// Numbers of leads whose name, firm, email, phone or handle holds `text`; the lead with exactly this
/// number first, lost ones last.
pub async fn search(
    conn: &mut PgConnection,
    guild: GuildId,
    text: &str,
    most: i64,
) -> Result<Vec<LeadNumber>> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = !text.contains(char::is_alphabetic) && digits.len() >= DIGITS;
    let rows = sqlx::query_scalar!(
        r#"select l.number
           from lead l
           join contact c on c.guild_id = l.guild_id and c.lead = l.number
           where l.guild_id = $1
             and (l.number = $2 or c.name ilike $3 or l.organisation ilike $3 or c.email ilike $3
                  or c.phone ilike $3 or c.handle ilike $4 or c.phone_key like $5)
           group by l.number, l.stage
           order by l.number = $2 desc nulls last, l.stage = 'lost', l.number desc
           limit $6"#,
        guild.0,
        LeadNumber::parse(text).map(|number| number.0),
        holding(text),
        holding(text.strip_prefix('@').unwrap_or(text)),
        is_number.then(|| holding(&digits)),
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(LeadNumber).collect())
}

/// Labels for autocomplete: number, name and firm of leads that fit what was typed so far, 25 at most.
pub async fn suggest(
    conn: &mut PgConnection,
    guild: GuildId,
    typed: &str,
) -> Result<Vec<(LeadNumber, String, Option<String>)>> {
    let typed = typed.trim();
    // Half of a number is a number too: `L-4` suggests L-4, L-42 and L-407.
    let digits = typed
        .trim_start_matches(['L', 'l'])
        .trim_start_matches(['-', '#']);
    let is_number = typed.is_empty() || digits.bytes().all(|b| b.is_ascii_digit());
    let rows = sqlx::query!(
        r#"select l.number, c.name, l.organisation
           from lead l
           join contact c on c.guild_id = l.guild_id and c.lead = l.number and c.is_primary
           where l.guild_id = $1
             and (l.number::text like $2 || '%' or c.name ilike $3 or l.organisation ilike $3)
           order by l.number::text = $2 desc nulls last, l.stage = 'lost', l.number desc
           limit 25"#,
        guild.0,
        is_number.then_some(digits),
        holding(typed),
    )
    .fetch_all(conn)
    .await?;
    let named = |number, name, firm| (LeadNumber(number), name, firm);
    Ok(rows
        .into_iter()
        .map(|row| named(row.number, row.name, row.organisation))
        .collect())
}

/// Sources or campaigns that the company has used, most used first, for autocomplete.
pub async fn used_words(
    conn: &mut PgConnection,
    guild: GuildId,
    campaigns: bool,
    typed: &str,
) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        r#"select word as "word!"
           from (select case when $2 then campaign else source end as word
                 from lead where guild_id = $1) used
           where word ilike $3
           group by word order by count(*) desc, word limit 25"#,
        guild.0,
        campaigns,
        holding(typed.trim()),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// The pattern of what holds `text`, whose own wildcards mean themselves.
fn holding(text: &str) -> String {
    let plain = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{plain}%")
}

#[cfg(test)]
mod tests {
    use super::holding;

    #[test]
    fn wildcards_mean_themselves() {
        assert_eq!(holding("100%_\\"), "%100\\%\\_\\\\%");
    }
}
