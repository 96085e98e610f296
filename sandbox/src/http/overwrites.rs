//! What a channel says of a role or of a member.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use twilight_model::guild::Permissions;

use super::{App, body::Body, fields, id};
use crate::{
    model::{Caller, World, channel::Channel, guild::Guild, member::Member},
    refusal::Refused,
};

/// The most of them in a channel.
const MOST: usize = 1_000;

/// The channel, for a caller who manages roles in it. A thread has its room's permissions, and says
/// nothing of its own.
fn channel_of(
    world: &World,
    caller: Caller,
    channel: &str,
) -> Result<(Guild, Channel, Member), Refused> {
    let (guild, channel, _) = world.channel_for(caller, id(channel)?, Permissions::MANAGE_ROLES)?;
    if channel.thread.is_some() {
        return Err(Refused::wrong_channel_type());
    }
    let by = guild
        .members
        .get(&caller.id())
        .ok_or_else(Refused::missing_access)?;
    Ok((guild.clone(), channel.clone(), by.clone()))
}

/// Refuses to allow or deny what one lacks in the server, but for those whom the channel itself lets
/// manage its roles. To let somebody manage roles takes an administrator.
fn may_change(
    guild: &Guild,
    channel: &Channel,
    by: &Member,
    changed: Permissions,
) -> Result<(), Refused> {
    let base = guild.base_permissions(by);
    if base.contains(Permissions::ADMINISTRATOR) {
        return Ok(());
    }
    let here = channel.overwrites.iter().any(|(id, role, allow, _)| {
        let mine = if *role {
            *id == guild.id || by.roles.contains(id)
        } else {
            *id == by.id
        };
        mine && allow.contains(Permissions::MANAGE_ROLES)
    });
    if changed.contains(Permissions::MANAGE_ROLES) || !(here || base.contains(changed)) {
        return Err(Refused::missing_permissions());
    }
    Ok(())
}

/// `PUT /channels/{channel}/permissions/{target}`.
pub async fn put(
    State(shared): App,
    caller: Caller,
    Path((channel, target)): Path<(String, String)>,
    body: Body,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, channel, by) = channel_of(&world, caller, &channel)?;
    let target = id(&target)?;
    let kind = fields::number(&body.json, "type", 0..=1)?
        .flatten()
        .ok_or_else(|| Refused::required("type"))?;
    let role = kind == 0;
    let known = if role {
        guild.roles.contains_key(&target)
    } else {
        guild.members.contains_key(&target)
    };
    if !known {
        return Err(Refused::unknown_overwrite());
    }
    let bits = |name: &str| {
        fields::permissions(&body.json, name)
            .map(|bits| bits.flatten().unwrap_or(Permissions::empty()))
    };
    let (allow, deny) = (bits("allow")?, bits("deny")?);
    let old = channel.overwrites.iter().find(|row| row.0 == target);
    let (allowed, denied) = old.map_or((Permissions::empty(), Permissions::empty()), |row| {
        (row.2, row.3)
    });
    may_change(&guild, &channel, &by, (allowed ^ allow) | (denied ^ deny))?;
    if old.is_none() && channel.overwrites.len() >= MOST {
        let words = format!("Maximum number of channel permission overwrites reached ({MOST})");
        return Err(Refused::new(400, 30060, &words));
    }
    world.change_overwrites(guild.id, channel.id, |rows| {
        let row = (target, role, allow, deny);
        match rows.iter_mut().find(|row| row.0 == target) {
            Some(known) => *known = row,
            None => rows.push(row),
        }
    });
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /channels/{channel}/permissions/{target}`.
pub async fn remove(
    State(shared): App,
    caller: Caller,
    Path((channel, target)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let mut world = shared.world();
    let (guild, channel, by) = channel_of(&world, caller, &channel)?;
    let target = id(&target)?;
    let old = channel
        .overwrites
        .iter()
        .find(|row| row.0 == target)
        .ok_or_else(Refused::unknown_overwrite)?;
    may_change(&guild, &channel, &by, old.2 | old.3)?;
    world.change_overwrites(guild.id, channel.id, |rows| {
        rows.retain(|row| row.0 != target);
    });
    Ok(StatusCode::NO_CONTENT)
}
