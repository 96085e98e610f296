//! A company of a million leads beside one of ten thousand, in one database: what grows with the number of
//! leads, and should not.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Error, bail};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, PgPool};
use strum::VariantArray;
use tandem::{
    actions::{
        self, Ask, Failure, digest,
        handoff::{accept, list, open},
        lead::{add, edit, movement, note, touch, undo, view, wish::Wish},
    },
    app,
    domain::{
        access::{Person, Rights},
        company::Company,
        field::{Email, OneLine, PersonName, Words},
        ids::{GuildId, LeadNumber, UserId},
        lead::{Edit, NewLead},
        stage::Stage,
        warmth::TouchKind,
    },
    store::{self, lead::Which},
};

use crate::server::{self, Server};

/// Times that each thing is done; the median counts.
const TIMES: u32 = 40;

/// Entries on the timeline of each lead.
const ENTRIES: u32 = 10;

/// A Wednesday, ten in the morning.
fn now() -> Result<DateTime<Utc>, Error> {
    Ok("2026-11-25T09:00:00Z".parse()?)
}

/// Fills both companies, and does everything in each.
pub async fn compare(leads: u32, small: u32) -> Result<(), Error> {
    let server = Server::start().await?;
    let url = server.database().await?;
    let migrating = server::pool(&url).await?;
    app::migrate(&migrating).await?;
    migrating.close().await;
    // As the bot connects.
    let pool = app::pool::connect(app::pool::options(10), url.parse()?).await?;
    let mut asks = Vec::new();
    for (guild, count) in [(GuildId(1), leads), (GuildId(2), small)] {
        let began = Instant::now();
        let company = found(&pool, guild).await?;
        fill(&url, guild, count).await?;
        println!(
            "{count} leads, {} entries: made in {:?}",
            count * ENTRIES,
            began.elapsed()
        );
        let rights = Rights {
            marketing: true,
            sales: true,
            manager: true,
            admin: false,
        };
        asks.push((
            Ask {
                company,
                who: Person {
                    id: UserId(5),
                    rights,
                },
                event: None,
                now: now()?,
            },
            count,
        ));
    }
    let mut conn = server::connection(&url).await?;
    sqlx::raw_sql("vacuum analyze").execute(&mut conn).await?;

    println!(
        "\n{:<34}{:>12}{:>12}{:>8}",
        "median, microseconds", small, leads, "ratio"
    );
    for &what in Deed::VARIANTS {
        let mut medians = Vec::new();
        for (ask, count) in &asks {
            medians.push(
                median(&pool, ask, *count, what)
                    .await
                    .with_context(|| format!("{what:?}"))?,
            );
        }
        let [large, little] = medians[..] else {
            bail!("two companies");
        };
        println!(
            "{:<34}{:>12}{:>12}{:>8.2}",
            format!("{what:?}"),
            little.as_micros(),
            large.as_micros(),
            large.as_secs_f64() / little.as_secs_f64()
        );
    }
    pool.close().await;
    server.stop().await;
    Ok(())
}

/// What people do, and what is put together for them.
#[derive(Clone, Copy, Debug, VariantArray)]
enum Deed {
    Add,
    Touch,
    Edit,
    Move,
    Note,
    Undo,
    OpenHandoff,
    AcceptHandoff,
    Show,
    FindByName,
    FindByEmail,
    FindByPartOfPhone,
    ListOpen,
    ListMine,
    ListStage,
    ListPageNinety,
    ListHandoffs,
    TypeNumber,
    TypeName,
    TypeOneLetter,
    TypeSource,
    TypePendingHandoff,
    Digest,
}

impl Deed {
    /// The last digit of the leads that it is done to, which says where they stand; see [`fill`].
    fn digit(self) -> u32 {
        match self {
            Self::Move => 0,
            Self::Note | Self::Undo => 2,
            Self::OpenHandoff | Self::AcceptHandoff => 6,
            _ => 1,
        }
    }
}

async fn median(pool: &PgPool, ask: &Ask, count: u32, deed: Deed) -> Result<Duration, Error> {
    let mut took = Vec::new();
    for time in 0..TIMES {
        // Others each time, from all over the company.
        let tens = (time * 7919 + 13) % (count / 10 - 1);
        let number = (tens + 1) * 10 + deed.digit();
        let began = Instant::now();
        act(pool, ask, number, time, deed).await?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took[took.len() / 2])
}

