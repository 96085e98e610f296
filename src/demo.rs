//! `tandem demo`: a database, a Discord-like server with its page, a company in it, and the bot, all
//! on this machine and all by itself.
//!
//! What happened in it is kept: the database, the page's messages and the moved clock lie together in
//! one folder, and `--fresh` begins anew.

mod time;

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use chrono::NaiveDateTime;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgPool, postgres::PgConnectOptions};
use tandem_sandbox::{
    self as sandbox, Company, CompanyPlan, Sandbox, Tls,
    folder::{Folder, FolderError},
    limits::Strictness,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{self, App, DeliverSettings, Door, Parts},
    clock::Clock,
    domain::{
        company::{Channels, Roles},
        ids::{ChannelId, GuildId, RoleId, UserId},
    },
    local_postgres::{self, LocalPostgres},
    sample::{self, BuildError, Cast, Rooms},
    store,
};

/// The database's name, on a server of our own.
const DATABASE: &str = "tandem";

/// Connections of the demo: a handful of people, and two jobs.
const CONNECTIONS: u32 = 8;

/// How the demo is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the page is; loopback only.
    pub listen: SocketAddr,
    /// Where everything is kept; by default the user's own place for such data.
    pub data_dir: Option<PathBuf>,
    /// Begin anew.
    pub fresh: bool,
    /// The company's local time at which it begins; where it was taken up again, to which it goes on.
    pub at: Option<NaiveDateTime>,
    /// A server to use instead of one of our own, as in `DATABASE_URL`; the demo makes its own database there.
    pub database_url: Option<SecretString>,
}

