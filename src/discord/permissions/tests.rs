//! Permissions as Discord computes them, case by case.

use serde_json::{Value, json};

use super::*;

const GUILD: u64 = 1;
const BOT: u64 = 50;
const BOT_ROLE: u64 = 60;
const SALES: u64 = 61;

const VIEW: u64 = 1 << 10;
const SEND: u64 = 1 << 11;
const EMBED: u64 = 1 << 14;
const HISTORY: u64 = 1 << 16;
const ADMINISTRATOR: u64 = 1 << 3;
const ALL: u64 = VIEW | SEND | EMBED | HISTORY;

fn role(id: u64, permissions: u64) -> Role {
    let role = json!({
        "id": id.to_string(), "guild_id": GUILD.to_string(), "name": "role", "color": 0,
        "colors": {"primary_color": 0}, "hoist": false, "managed": false, "mentionable": false,
        "position": 0, "permissions": permissions.to_string(), "tags": {}, "flags": 0,
    });
    serde_json::from_value(role).expect("a role")
}

/// A server with one channel and these overwrites: (whose, of a member, allow, deny).
fn server(everyone: u64, bot: u64, overwrites: &[(u64, bool, u64, u64)]) -> Server {
    let overwrites: Vec<Value> = overwrites
        .iter()
        .map(|(id, member, allow, deny)| {
            json!({
                "id": id.to_string(), "type": u8::from(*member),
                "allow": allow.to_string(), "deny": deny.to_string(),
            })
        })
        .collect();
    let channel = json!({
        "id": "9", "guild_id": GUILD.to_string(), "type": 0, "name": "sales", "position": 0,
        "permission_overwrites": overwrites,
    });
    Server {
        id: serenity::GuildId::new(GUILD),
        roles: vec![role(GUILD, everyone), role(BOT_ROLE, bot), role(SALES, 0)],
        channels: vec![serde_json::from_value(channel).expect("a channel")],
    }
}

fn bot() -> Who {
    Who::member(UserId::new(BOT), &[RoleId::new(BOT_ROLE)])
}

#[test]
fn what_the_bot_lacks() {
    for (why, server, lacks) in [
        ("everybody may", server(ALL, 0, &[]), vec![]),
        ("its role may", server(0, ALL, &[]), vec![]),
        ("nobody may", server(0, 0, &[]), vec!["View Channel"]),
        (
            "an administrator may all",
            server(0, ADMINISTRATOR, &[(GUILD, false, 0, ALL)]),
            vec![],
        ),
        (
            "closed to everybody",
            server(ALL, ALL, &[(GUILD, false, 0, VIEW)]),
            vec!["View Channel"],
        ),
        (
            "closed to everybody, open to its role",
            server(
                ALL,
                0,
                &[(GUILD, false, 0, VIEW), (BOT_ROLE, false, VIEW, 0)],
            ),
            vec![],
        ),
        (
            "its role may not write",
            server(ALL, 0, &[(BOT_ROLE, false, 0, SEND)]),
            vec!["Send Messages"],
        ),
        (
            "its role may not, itself may",
            server(
                ALL,
                0,
                &[
                    (BOT_ROLE, false, 0, SEND | EMBED),
                    (BOT, true, SEND | EMBED, 0),
                ],
            ),
            vec![],
        ),
        (
            "itself may not",
            server(ALL, ALL, &[(BOT, true, 0, EMBED)]),
            vec!["Embed Links"],
        ),
        (
            "another member may not",
            server(ALL, 0, &[(51, true, 0, ALL)]),
            vec![],
        ),
        (
            "another role may not",
            server(ALL, 0, &[(SALES, false, 0, ALL)]),
            vec![],
        ),
    ] {
        assert_eq!(server.lacks(&bot(), &server.channels[0]), lacks, "{why}");
    }
}

#[test]
fn whether_a_team_sees_its_channel() {
    let sales = Who::holder(ids::RoleId(SALES.cast_signed()));
    let sees = |server: &Server| {
        server
            .permissions(&sales, &server.channels[0])
            .contains(Permissions::VIEW_CHANNEL)
    };
    assert!(sees(&server(VIEW, 0, &[])));
    assert!(!sees(&server(VIEW, 0, &[(GUILD, false, 0, VIEW)])));
    assert!(sees(&server(
        VIEW,
        0,
        &[(GUILD, false, 0, VIEW), (SALES, false, VIEW, 0)]
    )));
    assert!(!sees(&server(VIEW, 0, &[(SALES, false, 0, VIEW)])));
}
