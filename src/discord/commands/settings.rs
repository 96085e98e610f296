//! `/settings`: single values.

use poise::serenity_prelude as serenity;

use crate::{
    actions::settings::{Setting, change, dead},
    discord::{
        Context, Done, access,
        answer::{answer_admins, of_text, suggest_to_admins},
        own,
    },
    domain::{access::Role, alert::Place, company::Company, local::zones_like, setting::Key},
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
pub async fn settings(_: Context<'_>) -> Done {
    Ok(())
}

/// Show all settings, and what could not be delivered
#[poise::command(slash_command, guild_only)]
pub async fn show(ctx: Context<'_>) -> Done {
    answer_admins(ctx, async |ask, pool| {
        let dead = dead(pool, ask).await?;
        Ok(words::settings(&ask.company, &dead))
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
) -> Done {
    answer_admins(ctx, async |ask, pool| {
        let key = Key::find(&key)?;
        let (before, after) = change(pool, ask, &[key.read(&value)?], None).await?;
        let (before, after) = (key.current(&before), key.current(&after));
        Ok(words::changed(key.key(), &before, &after))
    })
    .await
}

/// Name the channel of a place
#[poise::command(slash_command, guild_only)]
pub async fn channel(
    ctx: Context<'_>,
    #[description = "For what"] place: Place,
    #[description = "Which channel"]
    #[channel_types("Text")]
    channel: serenity::ChannelId,
) -> Done {
    let id = access::channel(channel);
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
) -> Done {
    let setting = Setting::Listen(access::channel(channel), on);
    name(ctx, setting, |_, company| words::listening(company)).await
}

/// Name the role of a team or of the manager
#[poise::command(slash_command, guild_only)]
pub async fn role(
    ctx: Context<'_>,
    #[description = "Whose"] of: Role,
    #[description = "Which role"] role: serenity::RoleId,
) -> Done {
    let id = access::role(role);
    let setting = Setting::of_role(of, Some(id));
    name(ctx, setting, |key, _| words::named(key, &wording::role(id))).await
}

/// Keeps a channel or role of the company's own server, and says so.
async fn name(
    ctx: Context<'_>,
    setting: Setting,
    said: impl FnOnce(&'static str, &Company) -> Card + Send,
) -> Done {
    let http = &ctx.framework.serenity_context.http;
    answer_admins(ctx, async |ask, pool| {
        if let Some(card) = own::foreign(http, ask, &setting).await {
            return Ok(card);
        }
        let key = setting.key();
        let (_, after) = change(pool, ask, &[setting], None).await?;
        Ok(said(key, &after))
    })
    .await
}

/// Keys that fit what was typed, each with what it is about.
async fn suggest_key(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let typed = typed.trim().to_lowercase();
    suggest_to_admins(ctx, async |_, _| {
        let fits = |key: &Key| key.key().contains(&typed) || key.about().contains(&typed);
        let choice = |key: Key| {
            let label = format!("{} · {}", key.key(), key.about());
            (label, key.key().to_owned())
        };
        Ok(Key::ALL.iter().copied().filter(fits).map(choice).collect())
    })
    .await
}

/// What may be typed for the chosen key: what is there now first, then what fits.
async fn suggest_value(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let chosen = ctx.args.iter().find(|option| option.name == "key");
    let key = chosen.and_then(|option| match option.value {
        serenity::ResolvedValue::String(typed) => Key::find(typed).ok(),
        _ => None,
    });
    suggest_to_admins(ctx, async |ask, _| {
        let values = key.map(|key| values(key, &ask.company, typed.trim()));
        Ok(values.into_iter().flatten().map(of_text).collect())
    })
    .await
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
