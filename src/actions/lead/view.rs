//! Looking at leads: one, a page of them, those that fit a text.

use sqlx::{PgConnection, PgPool};
use unicode_normalization::UnicodeNormalization;

use crate::{
    actions::{Ask, Result},
    domain::{
        handoff::{Handoff, HandoffState},
        ids::LeadNumber,
        lead::Lead,
        part::Part,
        refusal::TypedRefusal,
        search::Sought,
        text::is_hidden,
        timeline::Entry,
        warmth::{Share, Touch, explain, is_hot, warmth},
    },
    store,
};

pub use crate::store::lead::Which;

/// Entries that a lead's card shows.
const SHOWN: i64 = 10;

/// Characters that are looked for; no field holds more.
const MOST_SOUGHT: usize = 254;

/// Leads that are suggested while somebody types: as many as Discord takes.
const SUGGESTED: i64 = 25;

/// Leads on a page of a list.
pub const PAGE: i64 = 10;

/// A lead with all that its card shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The lead.
    pub lead: Lead,
    /// How warm it is, in points.
    pub warmth: f64,
    /// Whether it is hot.
    pub hot: bool,
    /// Why it is as warm as it is.
    pub shares: Vec<Share>,
    /// The newest entries, newest first.
    pub timeline: Vec<Entry>,
    /// The handoff that waits.
    pub pending: Option<Handoff>,
}

/// A lead in a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The lead.
    pub lead: Lead,
    /// How warm it is.
    pub warmth: f64,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its leads, of how many on all pages.
    pub leads: Part<Line>,
    /// Its number, from 0.
    pub page: i64,
}

/// Shows a lead to somebody who takes part.
pub async fn show(pool: &PgPool, ask: &Ask, number: LeadNumber) -> Result<View> {
    let mut conn = pool.acquire().await?;
    view(&mut conn, ask, number).await
}

/// A lead with all that its card shows.
pub async fn view(conn: &mut PgConnection, ask: &Ask, number: LeadNumber) -> Result<View> {
    let guild = ask.company.guild;
    let lead = super::find(&mut *conn, ask, number).await?;
    let touches = store::touch::of_lead(&mut *conn, guild, number).await?;
    let timeline = store::timeline::newest(&mut *conn, guild, number, SHOWN).await?;
    let newest = store::handoff::newest(conn, guild, number).await?;
    let half_life = ask.company.half_life_days;
    Ok(View {
        lead,
        warmth: warmth(&touches, ask.now, half_life),
        hot: is_hot(&touches, ask.now, half_life, ask.company.threshold),
        shares: explain(&touches, ask.now, half_life),
        timeline,
        pending: newest.filter(|handoff| handoff.state == HandoffState::Pending),
    })
}

/// A page of a list, those that have stood longest first.
pub async fn list(pool: &PgPool, ask: &Ask, which: Which, page: i64) -> Result<Page> {
    let mut conn = pool.acquire().await?;
    let guild = ask.company.guild;
    let mut page = page.clamp(0, 100_000);
    let mut numbers = store::lead::page(&mut conn, guild, which, page * PAGE, PAGE).await?;
    // A button can be older than the list is long.
    if numbers.first.is_empty() && page > 0 {
        page = 0;
        numbers = store::lead::page(&mut conn, guild, which, 0, PAGE).await?;
    }
    let leads = Part {
        first: lines(&mut conn, ask, &numbers.first).await?,
        total: numbers.total,
    };
    Ok(Page { leads, page })
}

/// Leads that know each word of `text`, at least its beginning: in name, firm, email, phone or handle.
pub async fn find(pool: &PgPool, ask: &Ask, text: &str) -> Result<Vec<Line>> {
    let text = plain(text);
    if text.is_empty() {
        return Err(TypedRefusal::NothingToDo {
            example: "/lead find text:lovelace",
        }
        .into());
    }
    let mut conn = pool.acquire().await?;
    let numbers = fitting(&mut conn, ask, &text, PAGE).await?;
    lines(&mut conn, ask, &numbers).await
}

/// Leads that fit what somebody has typed so far: number, name, firm; 25 at most.
pub async fn suggest(
    pool: &PgPool,
    ask: &Ask,
    typed: &str,
) -> Result<Vec<(LeadNumber, String, Option<String>)>> {
    let mut conn = pool.acquire().await?;
    let (guild, typed) = (ask.company.guild, plain(typed));
    // Half of a number is a number too: `L-4` suggests L-4, L-42 and L-407.
    let digits = typed
        .trim_start_matches(['L', 'l'])
        .trim_start_matches(['-', '#']);
    let mut numbers = if digits.bytes().all(|b| b.is_ascii_digit()) {
        store::lead::by_digits(&mut conn, guild, digits, SUGGESTED).await?
    } else {
        Vec::new()
    };
    if numbers.is_empty() {
        numbers = fitting(&mut conn, ask, &typed, SUGGESTED).await?;
    }
    let labels = store::lead::labels(&mut conn, guild, &numbers).await?;
    let label = |number: &LeadNumber| labels.iter().find(|label| label.0 == *number).cloned();
    Ok(numbers.iter().filter_map(label).collect())
}

/// Numbers of leads that fit a text.
async fn fitting(
    conn: &mut PgConnection,
    ask: &Ask,
    text: &str,
    most: i64,
) -> Result<Vec<LeadNumber>> {
    let number = LeadNumber::parse(text);
    // `L-3` is a number and nothing else; `3` may begin something.
    let is_number = number.is_some() && !text.bytes().all(|b| b.is_ascii_digit());
    let sought = Sought::parse(text).filter(|_| !is_number);
    if number.is_none() && sought.is_none() {
        return Ok(Vec::new());
    }
    let guild = ask.company.guild;
    Ok(store::lead::search(conn, guild, number, sought.as_ref(), most).await?)
}

/// Sources or campaigns that the company has used and that hold what somebody has typed so far.
pub async fn used(pool: &PgPool, ask: &Ask, campaigns: bool, typed: &str) -> Result<Vec<String>> {
    let mut conn = pool.acquire().await?;
    let guild = ask.company.guild;
    Ok(store::lead::used_words(&mut conn, guild, campaigns, &plain(typed)).await?)
}

/// What is looked for, composed as names are kept, and without what nobody sees.
fn plain(typed: &str) -> String {
    let text: String = typed
        .nfc()
        .filter(|c| !is_hidden(*c))
        .take(MOST_SOUGHT)
        .collect();
    text.trim().to_owned()
}

/// Leads in the order of their numbers as given.
async fn lines(conn: &mut PgConnection, ask: &Ask, numbers: &[LeadNumber]) -> Result<Vec<Line>> {
    let guild = ask.company.guild;
    let leads = store::lead::of_numbers(&mut *conn, guild, numbers).await?;
    let touches = store::touch::of_leads(conn, guild, numbers).await?;
    let line = |number: &LeadNumber| {
        let lead = leads.iter().find(|lead| lead.number == *number)?.clone();
        let own: Vec<Touch> = touches
            .iter()
            .filter(|(of, _)| of == number)
            .map(|(_, touch)| *touch)
            .collect();
        Some(Line {
            lead,
            warmth: warmth(&own, ask.now, ask.company.half_life_days),
        })
    };
    Ok(numbers.iter().filter_map(line).collect())
}
