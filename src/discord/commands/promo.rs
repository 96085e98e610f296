//! `/promo`: propose, approve, withdraw, current, show.

use poise::serenity_prelude as serenity;

use super::lead::offer;
use crate::{
    actions::promotion::{self as acts, propose::Proposal},
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
    },
    domain::{
        field::{self, OneLine, PromoCode, Words},
        local::parse_when,
        refusal::{Refusal, TypedRefusal},
    },
    store, wording,
};

/// Promotions: what may be offered, and how to say it
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands("propose", "approve", "withdraw", "current", "show")
)]
pub async fn promo(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// Write a promotion; that is marketing's key, and sales is asked for theirs
#[poise::command(slash_command, guild_only, category = "marketing")]
#[expect(
    clippy::too_many_arguments,
    reason = "a command's options are its arguments"
)]
pub async fn propose(
    ctx: Context<'_>,
    #[description = "What people type, like SPRING-20"] code: String,
    #[description = "What it is called"] name: String,
    #[description = "What the customer gets, like 20 % off the first year"] discount: String,
    #[description = "From when: now, 2026-12-01, 2026-12-01 09:00"] starts: String,
    #[description = "Until when; a day alone counts whole"] ends: String,
    #[description = "What to say"] wording: Option<String>,
    #[description = "Under which terms"] terms: Option<String>,
    #[description = "For whom"] audience: Option<String>,
    #[description = "For which product"] product: Option<String>,
    #[description = "How many may be given"]
    #[min = 1]
    #[max = 1_000_000]
    quantity: Option<i32>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            ask.who.rights.take_part()?;
            let when = |option, typed: &str, end| {
                parse_when(typed, ask.company.zone, ask.now, end)
                    .map_err(|error| TypedRefusal::When { option, error })
            };
            let proposal = Proposal {
                code: field::required("code", &code, PromoCode::parse).map_err(Refusal::from)?,
                name: field::required("name", &name, OneLine::parse).map_err(Refusal::from)?,
                discount: field::required("discount", &discount, OneLine::parse)
                    .map_err(Refusal::from)?,
                starts_at: when("starts", &starts, false)?,
                ends_at: when("ends", &ends, true)?,
                terms: field::optional("terms", terms.as_deref(), Words::parse)
                    .map_err(Refusal::from)?,
                audience: field::optional("audience", audience.as_deref(), OneLine::parse)
                    .map_err(Refusal::from)?,
                product: field::optional("product", product.as_deref(), OneLine::parse)
                    .map_err(Refusal::from)?,
                wording: field::optional("wording", wording.as_deref(), Words::parse)
                    .map_err(Refusal::from)?,
                quantity,
            };
            let promotion = acts::propose::propose(&exchange.data.pool, &ask, proposal).await?;
            Ok(Answer::Private(wording::promotion::proposed(&promotion)))
        })
        .await
}

/// Turn your team's key of a promotion; never of your own
#[poise::command(slash_command, guild_only, category = "the team whose key is missing")]
pub async fn approve(
    ctx: Context<'_>,
    #[description = "Its code"]
    #[autocomplete = "suggest_code"]
    code: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let promotion = acts::approve::approve(&exchange.data.pool, &ask, &code).await?;
            Ok(Answer::Private(wording::promotion::approved(
                &promotion, ask.now,
            )))
        })
        .await
}

/// Take a promotion back, and say why
#[poise::command(slash_command, guild_only)]
pub async fn withdraw(
    ctx: Context<'_>,
    #[description = "Its code"]
    #[autocomplete = "suggest_code"]
    code: String,
    #[description = "Why; both teams read it"] reason: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            ask.who.rights.take_part()?;
            let reason = field::required("reason", &reason, Words::parse).map_err(Refusal::from)?;
            let promotion =
                acts::withdraw::withdraw(&exchange.data.pool, &ask, &code, reason).await?;
            Ok(Answer::Private(wording::promotion::withdrawn(&promotion)))
        })
        .await
}

/// What may be offered now, and in which words
#[poise::command(slash_command, guild_only)]
pub async fn current(ctx: Context<'_>) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let offers = acts::view::current(&exchange.data.pool, &ask).await?;
            Ok(Answer::Private(wording::promotion::current(
                &offers, ask.now, false,
            )))
        })
        .await
}

/// Show a promotion with its terms and keys
#[poise::command(slash_command, guild_only)]
pub async fn show(
    ctx: Context<'_>,
    #[description = "Its code"]
    #[autocomplete = "suggest_code"]
    code: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let promotion = acts::view::show(&exchange.data.pool, &ask, &code).await?;
            Ok(Answer::Private(wording::promotion::card(
                &promotion, ask.now,
            )))
        })
        .await
}

/// Codes that fit what was typed.
async fn suggest_code(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    offer(codes(ctx, typed).await)
}

async fn codes(ctx: Context<'_>, typed: &str) -> Vec<serenity::AutocompleteChoice> {
    let exchange = Exchange::of_command(&ctx);
    let Ok(ask) = exchange.ask().await else {
        return Vec::new();
    };
    if !ask.who.rights.any_role() {
        return Vec::new();
    }
    let Ok(mut conn) = exchange.data.pool.acquire().await else {
        return Vec::new();
    };
    let found = store::promotion::suggest(&mut conn, ask.company.guild, typed)
        .await
        .unwrap_or_default();
    found
        .into_iter()
        .map(|(code, name)| {
            let label: String = format!("{code} · {name}").chars().take(100).collect();
            serenity::AutocompleteChoice::new(label, code)
        })
        .collect()
}
