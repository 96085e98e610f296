//! Events of the gateway: the description has none of them, but what they carry are its objects.

use serde::Deserialize;
use serde_json::Value;

use super::{Findings, document::Description, judge::judge, share::Share};

/// An event, as the log has it.
#[derive(Debug, Deserialize)]
pub struct Event {
    event: String,
    data: Value,
}

/// An object that an event carries.
struct Carried {
    event: &'static str,
    /// Where in the data; `*` is any entry.
    at: &'static str,
    /// The component's name; after a slash, a place in the description.
    schema: &'static str,
    /// What the gateway's documentation adds to it.
    added: &'static [&'static str],
    /// What the gateway's documentation leaves out of it, as `field` or `object/field`, with a value that
    /// stands for it.
    left_out: &'static [(&'static str, &'static str)],
}

const fn carried(event: &'static str, at: &'static str, schema: &'static str) -> Carried {
    Carried {
        event,
        at,
        schema,
        added: &[],
        left_out: &[],
    }
}

impl Carried {
    const fn adds(mut self, added: &'static [&'static str]) -> Self {
        self.added = added;
        self
    }

    const fn leaves_out(mut self, left_out: &'static [(&'static str, &'static str)]) -> Self {
        self.left_out = left_out;
        self
    }
}

/// What a message has over the gateway beside what HTTP tells.
const MESSAGE: &[&str] = &["guild_id", "member", "channel_type"];

/// What a server has at its first telling beside what HTTP tells.
const GUILD: &[&str] = &[
    "joined_at",
    "large",
    "unavailable",
    "member_count",
    "voice_states",
    "members",
    "channels",
    "threads",
    "presences",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
];

/// Inside of GUILD_CREATE, what belongs to the server does not say so, nor a thread's member who it is.
const OF_THE_GUILD: &[(&str, &str)] = &[
    ("guild_id", "\"1\""),
    ("member/id", "\"1\""),
    ("member/user_id", "\"1\""),
];

/// Any channel: of a server, a thread, or of two people.
const CHANNEL: &str =
    "/paths/~1channels~1{channel_id}/get/responses/200/content/application~1json/schema";

/// All that is looked at.
const CARRIED: &[Carried] = &[
    carried("READY", "/user", "UserResponse").adds(&["verified", "mfa_enabled", "email"]),
    carried("MESSAGE_CREATE", "", "MessageResponse").adds(MESSAGE),
    carried("MESSAGE_UPDATE", "", "MessageResponse").adds(MESSAGE),
    carried("GUILD_CREATE", "", "GuildResponse").adds(GUILD),
    carried("GUILD_CREATE", "/channels/*", "GuildChannelResponse").leaves_out(OF_THE_GUILD),
    carried("GUILD_CREATE", "/threads/*", "ThreadResponse").leaves_out(OF_THE_GUILD),
    carried("GUILD_CREATE", "/members/*", "GuildMemberResponse"),
    carried("GUILD_UPDATE", "", "GuildResponse"),
    carried("GUILD_ROLE_CREATE", "/role", "GuildRoleResponse"),
    carried("GUILD_ROLE_UPDATE", "/role", "GuildRoleResponse"),
    carried("GUILD_MEMBER_ADD", "", "GuildMemberResponse").adds(&["guild_id"]),
    carried("GUILD_MEMBER_UPDATE", "", "GuildMemberResponse").adds(&["guild_id"]),
    carried("GUILD_MEMBER_REMOVE", "/user", "UserResponse"),
    carried("GUILD_BAN_ADD", "/user", "UserResponse"),
    carried("GUILD_BAN_REMOVE", "/user", "UserResponse"),
    carried("CHANNEL_CREATE", "", CHANNEL),
    carried("CHANNEL_UPDATE", "", CHANNEL),
    carried("CHANNEL_DELETE", "", CHANNEL),
    carried("THREAD_CREATE", "", "ThreadResponse").adds(&["newly_created"]),
    carried("THREAD_UPDATE", "", "ThreadResponse"),
    carried("THREAD_LIST_SYNC", "/threads/*", "ThreadResponse"),
    carried("MESSAGE_REACTION_ADD", "/member", "GuildMemberResponse"),
    carried("INTERACTION_CREATE", "/message", "MessageResponse"),
    carried("INTERACTION_CREATE", "/member", "GuildMemberResponse").adds(&["permissions"]),
    carried("INTERACTION_CREATE", "/user", "UserResponse"),
    carried("INTERACTION_CREATE", "/channel", CHANNEL),
    carried(
        "INTERACTION_CREATE",
        "/data/resolved/users/*",
        "UserResponse",
    ),
    carried(
        "INTERACTION_CREATE",
        "/data/resolved/roles/*",
        "GuildRoleResponse",
    ),
    carried(
        "INTERACTION_CREATE",
        "/data/resolved/messages/*",
        "MessageResponse",
    ),
    carried(
        "INTERACTION_CREATE",
        "/data/resolved/attachments/*",
        "MessageAttachmentResponse",
    ),
];

/// Holds what an event carries against its schemas.
pub fn check(description: &Description, by: &str, seq: u64, event: &Event, found: &mut Findings) {
    for carried in CARRIED
        .iter()
        .filter(|carried| carried.event == event.event)
    {
        for (place, part) in parts(&event.data, carried.at) {
            let mut part = part.clone();
            let Some(object) = part.as_object_mut() else {
                let words = format!("{} {place}: is no object [{by}]", event.event);
                found.violates(&words, seq);
                continue;
            };
            for name in carried.added {
                object.remove(*name);
            }
            for (name, stand_in) in carried.left_out {
                let (inner, name) = name.split_once('/').unwrap_or(("", name));
                let of = if inner.is_empty() {
                    Some(&mut *object)
                } else {
                    object.get_mut(inner).and_then(Value::as_object_mut)
                };
                if let Some(of) = of {
                    let stand_in: Value = serde_json::from_str(stand_in).expect(name);
                    of.entry(name).or_insert(stand_in);
                }
            }
            let schema = match carried.schema.strip_prefix('/') {
                Some(_) => carried.schema.to_owned(),
                None => format!("/components/schemas/{}", carried.schema),
            };
            let verdict = judge(description, &schema, &part);
            let name = if carried.schema == CHANNEL {
                "any channel"
            } else {
                carried.schema
            };
            let seen = format!("{}{} as {name}", carried.event, carried.at);
            found.seen.insert(Share::Event(seen));
            for because in verdict.deviations {
                found.seen.insert(Share::Deviation(because.to_owned()));
            }
            for fault in verdict.faults {
                let words = format!("{} {place}{fault} [{by}]", event.event);
                found.violates(&words, seq);
            }
        }
    }
}

/// The parts of a value at a place, in which `*` is any entry of a list or a map.
fn parts<'a>(value: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let mut found = vec![(String::new(), value)];
    for name in at.split('/').skip(1) {
        let mut deeper = Vec::new();
        for (place, value) in found {
            let entries: Vec<(String, &Value)> = match (name, value) {
                ("*", Value::Array(list)) => list
                    .iter()
                    .enumerate()
                    .map(|(index, value)| (index.to_string(), value))
                    .collect(),
                ("*", Value::Object(map)) => map
                    .iter()
                    .map(|(key, value)| (key.clone(), value))
                    .collect(),
                (name, value) => value
                    .get(name)
                    .map(|value| (name.to_owned(), value))
                    .into_iter()
                    .collect(),
            };
            deeper.extend(
                entries
                    .into_iter()
                    .map(|(name, value)| (format!("{place}/{name}"), value)),
            );
        }
        found = deeper;
    }
    found
}
