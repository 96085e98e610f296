//! `tandem run`: configuration in, a bot that runs until it is told to stop.

use std::time::Duration;

use chrono::TimeDelta;
use poise::serenity_prelude as serenity;
use secrecy::ExposeSecret;
use sqlx::postgres::PgConnectOptions;
use tokio_util::sync::CancellationToken;

use super::{App, DeliverSettings, Door, Parts, StartError, migrate, pool};
use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    jobs::sweep::Keep,
};

/// Why `tandem run` ends with an error.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The certificate's file.
    #[error("the certificate {0} cannot be read")]
    Certificate(std::path::PathBuf, #[source] std::io::Error),
    /// The database.
    #[error("the database does not answer; is DATABASE_URL right, and the server up?")]
    Database(#[source] sqlx::Error),
    /// The schema.
    #[error("the database's schema cannot be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The bot.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The connection to Discord ended for good.
    #[error("the connection to Discord has ended; `tandem check` says why")]
    Ended(#[source] Option<Box<serenity::Error>>),
}

/// Where Discord is, as configured.
///
/// # Errors
/// A certificate that cannot be read.
pub fn door(config: &Config) -> Result<Door, RunError> {
    let discord = &config.discord;
    if let (Some(address), Some(path)) = (discord.resolve, &discord.ca_certificate) {
        let certificate_pem = std::fs::read_to_string(path)
            .map_err(|error| RunError::Certificate(path.clone(), error))?;
        return Ok(Door::Resolved {
            address,
            certificate_pem,
        });
    }
    Ok(match &discord.api_url {
        Some(api_url) => Door::Proxy {
            api_url: api_url.clone(),
            gateway_url: discord.gateway_url.clone(),
        },
        None => Door::Discord,
    })
}

/// `tandem run`: the bot, until `stop`. `clock` is the system's but in a test of the program.
///
/// # Errors
/// What keeps it from starting, or ends it.
pub async fn run(config: Config, clock: Clock, stop: CancellationToken) -> Result<(), RunError> {
    let token = config.token()?.clone();
    let options: PgConnectOptions = config
        .database_url()?
        .expose_secret()
        .parse()
        .map_err(RunError::Database)?;
    let pool = pool::connect(pool::options(config.database.max_connections), options)
        .await
        .map_err(RunError::Database)?;
    migrate(&pool).await?;
    let deliver = &config.deliver;
    let parts = Parts {
        pool: pool.clone(),
        clock,
        token,
        door: door(&config)?,
        deliver: DeliverSettings {
            lease: Duration::from_secs(deliver.lease_seconds),
            poll: Duration::from_millis(deliver.poll_millis),
            batch: deliver.batch,
            max_attempts: deliver.max_attempts,
            send_timeout: Duration::from_secs(deliver.send_timeout_seconds),
            try_again: Duration::from_secs(deliver.try_again_seconds),
            keep: Keep {
                said: TimeDelta::days(deliver.keep_days.into()),
            },
        },
    };
    let mut app = tokio::select! {
        app = App::start(parts) => app?,
        () = stop.cancelled() => return Ok(()),
    };
    let ended = tokio::select! {
        () = stop.cancelled() => None,
        error = app.ended() => Some(error),
    };
    tracing::info!("Tandem finishes what it is at, and stops.");
    app.stop().await;
    pool.close().await;
    match ended {
        Some(error) => Err(RunError::Ended(error)),
        None => Ok(()),
    }
}
