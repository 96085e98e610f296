//! A bot of twilight: its HTTP client, its rate limiter and its gateway, pointed here by its own settings
//! for proxies.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tandem_sandbox::limits::Strictness;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use twilight_gateway::{
    ConfigBuilder, Event, EventTypeFlags, Intents, Shard, ShardId, StreamExt as _,
};
use twilight_http::{Client, request::channel::reaction::RequestReactionType};
use twilight_model::{
    application::{
        command::Command,
        interaction::{
            Interaction, InteractionData, application_command::CommandOptionValue::String as Text,
        },
    },
    channel::message::MessageFlags,
    http::{
        attachment::Attachment,
        interaction::{InteractionResponse, InteractionResponseType},
    },
    id::Id,
};

use crate::{client::Room, wire::Wire};

const CAN: &str = "twilight takes it";

/// The bot's HTTP client.
fn http(room: &Room) -> Arc<Client> {
    let client = Client::builder()
        .token(room.company.bot_token.clone())
        .proxy(room.sandbox.address().to_string(), true)
        .timeout(Duration::from_secs(10));
    Arc::new(client.build())
}

/// The bot's shard.
fn shard(room: &Room) -> Shard {
    let intents = Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::MESSAGE_CONTENT;
    let config = ConfigBuilder::new(room.company.bot_token.clone(), intents)
        .proxy_url(format!("ws://{}/gateway", room.sandbox.address()));
    Shard::with_config(ShardId::ONE, config.build())
}

/// Answers a command late, and says another word to the one who used it.
async fn answer(http: &Client, interaction: &Interaction) {
    let Some(InteractionData::ApplicationCommand(data)) = &interaction.data else {
        panic!("not a command: {interaction:?}")
    };
    let Text(what) = &data.options[0].value else {
        panic!("not a text: {data:?}")
    };
    let (client, token) = (
        http.interaction(interaction.application_id),
        &interaction.token,
    );
    let wait = InteractionResponse {
        kind: InteractionResponseType::DeferredChannelMessageWithSource,
        data: None,
    };
    client
        .create_response(interaction.id, token, &wait)
        .await
        .expect(CAN);
    let said = format!("{what} it is");
    let edited = client.update_response(token).content(Some(&said)).await;
    let edited = edited.expect(CAN).model().await.expect(CAN);
    assert_eq!(edited.content, said);
    client
        .create_followup(token)
        .content("for you alone")
        .flags(MessageFlags::EPHEMERAL)
        .await
        .expect(CAN);
}

/// Runs the shard: what people say and how sessions begin is told, commands are answered.
async fn run(mut shard: Shard, http: Arc<Client>, told: UnboundedSender<String>) {
    while let Some(event) = shard.next_event(EventTypeFlags::all()).await {
        let tell = match event.expect("an event that twilight understands") {
            Event::Ready(ready) => format!("ready, in {} servers", ready.guilds.len()),
            Event::Resumed => "resumed".to_owned(),
            Event::GuildCreate(guild) => format!("server {}", guild.id()),
            Event::MessageCreate(message) if !message.author.bot => message.content.clone(),
            Event::InteractionCreate(interaction) => {
                answer(&http, &interaction).await;
                continue;
            }
            _ => continue,
        };
        if told.send(tell).is_err() {
            return;
        }
    }
}

/// What the bot tells next.
async fn next(told: &mut UnboundedReceiver<String>) -> String {
    let next = tokio::time::timeout(Duration::from_secs(15), told.recv()).await;
    next.expect("in time").expect("the shard lives")
}

#[tokio::test]
async fn a_bot_of_twilight_answers_sends_files_keeps_to_the_limits_and_resumes() {
    let room = Room::with(Strictness::Discord).await;
    let mut mia = Wire::person(&room, "Mia").await;
    let http = http(&room);
    let (tell, mut told) = unbounded_channel();
    let shard = tokio::spawn(run(shard(&room), Arc::clone(&http), tell));
    assert_eq!(next(&mut told).await, "ready, in 1 servers");
    assert_eq!(
        next(&mut told).await,
        format!("server {}", room.company.guild_id)
    );

    // It registers, and answers.
    let application = http.current_user_application().await.expect(CAN);
    let application = application.model().await.expect(CAN).id;
    let command: Command = serde_json::from_value(json!({
        "type": 1, "name": "order", "description": "Order something", "version": "1",
        "options": [{ "type": 3, "name": "what", "description": "What", "required": true }],
    }))
    .expect("a command");
    let registered = http
        .interaction(application)
        .set_global_commands(&[command])
        .await;
    let registered = registered.expect(CAN).models().await.expect(CAN);
    let order = registered[0].id.expect("an id").to_string();
    let order = room.order(
        &order,
        json!([{ "name": "what", "type": 3, "value": "Tea" }]),
    );
    room.gets("Mia", "POST /interactions", order).await;
    assert_eq!(mia.event("MESSAGE_CREATE").await["d"]["flags"], 128);
    assert_eq!(
        mia.event("MESSAGE_UPDATE").await["d"]["content"],
        "Tea it is"
    );
    assert_eq!(mia.event("MESSAGE_CREATE").await["d"]["flags"], 64);

    // A file, and a reaction.
    let channel = Id::new(room.channel("general").parse().expect("an id"));
    let files = [Attachment::from_bytes(
        "list.txt".to_owned(),
        b"tea, milk".to_vec(),
        1,
    )];
    let sent = http.create_message(channel).attachments(&files).await;
    let sent = sent.expect(CAN).model().await.expect(CAN);
    assert_eq!(sent.attachments[0].size, 9);
    let thumb = RequestReactionType::Unicode { name: "👍" };
    http.create_reaction(channel, sent.id, &thumb)
        .await
        .expect(CAN);
    let read = http.message(channel, sent.id).await.expect(CAN);
    assert_eq!(read.model().await.expect(CAN).reactions[0].count, 1);

    // More than the channel takes at once. Its limiter goes by the headers of a 429 alone, which Discord
    // sends with a scope; it waits then, and asks again.
    let many = (0..8).map(async |n| {
        let words = format!("number {n}");
        http.create_message(channel)
            .content(&words)
            .await
            .expect(CAN);
    });
    futures::future::join_all(many).await;
    let all = room.messages("general").await;
    let said = |message: &&Value| {
        message["content"]
            .as_str()
            .is_some_and(|text| text.starts_with("number "))
    };
    assert_eq!(all.iter().filter(said).count(), 8, "each arrives once");
    let asked = room.sandbox.requests().into_iter();
    let held = asked.filter(|request| request.status == Some(429)).count();
    assert!((1..=3).contains(&held), "held back {held} times");

    // What was said while it was away, it hears once.
    room.sandbox.close_gateway(4000);
    room.says("Mia", "general", "still there?").await;
    assert_eq!(next(&mut told).await, "still there?");
    assert_eq!(next(&mut told).await, "resumed");
    room.says("Mia", "general", "good").await;
    assert_eq!(next(&mut told).await, "good");
    shard.abort();
    room.stop().await;
}
