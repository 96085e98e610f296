//! `/handoff`: open, accept, send back, list.

use poise::serenity_prelude as serenity;

use super::lead::{offer, suggest_lead};
use crate::{
    actions::handoff as acts,
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
        components,
    },
    domain::{
        field::{self, Words},
        refusal::Refusal,
    },
    wording::{self, lead::label},
};

/// Handoffs: from marketing to sales
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands("open", "accept", "send_back", "list")
)]
pub async fn handoff(_: Context<'_>) -> Result<(), Error> {
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
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let note =
                field::optional("note", note.as_deref(), Words::parse).map_err(Refusal::from)?;
            let reason = field::optional("override", override_reason.as_deref(), Words::parse)
                .map_err(Refusal::from)?;
            let (handoff, lead) =
                acts::open::open(&exchange.data.pool, &ask, &lead, note, reason).await?;
            let unread = acts::open::unread(&exchange.data.pool, &ask).await?;
            Ok(Answer::Private(wording::handoff::opened(
                &handoff,
                &lead,
                &ask.company,
                unread.as_deref(),
            )))
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
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let (handoff, _) = acts::accept::accept_lead(&exchange.data.pool, &ask, &lead).await?;
            Ok(Answer::Private(
                components::accepted(&exchange, &ask, &handoff).await?,
            ))
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
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let pool = &exchange.data.pool;
            let id = acts::of_lead(pool, &ask, &lead).await?;
            let reason = field::optional("reason", reason.as_deref(), Words::parse)
                .map_err(Refusal::from)?;
            match reason {
                Some(reason) => {
                    let handoff = acts::send_back::send_back(pool, &ask, id, reason).await?;
                    Ok(Answer::Private(wording::handoff::sent_back(&handoff)))
                }
                None => {
                    let handoff = acts::send_back::check(pool, &ask, id).await?;
                    Ok(Answer::Form(wording::handoff::send_back_form(&handoff)))
                }
            }
        })
        .await
}

/// What waits for sales, the most pressing first
#[poise::command(slash_command, guild_only)]
pub async fn list(ctx: Context<'_>) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let waiting = acts::list::list(&exchange.data.pool, &ask).await?;
            Ok(Answer::Private(wording::handoff::list(&waiting, false)))
        })
        .await
}

/// Leads that wait for sales and fit what was typed.
async fn suggest_pending(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    offer(pending(ctx, typed).await)
}

async fn pending(ctx: Context<'_>, typed: &str) -> Vec<serenity::AutocompleteChoice> {
    let exchange = Exchange::of_command(&ctx);
    let typed = typed.trim().to_lowercase();
    let Ok(ask) = exchange.ask().await else {
        return Vec::new();
    };
    let Ok(waiting) = acts::list::list(&exchange.data.pool, &ask).await else {
        return Vec::new();
    };
    waiting
        .into_iter()
        .map(|(_, lead)| {
            (
                label(lead.number, &lead.name, lead.organisation.as_deref()),
                lead.number.to_string(),
            )
        })
        .filter(|(label, _)| label.to_lowercase().contains(&typed))
        .take(25)
        .map(|(label, number)| serenity::AutocompleteChoice::new(label, number))
        .collect()
}
