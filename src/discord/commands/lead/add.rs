//! `/lead add`.

use super::{suggest_campaign, suggest_source};
use crate::{
    actions::lead as acts,
    discord::{
        Context, Done,
        answer::answer,
        typed::{TypedLead, new_lead},
    },
    domain::stage::Stage,
    wording::lead as words,
};

/// Add a lead: who they are and where they came from
#[poise::command(slash_command, guild_only)]
#[expect(
    clippy::too_many_arguments,
    reason = "a command's options are its arguments"
)]
pub async fn add(
    ctx: Context<'_>,
    #[description = "The person's name"] name: String,
    #[description = "Where the lead came from: trade show, blog, newsletter …"]
    #[autocomplete = "suggest_source"]
    source: String,
    #[description = "Email address"] email: Option<String>,
    #[description = "Phone number"] phone: Option<String>,
    #[description = "Name on a social network, @…"] handle: Option<String>,
    #[description = "The firm they work for"] organisation: Option<String>,
    #[description = "By which campaign"]
    #[autocomplete = "suggest_campaign"]
    campaign: Option<String>,
    #[description = "Where it starts; Awareness if you leave it out"] stage: Option<Stage>,
    #[description = "What a deal would be worth, like 1200 EUR"] value: Option<String>,
    #[description = "A first note"] note: Option<String>,
) -> Done {
    answer(ctx, async |ask, pool| {
        let typed = TypedLead {
            name: &name,
            source: &source,
            email: email.as_deref(),
            phone: phone.as_deref(),
            handle: handle.as_deref(),
            organisation: organisation.as_deref(),
            campaign: campaign.as_deref(),
            value: value.as_deref(),
            note: note.as_deref(),
        };
        let new = new_lead(&typed, stage.unwrap_or(Stage::Awareness))?;
        let added = acts::add::add(pool, ask, new).await?;
        Ok(words::added(&added, &ask.company))
    })
    .await
}
