//! The command line of Tandem.

#[cfg(feature = "sandbox")]
use std::net::SocketAddr;
use std::{path::PathBuf, process::ExitCode};

#[cfg(feature = "sandbox")]
use chrono::{DateTime, NaiveDateTime, Utc};
use clap::{Parser, Subcommand};
use tandem::{
    app, check,
    clock::Clock,
    config::{Config, Log},
};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Tandem makes sales and marketing one team, in Discord.
///
/// To try it without account, token or internet: tandem demo
#[derive(Debug, Parser)]
#[command(name = "tandem", version, max_term_width = 100)]
struct CommandLine {
    /// A file of settings; config/tandem.toml if it is there. The environment goes before it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot. Needs DISCORD_TOKEN and DATABASE_URL.
    ///
    /// Brings the database's schema up to date, then answers until Ctrl-C or SIGTERM, and stops within ten
    /// seconds. What was not said by then is said at the next start.
    Run {
        /// Begin at this time, in UTC: for trying the program itself on a day of one's choice.
        #[cfg(feature = "sandbox")]
        #[arg(long, hide = true, value_name = "TIME")]
        at: Option<DateTime<Utc>>,
    },
    /// Try it: a local Discord in your browser, with a company in it.
    ///
    /// Makes its own Postgres of the installed server binaries, prints the page's address when it is ready,
    /// and leaves nothing running when it ends. The next start takes up where you left.
    #[cfg(feature = "sandbox")]
    Demo {
        /// Where the page is; an address of this machine alone.
        #[arg(long, default_value = "127.0.0.1:4100", value_name = "ADDRESS")]
        listen: SocketAddr,
        /// Where everything is kept [default: ~/.local/share/tandem/demo, for root /var/lib/tandem/demo]
        #[arg(long, value_name = "FOLDER")]
        data_dir: Option<PathBuf>,
        /// Forget what was, and begin anew.
        #[arg(long)]
        fresh: bool,
        /// Begin at this local time of the company, as in 2027-03-27T16:30; or go on to it.
        ///
        /// To try a weekend, a clock change or the end of a year by hand. Time never goes back in a company
        /// that is there already.
        #[arg(long, value_name = "TIME", value_parser = local_time)]
        at: Option<NaiveDateTime>,
    },
    /// A local Discord for a bot of yours: the demo's company, without Tandem in it.
    ///
    /// Prints your bot's token and where to point it; sandbox/docs/other-bots.md says how. The next start
    /// takes up where you left. The program tandem-sandbox does the same.
    #[cfg(feature = "sandbox")]
    Sandbox(tandem_sandbox::alone::Options),
    /// Look whether `run` would work: token, database, schema, intents. Changes nothing.
    Check,
}

fn main() -> ExitCode {
    match begin(CommandLine::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tandem: {error}");
            let mut cause =
                std::error::Error::source(AsRef::<dyn std::error::Error>::as_ref(&error));
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn begin(command_line: CommandLine) -> Result<ExitCode, anyhow::Error> {
    let config = Config::read(command_line.config.as_deref())?;
    telemetry(&config.log)?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    // The demo has a Discord to carry as well: a thread for each core, as is usual.
    if matches!(command_line.command, Command::Run { .. }) {
        // What goes from thread to thread wakes each; the bot waits for others most of the time.
        runtime.worker_threads(config.process.threads);
    }
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(work(command_line.command, config))
}

async fn work(command: Command, config: Config) -> Result<ExitCode, anyhow::Error> {
    match command {
        Command::Run {
            #[cfg(feature = "sandbox")]
            at,
        } => {
            #[cfg(feature = "sandbox")]
            let clock = at.map_or_else(Clock::system, Clock::from);
            #[cfg(not(feature = "sandbox"))]
            let clock = Clock::system();
            app::run(config, clock, stopping()?).await?;
        }
        #[cfg(feature = "sandbox")]
        Command::Demo {
            listen,
            data_dir,
            fresh,
            at,
        } => {
            let options = tandem::demo::Options {
                listen,
                data_dir,
                fresh,
                at,
                database_url: config.database.url.clone(),
            };
            tandem::demo::run(options, stopping()?).await?;
        }
        #[cfg(feature = "sandbox")]
        Command::Sandbox(options) => tandem_sandbox::alone::run(options, stopping()?).await?,
        Command::Check => {
            let lines = check::run(&config).await;
            for line in &lines {
                println!("{line}");
            }
            if lines.iter().any(|line| line.found.is_err()) {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a local date and time.
#[cfg(feature = "sandbox")]
fn local_time(typed: &str) -> Result<NaiveDateTime, &'static str> {
    ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok())
        .ok_or("that is no date and time; write it as 2027-03-27T16:30")
}

/// Log lines go to stderr, as sentences with fields.
fn telemetry(log: &Log) -> Result<(), anyhow::Error> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(filter) if !filter.is_empty() => filter,
        _ => log.filter.clone(),
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_new(filter)?)
        .try_init()
        .map_err(|error| anyhow::anyhow!(error))
}

/// A token that is cancelled by Ctrl-C or SIGTERM. A second one ends the process at once.
fn stopping() -> Result<CancellationToken, std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let told = stop.clone();
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if asked {
                std::process::exit(130);
            }
            asked = true;
            told.cancel();
        }
    });
    Ok(stop)
}
