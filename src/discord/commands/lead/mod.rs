//! `/lead`: everything that people do with leads.

mod add;
mod change;
mod look;
mod outcome;
mod parse;

use poise::serenity_prelude as serenity;

use crate::{
    actions::{self, Ask, lead::view},
    discord::{Context, Error, answer::Exchange},
    domain::{ids::LeadNumber, stage::Stage, warmth::TouchKind},
    wording::lead::label,
};

pub use parse::{TypedLead, new_lead};

/// Leads: add, find, warm, move, win
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands(
        "add::add",
        "look::show",
        "look::find",
        "look::list",
        "change::edit",
        "outcome::move_lead",
        "change::touch",
        "change::note",
        "change::assign",
        "outcome::win",
        "outcome::lose",
        "outcome::undo"
    )
)]
pub async fn lead(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// A stage, as a choice of an option.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub enum StageChoice {
    /// Strangers.
    #[name = "Awareness"]
    Awareness,
    /// Warming.
    #[name = "Interest"]
    Interest,
    /// Comparing.
    #[name = "Consideration"]
    Consideration,
    /// Sales leads from here.
    #[name = "Intent"]
    Intent,
    /// Closing.
    #[name = "Purchase"]
    Purchase,
    /// A customer.
    #[name = "Post-purchase"]
    PostPurchase,
    /// Left.
    #[name = "Lost"]
    Lost,
}

impl From<StageChoice> for Stage {
    fn from(choice: StageChoice) -> Self {
        match choice {
            StageChoice::Awareness => Self::Awareness,
            StageChoice::Interest => Self::Interest,
            StageChoice::Consideration => Self::Consideration,
            StageChoice::Intent => Self::Intent,
            StageChoice::Purchase => Self::Purchase,
            StageChoice::PostPurchase => Self::PostPurchase,
            StageChoice::Lost => Self::Lost,
        }
    }
}

/// A kind of touch, as a choice of an option.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub enum TouchChoice {
    /// 1 point.
    #[name = "email opened (1)"]
    EmailOpened,
    /// 3 points.
    #[name = "email clicked (3)"]
    EmailClicked,
    /// 5 points.
    #[name = "newsletter joined (5)"]
    NewsletterJoined,
    /// 5 points.
    #[name = "course or blog (5)"]
    Course,
    /// 5 points.
    #[name = "social reply (5)"]
    SocialReply,
    /// 5 points.
    #[name = "survey (5)"]
    Survey,
    /// 15 points.
    #[name = "trade-show talk (15)"]
    TradeShow,
    /// 20 points.
    #[name = "webinar (20)"]
    Webinar,
    /// 25 points.
    #[name = "pricing asked (25)"]
    PricingAsked,
    /// 30 points.
    #[name = "free trial (30)"]
    FreeTrial,
    /// 50 points.
    #[name = "asked for sales (50)"]
    AskedForSales,
}

impl From<TouchChoice> for TouchKind {
    fn from(choice: TouchChoice) -> Self {
        match choice {
            TouchChoice::EmailOpened => Self::EmailOpened,
            TouchChoice::EmailClicked => Self::EmailClicked,
            TouchChoice::NewsletterJoined => Self::NewsletterJoined,
            TouchChoice::Course => Self::Course,
            TouchChoice::SocialReply => Self::SocialReply,
            TouchChoice::Survey => Self::Survey,
            TouchChoice::TradeShow => Self::TradeShow,
            TouchChoice::Webinar => Self::Webinar,
            TouchChoice::PricingAsked => Self::PricingAsked,
            TouchChoice::FreeTrial => Self::FreeTrial,
            TouchChoice::AskedForSales => Self::AskedForSales,
        }
    }
}

/// At most 25 choices, as Discord takes them.
pub fn offer(choices: Vec<serenity::AutocompleteChoice>) -> serenity::CreateAutocompleteResponse {
    serenity::CreateAutocompleteResponse::new().set_choices(choices.into_iter().take(25).collect())
}

/// Texts as choices of themselves.
pub fn offer_texts(texts: Vec<String>) -> serenity::CreateAutocompleteResponse {
    offer(
        texts
            .into_iter()
            .map(|text| serenity::AutocompleteChoice::new(text.clone(), text))
            .collect(),
    )
}

/// Who types: only those who take part are shown what there is.
async fn asker(ctx: Context<'_>) -> Option<Ask> {
    let ask = Exchange::of_command(&ctx).ask().await.ok()?;
    ask.who.rights.any_role().then_some(ask)
}

/// What was found for somebody who types. What breaks is logged, and nothing is suggested.
fn found<T>(result: actions::Result<Vec<T>>) -> Vec<T> {
    result.unwrap_or_else(|failure| {
        tracing::warn!(?failure, "Nothing could be suggested.");
        Vec::new()
    })
}

/// Leads that fit what was typed so far, by number and name.
pub async fn suggest_lead(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let Some(ask) = asker(ctx).await else {
        return offer(Vec::new());
    };
    let leads = found(view::suggest(&ctx.framework.user_data.pool, &ask, typed).await);
    let choice = |(number, name, firm): (LeadNumber, String, Option<String>)| {
        let label = label(number, &name, firm.as_deref());
        serenity::AutocompleteChoice::new(label, number.to_string())
    };
    offer(leads.into_iter().map(choice).collect())
}

/// Words that the company has used, and what is typed, which can be taken as it is.
async fn used(ctx: Context<'_>, typed: &str, campaigns: bool) -> Vec<String> {
    let Some(ask) = asker(ctx).await else {
        return Vec::new();
    };
    let mut words = found(view::used(&ctx.framework.user_data.pool, &ask, campaigns, typed).await);
    let typed = typed.trim();
    let fits = (1..=100).contains(&typed.chars().count());
    if fits && !words.iter().any(|word| word == typed) {
        words.insert(0, typed.to_owned());
    }
    words
}

/// Sources that the company has used.
pub async fn suggest_source(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    offer_texts(used(ctx, typed, false).await)
}

/// Campaigns that the company has used.
pub async fn suggest_campaign(
    ctx: Context<'_>,
    typed: &str,
) -> serenity::CreateAutocompleteResponse {
    offer_texts(used(ctx, typed, true).await)
}

/// The company's reasons for a loss.
pub async fn suggest_reason(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    offer_texts(reasons(ctx, typed).await)
}

async fn reasons(ctx: Context<'_>, typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let reasons = asker(ctx).await.map(|ask| ask.company.loss_reasons);
    reasons
        .unwrap_or_default()
        .into_iter()
        .filter(|reason| reason.to_lowercase().contains(&typed))
        .collect()
}
