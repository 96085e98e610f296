//! Whether channels and roles are the company's own. Discord's client offers no others, but whoever speaks
//! to Discord without it may name what they like, and the bot would post there.

use poise::serenity_prelude as serenity;
use serenity::Http;

use super::asked::asked;
use crate::{
    actions::Ask,
    domain::{
        ids::{ChannelId, RoleId},
        setting::Setting,
    },
    wording::{asked as words, card::Card},
};

/// What a setting names.
enum Named<'a> {
    Channels(&'a [ChannelId]),
    Role(RoleId),
}

/// What to say when a setting names a channel or role of another server, or that cannot be known now.
pub async fn foreign(http: &Http, ask: &Ask, setting: &Setting) -> Option<Card> {
    let named = match setting {
        Setting::Channel(_, Some(id)) | Setting::Listen(id, true) => {
            Named::Channels(std::slice::from_ref(id))
        }
        Setting::Listening(ids) if !ids.is_empty() => Named::Channels(ids),
        Setting::Role(_, Some(id)) | Setting::Manager(Some(id)) => Named::Role(*id),
        _ => return None,
    };
    let guild = serenity::GuildId::new(ask.company.guild.0.unsigned_abs());
    let own = match named {
        Named::Channels(ids) => {
            let own = asked("GET /guilds/{id}/channels", http.get_channels(guild)).await;
            let is_own = |own: &[serenity::GuildChannel], id: &ChannelId| {
                own.iter().any(|it| it.id.get() == id.0.unsigned_abs())
            };
            own.map(|own| ids.iter().all(|id| is_own(&own, id)))
        }
        Named::Role(id) => {
            let own = asked("GET /guilds/{id}/roles", http.get_guild_roles(guild)).await;
            own.map(|own| own.iter().any(|role| role.id.get() == id.0.unsigned_abs()))
        }
    };
    match own {
        Ok(true) => None,
        Ok(false) => {
            tracing::warn!(
                guild = guild.get(),
                user = ask.who.id.0,
                setting = setting.key(),
                "Somebody named what is not of their server."
            );
            Some(words::elsewhere())
        }
        Err(failed) => {
            let error = &failed as &dyn std::error::Error;
            tracing::warn!(
                guild = guild.get(),
                error,
                "A setting could not be checked."
            );
            Some(words::not_kept(failed.request, &failed.trouble))
        }
    }
}
