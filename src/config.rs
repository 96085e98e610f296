//! Settings of the process: built-in defaults, then a file, then the environment. Unknown keys are
//! errors. Secrets are never printed.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// The defaults, as they are documented.
const DEFAULT: &str = include_str!("../config/default.toml");

/// All settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The way to Discord.
    pub discord: Discord,
    /// The database.
    pub database: Database,
    /// The process itself.
    pub process: Process,
    /// How the outbox is emptied.
    pub deliver: Deliver,
    /// What is logged.
    pub log: Log,
}

/// The way to Discord.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discord {
    /// The bot's token.
    #[serde(default)]
    pub token: Option<SecretString>,
    /// A proxy that keeps the rate limits.
    #[serde(default)]
    pub api_url: Option<String>,
    /// The gateway behind it.
    #[serde(default)]
    pub gateway_url: Option<String>,
    /// What discord.com is taken to mean.
    #[serde(default)]
    pub resolve: Option<SocketAddr>,
    /// The certificate that is trusted there.
    #[serde(default)]
    pub ca_certificate: Option<PathBuf>,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `postgres://…`; holds a password.
    #[serde(default)]
    pub url: Option<SecretString>,
    /// Connections at the most.
    pub max_connections: u32,
}

/// The process itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Threads that work; one or more.
    pub threads: usize,
}

/// How the outbox is emptied.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    /// Seconds of a lease.
    pub lease_seconds: u64,
    /// Seconds of one send.
    pub send_timeout_seconds: u64,
    /// Channels served at once.
    pub batch: usize,
    /// Milliseconds between looks.
    pub poll_millis: u64,
    /// Tries.
    pub max_attempts: i32,
    /// Seconds between two tries of a channel that refuses.
    pub try_again_seconds: u64,
    /// Days for which what was said stays in the ledger.
    pub keep_days: u32,
}

/// What is logged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// tracing's filter.
    pub filter: String,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that was named is not there.
    #[error("there is no file {0}")]
    NoFile(PathBuf),
    /// An unknown key, or a value of the wrong kind.
    #[error("the configuration cannot be read: {0}")]
    Unreadable(#[source] Box<figment::Error>),
    /// Two values that do not go together, or one out of its range.
    #[error("the configuration does not fit: {0}")]
    Unfit(&'static str),
    /// Something without which the command cannot work.
    #[error("{0} is not set. {1}")]
    Missing(&'static str, &'static str),
}

impl Config {
    /// Reads the settings: the defaults, `file` (or `config/tandem.toml`, if it is there), the environment.
    ///
    /// # Errors
    /// A missing file, an unknown key, a value that does not fit.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::new().merge(Toml::string(DEFAULT));
        let own = Path::new("config/tandem.toml");
        match file {
            Some(file) if !file.is_file() => return Err(ConfigError::NoFile(file.to_owned())),
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if own.is_file() => figment = figment.merge(Toml::file_exact(own)),
            None => {}
        }
        figment = figment.merge(
            Env::prefixed("TANDEM_")
                .filter(|key| key.as_str().contains("__"))
                .split("__"),
        );
        for (name, key) in [
            ("DISCORD_TOKEN", "discord.token"),
            ("DATABASE_URL", "database.url"),
        ] {
            if let Ok(value) = std::env::var(name)
                && !value.trim().is_empty()
            {
                // As text, whatever it looks like: figment would read a number out of a token of digits.
                figment = figment.merge(Serialized::default(key, value.trim()));
            }
        }
        let config: Self = figment
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let deliver = &self.deliver;
        if deliver.send_timeout_seconds == 0
            || deliver.send_timeout_seconds >= deliver.lease_seconds
        {
            return Err(ConfigError::Unfit(
                "deliver.send_timeout_seconds must be above 0 and below deliver.lease_seconds",
            ));
        }
        if deliver.batch < 1 || deliver.poll_millis == 0 || deliver.max_attempts < 1 {
            return Err(ConfigError::Unfit(
                "deliver.batch, deliver.poll_millis and deliver.max_attempts must be above 0",
            ));
        }
        if deliver.try_again_seconds == 0 || deliver.keep_days < 7 {
            return Err(ConfigError::Unfit(
                "deliver.try_again_seconds must be above 0, and deliver.keep_days at least 7",
            ));
        }
        if self.process.threads < 1 {
            return Err(ConfigError::Unfit("process.threads must be at least 1"));
        }
        if self.database.max_connections < 4 {
            return Err(ConfigError::Unfit(
                "database.max_connections must be at least 4",
            ));
        }
        if self.discord.resolve.is_some() != self.discord.ca_certificate.is_some() {
            return Err(ConfigError::Unfit(
                "discord.resolve and discord.ca_certificate go together",
            ));
        }
        if self.discord.resolve.is_some() && self.discord.api_url.is_some() {
            return Err(ConfigError::Unfit(
                "discord.resolve and discord.api_url exclude each other",
            ));
        }
        if self.discord.gateway_url.is_some() && self.discord.api_url.is_none() {
            return Err(ConfigError::Unfit(
                "discord.gateway_url goes with discord.api_url",
            ));
        }
        Ok(())
    }

    /// The bot's token.
    ///
    /// # Errors
    /// When there is none.
    pub fn token(&self) -> Result<&SecretString, ConfigError> {
        self.discord.token.as_ref().ok_or(ConfigError::Missing(
            "DISCORD_TOKEN",
            "Take it from the bot's page in Discord's developer portal. To try Tandem without one: tandem demo",
        ))
    }

    /// The database's address.
    ///
    /// # Errors
    /// When there is none.
    pub fn database_url(&self) -> Result<&SecretString, ConfigError> {
        self.database.url.as_ref().ok_or(ConfigError::Missing(
            "DATABASE_URL",
            "It looks like postgres://user:password@localhost/tandem. To try Tandem without one: tandem demo",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tandem.toml");
        std::fs::write(&path, text).expect("a file");
        Config::read(Some(&path))
    }

    #[test]
    fn the_defaults_are_whole() {
        let config = read("").expect("reads");
        assert_eq!(config.deliver.lease_seconds, 30);
    }

    #[test]
    fn unknown_keys_and_values_that_do_not_fit_are_errors() {
        for (text, said) in [
            ("[deliver]\nlese_seconds = 3", "lese_seconds"),
            ("[delivr]\nbatch = 3", "delivr"),
            ("[deliver]\nbatch = \"many\"", "batch"),
            ("[deliver]\nlease_seconds = 5", "send_timeout_seconds"),
            ("[database]\nmax_connections = 1", "max_connections"),
            ("[process]\nthreads = 0", "threads"),
            ("[discord]\nresolve = \"127.0.0.1:1\"", "ca_certificate"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let config =
            read("[discord]\ntoken = \"a-secret\"\n[database]\nurl = \"postgres://u:p4ss@h/d\"")
                .expect("reads");
        let printed = format!("{config:?}");
        assert!(
            !printed.contains("a-secret") && !printed.contains("p4ss"),
            "{printed}"
        );
    }
}