/// Why the demo does not run.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder cannot be had.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Our own Postgres does not start.
    #[error(transparent)]
    Postgres(#[from] local_postgres::Error),
    /// Our own Postgres ended while the demo ran.
    #[error("the demo's Postgres ended by itself; start the demo again, nothing committed is lost")]
    PostgresEnded,
    /// The database cannot be reached or used.
    #[error("the database cannot be used")]
    Database(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("what the demo has kept is another Tandem's; begin anew with --fresh")]
    Schema(#[from] sqlx::migrate::MigrateError),
    /// The server of the page does not start.
    #[error(transparent)]
    Sandbox(#[from] sandbox::StartError),
    /// The company could not be made.
    #[error("the sample company could not be made")]
    Sample(#[from] BuildError),
    /// The sample's plan lacks somebody or something.
    #[error("the demo's server has no {0}; begin anew with --fresh")]
    Incomplete(&'static str),
    /// The time asked for lies before the company's own.
    #[error(
        "the demo's company is at {now} ({zone}) by now, and its time never goes back to {asked}; \
         begin anew with --fresh"
    )]
    TimeGoesBack {
        /// The company's local time.
        now: String,
        /// Its zone.
        zone: chrono_tz::Tz,
        /// What was asked for.
        asked: NaiveDateTime,
    },
    /// The time asked for is past the calendar's end.
    #[error("--at {0}: there is no such time")]
    NoSuchTime(NaiveDateTime),
    /// The bot does not start.
    #[error(transparent)]
    Bot(#[from] app::StartError),
    /// The bot ended while the demo ran.
    #[error("the bot's connection ended by itself; start the demo again")]
    BotEnded,
}

/// Where the sandbox keeps its journal, in the folder.
const SANDBOX: &str = "sandbox";

/// Its journal, in there.
const JOURNAL: &str = "journal.jsonl";

/// How our own Postgres is started in a folder.
fn server(folder: &Folder) -> local_postgres::Options {
    local_postgres::Options {
        dir: Some(folder.path().join("postgres")),
        name: "demo".to_owned(),
        throwaway: false,
    }
}

/// Runs the demo until `stop` is cancelled. Prints the page's address when it is ready.
///
/// # Errors
/// What keeps it from starting, in words that say what to do.
pub async fn run(options: Options, stop: CancellationToken) -> Result<(), DemoError> {
    // Before anything is touched, and before the slow part: what is wrong with the address is said at once.
    let listen = options.listen;
    if !listen.ip().is_loopback() {
        return Err(sandbox::StartError::NotLoopback(listen).into());
    }
    TcpListener::bind(listen).map_err(|error| sandbox::StartError::Listen(listen, error))?;
    let path = match &options.data_dir {
        Some(path) => path.clone(),
        None => local_postgres::place("demo"),
    };
    let folder = Folder::open(path, "demo")?;
    if options.fresh {
        LocalPostgres::forget(&server(&folder)).await?;
        folder.forget(SANDBOX)?;
    }
    let journals = folder.path().join(SANDBOX);
    fs::create_dir_all(&journals)
        .map_err(|error| FolderError::Unusable(journals.clone(), error))?;
    if let Some(url) = &options.database_url {
        let on: PgConnectOptions = url.expose_secret().parse()?;
        let own = own_database(&on);
        local_postgres::ensure_database(&on, &own).await?;
        return open(&options, journals, on.database(&own), stop).await;
    }
    let mut postgres = LocalPostgres::start(server(&folder)).await?;
    let served = async {
        postgres.ensure_database(DATABASE).await?;
        let on = postgres.connect_options(DATABASE);
        tokio::select! {
            served = open(&options, journals, on, stop) => served,
            () = postgres.ended() => Err(DemoError::PostgresEnded),
        }
    }
    .await;
    postgres.stop().await;
    served
}

/// The demo's database on a server that somebody gave us: one of its own beside theirs, which may hold
/// real companies.
fn own_database(on: &PgConnectOptions) -> String {
    let theirs = on.get_database().unwrap_or(DATABASE);
    let plain: String = theirs
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(50)
        .collect();
    format!("{plain}_demo")
}

/// Opens the page on a database, and the bot behind it; until `stop`.
async fn open(
    options: &Options,
    journals: PathBuf,
    on: PgConnectOptions,
    stop: CancellationToken,
) -> Result<(), DemoError> {
    let pool = app::pool::connect(app::pool::options(CONNECTIONS), on).await?;
    app::migrate(&pool).await?;
    let journal = journals.join(JOURNAL);
    let clock = match options.at {
        Some(local) if !journal.exists() => Clock::from(time::instant(sample::ZONE, local)?),
        _ => Clock::system(),
    };
    let sandbox = Sandbox::start(sandbox::Options {
        listen: options.listen,
        clock: Arc::new(clock.clone()),
        journal: Some(journal),
        plan: CompanyPlan::sample(),
        tls: Tls::default(),
        limits: Strictness::Discord,
    })
    .await?;
    let served = serve(options, &pool, &sandbox, clock, stop).await;
    sandbox.stop().await;
    pool.close().await;
    served
}

/// Makes the company and runs the bot in it.
async fn serve(
    options: &Options,
    pool: &PgPool,
    sandbox: &Sandbox,
    clock: Clock,
    stop: CancellationToken,
) -> Result<(), DemoError> {
    let company = sandbox.company();
    let guild = GuildId(id(&company.guild_id).ok_or(DemoError::Incomplete("id"))?);
    if let Some(local) = options.at {
        time::go_on(pool, guild, sandbox, &clock, local).await?;
    }
    settle(pool, guild, &company, &clock).await?;
    sandbox.name_moments(time::moments(pool.clone(), guild, clock.clone()));
    let bot = App::start(Parts {
        pool: pool.clone(),
        clock,
        token: SecretString::from(company.bot_token.clone()),
        door: Door::Resolved {
            address: sandbox.api_address(),
            certificate_pem: sandbox.certificate_pem(),
        },
        deliver: DeliverSettings::default(),
    })
    .await?;
    println!("{}", welcome(sandbox.address(), &company.name));
    let ended = async {
        while !bot.has_ended() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    let served = tokio::select! {
        () = stop.cancelled() => Ok(()),
        () = ended => Err(DemoError::BotEnded),
    };
    bot.stop().await;
    served
}

/// What is printed when the page is ready.
fn welcome(address: SocketAddr, company: &str) -> String {
    format!(
        "Tandem's demo is ready: http://{address}/\n\
         \n\
         Open it in a browser. You are in the server of a company called {company}; choose who you\n\
         are, type / in any channel, and move the clock forward to see what becomes late.\n\
         Ctrl-C ends it. What you did is kept; --fresh begins anew."
    )
}

/// Makes the sample company, if it is not there. A company of an earlier demo in the same database is not
/// served any more.
async fn settle(
    pool: &PgPool,
    guild: GuildId,
    company: &Company,
    clock: &Clock,
) -> Result<(), DemoError> {
    let mut conn = pool.acquire().await?;
    for other in store::company::ready(&mut conn)
        .await
        .map_err(BuildError::from)?
    {
        if other != guild {
            let now = clock.now();
            store::company::left(&mut conn, other, now)
                .await
                .map_err(BuildError::from)?;
        }
    }
    drop(conn);
    let cast = Cast {
        marketing: three(company, "Marketing").ok_or(DemoError::Incomplete("marketing team"))?,
        sales: three(company, "Sales").ok_or(DemoError::Incomplete("sales team"))?,
        manager: holding(company, "Manager")
            .next()
            .ok_or(DemoError::Incomplete("manager"))?,
    };
    let channel = |name| {
        company
            .channels
            .get(name)
            .and_then(|text| id(text))
            .map(ChannelId)
    };
    let role = |name| {
        company
            .roles
            .get(name)
            .and_then(|text| id(text))
            .map(RoleId)
    };
    let rooms = Rooms {
        channels: Channels {
            marketing: channel("marketing"),
            sales: channel("sales"),
            promotions: channel("promotions"),
            digest: channel("digest"),
        },
        listening: channel("leads-inbox").into_iter().collect(),
        roles: Roles {
            marketing: role("Marketing"),
            sales: role("Sales"),
            manager: role("Manager"),
        },
    };
    sample::build(pool, guild, &company.name, &cast, &rooms, clock.now()).await?;
    Ok(())
}

fn id(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Everybody who holds a role.
fn holding<'a>(company: &'a Company, role: &'a str) -> impl Iterator<Item = UserId> + 'a {
    let those = company
        .members
        .iter()
        .filter(move |member| member.roles.iter().any(|own| own == role));
    those.filter_map(|member| id(&member.id)).map(UserId)
}

fn three(company: &Company, role: &str) -> Option<[UserId; 3]> {
    let team: Vec<UserId> = holding(company, role).take(3).collect();
    team.try_into().ok()
}
