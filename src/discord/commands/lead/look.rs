//! `/lead show`, `/lead find`, `/lead list`.

use super::{StageChoice, suggest_lead};
use crate::{
    actions::lead::view,
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
        components,
    },
    wording::{self, press::ListOf},
};

/// Show a lead with its timeline
#[poise::command(slash_command, guild_only)]
pub async fn show(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let view = view::show(&exchange.data.pool, &ask, &lead).await?;
            Ok(Answer::Private(wording::lead::card(
                &view,
                &ask.company,
                false,
            )))
        })
        .await
}

/// Find leads by a part of their name, organisation, email, phone or handle
#[poise::command(slash_command, guild_only)]
pub async fn find(
    ctx: Context<'_>,
    #[description = "What to look for"] text: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let found = view::find(&exchange.data.pool, &ask, &text).await?;
            Ok(Answer::Private(wording::lead::found(&text, &found)))
        })
        .await
}

/// List leads, those that have stood longest first
#[poise::command(slash_command, guild_only)]
pub async fn list(
    ctx: Context<'_>,
    #[description = "Only those at a stage"] stage: Option<StageChoice>,
    #[description = "Only those that you look after"] mine: Option<bool>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    let which = match (stage, mine) {
        (Some(stage), Some(true)) => ListOf::MineAt(stage.into()),
        (Some(stage), _) => ListOf::Stage(stage.into()),
        (None, Some(true)) => ListOf::Mine,
        (None, _) => ListOf::Open,
    };
    exchange
        .answer(Hold::Private, async {
            Ok(Answer::Private(
                components::list_page(&exchange, which, 0).await?,
            ))
        })
        .await
}
