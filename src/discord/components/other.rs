//! Buttons of `/help` and of the digest.

use crate::{
    actions::digest as acts,
    discord::{
        Done,
        answer::{Answer, Door, Exchange, Hold},
        commands::help,
    },
    wording::digest as words,
};

/// Turns the page of `/help`.
pub async fn help(exchange: &Exchange<'_>, page: i32) -> Done {
    let page = usize::try_from(page).unwrap_or(0);
    exchange
        .run(
            Door::Everybody,
            Hold::Update,
            Answer::Update,
            async |ask, _| Ok(help::page(ask, page)),
        )
        .await
}

/// Posts what happened since the last digest, for all.
pub async fn share_digest(exchange: &Exchange<'_>) -> Done {
    exchange
        .shares(async |ask, pool| {
            let content = acts::since_last(pool, ask).await?;
            Ok(words::so_far(&content, true))
        })
        .await
}
