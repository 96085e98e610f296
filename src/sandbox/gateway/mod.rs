//! The gateway: hello, identify or resume, heartbeats, events.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{
    Shared,
    model::{
        Caller, World,
        session::{Frame, Session},
    },
    refusal::Refused,
};

/// What Discord asks clients to keep to.
const HEARTBEAT: Duration = Duration::from_millis(41_250);

/// All intents that exist; the upper three are privileged.
const ALL_INTENTS: u64 = 0x0336_ffff;
const MEMBERS: u64 = 1 << 1;
const PRESENCES: u64 = 1 << 8;
const CONTENT: u64 = 1 << 15;

/// What a connection asks for in its address.
#[derive(Debug, Deserialize)]
pub struct Asked {
    v: Option<String>,
    encoding: Option<String>,
    compress: Option<String>,
}

/// Opens a gateway connection.
pub async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<Asked>,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Said at once rather than by silence: neither is spoken here yet.
    if asked.compress.is_some() || asked.encoding.as_deref().is_some_and(|name| name != "json") {
        tracing::warn!(
            ?asked,
            "The sandbox's gateway speaks uncompressed JSON only."
        );
        return Refused::not_here().into_response();
    }
    if asked
        .v
        .as_deref()
        .is_some_and(|version| version != "10" && version != "9")
    {
        return Refused::not_here().into_response();
    }
    upgrade
        .max_message_size(64 * 1024)
        .on_upgrade(move |socket| serve(shared, socket))
}

/// Speaks with one client until either ends it.
async fn serve(shared: Arc<Shared>, mut socket: WebSocket) {
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": HEARTBEAT.as_millis() as u64, "_trace": [] }, "s": null, "t": null });
    if socket
        .send(Message::Text(hello.to_string().into()))
        .await
        .is_err()
    {
        return;
    }
    let (out, mut frames) = mpsc::unbounded_channel();
    let mut session: Option<String> = None;
    // A client that misses its heartbeat is gone.
    let silence = HEARTBEAT * 3 / 2;
    let mut deadline = tokio::time::Instant::now() + silence;
    let close = loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(Frame::Text(text)) => if socket.send(Message::Text(text.into())).await.is_err() { break None },
                Some(Frame::Close(code, why)) => break Some((code, why)),
                None => break None,
            },
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => {
                    deadline = tokio::time::Instant::now() + silence;
                    if let Err(end) = receive(&shared, &text, &out, &mut session) { break Some(end) }
                }
                Some(Ok(Message::Binary(_))) => break Some((4002, "Error while decoding payload.")),
                Some(Ok(Message::Close(frame))) => {
                    // 1000 and 1001 end the session; others leave it to be resumed.
                    if frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001)) && let Some(id) = session.take() {
                        shared.world().sessions.retain(|session| session.id != id);
                    }
                    break None;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break None,
            },
            () = tokio::time::sleep_until(deadline) => break Some((4009, "Session timed out.")),
        }
    };
    if let Some((code, reason)) = close {
        let _ = socket
            .send(Message::Close(Some(CloseFrame {
                code,
                reason: reason.into(),
            })))
            .await;
    }
    if let Some(id) = session {
        let mut world = shared.world();
        let own = |session: &&mut Session| {
            session.id == id
                && session
                    .out
                    .as_ref()
                    .is_some_and(|own| own.same_channel(&out))
        };
        if let Some(session) = world.sessions.iter_mut().find(own) {
            session.drop_connection();
        }
    }
}

