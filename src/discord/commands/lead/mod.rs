//! `/lead`: everything that people do with leads.

mod add;
mod change;
pub mod look;
mod outcome;

use poise::serenity_prelude as serenity;

use crate::{
    actions::lead::view,
    discord::{
        Context, Done,
        answer::{of_text, suggest},
    },
    wording::lead::label,
};

/// Leads: add, find, warm, move, win
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands(
        "add::add",
        "look::show",
        "look::find",
        "look::list",
        "change::edit",
        "outcome::move_lead",
        "change::touch",
        "change::note",
        "change::assign",
        "outcome::win",
        "outcome::lose",
        "outcome::undo"
    )
)]
pub async fn lead(_: Context<'_>) -> Done {
    Ok(())
}

/// Leads that fit what was typed so far, by number and name.
pub async fn suggest_lead(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    suggest(ctx, async |ask, pool| {
        let leads = view::suggest(pool, ask, typed).await?;
        let choices = leads.into_iter().map(|(number, name, firm)| {
            (label(number, &name, firm.as_deref()), number.to_string())
        });
        Ok(choices.collect())
    })
    .await
}

/// Words that the company has used, and what is typed, which can be taken as it is.
async fn used(
    ctx: Context<'_>,
    typed: &str,
    campaigns: bool,
) -> serenity::CreateAutocompleteResponse {
    suggest(ctx, async |ask, pool| {
        let mut words = view::used(pool, ask, campaigns, typed).await?;
        let typed = typed.trim();
        let fits = (1..=100).contains(&typed.chars().count());
        if fits && !words.iter().any(|word| word == typed) {
            words.insert(0, typed.to_owned());
        }
        Ok(words.into_iter().map(of_text).collect())
    })
    .await
}

/// Sources that the company has used.
async fn suggest_source(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    used(ctx, typed, false).await
}

/// Campaigns that the company has used.
async fn suggest_campaign(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    used(ctx, typed, true).await
}

/// The company's reasons for a loss.
async fn suggest_reason(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let typed = typed.trim().to_lowercase();
    suggest(ctx, async |ask, _| {
        let reasons = ask.company.loss_reasons.iter();
        let fitting = reasons.filter(|reason| reason.to_lowercase().contains(&typed));
        Ok(fitting.map(of_text).collect())
    })
    .await
}
