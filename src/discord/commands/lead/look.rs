//! `/lead show`, `/lead find`, `/lead list`.

use sqlx::PgPool;

use super::suggest_lead;
use crate::{
    actions::{
        self, Ask,
        lead::view::{self, Which},
    },
    discord::{Context, Done, answer::answer, typed},
    domain::stage::Stage,
    wording::{card::Card, lead as words, press::ListOf},
};

/// Show a lead with its timeline
#[poise::command(slash_command, guild_only)]
pub async fn show(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
) -> Done {
    answer(ctx, async |ask, pool| {
        let view = view::show(pool, ask, typed::lead(&lead)?).await?;
        Ok(words::card(&view, &ask.company, false))
    })
    .await
}

/// Find leads by a part of their name, organisation, email, phone or handle
#[poise::command(slash_command, guild_only)]
pub async fn find(ctx: Context<'_>, #[description = "What to look for"] text: String) -> Done {
    answer(ctx, async |ask, pool| {
        let found = view::find(pool, ask, &text).await?;
        Ok(words::found(&text, &found))
    })
    .await
}

/// List leads, those that have stood longest first
#[poise::command(slash_command, guild_only)]
pub async fn list(
    ctx: Context<'_>,
    #[description = "Only those at a stage"] stage: Option<Stage>,
    #[description = "Only those that you look after"] mine: Option<bool>,
) -> Done {
    let which = match (stage, mine) {
        (Some(stage), Some(true)) => ListOf::MineAt(stage),
        (Some(stage), _) => ListOf::Stage(stage),
        (None, Some(true)) => ListOf::Mine,
        (None, _) => ListOf::Open,
    };
    answer(ctx, async |ask, pool| page(pool, ask, which, 0).await).await
}

/// A page of a list.
pub async fn page(pool: &PgPool, ask: &Ask, list: ListOf, page: i32) -> actions::Result<Card> {
    let (stage, mine) = match list {
        ListOf::Open => (None, false),
        ListOf::Mine => (None, true),
        ListOf::Stage(stage) => (Some(stage), false),
        ListOf::MineAt(stage) => (Some(stage), true),
    };
    let which = Which {
        stage,
        owner: mine.then_some(ask.who.id),
    };
    let page = view::list(pool, ask, which, page.into()).await?;
    Ok(words::list(&page, list))
}
