//! Commands as a bot registers them.

use serde_json::{Value, json};

use super::{
    Case,
    Comes::{Fine, No},
    all, between, choice, differs, fault, holds, many, required, text,
};
use crate::client::Room;

const LOCALES: &str = "('id', 'da', 'de', 'en-GB', 'en-US', 'es-ES', 'es-419', 'fr', 'hr', 'it', 'lt', 'hu', 'nl', 'no', 'pl', 'pt-BR', 'ro', 'fi', 'sv-SE', 'vi', 'tr', 'cs', 'el', 'bg', 'ru', 'uk', 'hi', 'th', 'zh-CN', 'ja', 'zh-TW', 'ko')";

fn commands(room: &Room) -> String {
    format!("/applications/{}/commands", room.company.application_id)
}

pub(super) async fn registers(table: Vec<Case>) {
    let room = Room::new().await;
    for (name, body, comes) in &table {
        if matches!(comes, Fine) {
            another_voice(name, body);
        }
    }
    holds(&room, "POST", &commands(&room), &room.bot(), table).await;
    room.stop().await;
}

/// What the sandbox takes, twilight-validate must take too: it knows Discord's limits by itself. It has
/// no word on what is longer than half of what Discord takes today.
fn another_voice(name: &str, body: &Value) {
    let mut whole = json!({ "type": 1, "description": "", "options": [], "version": "1" });
    for (key, value) in body.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    let command: twilight_model::application::command::Command =
        serde_json::from_value(whole).unwrap_or_else(|error| panic!("{name}: {error}"));
    if twilight_validate::command::command_characters(&command) <= 4_000 {
        twilight_validate::command::command(&command)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

pub(super) fn command(more: Value) -> Value {
    let mut command = json!({ "name": "x", "description": "d" });
    for (key, value) in more.as_object().into_iter().flatten() {
        command[key] = value.clone();
    }
    command
}

pub(super) fn option(more: Value) -> Value {
    let mut option = json!({ "type": 3, "name": "o", "description": "d" });
    for (key, value) in more.as_object().into_iter().flatten() {
        option[key] = value.clone();
    }
    option
}

pub(super) fn with(options: &[Value]) -> Value {
    command(json!({ "options": options }))
}

pub(super) fn one(more: Value) -> Value {
    with(&[option(more)])
}

pub(super) fn ill_named(path: &str) -> super::Comes {
    fault(
        path,
        "APPLICATION_COMMAND_INVALID_NAME",
        "Command name is invalid",
    )
}

#[tokio::test]
async fn commands_themselves() {
    let menu = |kind: u8, more: Value| {
        let mut menu = json!({ "type": kind, "name": "Do It" });
        for (key, value) in more.as_object().into_iter().flatten() {
            menu[key] = value.clone();
        }
        menu
    };
    let twice = |path: &str| {
        fault(
            path,
            "SET_TYPE_ALREADY_CONTAINS_VALUE",
            "The set already contains this value",
        )
    };
    // A row a line, whatever its length: it is read as a table.
    #[rustfmt::skip]
    registers(vec![
        ("a name of 32", command(json!({ "name": "n".repeat(32) })), Fine),
        ("a name of 33", command(json!({ "name": "n".repeat(33) })), between("name", 1, 32)),
        ("a name of nothing", command(json!({ "name": "" })), between("name", 1, 32)),
        ("no name", command(json!({ "name": null })), required("name")),
        ("a name in capitals", command(json!({ "name": "Big" })), ill_named("name")),
        ("a name of two words", command(json!({ "name": "two words" })), ill_named("name")),
        ("a name with a mark", command(json!({ "name": "a!" })), ill_named("name")),
        ("a name of other letters", command(json!({ "name": "größe-2_ไทย" })), Fine),
        ("a description of 100", command(json!({ "description": text(100) })), Fine),
        ("a description of 101", command(json!({ "description": text(101) })), between("description", 1, 100)),
        ("no description", command(json!({ "description": null })), required("description")),
        ("a type beyond", command(json!({ "type": 5 })), choice("type", "{1, 2, 3}")),
        ("a menu of people", menu(2, json!({})), Fine),
        ("a menu of messages", menu(3, json!({ "name": "n".repeat(32) })), Fine),
        ("a menu's name of 33", menu(3, json!({ "name": "n".repeat(33) })), between("name", 1, 32)),
        ("a menu with a description", menu(2, json!({ "description": "d" })),
            fault("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", "Context menu commands cannot have a description")),
        ("a menu with options", menu(3, json!({ "options": [option(json!({}))] })),
            fault("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID", "Context menu commands cannot have options")),
        ("other languages", command(json!({ "name_localizations": { "de": "größe", "ja": "大きさ" }, "description_localizations": { "de": text(100) } })), Fine),
        ("a language that is none", command(json!({ "name_localizations": { "de_DE": "x" } })), choice("name_localizations.de_DE", LOCALES)),
        ("a name in capitals in another language", command(json!({ "name_localizations": { "de": "Größe" } })), ill_named("name_localizations.de")),
        ("a description of 101 in another", command(json!({ "description_localizations": { "de": text(101) } })), between("description_localizations.de", 1, 100)),
        ("languages in a list", command(json!({ "name_localizations": ["x"] })), fault("name_localizations", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        ("who may", command(json!({ "default_member_permissions": "32" })), Fine),
        ("who may, in words", command(json!({ "default_member_permissions": "managers" })), fault("default_member_permissions", "NUMBER_TYPE_COERCE", "Value \"managers\" is not int.")),
        ("where", command(json!({ "contexts": [0, 1, 2], "integration_types": [0, 1] })), Fine),
        ("where it is nowhere", command(json!({ "contexts": [3], "integration_types": [2] })), all(vec![choice("contexts.0", "{0, 1, 2}"), choice("integration_types.0", "{0, 1}")])),
        ("the same place twice", command(json!({ "contexts": [0, 0] })), twice("contexts.1")),
        ("nsfw in words", command(json!({ "nsfw": "no" })), fault("nsfw", "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")),
        ("all that is wrong", json!({ "name": "Big", "options": [{ "type": 3, "name": "Big" }] }),
            all(vec![ill_named("name"), required("description"), required("options.0.description"), ill_named("options.0.name")])),
    ])
    .await;
}

#[tokio::test]
async fn eight_thousand_characters_in_all() {
    // 37 options and more of 200 characters, and what is left over in the last description.
    let sized = |rest: usize| {
        let options = many(25, |n| {
            let name = format!("{n:02}{}", "n".repeat(18));
            let choices = if n < 14 {
                json!([{ "name": "c".repeat(100), "value": "v".repeat(100) }, { "name": "d".repeat(100), "value": "v".repeat(92) }])
            } else {
                json!([])
            };
            option(json!({ "name": name, "description": "d".repeat(80), "choices": choices }))
        });
        // 25 options of 100, 14 pairs of choices of 392, the name; 1 to 100 of the description.
        let so_far = 25 * 100 + 14 * 392 + 1;
        let last = 8_000 - so_far + rest;
        assert!((1..=100).contains(&last), "{last}");
        command(json!({ "description": "d".repeat(last), "options": options }))
    };
    let large = || {
        fault(
            "",
            "APPLICATION_COMMAND_TOO_LARGE",
            "Command exceeds maximum size (8000)",
        )
    };
    let mut translated = sized(0);
    translated["name_localizations"] = json!({ "de": "xx", "fr": "x" });
    #[rustfmt::skip]
    registers(vec![
        ("8000 characters", sized(0), Fine),
        ("8001 characters", sized(1), large()),
        ("8001 in the language that needs most", translated, large()),
    ])
    .await;
}

#[tokio::test]
async fn how_many_there_may_be() {
    let room = Room::new().await;
    let global = commands(&room);
    let guild = format!(
        "/applications/{}/guilds/{}/commands",
        room.company.application_id, room.company.guild_id
    );
    let of = |count: usize, kind: u8| {
        json!(many(count, |n| {
            let description = if kind == 1 { "d" } else { "" };
            json!({ "type": kind, "name": format!("c{n}"), "description": description })
        }))
    };
    let full = |path: &str, kind: u8| {
        (
            path.to_owned(),
            json!({ "type": kind, "name": "more", "description": if kind == 1 { "d" } else { "" } }),
        )
    };
    for path in [&global, &guild] {
        #[rustfmt::skip]
        holds(&room, "PUT", path, &room.bot(), vec![
            ("101 commands", of(101, 1), No(400, 30032)),
            ("100 commands", of(100, 1), Fine),
        ])
        .await;
        let (path, body) = full(path, 1);
        let answer = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
        assert_eq!(
            (answer.status, answer.code),
            (400, Some(30032)),
            "{}",
            answer.body
        );
        assert_eq!(
            answer.body["message"],
            "Maximum number of application commands reached (100)"
        );
        for kind in [2, 3] {
            #[rustfmt::skip]
            holds(&room, "PUT", &path, &room.bot(), vec![
                ("16 in a menu", of(16, kind), No(400, 30032)),
                ("15 in a menu", of(15, kind), Fine),
            ])
            .await;
            let (path, body) = full(&path, kind);
            let answer = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
            assert_eq!(
                (answer.status, answer.code),
                (400, Some(30032)),
                "{}",
                answer.body
            );
        }
    }
    room.stop().await;
}

#[tokio::test]
async fn two_hundred_new_ones_a_day() {
    let room = Room::new().await;
    let path = commands(&room);
    let of = |from: usize| {
        json!(many(
            100,
            |n| json!({ "name": format!("c{}", n + from), "description": "d" })
        ))
    };
    for from in [0, 100] {
        let answer = room
            .ask("PUT", &path, Some(&room.bot()), Some(of(from)))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // One of the same name is none that is new.
    let known = room
        .ask("PUT", &path, Some(&room.bot()), Some(of(100)))
        .await;
    assert_eq!(known.status, 200, "{}", known.body);
    let answer = room.ask("PUT", &path, Some(&room.bot()), Some(of(1))).await;
    assert_eq!(
        (answer.status, answer.code),
        (429, Some(30034)),
        "{}",
        answer.body
    );
    let wait = answer.body["retry_after"].as_f64().expect("a time");
    assert!((86_000.0..=86_400.0).contains(&wait), "{wait}");
    assert_eq!(answer.body["global"], false);
    let there = room.ask("GET", &path, Some(&room.bot()), None).await.body;
    assert_eq!(there.as_array().map(Vec::len), Some(100), "all or nothing");
    // A server has a count of its own.
    let guild = format!(
        "/applications/{}/guilds/{}/commands",
        room.company.application_id, room.company.guild_id
    );
    let own = room
        .ask("POST", &guild, Some(&room.bot()), Some(command(json!({}))))
        .await;
    assert_eq!(own.status, 201, "{}", own.body);
    room.stop().await;
}

#[tokio::test]
async fn lists_are_taken_whole_or_not_at_all_and_changes_keep_the_rest() {
    let room = Room::new().await;
    let path = commands(&room);
    let bot = room.bot();
    let named = |name: &str| command(json!({ "name": name }));
    let again = |path: &str| {
        fault(
            path,
            "APPLICATION_COMMANDS_DUPLICATE_NAME",
            "Application command names must be unique",
        )
    };
    #[rustfmt::skip]
    holds(&room, "PUT", &path, &bot, vec![
        ("two", json!([named("a"), named("b")]), Fine),
        ("one name in two types", json!([named("a"), { "type": 3, "name": "a" }, named("b")]), Fine),
        ("one name twice", json!([named("a"), named("a")]), again("1")),
        ("two that are wrong", json!([named("c"), named("B"), { "name": "d" }]), all(vec![ill_named("1.name"), required("2.description")])),
        ("no list", json!({}), fault("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")),
        ("a list of texts", json!(["x"]), fault("0", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
    ])
    .await;
    let there = room.ask("GET", &path, Some(&bot), None).await.body;
    let names: Vec<&str> = there
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|command| command["name"].as_str())
        .collect();
    assert_eq!(names, ["a", "b", "a"]);
    let first = there[0]["id"].as_str().expect("an id");
    let at = format!("{path}/{first}");
    #[rustfmt::skip]
    holds(&room, "PATCH", &at, &bot, vec![
        ("another description", json!({ "description": "e", "nsfw": true }), Fine),
        ("options", json!({ "options": [option(json!({}))] }), Fine),
        ("another's name", json!({ "name": "b" }), again("name")),
        ("a description of 101", json!({ "description": text(101) }), between("description", 1, 100)),
    ])
    .await;
    let changed = room.ask("GET", &at, Some(&bot), None).await.body;
    assert_eq!(
        (&changed["name"], &changed["description"], &changed["nsfw"]),
        (&json!("a"), &json!("e"), &json!(true))
    );
    assert_eq!(changed["options"][0]["name"], "o");
    // The same name again is the same command.
    let again = room.ask("POST", &path, Some(&bot), Some(named("a"))).await;
    assert_eq!((again.status, &again.body["id"]), (200, &json!(first)));
    assert_eq!(differs(&again, Fine), None);
    room.stop().await;
}
