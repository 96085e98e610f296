//! The way to Discord: the real one, one through a shared rate-limit proxy, or the sandbox's.

use std::{net::SocketAddr, time::Duration};

use poise::serenity_prelude as serenity;
use secrecy::{ExposeSecret, SecretString};
use serenity::{CreateAllowedMentions, GatewayIntents, Http, HttpBuilder};

use super::{
    Data,
    asked::{Failed, asked},
    commands,
    framework::Framework,
    registered,
    replies::Replies,
};

/// How long a request may take before it counts as lost; serenity sets no time of its own.
const REQUEST: Duration = Duration::from_secs(30);

/// Where Discord is.
#[derive(Clone, Debug)]
pub enum Door {
    /// At its own address.
    Discord,
    /// Behind a proxy that keeps the rate limits for several processes, so that serenity's own limiter
    /// is off.
    Proxy {
        /// Where its HTTP API is.
        api_url: String,
        /// Where its gateway is, if not where the API says.
        gateway_url: Option<String>,
    },
    /// discord.com is taken to be at an address, with a certificate of its own: the sandbox.
    Resolved {
        /// Where.
        address: SocketAddr,
        /// The only certificate that is trusted.
        certificate_pem: String,
    },
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The HTTP client cannot be made: a certificate that is none.
    #[error("the HTTP client cannot be made; is ca_certificate a PEM file?")]
    Client(#[source] reqwest::Error),
    /// Something that must be known first was not answered as it should.
    #[error("{0}; is the address right, and the network up?")]
    Asked(#[source] Failed),
    /// The token is not a bot's.
    #[error("Discord does not know this token; take it anew from the developer portal")]
    BadToken(#[source] Failed),
    /// The client cannot be made or started.
    #[error("the connection to Discord failed")]
    Serenity(#[source] Box<serenity::Error>),
}

/// An HTTP client for Discord's API.
///
/// # Errors
/// A certificate that is none.
pub fn http(token: &SecretString, door: &Door) -> Result<Http, ConnectError> {
    Ok(ways(token, door)?.0)
}

/// The same, and the way on which answers go, over the same connections.
fn ways(token: &SecretString, door: &Door) -> Result<(Http, Replies), ConnectError> {
    let mut proxy = None;
    let mut client = reqwest::Client::builder()
        .timeout(REQUEST)
        .connect_timeout(Duration::from_secs(10));
    let mut builder = HttpBuilder::new(token.expose_secret())
        .default_allowed_mentions(CreateAllowedMentions::new());
    match door {
        Door::Discord => {}
        Door::Proxy { api_url, .. } => {
            proxy = Some(api_url.clone());
            builder = builder.proxy(api_url.clone()).ratelimiter_disabled(true);
        }
        Door::Resolved {
            address,
            certificate_pem,
        } => {
            let certificate = reqwest::Certificate::from_pem(certificate_pem.as_bytes())
                .map_err(ConnectError::Client)?;
            client = client
                .resolve("discord.com", *address)
                .no_proxy()
                .tls_built_in_root_certs(false)
                .add_root_certificate(certificate);
        }
    }
    let client = client.build().map_err(ConnectError::Client)?;
    let http = builder.client(client.clone()).build();
    let replies = Replies::new(client, http.token().into(), proxy);
    Ok((http, replies))
}

/// A client that is ready to start, and what it found.
#[expect(missing_debug_implementations, reason = "serenity's client has none")]
pub struct Connection {
    /// The gateway's client.
    pub client: serenity::Client,
    /// The bot's own id.
    pub bot: serenity::UserId,
    /// Whether messages can be read.
    pub reads_messages: bool,
}

/// Makes a client that answers with the data that `data` makes, after asking Discord who we are and what
/// we may.
///
/// # Errors
/// No answer, or none that can be used; a bad token.
pub async fn connect(
    token: &SecretString,
    door: &Door,
    data: impl FnOnce(Replies) -> Data,
) -> Result<Connection, ConnectError> {
    let (http, replies) = ways(token, door)?;
    // serenity would fall back to Discord's real gateway: ask first, and refuse instead.
    let gateway = match door {
        Door::Proxy {
            gateway_url: Some(url),
            ..
        } => url.clone(),
        _ => {
            asked("GET /gateway", http.get_gateway())
                .await
                .map_err(ConnectError::Asked)?
                .url
        }
    };
    let who = |failed: Failed| {
        if failed.is_unknown_token() {
            ConnectError::BadToken(failed)
        } else {
            ConnectError::Asked(failed)
        }
    };
    let bot = asked("GET /users/@me", http.get_current_user())
        .await
        .map_err(who)?;
    let application = http.get_current_application_info();
    let application = asked("GET /oauth2/applications/@me", application)
        .await
        .map_err(who)?;
    http.set_application_id(application.id);
    replies.speak_as(application.id);
    let flags = application
        .flags
        .unwrap_or_else(serenity::ApplicationFlags::empty);
    let reads_messages = flags.intersects(
        serenity::ApplicationFlags::GATEWAY_MESSAGE_CONTENT
            | serenity::ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED,
    );
    let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES;
    if reads_messages {
        intents |= GatewayIntents::MESSAGE_CONTENT;
    } else {
        tracing::warn!(
            "Message content is not granted: everything works but listening. Switch it on in the developer portal."
        );
    }
    register(&http)
        .await
        .map_err(boxed(ConnectError::Serenity))?;
    let framework = Framework::new(data(replies), bot.id);
    let client = serenity::ClientBuilder::new_with_http(http, intents)
        .framework(framework)
        .await
        .map_err(boxed(ConnectError::Serenity))?;
    *client.ws_url.lock().await = gateway;
    Ok(Connection {
        client,
        bot: bot.id,
        reads_messages,
    })
}

/// An error of serenity's is large; it is kept on the heap.
fn boxed(
    wrap: impl FnOnce(Box<serenity::Error>) -> ConnectError,
) -> impl FnOnce(serenity::Error) -> ConnectError {
    |error| wrap(Box::new(error))
}

/// Registers the commands, only when the list has changed: Discord allows 200 creations a day.
async fn register(http: &Http) -> Result<(), serenity::Error> {
    let wanted = poise::builtins::create_application_commands(&commands::all());
    let wanted = serde_json::to_value(&wanted)?;
    let there = serde_json::to_value(http.get_global_commands().await?)?;
    if registered::same(&wanted, &there) {
        tracing::info!("The commands are registered already.");
        return Ok(());
    }
    http.create_global_commands(&wanted).await?;
    tracing::info!("The commands were registered.");
    Ok(())
}
