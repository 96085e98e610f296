//! `/lead edit`, `/lead touch`, `/lead note`, `/lead assign`.

use poise::serenity_prelude as serenity;

use super::{suggest_campaign, suggest_lead, suggest_source};
use crate::{
    actions::lead as acts,
    discord::{
        Context, Done, access,
        answer::answer,
        typed::{self, TypedLead, edits, optional, required},
    },
    domain::{access::Person, field::Words, stage::Team, warmth::TouchKind},
    wording::lead as words,
};

/// Change fields of a lead; a single - empties one
#[poise::command(slash_command, guild_only)]
#[expect(
    clippy::too_many_arguments,
    reason = "a command's options are its arguments"
)]
pub async fn edit(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "The person's name"] name: Option<String>,
    #[description = "Email address"] email: Option<String>,
    #[description = "Phone number"] phone: Option<String>,
    #[description = "Name on a social network, @…"] handle: Option<String>,
    #[description = "The firm they work for"] organisation: Option<String>,
    #[description = "Where the lead came from"]
    #[autocomplete = "suggest_source"]
    source: Option<String>,
    #[description = "By which campaign"]
    #[autocomplete = "suggest_campaign"]
    campaign: Option<String>,
    #[description = "What the open deal is worth, like 1200 EUR"] value: Option<String>,
) -> Done {
    answer(ctx, async |ask, pool| {
        let typed = TypedLead {
            email: email.as_deref(),
            phone: phone.as_deref(),
            handle: handle.as_deref(),
            organisation: organisation.as_deref(),
            campaign: campaign.as_deref(),
            value: value.as_deref(),
            ..TypedLead::default()
        };
        let edits = edits(&typed, name.as_deref(), source.as_deref())?;
        let changed = acts::edit::edit(pool, ask, typed::lead(&lead)?, &edits).await?;
        Ok(words::edited(&changed, &edits))
    })
    .await
}

/// Note a touch, which makes a lead warmer
#[poise::command(slash_command, guild_only)]
pub async fn touch(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "What happened; in brackets what it is worth"] kind: TouchKind,
    #[description = "More about it"] note: Option<String>,
) -> Done {
    answer(ctx, async |ask, pool| {
        let note = optional("note", note.as_deref(), Words::parse)?;
        let touched = acts::touch::touch(pool, ask, typed::lead(&lead)?, kind, note).await?;
        Ok(words::touched(&touched, &ask.company))
    })
    .await
}

/// Write something down about a lead
#[poise::command(slash_command, guild_only)]
pub async fn note(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "What to remember"] text: String,
) -> Done {
    answer(ctx, async |ask, pool| {
        let text = required("text", &text, Words::parse)?;
        let changed = acts::note::note(pool, ask, typed::lead(&lead)?, text).await?;
        Ok(words::noted(&changed))
    })
    .await
}

/// Give a lead to somebody; a manager's assigning accepts a waiting handoff for them
#[poise::command(slash_command, guild_only, category = "who leads the stage")]
pub async fn assign(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "Who looks after it"] person: serenity::UserId,
    #[description = "For which team; the one that leads the stage if you leave it out"]
    team: Option<Team>,
) -> Done {
    answer(ctx, async |ask, pool| {
        // The interaction carries the roles of members of this server; of nobody else.
        let member = ctx.interaction.data.resolved.members.get(&person);
        let held: Vec<_> = member
            .into_iter()
            .flat_map(|member| &member.roles)
            .map(|role| access::role(*role))
            .collect();
        let to = Person {
            id: access::user(person),
            rights: ask.company.roles.rights(&held, false),
        };
        let assigned = acts::assign::assign(pool, ask, typed::lead(&lead)?, to, team).await?;
        Ok(words::assigned(&assigned))
    })
    .await
}