/// Takes one payload. An error ends the connection with its code.
fn receive(
    shared: &Shared,
    text: &str,
    out: &mpsc::UnboundedSender<Frame>,
    session: &mut Option<String>,
) -> Result<(), (u16, &'static str)> {
    let payload: Value =
        serde_json::from_str(text).map_err(|_| (4002, "Error while decoding payload."))?;
    let send = |value: Value| {
        let _ = out.send(Frame::Text(value.to_string()));
    };
    match payload["op"].as_u64() {
        Some(1) => {
            send(json!({ "op": 11, "d": null, "s": null, "t": null }));
            Ok(())
        }
        Some(2) if session.is_some() => Err((4005, "Already authenticated.")),
        Some(2) => {
            *session = Some(identify(&mut shared.world(), &payload["d"], out)?);
            Ok(())
        }
        Some(6) => {
            let data = &payload["d"];
            let mut world = shared.world();
            let user = authenticate(&world, &data["token"])?.id();
            let id = data["session_id"].as_str().unwrap_or_default();
            let seq = data["seq"].as_u64().unwrap_or(0);
            let known = world
                .sessions
                .iter_mut()
                .find(|session| session.id == id && session.user == user);
            if known.is_some_and(|session| session.resume(seq, out.clone())) {
                *session = Some(id.to_owned());
            } else {
                // The session is gone: identify anew.
                send(json!({ "op": 9, "d": false, "s": null, "t": null }));
            }
            Ok(())
        }
        // Presence, voice, members: taken and without effect here, as for a bot that nobody watches.
        Some(3 | 4 | 8 | 14 | 37) if session.is_some() => Ok(()),
        Some(3 | 4 | 8 | 14 | 37) => Err((4003, "Not authenticated.")),
        _ => Err((4001, "Unknown opcode.")),
    }
}

fn authenticate(world: &World, token: &Value) -> Result<Caller, (u16, &'static str)> {
    let failed = (4004, "Authentication failed.");
    let token = token.as_str().ok_or(failed)?;
    let bot = format!("Bot {}", token.trim_start_matches("Bot "));
    world
        .caller(Some(&bot))
        .or_else(|_| world.caller(Some(token)))
        .map_err(|_| failed)
}

fn identify(
    world: &mut World,
    data: &Value,
    out: &mpsc::UnboundedSender<Frame>,
) -> Result<String, (u16, &'static str)> {
    let caller = authenticate(world, &data["token"])?;
    let bot = matches!(caller, Caller::Bot(_));
    let intents = data["intents"].as_u64();
    if bot {
        let asked = intents.ok_or((4013, "Invalid intent(s)."))?;
        if asked & !ALL_INTENTS != 0 {
            return Err((4013, "Invalid intent(s)."));
        }
        if asked & (MEMBERS | PRESENCES) != 0 || (asked & CONTENT != 0 && !world.content_granted) {
            return Err((4014, "Disallowed intent(s)."));
        }
    }
    let shard = data["shard"].as_array().filter(|_| bot).cloned();
    if let Some(shard) = &shard
        && (shard.len() != 2 || shard[0].as_u64() >= shard[1].as_u64())
    {
        return Err((4010, "Invalid shard."));
    }
    let id = format!("{:032x}", rand::random::<u128>());
    let mut session = Session::new(
        id.clone(),
        caller.id(),
        intents.filter(|_| bot),
        out.clone(),
    );
    let guilds: Vec<u64> = world
        .guilds
        .values()
        .filter(|guild| guild.members.contains_key(&caller.id()))
        .map(|guild| guild.id)
        .collect();
    let user = guilds
        .first()
        .and_then(|guild| world.guilds[guild].members.get(&caller.id()))
        .map(|member| {
            let mut user = member.user();
            user["verified"] = json!(true);
            user["mfa_enabled"] = json!(false);
            user["email"] = Value::Null;
            user["flags"] = json!(0);
            user
        })
        .unwrap_or_default();
    let mut ready = json!({
        "v": 10, "user": user, "session_id": id, "resume_gateway_url": format!("{}/gateway", world.base.replace("http", "ws")),
        "guilds": guilds.iter().map(|id| json!({ "id": id.to_string(), "unavailable": true })).collect::<Vec<_>>(),
        "private_channels": [], "relationships": [], "presences": [], "user_settings": {}, "session_type": "normal",
        "geo_ordered_rtc_regions": [], "_trace": [],
    });
    if bot {
        ready["application"] =
            json!({ "id": world.application.to_string(), "flags": application_flags(world) });
    }
    if let Some(shard) = shard {
        ready["shard"] = json!(shard);
    }
    session.send("READY", &ready);
    for guild in guilds {
        session.send(
            "GUILD_CREATE",
            &world.guilds[&guild].create_event(caller.id(), !bot),
        );
    }
    world.sessions.push(session);
    Ok(id)
}

/// The application's flags: whether it may read message content (limited, as small bots have it).
pub fn application_flags(world: &World) -> u64 {
    if world.content_granted { 1 << 19 } else { 0 }
}
