//! Members on request: op 8, answered by GUILD_MEMBERS_CHUNK.

use serde_json::{Value, json};

use super::{Close, DECODE};
use crate::model::{World, intent::MEMBERS, member::Member, session::raw};

/// Members in one event.
const CHUNK: usize = 1_000;

/// The most members that a search or a list of ids gives.
const MOST: u64 = 100;

/// Answers a request for members: all, those whose name begins with something, or those of some ids.
pub(super) fn request(world: &mut World, session: &str, data: &Value) -> Result<(), Close> {
    let guild = match &data["guild_id"] {
        Value::Array(list) if list.len() == 1 => list[0].as_str(),
        one => one.as_str(),
    };
    let guild: u64 = guild.and_then(|id| id.parse().ok()).ok_or(DECODE)?;
    let nonce = data["nonce"].as_str().filter(|nonce| nonce.len() <= 32);
    let World {
        guilds,
        sessions,
        log,
        ..
    } = world;
    let (Some(guild), Some(session)) = (
        guilds.get(&guild),
        sessions.iter_mut().find(|known| known.id == session),
    ) else {
        return Ok(());
    };
    // Of a server that another shard serves, nothing is told here.
    if !guild.members.contains_key(&session.user) || !session.serves(guild.id) {
        return Ok(());
    }
    let ids: Option<Vec<&str>> = match &data["user_ids"] {
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).collect()),
        Value::String(id) => Some(vec![id]),
        _ => None,
    };
    let limit = data["limit"].as_u64().unwrap_or(0);
    let mut missing = Vec::new();
    let found: Vec<&Member> = match (ids, data["query"].as_str()) {
        (Some(ids), _) => {
            let of = |id: &str| id.parse().ok().and_then(|id: u64| guild.members.get(&id));
            missing = ids
                .iter()
                .filter(|id| of(id).is_none())
                .map(|id| (*id).to_owned())
                .collect();
            ids.iter()
                .filter_map(|id| of(id))
                .take(MOST as usize)
                .collect()
        }
        // All of them is for those with the intent.
        (None, Some("")) if limit == 0 => {
            if session
                .intents
                .is_some_and(|intents| intents & MEMBERS == 0)
            {
                return Ok(());
            }
            guild.members.values().collect()
        }
        (None, Some(query)) => {
            let query = query.to_lowercase();
            let begins = |member: &&Member| member.is_called(&query);
            let most = usize::try_from(limit.clamp(1, MOST)).unwrap_or(1);
            guild.members.values().filter(begins).take(most).collect()
        }
        (None, None) => return Err(DECODE),
    };
    let chunks: Vec<&[&Member]> = if found.is_empty() {
        vec![&[]]
    } else {
        found.chunks(CHUNK).collect()
    };
    let count = chunks.len();
    for (index, chunk) in chunks.into_iter().enumerate() {
        let members: Vec<Value> = chunk
            .iter()
            .map(|member| guild.member_json(member))
            .collect();
        let mut event = json!({
            "guild_id": guild.id.to_string(), "members": members, "chunk_index": index, "chunk_count": count,
            "not_found": missing,
        });
        if let Some(nonce) = nonce {
            event["nonce"] = json!(nonce);
        }
        if data["presences"] == true {
            event["presences"] = json!([]);
        }
        let (name, data) = ("GUILD_MEMBERS_CHUNK", raw(&event));
        let seq = session.send(name, &data);
        log.event(name, vec![(session.id.clone(), seq)], data, None);
    }
    Ok(())
}