async fn act(pool: &PgPool, ask: &Ask, number: u32, time: u32, deed: Deed) -> Result<(), Error> {
    let lead = LeadNumber(number.cast_signed());
    let which = |stage, owner| Which { stage, owner };
    match deed {
        Deed::Add => unit(add::add(pool, ask, fresh(time)?).await),
        Deed::Touch => unit(touch::touch(pool, ask, lead, TouchKind::ALL[0], None).await),
        Deed::Edit => {
            let firm = Edit::Organisation(Some(typed(OneLine::parse(&format!("Firm {time}")))?));
            unit(edit::edit(pool, ask, lead, &[firm]).await)
        }
        Deed::Move => {
            let wish = Wish {
                to: Stage::Interest,
                reason: None,
                rest_until: None,
                must_change: None,
                value: None,
                override_reason: None,
            };
            unit(movement::move_lead(pool, ask, lead, &wish).await)
        }
        Deed::Note => unit(
            note::note(
                pool,
                ask,
                lead,
                typed(Words::parse(&format!("The {time}th")))?,
            )
            .await,
        ),
        Deed::Undo => unit(undo::undo(pool, ask, lead, None).await),
        Deed::OpenHandoff => unit(open::open(pool, ask, lead, None, None).await),
        Deed::AcceptHandoff => unit(accept::accept_lead(pool, ask, lead).await),
        Deed::Show => unit(view::show(pool, ask, lead).await),
        Deed::FindByName => unit(view::find(pool, ask, "first7 last31").await),
        Deed::FindByEmail => unit(view::find(pool, ask, &format!("p{number}@firm.example")).await),
        Deed::FindByPartOfPhone => unit(view::find(pool, ask, "0421").await),
        Deed::ListOpen => unit(view::list(pool, ask, which(None, None), 0).await),
        Deed::ListMine => unit(view::list(pool, ask, which(None, Some(UserId(7))), 0).await),
        Deed::ListStage => {
            unit(view::list(pool, ask, which(Some(Stage::Consideration), None), 0).await)
        }
        Deed::ListPageNinety => unit(view::list(pool, ask, which(None, None), 90).await),
        Deed::ListHandoffs => unit(list::list(pool, ask).await),
        Deed::TypeNumber => unit(view::suggest(pool, ask, "L-12").await),
        Deed::TypeName => unit(view::suggest(pool, ask, "first7").await),
        Deed::TypeOneLetter => unit(view::suggest(pool, ask, "l").await),
        Deed::TypeSource => unit(view::used(pool, ask, false, "tr").await),
        Deed::TypePendingHandoff => unit(list::suggest(pool, ask, "last3").await),
        Deed::Digest => {
            let mut conn = pool.acquire().await?;
            let yesterday = ask.now - TimeDelta::days(1);
            digest::content(&mut conn, &ask.company, yesterday, ask.now, ask.now).await?;
            Ok(())
        }
    }
}

/// What came of it does not matter, but that it was done.
fn unit<T>(done: actions::Result<T>) -> Result<(), Error> {
    match done {
        Ok(_) => Ok(()),
        Err(Failure::Internal(error)) => Err(error.into()),
        Err(other) => bail!("{other:?}"),
    }
}

/// What the domain reads, or why it does not.
fn typed<T, E: std::fmt::Debug>(read: Result<T, E>) -> Result<T, Error> {
    read.map_err(|problem| anyhow::anyhow!("{problem:?}"))
}

fn fresh(time: u32) -> Result<NewLead, Error> {
    Ok(NewLead {
        name: typed(PersonName::parse("first7 last31"))?,
        email: Some(typed(Email::parse(&format!("new{time}@firm.example")))?),
        phone: None,
        handle: None,
        organisation: None,
        source: typed(OneLine::parse("Trade show"))?,
        campaign: None,
        stage: Stage::Awareness,
        value: None,
        note: None,
    })
}

