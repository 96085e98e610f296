//! `/lead edit`, `/lead touch`, `/lead note`, `/lead assign`.

use poise::serenity_prelude as serenity;

use super::{
    TouchChoice,
    parse::{TypedLead, edits, optional, required},
    suggest_campaign, suggest_lead, suggest_source,
};
use crate::{
    actions,
    discord::{
        Context, Error, access,
        answer::{Answer, Exchange, Hold},
    },
    domain::{access::Person, field::Words, stage::Team},
    wording,
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
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            ask.who.rights.take_part()?;
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
            let changed =
                actions::lead::edit::edit(&exchange.data.pool, &ask, &lead, &edits).await?;
            Ok(Answer::Private(wording::lead::edited(&changed, &edits)))
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
    #[description = "What happened; in brackets what it is worth"] kind: TouchChoice,
    #[description = "More about it"] note: Option<String>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let note = optional("note", note.as_deref(), Words::parse)?;
            let touched =
                actions::lead::touch::touch(&exchange.data.pool, &ask, &lead, kind.into(), note)
                    .await?;
            Ok(Answer::Private(wording::lead::touched(
                &touched,
                &ask.company,
            )))
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
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let words = required("text", &text, Words::parse)?;
            let changed =
                actions::lead::note::note(&exchange.data.pool, &ask, &lead, words).await?;
            Ok(Answer::Private(wording::lead::noted(&changed)))
        })
        .await
}

/// A team, as a choice of an option.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub enum TeamChoice {
    /// Marketing.
    #[name = "marketing"]
    Marketing,
    /// Sales.
    #[name = "sales"]
    Sales,
}

/// Give a lead to somebody; a manager's assigning accepts a waiting handoff for them
#[poise::command(slash_command, guild_only, category = "who leads the stage")]
pub async fn assign(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "Who looks after it"] person: serenity::User,
    #[description = "For which team; the one that leads the stage if you leave it out"]
    team: Option<TeamChoice>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            // The interaction carries the member's roles beside the user.
            let resolved = ctx.interaction.data.resolved.members.get(&person.id);
            let held: Vec<_> = resolved
                .into_iter()
                .flat_map(|member| &member.roles)
                .map(|role| crate::domain::ids::RoleId(role.get().cast_signed()))
                .collect();
            let rights = ask.company.roles.rights(&held, false);
            let to = Person {
                id: access::user(person.id),
                rights,
            };
            let team = team.map(|team| match team {
                TeamChoice::Marketing => Team::Marketing,
                TeamChoice::Sales => Team::Sales,
            });
            let assigned =
                actions::lead::assign::assign(&exchange.data.pool, &ask, &lead, to, team).await?;
            Ok(Answer::Private(wording::lead::assigned(&assigned)))
        })
        .await
}
