//! Every operation of Discord's description, asked once: the sandbox does it, refuses it as Discord
//! does, or says that it has not got it.

use serde_json::{Map, Value, json};

use crate::{
    client::Room,
    description::document::{Description, Operation, description},
};

/// What stands for a parameter of a path.
struct Places {
    room: Room,
    message: String,
    command: String,
    /// Two webhooks, id and token: one is taken away by its token, the other by its id alone.
    webhooks: Vec<(String, String)>,
}

impl Places {
    /// A company whose bot may do everything.
    async fn new() -> Self {
        let room = Room::new().await;
        let command = room.register().await;
        let (bot, owner) = (room.bot(), room.person("Dana"));
        let roles = format!("/guilds/{}/roles", room.company.guild_id);
        let all = room.ask("GET", &roles, Some(&bot), None).await.body;
        let of_bot = |role: &&Value| role["tags"]["bot_id"].is_string();
        let role = all.as_array().into_iter().flatten().find(of_bot);
        let role = text(&role.expect("the bot's role")["id"]);
        let every = json!({ "permissions": "8" });
        let given = room
            .ask(
                "PATCH",
                &format!("{roles}/{role}"),
                Some(&owner),
                Some(every),
            )
            .await;
        assert_eq!(given.status, 200, "{}", given.body);
        let channel = format!("/channels/{}", room.channel("general"));
        let make = async |what: &str, body: Value| {
            let path = format!("{channel}/{what}");
            room.ask("POST", &path, Some(&bot), Some(body)).await.body
        };
        let message = text(&make("messages", json!({ "content": "Hello" })).await["id"]);
        let mut webhooks = Vec::new();
        for name in ["One", "Two"] {
            let made = make("webhooks", json!({ "name": name })).await;
            webhooks.push((text(&made["id"]), text(&made["token"])));
        }
        Self {
            room,
            message,
            command,
            webhooks,
        }
    }

    /// What stands for a parameter of a path.
    fn of(&self, parameter: &str, template: &str) -> &str {
        let company = &self.room.company;
        let webhook = &self.webhooks[usize::from(!template.contains("{webhook_token}"))];
        match parameter {
            "application_id" => &company.application_id,
            "webhook_id" => &webhook.0,
            "webhook_token" => &webhook.1,
            "guild_id" => &company.guild_id,
            "channel_id" => self.room.channel("general"),
            "message_id" => &self.message,
            "command_id" => &self.command,
            "user_id" | "overwrite_id" => &company.members[1].id,
            "role_id" => &company.roles["Sales"],
            "emoji_name" => "%F0%9F%91%8D",
            "code" | "interaction_token" | "instance_id" => "abc",
            _ => "1",
        }
    }

    fn path(&self, template: &str) -> String {
        let part = |part: &str| match part.strip_prefix('{') {
            Some(name) => self.of(name.trim_end_matches('}'), template).to_owned(),
            None => part.to_owned(),
        };
        template.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The least that fits a schema.
fn least(description: &Description, pointer: &str) -> Value {
    let Some((at, schema)) = description.at(pointer) else {
        return Value::Null;
    };
    if let Some(value) = schema.get("const").or(schema["enum"].get(0)) {
        return value.clone();
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let count = schema[keyword].as_array().map_or(0, Vec::len);
        let first = (0..count)
            .map(|index| least(description, &format!("{at}/{keyword}/{index}")))
            .find(|value| !value.is_null());
        if let Some(value) = first {
            return value;
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        kind => kind.as_str(),
    };
    match kind {
        Some("object") => {
            let required = schema["required"].as_array();
            let fields: Map<String, Value> = required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|name| {
                    let pointer = format!("{at}/properties/{name}");
                    (name.to_owned(), least(description, &pointer))
                })
                .collect();
            fields.into()
        }
        Some("array") => {
            let count = schema["minItems"].as_u64().unwrap_or(0);
            (0..count)
                .map(|_| least(description, &format!("{at}/items")))
                .collect()
        }
        Some("integer" | "number") => json!(schema["minimum"].as_i64().unwrap_or(0).max(0)),
        Some("boolean") => json!(false),
        Some("string") if schema["format"] == "snowflake" => json!("1"),
        Some("string") if schema["format"] == "date-time" => json!("2030-01-01T00:00:00Z"),
        Some("string") => {
            json!("x".repeat(schema["minLength"].as_u64().unwrap_or(1).max(1) as usize))
        }
        _ => Value::Null,
    }
}

/// What is asked first and last: what takes away comes after all else, the deepest first.
fn order(operation: &&Operation) -> (usize, isize) {
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let depth = operation.template.split('/').count() as isize;
    let method = methods.iter().position(|name| *name == operation.method);
    match operation.method.as_str() {
        "DELETE" => match operation.template.as_str() {
            // A channel takes its webhooks along, and a bot that has left can do nothing more.
            "/channels/{channel_id}" => (5, 0),
            "/users/@me/guilds/{guild_id}" => (6, 0),
            _ => (4, -depth),
        },
        _ => (method.unwrap_or(0), depth),
    }
}

#[tokio::test]
async fn every_operation_is_done_refused_or_said_to_be_absent() {
    let Some(description) = description() else {
        return;
    };
    let places = Places::new().await;
    let mut all: Vec<&Operation> = description.operations().iter().collect();
    all.sort_by_key(order);
    let mut wrong = Vec::new();
    let mut there = 0;
    for operation in all {
        let body = format!("{}/requestBody/content", operation.at);
        let schema = format!("{body}/application~1json/schema");
        let body = description.at(&schema).map(|_| least(description, &schema));
        let answer = places
            .room
            .ask(
                &operation.method,
                &places.path(&operation.template),
                Some(&places.room.bot()),
                body,
            )
            .await;
        there += usize::from(answer.status != 501);
        // A refusal of Discord's names what it refuses; "404: Not Found" names nothing.
        let nameless =
            matches!(answer.status, 404 | 405) && answer.code.is_none_or(|code| code == 0);
        if nameless || answer.status >= 500 && answer.status != 501 {
            wrong.push(format!(
                "{}: {} {}",
                operation.name(),
                answer.status,
                answer.body
            ));
        }
    }
    places.room.stop_as("the tour").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(there >= 30, "the sandbox has only {there} operations");
}
