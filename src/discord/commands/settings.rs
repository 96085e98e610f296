//! `/settings`: single values.

use poise::serenity_prelude as serenity;

use super::lead::{offer, offer_texts};
use crate::{
    actions::{
        self,
        settings::{Setting, change},
    },
    discord::{
        Context, Error,
        answer::{Answer, Exchange, Hold},
    },
    domain::{
        alert::Place,
        company::Company,
        ids::{ChannelId, RoleId},
        local::zones_like,
        setting::Key,
        stage::Team,
        text::clip,
    },
    store,
    wording::{self, card::Card, settings as words},
};

/// Settings: look, and change single values
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    category = "an admin or a manager",
    subcommands("show", "set", "channel", "listen", "role")
)]
pub async fn settings(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// Show all settings, and what could not be delivered
#[poise::command(slash_command, guild_only)]
pub async fn show(ctx: Context<'_>) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask_before_setup().await?;
            ask.who.rights.configure()?;
            let mut conn = exchange.data.pool.acquire().await?;
            let dead = store::outbox::dead(&mut conn, ask.company.guild).await?;
            Ok(Answer::Private(words::settings(&ask.company, &dead)))
        })
        .await
}

/// Change one value
#[poise::command(slash_command, guild_only)]
pub async fn set(
    ctx: Context<'_>,
    #[description = "Which setting"]
    #[autocomplete = "suggest_key"]
    key: String,
    #[description = "Its new value; what is there now is suggested"]
    #[autocomplete = "suggest_value"]
    value: String,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask_before_setup().await?;
            ask.who.rights.configure()?;
            let key = Key::find(&key)?;
            let setting = key.read(&value)?;
            let (before, after) = change(&exchange.data.pool, &ask, &[setting], None).await?;
            let (before, after) = (key.current(&before), key.current(&after));
            Ok(Answer::Private(words::changed(key.key(), &before, &after)))
        })
        .await
}

/// A place, as a choice of an option.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub enum PlaceChoice {
    /// Marketing's channel.
    #[name = "marketing"]
    Marketing,
    /// Sales' channel.
    #[name = "sales"]
    Sales,
    /// Promotions.
    #[name = "promotions"]
    Promotions,
    /// Digest.
    #[name = "digest"]
    Digest,
}

/// Name the channel of a place
#[poise::command(slash_command, guild_only)]
pub async fn channel(
    ctx: Context<'_>,
    #[description = "For what"] place: PlaceChoice,
    #[description = "Which channel"]
    #[channel_types("Text")]
    channel: serenity::ChannelId,
) -> Result<(), Error> {
    let place = match place {
        PlaceChoice::Marketing => Place::Marketing,
        PlaceChoice::Sales => Place::Sales,
        PlaceChoice::Promotions => Place::Promotions,
        PlaceChoice::Digest => Place::Digest,
    };
    let id = ChannelId(channel.get().cast_signed());
    let setting = Setting::Channel(place, Some(id));
    name(ctx, setting, |key, _| {
        words::named(key, &wording::channel(id))
    })
    .await
}

/// Begin or stop to listen in a channel
#[poise::command(slash_command, guild_only)]
pub async fn listen(
    ctx: Context<'_>,
    #[description = "Which channel"]
    #[channel_types("Text")]
    channel: serenity::ChannelId,
    #[description = "Whether to listen there"] on: bool,
) -> Result<(), Error> {
    let setting = Setting::Listen(ChannelId(channel.get().cast_signed()), on);
    name(ctx, setting, |_, company| words::listening(company)).await
}

/// Whose role, as a choice of an option.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub enum RoleChoice {
    /// Marketing.
    #[name = "marketing"]
    Marketing,
    /// Sales.
    #[name = "sales"]
    Sales,
    /// Manager.
    #[name = "manager"]
    Manager,
}

/// Name the role of a team or of the manager
#[poise::command(slash_command, guild_only)]
pub async fn role(
    ctx: Context<'_>,
    #[description = "Whose"] of: RoleChoice,
    #[description = "Which role"] role: serenity::Role,
) -> Result<(), Error> {
    let id = RoleId(role.id.get().cast_signed());
    let setting = match of {
        RoleChoice::Marketing => Setting::Role(Team::Marketing, Some(id)),
        RoleChoice::Sales => Setting::Role(Team::Sales, Some(id)),
        RoleChoice::Manager => Setting::Manager(Some(id)),
    };
    name(ctx, setting, |key, _| words::named(key, &wording::role(id))).await
}

/// Keeps a channel or role, and says so.
async fn name(
    ctx: Context<'_>,
    setting: Setting,
    said: impl FnOnce(&'static str, &Company) -> Card,
) -> Result<(), Error> {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .answer(Hold::Private, async {
            let ask = exchange.ask_before_setup().await?;
            let key = setting.key();
            let (_, after) = change(&exchange.data.pool, &ask, &[setting], None).await?;
            Ok(Answer::Private(said(key, &after)))
        })
        .await
}

/// The company, for somebody who may change its settings while they type.
async fn company(ctx: &Context<'_>) -> actions::Result<Company> {
    let ask = Exchange::of_command(ctx).ask_before_setup().await?;
    ask.who.rights.configure()?;
    Ok(ask.company)
}

/// Keys that fit what was typed, each with what it is about.
async fn suggest_key(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    if company(&ctx).await.is_err() {
        return offer(Vec::new());
    }
    let typed = typed.trim().to_lowercase();
    let fits = |key: &Key| key.key().contains(&typed) || key.about().contains(&typed);
    let choice = |key: Key| {
        let label = clip(&format!("{} · {}", key.key(), key.about()), 100);
        serenity::AutocompleteChoice::new(label, key.key())
    };
    offer(Key::ALL.into_iter().filter(fits).map(choice).collect())
}

/// What may be typed for the chosen key: what is there now first, then what fits.
async fn suggest_value(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let chosen = ctx.args.iter().find(|option| option.name == "key");
    let key = chosen.and_then(|option| match option.value {
        serenity::ResolvedValue::String(typed) => Key::find(typed).ok(),
        _ => None,
    });
    let (Some(key), Ok(company)) = (key, company(&ctx).await) else {
        return offer(Vec::new());
    };
    offer_texts(values(key, &company, typed.trim()))
}

fn values(key: Key, company: &Company, typed: &str) -> Vec<String> {
    let mut values = match key {
        Key::TimeZone if !typed.is_empty() => zones_like(typed, 24)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        Key::TellMoves => vec!["yes".to_owned(), "no".to_owned()],
        Key::Holiday => company
            .hours
            .holidays
            .iter()
            .map(|day| format!("remove {day}"))
            .collect(),
        _ => vec![key.current(company)],
    };
    let lower = typed.to_lowercase();
    values.retain(|value| {
        (1..=100).contains(&value.chars().count())
            && (key == Key::TimeZone || value.to_lowercase().contains(&lower))
    });
    if key == Key::TimeZone && typed.is_empty() {
        values.push(key.current(company));
    }
    values
}
