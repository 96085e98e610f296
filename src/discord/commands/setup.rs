//! `/setup`.

use crate::{
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
    },
    wording::setup::{PAGES, page},
};

/// Set Tandem up: channels, roles, time, digest. You can leave and come back
#[poise::command(slash_command, guild_only, category = "an admin or a manager")]
pub async fn setup(ctx: Context<'_>) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask_before_setup().await?;
            ask.who.rights.configure()?;
            let at = ask.company.setup_page.unwrap_or(0).clamp(0, PAGES - 1);
            Ok(Answer::Private(page(&ask.company, at, None)))
        })
        .await
}
