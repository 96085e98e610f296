//! `/lead move`, `/lead win`, `/lead lose`, `/lead undo`.

use super::{suggest_lead, suggest_reason};
use crate::{
    actions::lead::{self as acts, wish::Wish},
    discord::{
        Context, Done,
        answer::answer,
        typed::{self, optional},
    },
    domain::{
        field::{Money, Words},
        stage::Stage,
    },
    wording::{self, lead as words},
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
    #[description = "Where to"] stage: Stage,
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let wish = Wish {
            to: stage,
            reason: optional("reason", reason.as_deref(), Words::parse)?,
            rest_until: rest_until
                .map(|rest| typed::when("rest-until", &rest, ask, false))
                .transpose()?,
            must_change: optional("must-change", must_change.as_deref(), Words::parse)?,
            value: optional("value", value.as_deref(), Money::parse)?,
            override_reason: optional("override", override_reason.as_deref(), Words::parse)?,
        };
        let lead = typed::lead(&lead)?;
        let moved = acts::movement::move_lead(pool, ask, lead, &wish).await?;
        Ok(words::moved(&moved, &ask.company))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let value = optional("value", value.as_deref(), Money::parse)?;
        let won = acts::win::win(pool, ask, typed::lead(&lead)?, value.as_ref()).await?;
        Ok(words::won(&won))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let said = optional("words", words.as_deref(), Words::parse)?;
        let lost = acts::lose::lose(pool, ask, typed::lead(&lead)?, &reason, said).await?;
        Ok(wording::lead::lost(&lost))
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
) -> Done {
    answer(ctx, async |ask, pool| {
        let undone = acts::undo::undo(pool, ask, typed::lead(&lead)?, None).await?;
        Ok(words::undone(&undone))
    })
    .await
}
