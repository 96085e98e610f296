//! `/digest now`.

use crate::{
    actions,
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
    },
    wording,
};

/// The digest, before its time
#[poise::command(slash_command, guild_only, subcommand_required, subcommands("now"))]
pub async fn digest(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// What happened since the last digest; tomorrow's comes all the same
#[poise::command(slash_command, guild_only)]
pub async fn now(ctx: Context<'_>) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let content = actions::digest::since_last(&exchange.data.pool, &ask).await?;
            Ok(Answer::Private(wording::digest::so_far(&content, false)))
        })
        .await
}

/// Posts it into the channel.
pub async fn share(exchange: &Exchange<'_>) -> Result<(), Error> {
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let content = actions::digest::since_last(&exchange.data.pool, &ask).await?;
            Ok(Answer::Public(wording::digest::so_far(&content, true)))
        })
        .await
}
