//! What a command costs, beside two other bots that do the same and beside the bare statement.
//!
//! `cargo bench --bench cost` measures side by side, in one run: the local Discord as a process of its own
//! with its rate limits off, a Postgres that flushes, one bot after the other, and people who keep eight
//! commands under way. `TANDEM_BEFORE=…/tandem` adds another build of Tandem. `-- large` compares a company
//! of a million leads and ten million entries with one of ten thousand; `-- echo` is the bot that does
//! nothing. The machine carries all of it, so only ratios within a run mean something; CPU time says more
//! than commands a second.

mod bots;
mod ceiling;
mod echo;
mod large;
mod load;
mod people;
mod server;

use anyhow::Error;

/// Commands that are counted, and those before them that are not.
#[derive(Clone, Copy, Debug)]
struct Size {
    counted: usize,
    warm: usize,
    at_once: usize,
}

fn main() -> Result<(), Error> {
    let told = |word: &str| std::env::args().any(|arg| arg == word);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if told("echo") {
        return runtime.block_on(echo::run());
    }
    // `cargo test --benches` runs this too, and wants to know only that it runs.
    let full = told("--bench");
    let at_once = 8;
    let size = if full {
        Size {
            counted: 2000,
            warm: 300,
            at_once,
        }
    } else {
        Size {
            counted: 16,
            warm: 8,
            at_once,
        }
    };
    runtime.block_on(async {
        if told("large") {
            let (leads, small) = if full {
                (1_000_000, 10_000)
            } else {
                (8_000, 800)
            };
            return large::compare(leads, small).await;
        }
        side_by_side(size).await
    })
}

/// The table: one bot after the other, and the statement alone.
async fn side_by_side(size: Size) -> Result<(), Error> {
    let server = server::Server::start().await?;
    println!(
        "{} times /lead add, {} at once, after {} that do not count",
        size.counted, size.at_once, size.warm
    );
    println!("{}", load::Figures::HEAD);
    let mut costs = Vec::new();
    for bot in bots::Bot::all() {
        match load::adds(&server, &bot, size).await {
            Ok(figures) => {
                println!("{:<28}{figures}", bot.name());
                costs.push((bot, figures));
            }
            Err(error) => println!("{:<28}LEFT OUT: {error:#}", bot.name()),
        }
    }
    for at_once in [1, size.at_once] {
        match ceiling::measure(&server, size, at_once).await {
            Ok(bare) => println!("the statement, {at_once} at once     {bare}"),
            Err(error) => println!("the statement, {at_once} at once     LEFT OUT: {error:#}"),
        }
    }
    ratios(&costs);

    println!(
        "\nA lead's way through the bot, {} at once: each step's share",
        size.at_once
    );
    for (step, took) in load::mix(&server, size).await? {
        println!("{step:<28}{took}");
    }
    server.stop().await;
    Ok(())
}

fn ratios(costs: &[(bots::Bot, load::Figures)]) {
    let of = |wanted: &str| {
        let found = costs.iter().find(|(bot, _)| bot.name() == wanted);
        found.map(|(_, figures)| figures)
    };
    let Some(tandem) = of("Tandem") else { return };
    for other in [
        "a bot that does nothing",
        "discord.py and asyncpg",
        "Tandem before",
    ] {
        if let Some(figures) = of(other) {
            println!(
                "Tandem to {other}: commands a second × {:.2}, the bot's CPU × {:.2}, Postgres's CPU × {:.2}",
                tandem.rate / figures.rate,
                tandem.bot_ms / figures.bot_ms,
                tandem.postgres_ms / figures.postgres_ms,
            );
        }
    }
}
