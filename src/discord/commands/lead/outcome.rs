//! `/lead move`, `/lead win`, `/lead lose`, `/lead undo`.

use super::{StageChoice, parse::optional, suggest_lead, suggest_reason};
use crate::{
    actions::{self, lead::movement::Wish},
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
    },
    domain::{
        field::{Money, Words},
        local::parse_when,
        refusal::TypedRefusal,
    },
    wording,
};

/// Move a lead along the funnel; to Intent hands it to sales
#[poise::command(
    slash_command,
    guild_only,
    category = "who leads the stage",
    rename = "move"
)]
#[expect(
    clippy::too_many_arguments,
    reason = "a command's options are its arguments"
)]
pub async fn move_lead(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "Where to"] stage: StageChoice,
    #[description = "Why; needed when it goes back, and read by the other team"] reason: Option<
        String,
    >,
    #[description = "What the deal is worth, like 1200 EUR; needed for Purchase"] value: Option<
        String,
    >,
    #[description = "Giving it back to marketing: what must change first"]
    #[rename = "must-change"]
    must_change: Option<String>,
    #[description = "Giving it back to marketing: rest until; 30 days if you leave it out"]
    #[rename = "rest-until"]
    rest_until: Option<String>,
    #[description = "Managers: let it through although something is missing, and why"]
    #[rename = "override"]
    override_reason: Option<String>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            ask.who.rights.take_part()?;
            let rest_until = rest_until
                .as_deref()
                .map(|typed| parse_when(typed, ask.company.zone, ask.now, false))
                .transpose()
                .map_err(|error| TypedRefusal::When {
                    option: "rest-until",
                    error,
                })?;
            let wish = Wish {
                to: stage.into(),
                reason: optional("reason", reason.as_deref(), Words::parse)?,
                rest_until,
                must_change: optional("must-change", must_change.as_deref(), Words::parse)?,
                value: optional("value", value.as_deref(), Money::parse)?,
                override_reason: optional("override", override_reason.as_deref(), Words::parse)?,
            };
            let moved =
                actions::lead::movement::move_lead(&exchange.data.pool, &ask, &lead, &wish).await?;
            Ok(Answer::Private(wording::lead::moved(&moved, &ask.company)))
        })
        .await
}

/// Win a lead's deal
#[poise::command(slash_command, guild_only, category = "sales")]
pub async fn win(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "What the deal is worth, like 1200 EUR, if it was not said before"]
    value: Option<String>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let value = optional("value", value.as_deref(), Money::parse)?;
            let won =
                actions::lead::win::win(&exchange.data.pool, &ask, &lead, value.as_ref()).await?;
            Ok(Answer::Private(wording::lead::won(&won)))
        })
        .await
}

/// Lose a lead, for one of the company's reasons
#[poise::command(slash_command, guild_only, category = "who leads the stage")]
pub async fn lose(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
    #[description = "Why"]
    #[autocomplete = "suggest_reason"]
    reason: String,
    #[description = "More about it"] words: Option<String>,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let words = optional("words", words.as_deref(), Words::parse)?;
            let lost =
                actions::lead::lose::lose(&exchange.data.pool, &ask, &lead, &reason, words).await?;
            Ok(Answer::Private(wording::lead::lost(&lost)))
        })
        .await
}

/// Take back the last thing that you did to a lead
#[poise::command(slash_command, guild_only, category = "who did it, or a manager")]
pub async fn undo(
    ctx: Context<'_>,
    #[description = "Number or name"]
    #[autocomplete = "suggest_lead"]
    lead: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask().await?;
            let undone = actions::lead::undo::undo(&exchange.data.pool, &ask, &lead, None).await?;
            Ok(Answer::Private(wording::lead::undone(&undone)))
        })
        .await
}
