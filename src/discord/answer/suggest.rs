//! What is suggested while somebody types. Nobody waits for more than a list: who may not see what there
//! is, and who meets trouble, gets an empty one.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use poise::serenity_prelude as serenity;
use sqlx::PgPool;

use super::{Door, Exchange};
use crate::{
    actions::{self, Ask},
    discord::Context,
    domain::text::clip,
};

/// A suggestion: what people read, and what is sent when they choose it.
pub type Choice = (String, String);

/// Discord waits for three seconds; a list that comes later helps nobody.
const PATIENCE: Duration = Duration::from_millis(2500);

/// As many as Discord shows.
const MOST: usize = 25;

/// A text that stands for itself.
pub fn of_text(text: impl Into<String>) -> Choice {
    let text = text.into();
    (text.clone(), text)
}

/// Suggestions for those who take part.
pub async fn suggest(
    ctx: Context<'_>,
    find: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<Vec<Choice>>,
) -> serenity::CreateAutocompleteResponse {
    list(ctx, Door::Members, find).await
}

/// Suggestions for those who may settle things.
pub async fn suggest_to_admins(
    ctx: Context<'_>,
    find: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<Vec<Choice>>,
) -> serenity::CreateAutocompleteResponse {
    list(ctx, Door::Admins, find).await
}

async fn list(
    ctx: Context<'_>,
    door: Door,
    find: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<Vec<Choice>>,
) -> serenity::CreateAutocompleteResponse {
    let exchange = Exchange::of_command(&ctx);
    let work = async {
        let ask = exchange.ask(door).await?;
        find(&ask, &exchange.data.pool).await
    };
    let work = AssertUnwindSafe(work).catch_unwind();
    let found = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(found))) => found,
        Ok(Ok(Err(actions::Failure::Refused(_) | actions::Failure::Repeated))) => Vec::new(),
        Ok(Ok(Err(failure))) => {
            tracing::warn!(?failure, "Nothing could be suggested.");
            Vec::new()
        }
        Ok(Err(_)) => {
            tracing::error!("Suggesting panicked.");
            Vec::new()
        }
        Err(_) => {
            tracing::warn!("Suggestions took too long.");
            Vec::new()
        }
    };
    let choices = found
        .into_iter()
        .take(MOST)
        .map(|(label, value)| serenity::AutocompleteChoice::new(clip(&label, 100), value));
    serenity::CreateAutocompleteResponse::new().set_choices(choices.collect())
}
