//! `tandem sandbox`: the local Discord by itself, with a company in it and an application for a bot of
//! yours.
//!
//! Everything is kept in one folder: what was said, the bot's token, the certificate. `--fresh` begins
//! anew.

use std::{
    io::{self, Write},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    folder::{Folder, FolderError},
    local_postgres,
    sandbox::{self, CompanyPlan, Sandbox, Tls, limits::Strictness},
};

/// What happened, in the folder.
const JOURNAL: &str = "journal.jsonl";
/// The certificate, and its key.
const CERTIFICATE: [&str; 2] = ["certificate.pem", "certificate.key"];
/// What a bot needs to know.
const BOT: &str = "bot.env";

/// How it is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Plain HTTP and the page; loopback only.
    pub listen: SocketAddr,
    /// The same over TLS; loopback only.
    pub tls_listen: SocketAddr,
    /// Where everything is kept; by default the user's own place for such data.
    pub data_dir: Option<PathBuf>,
    /// Begin anew.
    pub fresh: bool,
    /// The bot's name.
    pub bot: String,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum AloneError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The server does not start.
    #[error(transparent)]
    Sandbox(#[from] sandbox::StartError),
    /// A name that no bot can have.
    #[error("a bot's name has 2 to 32 characters")]
    Name,
}

/// Runs until `stop` is cancelled. Prints where everything is when it is ready.
///
/// # Errors
/// What keeps it from starting, in words that say what to do.
pub async fn run(options: Options, stop: CancellationToken) -> Result<(), AloneError> {
    for address in [options.listen, options.tls_listen] {
        free(address)?;
    }
    let bot = options.bot.trim().to_owned();
    if !(2..=32).contains(&bot.chars().count()) {
        return Err(AloneError::Name);
    }
    let path = options
        .data_dir
        .unwrap_or_else(|| local_postgres::place("sandbox"));
    let folder = Folder::open(path, "sandbox")?;
    if options.fresh {
        for name in [JOURNAL, BOT].into_iter().chain(CERTIFICATE) {
            folder.forget(name)?;
        }
    }
    let sandbox = Sandbox::start(sandbox::Options {
        listen: options.listen,
        tls: Tls {
            listen: options.tls_listen,
            kept: Some(CERTIFICATE.map(|name| folder.path().join(name))),
        },
        clock: Clock::system(),
        journal: Some(folder.path().join(JOURNAL)),
        plan: CompanyPlan::sample_with(&bot),
        limits: Strictness::Discord,
    })
    .await?;
    folder.keep_secret(BOT, &environment(&sandbox))?;
    // Nobody may be reading any more: `tandem sandbox | head -1`.
    let _ = writeln!(io::stdout(), "{}", welcome(&sandbox, &folder));
    stop.cancelled().await;
    sandbox.stop().await;
    Ok(())
}

/// Before anything is touched: what is wrong with an address is said at once.
fn free(address: SocketAddr) -> Result<(), sandbox::StartError> {
    if !address.ip().is_loopback() {
        return Err(sandbox::StartError::NotLoopback(address));
    }
    let taken = |error: io::Error| sandbox::StartError::Listen(address, error);
    TcpListener::bind(address).map(drop).map_err(taken)
}

/// What a bot needs to know, as a shell or a `.env` reader takes it.
fn environment(sandbox: &Sandbox) -> String {
    let company = sandbox.company();
    let (plain, secure) = (sandbox.address(), sandbox.api_address());
    format!(
        "DISCORD_TOKEN={}\nAPPLICATION_ID={}\nGUILD_ID={}\n\
         API_URL=http://{plain}/api/v10\nGATEWAY_URL=ws://{plain}/gateway\n\
         API_TLS_URL=https://{secure}/api/v10\nGATEWAY_TLS_URL=wss://{secure}/gateway\n",
        company.bot_token, company.application_id, company.guild_id
    )
}

/// What is printed when it is ready.
fn welcome(sandbox: &Sandbox, folder: &Folder) -> String {
    let company = sandbox.company();
    let (plain, secure) = (sandbox.address(), sandbox.api_address());
    let at = |name: &str| folder.path().join(name).display().to_string();
    format!(
        "The sandbox is ready: http://{plain}/\n\
         \n\
         Your bot      {bot}, application {application}, in the server of {name}\n\
         Token         {token}\n\
         API           http://{plain}/api/v10   https://{secure}/api/v10\n\
         Gateway       ws://{plain}/gateway     wss://{secure}/gateway\n\
         Certificate   {certificate}\n\
         All of this   {environment}\n\
         \n\
         docs/other-bots.md tells how to point your bot at it. The page is for the people of the company:\n\
         choose who you are, and talk to your bot. Ctrl-C ends it. What was said is kept, and so are the\n\
         token and the certificate; --fresh begins anew.",
        bot = company.bot,
        application = company.application_id,
        name = company.name,
        token = company.bot_token,
        certificate = at(CERTIFICATE[0]),
        environment = at(BOT),
    )
}
