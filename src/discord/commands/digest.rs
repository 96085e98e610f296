//! `/digest now`.

use crate::{
    actions::digest as acts,
    discord::{Context, Done, answer::answer},
    wording,
};

/// The digest, before its time
#[poise::command(slash_command, guild_only, subcommand_required, subcommands("now"))]
pub async fn digest(_: Context<'_>) -> Done {
    Ok(())
}

/// What happened since the last digest; tomorrow's comes all the same
#[poise::command(slash_command, guild_only)]
pub async fn now(ctx: Context<'_>) -> Done {
    answer(ctx, async |ask, pool| {
        let content = acts::since_last(pool, ask).await?;
        Ok(wording::digest::so_far(&content, false))
    })
    .await
}
