//! The command line of the sandbox.

use std::{error::Error, io, process::ExitCode};

use clap::Parser;
use tandem_sandbox::alone::{self, Options};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// A local Discord for a bot of yours: its HTTP API, its gateway, and a page for people.
///
/// Prints your bot's token and where to point it; docs/other-bots.md says how. The next start takes up
/// where you left.
#[derive(Debug, Parser)]
#[command(name = "tandem-sandbox", version, max_term_width = 100)]
struct CommandLine {
    #[command(flatten)]
    options: Options,
}

#[tokio::main]
async fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    match work(command_line.options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tandem-sandbox: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn work(options: Options) -> Result<(), Box<dyn Error>> {
    // Log lines go to stderr; RUST_LOG chooses them.
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::INFO.into());
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(filter.from_env()?)
        .init();
    Ok(alone::run(options, stopping()?).await?)
}

/// A token that is cancelled by Ctrl-C or SIGTERM. A second one ends the process at once.
fn stopping() -> io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let told = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if told.is_cancelled() {
                std::process::exit(130);
            }
            told.cancel();
        }
    });
    Ok(stop)
}
