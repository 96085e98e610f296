//! `/promo`: propose, approve, withdraw, current, show.

use poise::serenity_prelude as serenity;

use crate::{
    actions::promotion::{self as acts, propose::Proposal},
    discord::{
        Context, Done,
        answer::{answer, suggest},
        typed::{self, optional, required},
    },
    domain::field::{OneLine, PromoCode, Words},
    wording::promotion as words,
};

/// Promotions: what may be offered, and how to say it
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands("propose", "approve", "withdraw", "current", "show")
)]
pub async fn promo(_: Context<'_>) -> Done {
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let proposal = Proposal {
            code: required("code", &code, PromoCode::parse)?,
            name: required("name", &name, OneLine::parse)?,
            discount: required("discount", &discount, OneLine::parse)?,
            starts_at: typed::when("starts", &starts, ask, false)?,
            ends_at: typed::when("ends", &ends, ask, true)?,
            terms: optional("terms", terms.as_deref(), Words::parse)?,
            audience: optional("audience", audience.as_deref(), OneLine::parse)?,
            product: optional("product", product.as_deref(), OneLine::parse)?,
            wording: optional("wording", wording.as_deref(), Words::parse)?,
            quantity,
        };
        let promotion = acts::propose::propose(pool, ask, proposal).await?;
        Ok(words::proposed(&promotion))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let promotion = acts::approve::approve(pool, ask, &typed::code(&code)?).await?;
        Ok(words::approved(&promotion, ask.now))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let reason = required("reason", &reason, Words::parse)?;
        let promotion = acts::withdraw::withdraw(pool, ask, &typed::code(&code)?, reason).await?;
        Ok(words::withdrawn(&promotion))
    })
    .await
}

/// What may be offered now, and in which words
#[poise::command(slash_command, guild_only)]
pub async fn current(ctx: Context<'_>) -> Done {
    answer(ctx, async |ask, pool| {
        let offers = acts::view::current(pool, ask).await?;
        Ok(words::current(&offers, ask.now, false))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let promotion = acts::view::show(pool, ask, &typed::code(&code)?).await?;
        Ok(words::card(&promotion, ask.now))
    })
    .await
}

/// Codes that fit what was typed.
async fn suggest_code(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    suggest(ctx, async |ask, pool| {
        let found = acts::view::suggest(pool, ask, typed).await?;
        let choice = |(code, name)| (format!("{code} · {name}"), code);
        Ok(found.into_iter().map(choice).collect())
    })
    .await
}
