//! `tandem check`: token, database, schema, intents; a line each, ok or what to do.

use poise::serenity_prelude as serenity;
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection};

use crate::{
    app::{MIGRATOR, door},
    config::Config,
    discord::{
        asked::{Failed, asked},
        connect,
    },
};

/// One line of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was looked at.
    pub what: &'static str,
    /// How it is: fine, and in which words; or what to do.
    pub found: Result<String, String>,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.found {
            Ok(words) => write!(f, "{:<9} ok    {words}", self.what),
            Err(words) => write!(f, "{:<9} FIX   {words}", self.what),
        }
    }
}

/// Looks at everything that `tandem run` needs. Changes nothing.
pub async fn run(config: &Config) -> Vec<Line> {
    let (token, intents) = discord(config).await;
    let (database, schema) = database(config).await;
    [
        ("token", token),
        ("database", database),
        ("schema", schema),
        ("intents", intents),
    ]
    .map(|(what, found)| Line { what, found })
    .into()
}

type Found = Result<String, String>;

async fn discord(config: &Config) -> (Found, Found) {
    let unasked = || Err("not asked: the token comes first".to_owned());
    let token = match config.token() {
        Ok(token) => token,
        Err(error) => return (Err(error.to_string()), unasked()),
    };
    let http = match door(config)
        .map_err(|error| error.to_string())
        .and_then(|door| connect::http(token, &door).map_err(|error| error.to_string()))
    {
        Ok(http) => http,
        Err(words) => return (Err(words), unasked()),
    };
    let advice = |failed: &Failed| {
        let next = if failed.is_unknown_token() {
            "Take the token anew from the developer portal."
        } else {
            "Is the network up, and the address right?"
        };
        format!("{failed}. {next}")
    };
    let bot = match asked("GET /users/@me", http.get_current_user()).await {
        Ok(bot) => bot,
        Err(failed) => return (Err(advice(&failed)), unasked()),
    };
    let application = http.get_current_application_info();
    let intents = match asked("GET /oauth2/applications/@me", application).await {
        Ok(application) => {
            use serenity::ApplicationFlags as Flags;
            let flags = application.flags.unwrap_or_else(Flags::empty);
            if flags
                .intersects(Flags::GATEWAY_MESSAGE_CONTENT | Flags::GATEWAY_MESSAGE_CONTENT_LIMITED)
            {
                Ok("message content is granted: listening works".to_owned())
            } else {
                Err("message content is not granted: everything works but listening. Switch it on in the developer portal, under Bot.".to_owned())
            }
        }
        Err(failed) => Err(advice(&failed)),
    };
    (Ok(format!("logged in as {}", bot.name)), intents)
}

async fn database(config: &Config) -> (Found, Found) {
    let unasked = || Err("not asked: the database comes first".to_owned());
    let url = match config.database_url() {
        Ok(url) => url,
        Err(error) => return (Err(error.to_string()), unasked()),
    };
    let mut conn = match PgConnection::connect(url.expose_secret()).await {
        Ok(conn) => conn,
        // sqlx's words hold no password, but for those of a URL that it cannot read.
        Err(sqlx::Error::Configuration(_)) => {
            return (Err("DATABASE_URL cannot be read. It looks like postgres://user:password@localhost/tandem".to_owned()), unasked());
        }
        Err(error) => return (Err(format!("it does not answer: {error}")), unasked()),
    };
    let version: Result<String, _> = sqlx::query_scalar("show server_version")
        .fetch_one(&mut conn)
        .await;
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations where success order by version")
            .fetch_all(&mut conn)
            .await
            .unwrap_or_default();
    let waiting = MIGRATOR
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .count();
    let foreign = applied
        .iter()
        .filter(|version| !MIGRATOR.iter().any(|known| known.version == **version))
        .count();
    let schema = match (waiting, foreign) {
        (0, 0) => Ok("up to date".to_owned()),
        (_, 1..) => Err("it was made by a newer Tandem. Run that one.".to_owned()),
        (waiting, 0) => Ok(format!(
            "{waiting} migrations wait; tandem run applies them"
        )),
    };
    (
        version
            .map(|version| format!("Postgres {version}"))
            .map_err(|error| error.to_string()),
        schema,
    )
}