/// A company that is set up.
async fn found(pool: &PgPool, guild: GuildId) -> Result<Arc<Company>, Error> {
    let mut conn = pool.acquire().await?;
    store::company::meet(&mut conn, guild, "Acme", now()?).await?;
    let met = store::company::find(&mut conn, guild)
        .await?
        .context("just met")?;
    let company = Company {
        set_up_at: Some(now()?),
        ..met
    };
    store::company::update(&mut conn, &company).await?;
    let found = store::company::find(&mut conn, guild).await?;
    Ok(Arc::new(found.context("just settled")?))
}

/// Leads by the last digit of their number: 0 to 3 awareness, 4 and 5 interest, 6 and 7 consideration and
/// warm, 8 purchase, 9 lost; seven first names, a thousand last ones. Each stands on a timeline that
/// reaches back a year; a tenth of its entries are moves. Of each five thousand one waits for sales.
async fn fill(url: &str, guild: GuildId, leads: u32) -> Result<(), Error> {
    let mut conn = server::connection(url).await?;
    let all = format!("from generate_series(1, {leads}) n");
    let (guild, day) = (guild.0, "timestamptz '2026-11-25 08:00Z'");
    // How long ago, in minutes, spread over a year; the larger company has more in each hour.
    let ago = "((n::bigint * 104729) % 525600)";
    let stage = "(array['awareness','awareness','awareness','awareness','interest','interest',
                        'consideration','consideration','purchase','lost'])[n % 10 + 1]";
    let email = "'p' || n || '@firm.example'";
    let phone = "('4930' || lpad(n::text, 7, '0'))";
    for statement in [
        // What the triggers would do is done here, at once.
        "set session_replication_role = replica; set statement_timeout = 0".to_owned(),
        format!(
            "insert into lead (guild_id, number, stage, stage_since, source, created_at, created_by,
                               marketing_owner, sales_owner, lost_reason, words)
             select {guild}, n, {stage}, {day} - interval '1 minute' * {ago}, 'Trade show', {day} - interval '1 year', 5, 5 + n % 20,
                    case when n % 10 = 8 then 5 + n % 20 end, case when n % 10 = 9 then 'price' end,
                    array['=first' || n % 7 || ' last' || n % 1000, 'first' || n % 7, 'last' || n % 1000,
                          'p' || n, 'firm', 'example', {email}, {phone}, right({phone}, 4)]
             {all}"
        ),
        format!(
            "insert into lead_word (guild_id, word, lead)
             select distinct guild_id, word, number from lead, unnest(words) as word
             where guild_id = {guild}"
        ),
        format!(
            "insert into contact (guild_id, lead, is_primary, name, email, email_key, phone, phone_key)
             select {guild}, n, true, 'first' || n % 7 || ' last' || n % 1000, {email}, {email},
                    '+' || {phone}, {phone}
             {all}"
        ),
        format!(
            "insert into timeline (guild_id, lead, at, actor, what, from_stage, to_stage, stood_seconds)
             select {guild}, n, {day} - interval '1 minute' * ((n::bigint * 104729 + e * 52560) % 525600), 5,
                    case when e = 0 then '{{\"kind\": \"moved\"}}'::jsonb
                         else '{{\"kind\": \"noted\"}}'::jsonb end,
                    case when e = 0 then 'awareness' end, case when e = 0 then 'interest' end,
                    case when e = 0 then 3600 end
             {all}, generate_series(0, {ENTRIES} - 1) e"
        ),
        format!(
            "insert into touch (guild_id, lead, kind, points, at, actor, entry, team)
             select {guild}, n, 'asked-for-sales', 60, {day}, 5, 0, 'marketing' {all}
             where n % 10 in (6, 7)"
        ),
        format!(
            "insert into handoff (guild_id, lead, hot, opened_at, opened_by, warn_at, due_at)
             select {guild}, n, false, {day}, 5, {day} + interval '3 hours', {day} + interval '4 hours' {all}
             where n % 5000 = 7"
        ),
        format!(
            "insert into word_used (guild_id, kind, word, used_at)
             select {guild}, 'source', 'Trade show ' || n, {day} from generate_series(1, 200) n"
        ),
        format!("select setval('lead_number_{guild}', {leads})"),
        "set session_replication_role = default".to_owned(),
    ] {
        let began = Instant::now();
        sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&mut conn)
            .await
            .with_context(|| statement)?;
        if began.elapsed() > Duration::from_secs(60) {
            println!("… still filling: that took {:?}", began.elapsed());
        }
    }
    Ok(())
}
