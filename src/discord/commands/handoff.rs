//! `/handoff`: open, accept, send back, list.

use poise::serenity_prelude as serenity;

use super::lead::suggest_lead;
use crate::{
    actions::handoff as acts,
    discord::{
        Context, Done,
        answer::{Said, answer, suggest},
        typed::{self, optional},
    },
    domain::field::Words,
    wording::{handoff as words, lead::label},
};

/// Handoffs: from marketing to sales
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands("open", "accept", "send_back", "list")
)]
pub async fn handoff(_: Context<'_>) -> Done {
    Ok(())
}

/// Hand a warm lead to sales; the same as moving it to Intent
#[poise::command(slash_command, guild_only, category = "marketing")]
pub async fn open(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "What sales should know first"] note: Option<String>,
    #[description = "Managers: let it through although something is missing, and why"]
    #[rename = "override"]
    override_reason: Option<String>,
) -> Done {
    answer(ctx, async |ask, pool| {
        let note = optional("note", note.as_deref(), Words::parse)?;
        let reason = optional("override", override_reason.as_deref(), Words::parse)?;
        let lead = typed::lead(&lead)?;
        let (handoff, lead) = acts::open::open(pool, ask, lead, note, reason).await?;
        let unread = acts::open::unread(pool, ask).await?;
        Ok(words::opened(
            &handoff,
            &lead,
            &ask.company,
            unread.as_deref(),
        ))
    })
    .await
}

/// Take a lead that waits for sales
#[poise::command(slash_command, guild_only, category = "sales")]
pub async fn accept(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_pending"]
    lead: String,
) -> Done {
    answer(ctx, async |ask, pool| {
        let accepted = acts::accept::accept_lead(pool, ask, typed::lead(&lead)?).await?;
        Ok(words::accepted(&accepted, &ask.company))
    })
    .await
}

/// Send a waiting lead back to marketing, and say why
#[poise::command(slash_command, guild_only, category = "sales", rename = "send-back")]
pub async fn send_back(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_pending"]
    lead: String,
    #[description = "Why; a form asks for it if you leave it out"] reason: Option<String>,
) -> Done {
    answer(ctx, async |ask, pool| {
        let reason = optional("reason", reason.as_deref(), Words::parse)?;
        let id = acts::of_lead(pool, ask, typed::lead(&lead)?).await?;
        Ok(match reason {
            Some(reason) => {
                let handoff = acts::send_back::send_back(pool, ask, id, reason).await?;
                Said::from(words::sent_back(&handoff))
            }
            None => {
                let handoff = acts::send_back::check(pool, ask, id).await?;
                words::send_back_form(&handoff).into()
            }
        })
    })
    .await
}

/// What waits for sales, the most pressing first
#[poise::command(slash_command, guild_only)]
pub async fn list(ctx: Context<'_>) -> Done {
    answer(ctx, async |ask, pool| {
        let waiting = acts::list::list(pool, ask).await?;
        Ok(words::list(&waiting, false))
    })
    .await
}

/// Leads that wait for sales and fit what was typed.
async fn suggest_pending(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    suggest(ctx, async |ask, pool| {
        let waiting = acts::list::suggest(pool, ask, typed).await?;
        let choices = waiting.into_iter().map(|(number, name, firm)| {
            (label(number, &name, firm.as_deref()), number.to_string())
        });
        Ok(choices.collect())
    })
    .await
}
