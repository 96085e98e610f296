//! The floor: serenity takes a command and answers it, and does nothing else.

use anyhow::{Context as _, Error};
use poise::serenity_prelude::{
    ClientBuilder, CommandOptionType, Context, CreateCommand, CreateCommandOption, CreateEmbed,
    CreateInteractionResponse, CreateInteractionResponseMessage, EventHandler, GatewayIntents,
    HttpBuilder, Interaction, Ready, async_trait,
};

struct Echo;

#[async_trait]
impl EventHandler for Echo {
    async fn ready(&self, ctx: Context, _: Ready) {
        let text = CommandOptionType::String;
        let of = |name: &str| CreateCommandOption::new(text, name, name);
        let mut add = CreateCommandOption::new(CommandOptionType::SubCommand, "add", "Answers");
        for name in ["name", "source", "email"] {
            add = add.add_sub_option(of(name));
        }
        let lead = CreateCommand::new("lead")
            .description("Answers")
            .add_option(add);
        if let Err(error) = ctx.http.create_global_command(&lead).await {
            eprintln!("the command was not registered: {error}");
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else {
            return;
        };
        let embed = CreateEmbed::new()
            .title("L-1 Person")
            .description("Trade show");
        let message = CreateInteractionResponseMessage::new()
            .embed(embed)
            .ephemeral(true);
        let answer = CreateInteractionResponse::Message(message);
        if let Err(error) = command.create_response(&ctx.http, answer).await {
            eprintln!("an answer was not taken: {error}");
        }
    }
}

/// Runs it until it is killed.
pub async fn run() -> Result<(), Error> {
    let told = |name: &'static str| std::env::var(name).context(name);
    let certificate = std::fs::read(told("TANDEM_DISCORD__CA_CERTIFICATE")?)?;
    let client = reqwest::Client::builder()
        .resolve("discord.com", told("TANDEM_DISCORD__RESOLVE")?.parse()?)
        .no_proxy()
        .tls_built_in_root_certs(false)
        .add_root_certificate(reqwest::Certificate::from_pem(&certificate)?)
        .build()?;
    let http = HttpBuilder::new(told("DISCORD_TOKEN")?)
        .client(client)
        .build();
    let application = http.get_current_application_info().await?.id;
    http.set_application_id(application);
    let url = http.get_gateway().await?.url;
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::non_privileged())
        .event_handler(Echo)
        .await?;
    *client.ws_url.lock().await = url;
    client.start().await?;
    Ok(())
}
