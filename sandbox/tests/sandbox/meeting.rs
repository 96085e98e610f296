//! A bot of serenity's, with its rate limiter and TLS, and a person who uses its command.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use serenity::all as serenity;
use tokio::sync::Notify;

use crate::client::Room;

/// Answers `/order`, and edits the answer.
struct Waiter(Arc<Notify>);

#[::serenity::async_trait]
impl serenity::EventHandler for Waiter {
    async fn ready(&self, _: serenity::Context, _: serenity::Ready) {
        self.0.notify_one();
    }

    async fn interaction_create(&self, ctx: serenity::Context, interaction: serenity::Interaction) {
        let serenity::Interaction::Command(command) = interaction else {
            return;
        };
        let wanted = command.data.options[0]
            .value
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if wanted == "nothing" {
            return;
        }
        let message =
            serenity::CreateInteractionResponseMessage::new().content(format!("{wanted}?"));
        let response = serenity::CreateInteractionResponse::Message(message);
        command
            .create_response(&ctx.http, response.clone())
            .await
            .expect("the answer is taken");
        let twice = command
            .create_response(&ctx.http, response)
            .await
            .expect_err("only one first answer");
        assert!(
            twice.to_string().contains("already been acknowledged"),
            "{twice}"
        );
        let edit =
            serenity::EditInteractionResponse::new().content(format!("Here is your {wanted}."));
        command
            .edit_response(&ctx.http, edit)
            .await
            .expect("the edit is taken");
        let follow = serenity::CreateInteractionResponseFollowup::new()
            .content("Enjoy")
            .ephemeral(true);
        command
            .create_followup(&ctx.http, follow)
            .await
            .expect("the follow-up is taken");
    }
}

/// serenity's client as it ships, which takes discord.com to be here.
fn http(room: &Room) -> serenity::Http {
    let pem = room.sandbox.certificate_pem();
    let certificate = reqwest::Certificate::from_pem(pem.as_bytes()).expect("a certificate");
    let client = reqwest::Client::builder()
        .resolve("discord.com", room.sandbox.api_address())
        .no_proxy()
        .tls_built_in_root_certs(false)
        .add_root_certificate(certificate)
        .build()
        .expect("a client");
    serenity::HttpBuilder::new(&room.company.bot_token)
        .client(client)
        .build()
}

#[tokio::test]
async fn a_command_is_answered_edited_and_followed_up() {
    let room = Room::new().await;
    let command = room.register().await;
    let http = http(&room);
    http.set_application_id(
        room.company
            .application_id
            .parse::<u64>()
            .expect("an id")
            .into(),
    );
    let gateway = http.get_gateway().await.expect("the gateway").url;
    assert!(gateway.starts_with("ws://127.0.0.1:"), "{gateway}");
    let ready = Arc::new(Notify::new());
    let intents = serenity::GatewayIntents::GUILDS | serenity::GatewayIntents::GUILD_MESSAGES;
    let mut client = serenity::ClientBuilder::new_with_http(http, intents)
        .event_handler(Waiter(Arc::clone(&ready)))
        .await
        .expect("a client");
    *client.ws_url.lock().await = gateway;
    let shards = Arc::clone(&client.shard_manager);
    let running = tokio::spawn(async move { client.start().await });
    tokio::time::timeout(Duration::from_secs(20), ready.notified())
        .await
        .expect("ready");

    let options = json!([{ "name": "what", "type": 3, "value": "tea" }]);
    let used = room
        .ask(
            "POST",
            "/interactions",
            Some(&room.person("Mia")),
            Some(room.order(&command, options)),
        )
        .await;
    assert_eq!(used.status, 204, "{}", used.body);
    let path = format!("/channels/{}/messages", room.channel("general"));
    let mut answer = Value::Null;
    for _ in 0..100 {
        answer = room
            .ask("GET", &path, Some(&room.person("Sam")), None)
            .await
            .body;
        if answer[0]["content"] == "Here is your tea." {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let all = answer.as_array().expect("messages");
    assert_eq!(
        all.len(),
        1,
        "the private follow-up is nobody else's: {answer}"
    );
    assert_eq!(all[0]["content"], "Here is your tea.");
    assert!(all[0]["edited_timestamp"].is_string());
    assert_eq!(all[0]["interaction_metadata"]["user"]["global_name"], "Mia");
    shards.shutdown_all().await;
    let _ = tokio::time::timeout(Duration::from_secs(5), running).await;
    room.stop().await;
}

#[tokio::test]
async fn a_nonce_stands_for_its_first_message() {
    let room = Room::new().await;
    let path = format!("/channels/{}/messages", room.channel("general"));
    let body = json!({ "content": "once", "nonce": "n1", "enforce_nonce": true });
    let first = room
        .ask("POST", &path, Some(&room.bot()), Some(body.clone()))
        .await;
    let second = room.ask("POST", &path, Some(&room.bot()), Some(body)).await;
    assert_eq!(first.body["id"], second.body["id"]);
    let all = room.ask("GET", &path, Some(&room.bot()), None).await;
    assert_eq!(all.body.as_array().map(Vec::len), Some(1));
    room.stop().await;
}
