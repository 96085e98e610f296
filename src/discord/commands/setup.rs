//! `/setup`.

use crate::{
    discord::{Context, Done, answer::answer_admins},
    wording::setup::{PAGES, page},
};

/// Set Tandem up: channels, roles, time, digest. You can leave and come back
#[poise::command(slash_command, guild_only, category = "an admin or a manager")]
pub async fn setup(ctx: Context<'_>) -> Done {
    answer_admins(ctx, async |ask, _| {
        let at = ask.company.setup_page.unwrap_or(0).clamp(0, PAGES - 1);
        Ok(page(&ask.company, at, None))
    })
    .await
}
