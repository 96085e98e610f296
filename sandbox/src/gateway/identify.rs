//! The beginning of a session.

use serde_json::{Value, json};

use super::Close;
use crate::{
    limits::Strictness,
    model::{
        Caller, World,
        intent::{ALL, CONTENT, GUILDS, MEMBERS, PRESENCES},
        session::{Frame, Out, Session},
    },
};

const INVALID_INTENTS: Close = (4013, "Invalid intent(s).");
const DISALLOWED_INTENTS: Close = (4014, "Disallowed intent(s).");
const FAILED: Close = (4004, "Authentication failed.");
const INVALID_SHARD: Close = (4010, "Invalid shard.");

/// Why somebody cannot begin a session.
pub(super) enum Denied {
    /// Another shard of the same bucket began one just now.
    TooSoon,
    /// The connection ends.
    Closed(Close),
}

impl From<Close> for Denied {
    fn from(close: Close) -> Self {
        Self::Closed(close)
    }
}

/// Whose token it is: a bot's, with or without its prefix, or a person's.
pub(super) fn authenticate(world: &World, token: &Value) -> Result<Caller, Close> {
    let token = token.as_str().ok_or(FAILED)?;
    let bot = format!("Bot {}", token.trim_start_matches("Bot "));
    world
        .caller(Some(&bot))
        .or_else(|_| world.caller(Some(token)))
        .map_err(|_| FAILED)
}

/// Begins a session, and sends READY and the servers.
pub(super) fn identify(
    world: &mut World,
    data: &Value,
    address: &str,
    out: &Out,
) -> Result<String, Denied> {
    let caller = authenticate(world, &data["token"])?;
    let (intents, shard) = match caller {
        Caller::Bot(_) => {
            let intents = intents(world, &data["intents"])?;
            let shard = shard(&data["shard"])?;
            start(world, shard.unwrap_or((0, 1)))?;
            (Some(intents), shard)
        }
        Caller::Person(_) => (None, None),
    };
    let id = format!("{:032x}", rand::random::<u128>());
    let mut session = Session::new(
        id.clone(),
        caller.id(),
        intents,
        shard.unwrap_or((0, 1)),
        out.clone(),
    );
    let guilds: Vec<u64> = world
        .guilds
        .values()
        .filter(|guild| guild.members.contains_key(&caller.id()) && session.serves(guild.id))
        .map(|guild| guild.id)
        .collect();
    let ready = ready(world, caller, &session, (shard, address), &guilds);
    world.tell_one(&mut session, "READY", &ready);
    if intents.is_none_or(|intents| intents & GUILDS != 0) {
        for guild in guilds {
            let guild = &world.guilds[&guild];
            let mut event = guild.create_event(caller.id(), intents.is_none());
            if intents.is_some_and(|intents| intents & MEMBERS != 0) {
                event["members"] = guild
                    .members
                    .values()
                    .map(|member| guild.member_json(member))
                    .collect();
            }
            world.tell_one(&mut session, "GUILD_CREATE", &event);
        }
    }
    world.sessions.push(session);
    Ok(id)
}

/// Intents that exist and that the application was granted.
fn intents(world: &World, asked: &Value) -> Result<u64, Close> {
    let asked = asked.as_u64().ok_or(INVALID_INTENTS)?;
    if asked & !ALL != 0 {
        return Err(INVALID_INTENTS);
    }
    let settings = &world.settings;
    let denied = [
        (PRESENCES, settings.presences),
        (MEMBERS, settings.members),
        (CONTENT, settings.message_content),
    ];
    if denied
        .iter()
        .any(|(intent, granted)| asked & intent != 0 && !granted)
    {
        return Err(DISALLOWED_INTENTS);
    }
    Ok(asked)
}

fn shard(asked: &Value) -> Result<Option<(u64, u64)>, Close> {
    if asked.is_null() {
        return Ok(None);
    }
    let pair = asked.as_array().filter(|pair| pair.len() == 2);
    pair.and_then(|pair| pair[0].as_u64().zip(pair[1].as_u64()))
        .filter(|(shard, of)| shard < of)
        .map(Some)
        .ok_or(INVALID_SHARD)
}

/// Counts a session against the day's starts, and against those of the last seconds.
fn start(world: &mut World, shard: (u64, u64)) -> Result<(), Denied> {
    // Wide limits are for tests that are about something else, and often begin anew.
    let strict = world.settings.limits == Strictness::Discord;
    if strict && !world.starts.take(shard.0, world.settings.max_concurrency) {
        return Err(Denied::TooSoon);
    }
    let (left, _) = world.session_starts();
    if left == 0 {
        // Discord ends all sessions and takes the token back; here the token stays good for tomorrow.
        for session in world
            .sessions
            .iter()
            .filter(|session| session.intents.is_some())
        {
            session.tell(Frame::Close(FAILED.0, FAILED.1));
        }
        world.sessions.retain(|session| session.intents.is_none());
        return Err(FAILED.into());
    }
    world.settings.session_starts_left = left - 1;
    Ok(())
}

fn ready(
    world: &World,
    caller: Caller,
    session: &Session,
    (shard, address): (Option<(u64, u64)>, &str),
    guilds: &[u64],
) -> Value {
    let bot = matches!(caller, Caller::Bot(_));
    let user = world
        .user_json(caller.id())
        .map(|mut user| {
            user["verified"] = json!(true);
            user["mfa_enabled"] = json!(false);
            user["email"] = Value::Null;
            user["flags"] = json!(0);
            user
        })
        .unwrap_or_default();
    let mut ready = json!({
        "v": 10, "user": user, "session_id": session.id, "resume_gateway_url": address,
        "guilds": guilds.iter().map(|id| json!({ "id": id.to_string(), "unavailable": true })).collect::<Vec<_>>(),
        "private_channels": world.directs_json(caller), "relationships": [], "presences": [], "user_settings": {}, "session_type": "normal",
        "user_settings_proto": "", "geo_ordered_rtc_regions": [], "auth": {}, "_trace": [],
    });
    if bot {
        ready["application"] = json!({
            "id": world.application.to_string(), "flags": world.settings.application_flags(),
        });
    }
    if let Some((shard, of)) = shard {
        ready["shard"] = json!([shard, of]);
    }
    ready
}
