//! What a company settles, in `/setup` and `/settings`.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::{Ask, Result, begin};
pub use crate::domain::setting::{Gone, Setting};
use crate::{
    domain::{
        alert::{Alert, Destination, Place},
        company::Company,
        handoff::HandoffState,
        ids::GuildId,
        refusal::CompanyRefusal,
    },
    store,
};

/// Changes settings, and remembers the page of `/setup` when it is there that they were changed. Gives
/// the company before and after.
pub async fn change(
    pool: &PgPool,
    ask: &Ask,
    settings: &[Setting],
    page: Option<i16>,
) -> Result<(Company, Company)> {
    ask.who.rights.configure()?;
    let guild = ask.company.guild;
    let mut tx = begin(pool, ask).await?;
    let before = store::company::lock(&mut tx, guild)
        .await?
        .ok_or(CompanyRefusal::NotSetUp)?;
    let mut after = before.clone();
    for setting in settings {
        setting.apply(&mut after)?;
        let detail = json!({ "value": setting.value() });
        store::audit::append(
            &mut tx,
            guild,
            ask.now,
            Some(ask.who.id),
            "setting.changed",
            setting.key(),
            detail,
        )
        .await?;
    }
    if page.is_some() {
        after.setup_page = page;
    }
    store::company::update(&mut tx, &after).await?;
    if after.times_differ(&before) {
        // Boxed: it is rare, and what it holds would make every change of a setting as large.
        Box::pin(follow(&mut tx, &after, ask.now)).await?;
    }
    for &place in Place::ALL {
        let named = after.channels.of(place);
        if named.is_some() && named != before.channels.of(place) {
            // What could not be said where it belonged is said in the new channel.
            store::place::mended(&mut tx, guild, place).await?;
        }
    }
    tx.commit().await?;
    Ok((before, after))
}

/// What waits for sales follows hours, holidays and times to accept: its steps are computed anew, so that
/// what is late is late by the hours that its figures are counted in. Whoever opens a handoff meanwhile
/// waits for the company's row, and reads the new hours.
async fn follow(conn: &mut PgConnection, company: &Company, now: DateTime<Utc>) -> Result<()> {
    let guild = company.guild;
    for known in store::handoff::pending(&mut *conn, guild).await? {
        // The lead's lock comes first, as everywhere.
        store::lead::lock(&mut *conn, guild, known.lead).await?;
        let Some(mut handoff) = store::handoff::lock(&mut *conn, guild, known.id).await? else {
            continue;
        };
        if handoff.state == HandoffState::Pending && handoff.recompute(company, now) {
            store::handoff::update(&mut *conn, &handoff).await?;
            let card = Alert::HandoffCard { handoff: known.id };
            store::outbox::enqueue(&mut *conn, guild, Place::Sales, &card, now).await?;
        }
    }
    Ok(())
}

/// What could not be said: what it was, and why not.
pub async fn dead(pool: &PgPool, ask: &Ask) -> Result<Vec<(String, String)>> {
    let mut conn = pool.acquire().await?;
    Ok(store::outbox::dead(&mut conn, ask.company.guild).await?)
}

/// Takes note that channels or roles were deleted that the company may have named: the settings name
/// nothing any more, and the admin is told. Told once, since afterwards nothing is named that could be
/// lost.
pub async fn lost(
    pool: &PgPool,
    guild: GuildId,
    gone: &[Gone],
    now: DateTime<Utc>,
) -> Result<Vec<Setting>> {
    let mut tx = pool.begin().await?;
    let Some(mut company) = store::company::lock(&mut tx, guild).await? else {
        return Ok(Vec::new());
    };
    let mut lost = Vec::new();
    for gone in gone {
        for setting in gone.unnamed(&company) {
            setting.apply(&mut company)?;
            let detail = json!({ "was": gone.value() });
            let key = setting.key();
            store::audit::append(&mut tx, guild, now, None, "setting.lost", key, detail).await?;
            lost.push(setting);
        }
    }
    if lost.is_empty() {
        return Ok(lost);
    }
    store::company::update(&mut tx, &company).await?;
    if company.ready().is_ok() {
        let settings = lost.iter().map(|lost| lost.key().to_owned()).collect();
        let alert = Alert::SettingsLost { settings };
        store::outbox::enqueue(&mut tx, guild, Destination::Admin, &alert, now).await?;
    }
    tx.commit().await?;
    Ok(lost)
}

/// Ends `/setup`: from now on the company works, and each place is greeted.
pub async fn finish(pool: &PgPool, ask: &Ask) -> Result<Company> {
    ask.who.rights.configure()?;
    let guild = ask.company.guild;
    let mut tx = begin(pool, ask).await?;
    let mut company = store::company::lock(&mut tx, guild)
        .await?
        .ok_or(CompanyRefusal::NotSetUp)?;
    company.setup_page = None;
    company.set_up_at = company.set_up_at.or(Some(ask.now));
    store::company::update(&mut tx, &company).await?;
    store::audit::append(
        &mut tx,
        guild,
        ask.now,
        Some(ask.who.id),
        "setup.finished",
        "company",
        json!({}),
    )
    .await?;
    for &place in Place::ALL {
        store::outbox::enqueue(&mut tx, guild, place, &Alert::Greeting, ask.now).await?;
    }
    tx.commit().await?;
    Ok(company)
}
