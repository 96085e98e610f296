//! Intents: which events a bot has asked to hear.

/// All intents that exist, as Discord's documentation lists them.
pub const ALL: u64 = 0x0331_ffff;
/// Servers, roles, channels and threads.
pub const GUILDS: u64 = 1;
/// Members. Privileged.
pub const MEMBERS: u64 = 1 << 1;
/// Bans and the audit log.
const MODERATION: u64 = 1 << 2;
/// Custom emoji, stickers, sounds.
const EXPRESSIONS: u64 = 1 << 3;
/// Integrations.
const INTEGRATIONS: u64 = 1 << 4;
/// Webhooks.
const WEBHOOKS: u64 = 1 << 5;
/// Invites.
const INVITES: u64 = 1 << 6;
/// Voice.
const VOICE: u64 = 1 << 7;
/// Presences. Privileged.
pub const PRESENCES: u64 = 1 << 8;
/// Messages in servers.
pub const MESSAGES: u64 = 1 << 9;
/// Reactions in servers.
const REACTIONS: u64 = 1 << 10;
/// Who is typing in servers.
const TYPING: u64 = 1 << 11;
/// Messages between the bot and one person.
const DIRECT: u64 = 1 << 12;
/// Reactions there.
const DIRECT_REACTIONS: u64 = 1 << 13;
/// Typing there.
const DIRECT_TYPING: u64 = 1 << 14;
/// What messages say. Privileged.
pub const CONTENT: u64 = 1 << 15;
/// Planned events.
const SCHEDULED: u64 = 1 << 16;
/// Automatic moderation: its rules and what it did.
const AUTO_MODERATION: u64 = 1 << 20 | 1 << 21;
/// Polls in servers, and between the bot and one person.
const POLLS: [u64; 2] = [1 << 24, 1 << 25];

/// Whether these intents let an event through. `direct`: it happened between the bot and one person.
pub fn lets_through(intents: u64, event: &str, direct: bool) -> bool {
    let either = |server: u64, between: u64| if direct { between } else { server };
    let needed = match event {
        "MESSAGE_POLL_VOTE_ADD" | "MESSAGE_POLL_VOTE_REMOVE" => either(POLLS[0], POLLS[1]),
        _ if event.starts_with("MESSAGE_REACTION_") => either(REACTIONS, DIRECT_REACTIONS),
        _ if event.starts_with("MESSAGE_") => either(MESSAGES, DIRECT),
        "TYPING_START" => either(TYPING, DIRECT_TYPING),
        "CHANNEL_PINS_UPDATE" => either(GUILDS, DIRECT),
        "GUILD_MEMBER_ADD" | "GUILD_MEMBER_UPDATE" | "GUILD_MEMBER_REMOVE" => MEMBERS,
        "PRESENCE_UPDATE" => PRESENCES,
        "GUILD_BAN_ADD" | "GUILD_BAN_REMOVE" | "GUILD_AUDIT_LOG_ENTRY_CREATE" => MODERATION,
        "GUILD_EMOJIS_UPDATE" | "GUILD_STICKERS_UPDATE" => EXPRESSIONS,
        "GUILD_INTEGRATIONS_UPDATE" => INTEGRATIONS,
        "WEBHOOKS_UPDATE" => WEBHOOKS,
        "INVITE_CREATE" | "INVITE_DELETE" => INVITES,
        "VOICE_STATE_UPDATE" => VOICE,
        _ if event.starts_with("INTEGRATION_") => INTEGRATIONS,
        _ if event.starts_with("GUILD_SOUNDBOARD_") => EXPRESSIONS,
        _ if event.starts_with("GUILD_SCHEDULED_EVENT_") => SCHEDULED,
        _ if event.starts_with("AUTO_MODERATION_") => AUTO_MODERATION,
        // Threads' members: with servers for oneself, with members for others; the sender sees to it.
        _ if ["GUILD_", "CHANNEL_", "THREAD_", "STAGE_INSTANCE_"]
            .iter()
            .any(|kind| event.starts_with(kind)) =>
        {
            GUILDS
        }
        // What concerns the application itself needs none: interactions, READY, USER_UPDATE.
        _ => return true,
    };
    intents & needed != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_has_its_intent() {
        for (event, server, between) in [
            ("MESSAGE_CREATE", MESSAGES, DIRECT),
            ("MESSAGE_DELETE_BULK", MESSAGES, DIRECT),
            ("MESSAGE_REACTION_ADD", REACTIONS, DIRECT_REACTIONS),
            ("TYPING_START", TYPING, DIRECT_TYPING),
            ("CHANNEL_PINS_UPDATE", GUILDS, DIRECT),
            ("GUILD_MEMBER_ADD", MEMBERS, MEMBERS),
            ("GUILD_ROLE_UPDATE", GUILDS, GUILDS),
            ("GUILD_BAN_ADD", MODERATION, MODERATION),
            ("THREAD_CREATE", GUILDS, GUILDS),
            ("CHANNEL_DELETE", GUILDS, GUILDS),
            ("GUILD_INTEGRATIONS_UPDATE", INTEGRATIONS, INTEGRATIONS),
        ] {
            for (direct, needed) in [(false, server), (true, between)] {
                assert!(lets_through(needed, event, direct), "{event} {direct}");
                assert!(
                    !lets_through(ALL & !needed, event, direct),
                    "{event} {direct}"
                );
            }
        }
        assert!(lets_through(0, "INTERACTION_CREATE", false));
    }

    #[test]
    fn all_are_those_that_exist() {
        let listed = [
            GUILDS,
            MEMBERS,
            MODERATION,
            EXPRESSIONS,
            INTEGRATIONS,
            WEBHOOKS,
            INVITES,
            VOICE,
            PRESENCES,
            MESSAGES,
            REACTIONS,
            TYPING,
            DIRECT,
            DIRECT_REACTIONS,
            DIRECT_TYPING,
            CONTENT,
            SCHEDULED,
            AUTO_MODERATION,
            POLLS[0],
            POLLS[1],
        ];
        assert_eq!(listed.iter().fold(0, |all, one| all | one), ALL);
    }
}
