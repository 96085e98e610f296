//! The sandbox as a program: the local Discord by itself, with a company in it and an application for a bot of
//! yours.
//!
//! Everything is kept in one folder: what was said, the bot's token, the certificate. `--fresh` begins
//! anew.

use std::{
    env,
    io::{self, Write},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

use tokio_util::sync::CancellationToken;

use crate::{
    CompanyPlan, Sandbox, StartError, Tls, clock,
    folder::{Folder, FolderError},
    limits::Strictness,
};

/// What happened, in the folder.
const JOURNAL: &str = "journal.jsonl";
/// The certificate, and its key.
const CERTIFICATE: [&str; 2] = ["certificate.pem", "certificate.key"];
/// What a bot needs to know.
const BOT: &str = "bot.env";

/// How it is run.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Where the page, the API and the gateway are; an address of this machine alone.
    #[arg(long, default_value = "127.0.0.1:4200", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The same over TLS; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub tls_listen: SocketAddr,
    /// Where everything is kept [default: ~/.local/share/tandem-sandbox]
    #[arg(long, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Forget what was, the token and the certificate too, and begin anew.
    #[arg(long)]
    pub fresh: bool,
    /// Your bot's name, when it is made.
    #[arg(long, default_value = "Your bot", value_name = "NAME")]
    pub name: String,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum AloneError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The server does not start.
    #[error(transparent)]
    Sandbox(#[from] StartError),
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
    let bot = options.name.trim().to_owned();
    if !(2..=32).contains(&bot.chars().count()) {
        return Err(AloneError::Name);
    }
    let path = options.data_dir.unwrap_or_else(place);
    let folder = Folder::open(path, "sandbox")?;
    if options.fresh {
        for name in [JOURNAL, BOT].into_iter().chain(CERTIFICATE) {
            folder.forget(name)?;
        }
    }
    let sandbox = Sandbox::start(crate::Options {
        listen: options.listen,
        tls: Tls {
            listen: options.tls_listen,
            kept: Some(CERTIFICATE.map(|name| folder.path().join(name))),
        },
        clock: clock::system(),
        journal: Some(folder.path().join(JOURNAL)),
        plan: CompanyPlan::sample_with(&bot),
        limits: Strictness::Discord,
    })
    .await?;
    folder.keep_secret(BOT, &environment(&sandbox))?;
    // Nobody may be reading any more: `tandem-sandbox | head -1`.
    let _ = writeln!(io::stdout(), "{}", welcome(&sandbox, &folder));
    stop.cancelled().await;
    sandbox.stop().await;
    Ok(())
}

/// The user's own place for such data.
fn place() -> PathBuf {
    let data = env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let home = || env::home_dir().unwrap_or_else(env::temp_dir);
    data.unwrap_or_else(|| home().join(".local/share"))
        .join("tandem-sandbox")
}

/// Before anything is touched: what is wrong with an address is said at once.
fn free(address: SocketAddr) -> Result<(), StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let taken = |error: io::Error| StartError::Listen(address, error);
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
         sandbox/docs/other-bots.md tells how to point your bot at it. The page is for the people of the company:\n\
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
